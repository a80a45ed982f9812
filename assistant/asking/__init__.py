"""What is wanted: a question, the conversation before it and its filters become a query."""
