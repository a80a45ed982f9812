"""Text as it is: its characters, its sentences, its tokens, its numbers in words."""
