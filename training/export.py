"""Turns the trained network into the file that ships, and reads with the network itself, so that
the file can be held against it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer

from assistant.models.reader import (
    MODEL_FILE,
    QUESTION_PIECES,
    TEXT_PIECES,
    TITLE_PIECES,
    Reading,
    encode,
)
from training.building import Graph, Weights, encoder, write_file

from .network import Network

__all__ = ["Unexported", "build_reader", "save_network", "write_reader"]

SPECIAL_PIECES = 4


def build_reader(weights: Weights) -> bytes:
    """`pieces` and `segments`, int64 (1, n) → `relevance` (1, 1) and `edges` (1, n, 2).

    The encoder in 8 bits like the embedder's; the heads, which are small, in 32.
    """
    graph = Graph(QUESTION_PIECES + TITLE_PIECES + TEXT_PIECES + SPECIAL_PIECES)
    hidden = encoder(graph, weights, segments="segments")
    first = graph.node("Squeeze", graph.rows(hidden, 0, 1), graph.constant(np.array([1])))
    relevance = graph.plain(first, weights, "relevance")
    edges = graph.plain(hidden, weights, "edges")
    return graph.model(
        "reader", ["pieces", "segments"], {relevance: [1, 1], edges: [1, "length", 2]}
    )


def write_reader(network: Network, folder: Path, origin: str, licence: str) -> None:
    """Write `reader.onnx` into a folder, and its entry into the manifest there."""
    content = build_reader(network.weights())
    write_file(folder, MODEL_FILE, content, origin, licence, "make train")


def save_network(network: Network, path: Path) -> None:
    """Keep the trained weights in 32 bits."""
    np.savez(path, **network.weights())


class Unexported:
    """The trained network as a reader, in 32 bits: what the exported file is held against."""

    def __init__(self, network: Network, tokenizer: Tokenizer) -> None:
        self._network, self._tokenizer = network, tokenizer

    def read(self, question: str, passages: Sequence[tuple[str, str]]) -> list[Reading]:
        """As ``assistant.models.reader.Reader.read``."""
        return [self._read(question, *passage) for passage in passages]

    def _read(self, question: str, title: str, text: str) -> Reading:
        encoded = encode(self._tokenizer, question, title, text)
        device = self._network.relevance.weight.device
        pieces, segments = (
            torch.tensor([numbers], device=device) for numbers in (encoded.pieces, encoded.segments)
        )
        with torch.no_grad():
            relevance, edges = self._network(pieces, segments, torch.ones_like(pieces).bool())
        own = edges[0, encoded.first : encoded.first + len(encoded.offsets)].cpu().numpy()
        return Reading(
            relevance=float(relevance[0]),
            starts=own[:, 0],
            ends=own[:, 1],
            offsets=np.array(encoded.offsets, dtype=np.int64).reshape(-1, 2),
        )
