"""Where a run of the benchmarks keeps what it builds, and what its parts share."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.models.embedder import Embedder, MiniLM

from . import questionset
from .questionset import QuestionSet, RawArticle

__all__ = ["Progress", "Remembering", "Workplace", "write_articles"]


@dataclass(frozen=True)
class Workplace:
    """``data`` holds the question sets, ``folder`` what is built from them.

    What lies in ``folder`` from an earlier run is used again. ``limit`` takes only the first
    articles of each set; ``weights`` is the folder of the official model, fetched when ``None``.
    """

    data: Path
    folder: Path
    limit: int | None = None
    weights: Path | None = None

    @cached_property
    def news(self) -> QuestionSet:
        return questionset.load(self.data / "news", self.limit)

    @cached_property
    def squad(self) -> QuestionSet:
        return questionset.load(self.data / "squad", self.limit)

    @property
    def sets(self) -> tuple[QuestionSet, QuestionSet]:
        return self.news, self.squad

    def place(self, name: str) -> Path:
        """A folder or file of this run; runs over fewer articles have their own."""
        folder = self.folder / (f"first-{self.limit}" if self.limit else "whole")
        folder.mkdir(parents=True, exist_ok=True)
        return folder / name

    def library(self, questions: QuestionSet) -> Path:
        """The folder of our library of a set's articles, ingested when it is not there."""
        self.first_ingest(questions)
        return self.place(f"library-{questions.name}")

    def first_ingest(self, questions: QuestionSet) -> dict[str, Any]:
        """What the ingest of a set's articles into a new library took."""
        noted = self.place(f"library-{questions.name}.json")
        if not noted.exists():
            print(f"Ingesting {questions.name}: {len(questions.articles):,} articles", flush=True)
            noted.write_text(json.dumps(self.ingest(questions), indent=2))
        measured: dict[str, Any] = json.loads(noted.read_text())
        return measured

    def ingest(self, questions: QuestionSet) -> dict[str, Any]:
        """Ingest a set's articles in a process of its own; what `benchmarks.ingestion` reports."""
        articles = self.place(f"{questions.name}.jsonl")
        if not articles.exists():
            write_articles(articles, questions.articles)
        index = self.place(f"library-{questions.name}")
        command = [sys.executable, "-m", "benchmarks.ingestion", str(articles), str(index)]
        done = subprocess.run(
            command, cwd=Path(__file__).parents[1], stdout=subprocess.PIPE, check=True
        )
        measured: dict[str, Any] = json.loads(done.stdout)
        return measured


class Remembering:
    """The shipped embedder with a memory, to time a search apart from embedding its question."""

    def __init__(self, embedder: Embedder | None = None) -> None:
        self._embedder = embedder or MiniLM()
        self._vectors: dict[str, NDArray[np.float32]] = {}
        self.name = self._embedder.name
        self.dimension = self._embedder.dimension
        self.fingerprint = self._embedder.fingerprint
        self.max_pieces = self._embedder.max_pieces

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        new = [text for text in texts if text not in self._vectors]
        self._vectors.update(zip(new, self._embedder.embed(new), strict=True))
        return np.stack([self._vectors[text] for text in texts])

    def forget(self) -> None:
        self._vectors.clear()

    def pieces(self, text: str) -> int:
        return self._embedder.pieces(text)


class Progress:
    """One line on the terminal, written anew at most once a second; in a log, once a minute."""

    def __init__(self, what: str, total: int) -> None:
        self._what, self._total, self._done = what, total, 0
        self._began = self._shown = time.monotonic()
        self._wait = 1.0 if sys.stderr.isatty() else 60.0

    def to(self, done: int) -> None:
        """Show how far it is."""
        self._done = done
        now = time.monotonic()
        if now - self._shown >= self._wait or done == self._total:
            self._shown = now
            end = "\n" if done == self._total or not sys.stderr.isatty() else "\r"
            share = f"{done:,} of {self._total:,}"
            print(f"  {self._what}: {share}, {now - self._began:.0f} s", end=end, file=sys.stderr)

    def of(self, items: Sequence[Any]) -> Iterator[Any]:
        """The items, each counted when the next is asked for."""
        for number, item in enumerate(items, start=1):
            yield item
            self.to(number)


def write_articles(path: Path, articles: Sequence[RawArticle]) -> None:
    """Write articles as the JSONL that `newsdesk ingest` reads."""
    path.write_text("".join(f"{article.line}\n" for article in articles), encoding="utf-8")
