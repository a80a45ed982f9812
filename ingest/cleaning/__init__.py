"""From a page to its articles: clean text, and each field with where it came from."""
