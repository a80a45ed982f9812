"""Text as it is: its sentences, its tokens, its numbers in words."""
