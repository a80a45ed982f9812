"""Evidence for a query: found, read, ordered, and how sure that it answers."""
