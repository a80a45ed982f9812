"""The models: the embedder that ships, and the door to a language model."""
