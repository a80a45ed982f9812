"""Turns the trained network into the file that ships."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from assistant.models.checker import (
    CLAIM_PIECES,
    EVIDENCE_PIECES,
    MODEL_FILE,
    SPECIAL_PIECES,
    WORDS_PIECES,
)
from training.building import Graph, Weights, encoder, write_file

__all__ = ["build_checker", "write_checker"]

SCRIPT = "make train-checker"


def build_checker(weights: Weights) -> bytes:
    """`pieces` and `segments`, int64 (1, n) → `verdict` (1, 3) and `answers` (1, 1).

    The encoder in 8 bits like the embedder's; the heads, which are small, in 32.
    """
    graph = Graph(CLAIM_PIECES + WORDS_PIECES + EVIDENCE_PIECES + SPECIAL_PIECES)
    hidden = encoder(graph, weights, segments="segments")
    first = graph.node("Squeeze", graph.rows(hidden, 0, 1), graph.constant(np.array([1])))
    verdict = graph.plain(first, weights, "verdict")
    answers = graph.plain(first, weights, "answers")
    return graph.model("checker", ["pieces", "segments"], {verdict: [1, 3], answers: [1, 1]})


def write_checker(weights: Weights, folder: Path, origin: str, licence: str) -> None:
    """Write `checker.onnx` into a folder, and its entry into the manifest there."""
    write_file(folder, MODEL_FILE, build_checker(weights), origin, licence, SCRIPT)
