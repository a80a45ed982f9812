"""Turns the trained network into the file that ships, and holds it against the original."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from assistant.models.building import Graph, Weights, encoder, write_file
from assistant.models.reader import MODEL_FILE, QUESTION_PIECES, TEXT_PIECES, TITLE_PIECES

from .network import Network

__all__ = ["build_reader", "save_network", "write_reader"]

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
