"""Text as it is: its characters, its sentences, its numbers in words."""
