"""Texts into vectors: the embedder that ships, and the door for any LlamaIndex embedding.

A sentence embedding is the mean of a transformer's last layer over the word pieces of a text,
scaled to length one (Reimers and Gurevych, "Sentence-BERT", 2019), so that the dot product of two
rows is their cosine.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from ..text.characters import without_surrogates
from .files import (
    FOLDER,
    TOKENIZER_FILE,
    open_session,
    open_tokenizer,
    read_checked,
    sha256,
)
from .processors import available_processors
from .tokens import count_tokens

if TYPE_CHECKING:
    from llama_index.core.base.embeddings.base import BaseEmbedding

__all__ = ["Embedder", "LlamaIndexEmbedder", "MiniLM", "as_embedder"]

MODEL_FILE = "all-MiniLM-L6-v2.onnx"

# Texts whose work is queued at once: enough to keep every thread busy, little enough to hold.
_QUEUED = 512


class Embedder(Protocol):
    """Turns texts into unit vectors, each of which depends on its own text alone."""

    name: str
    dimension: int
    """Length of a vector."""
    fingerprint: str
    """SHA-256, in hexadecimal, of what determines the vectors: two embedders with one
    fingerprint may share an index."""
    max_pieces: int
    """Word pieces that count, special tokens included; the rest of a longer text is ignored."""

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Embed texts: array of shape (len(texts), dimension), row i of length one for text i."""
        ...

    def pieces(self, text: str) -> int:
        """Count the word pieces of a text, special tokens left out, without any truncation."""
        ...


class MiniLM:
    """all-MiniLM-L6-v2 on onnxruntime, from the files beside this module; never downloads.

    Each text runs through the network alone and unpadded. Activations are quantised with one
    scale per run, so a neighbour in the run, or padding, would move a vector; alone, it is the
    same bit for bit whatever else is embedded and however many threads there are.

    Args:
        threads: texts worked on at once; all processors this process may use when None.
        folder: where the model, the tokenizer and their manifest lie.

    Raises:
        ModelFileError: a file is missing or is not the one that the manifest names.
        ValueError: `threads` is below one.
    """

    name = "all-MiniLM-L6-v2"
    dimension = 384
    max_pieces = 256

    def __init__(self, threads: int | None = None, folder: Path = FOLDER) -> None:
        if threads is not None and threads < 1:
            raise ValueError(f"threads must be at least 1, not {threads}")
        self._threads = threads or available_processors()
        model, model_hash = read_checked(folder, MODEL_FILE)
        tokenizer, tokenizer_hash = read_checked(folder, TOKENIZER_FILE)
        self.fingerprint = sha256(f"{model_hash} {tokenizer_hash}".encode())
        self._tokenizer = open_tokenizer(tokenizer)
        self._session = open_session(model)

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Embed texts; see `Embedder.embed`. Memory beyond the result does not grow with it."""
        rows = np.empty((len(texts), self.dimension), dtype=np.float32)
        if len(texts) == 1 or self._threads == 1:
            for row, text in zip(rows, texts, strict=True):
                row[:] = self._vector(text)
            return rows
        # The pool lives for one call: nothing is left running, and a forked process works.
        with ThreadPoolExecutor(self._threads) as pool:
            for start in range(0, len(texts), _QUEUED):
                part = texts[start : start + _QUEUED]
                for offset, vector in enumerate(pool.map(self._vector, part)):
                    rows[start + offset] = vector
        return rows

    def pieces(self, text: str) -> int:
        """Count the word pieces of a text, special tokens left out, without any truncation."""
        return len(self._pieces(text))

    def _pieces(self, text: str) -> list[int]:
        text = without_surrogates(text)
        ids: list[int] = self._tokenizer.encode(text, add_special_tokens=False).ids
        return ids

    def _vector(self, text: str) -> NDArray[np.float32]:
        ids = self._pieces(text)[: self.max_pieces - 2]
        first, last = self._tokenizer.token_to_id("[CLS]"), self._tokenizer.token_to_id("[SEP]")
        pieces = np.array([[first, *ids, last]], dtype=np.int64)
        vectors: NDArray[np.float32] = self._session.run(None, {"pieces": pieces})[0]
        vector: NDArray[np.float32] = vectors[0]
        return vector


class LlamaIndexEmbedder:
    """Any LlamaIndex `BaseEmbedding` as an `Embedder`.

    Its weights cannot be seen from here, so the fingerprint covers its name and dimension only.

    Args:
        model: the LlamaIndex embedding; one word is embedded to learn its dimension.
        max_pieces: tokens of a text that the model reads.
    """

    def __init__(self, model: BaseEmbedding, max_pieces: int = 256) -> None:
        self._model = model
        self.name = model.model_name
        self.max_pieces = max_pieces
        self.dimension = len(model.get_text_embedding("news"))
        self.fingerprint = sha256(f"{self.name} {self.dimension}".encode())

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Embed texts; see `Embedder.embed`. Errors of the model pass through."""
        if not texts:
            return np.empty((0, self.dimension), dtype=np.float32)
        rows = np.array(self._model.get_text_embedding_batch(list(texts)), dtype=np.float32)
        lengths = np.linalg.norm(rows, axis=1, keepdims=True)
        lengths[lengths == 0] = 1  # a model may give zeros for an empty text; leave them
        unit: NDArray[np.float32] = rows / lengths
        return unit

    def pieces(self, text: str) -> int:
        """Estimate a text's tokens by cl100k_base; the model's own tokenizer is not known."""
        return count_tokens(text)


def as_embedder(model: Embedder | BaseEmbedding | None) -> Embedder | None:
    """The model as an embedder, whichever of the two it is; ``None`` stays the one that ships."""
    if model is None:
        return None  # and no need to import what could tell
    from llama_index.core.base.embeddings.base import BaseEmbedding

    return LlamaIndexEmbedder(model) if isinstance(model, BaseEmbedding) else model
