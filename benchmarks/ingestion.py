"""What ingesting the whole news set takes: time, stages, memory, and a second run.

    python -m benchmarks.ingestion ARTICLES.jsonl INDEX

ingests in this process, which does nothing else so that its peak memory is the job's own, and
prints what it took as JSON.
"""

from __future__ import annotations

import argparse
import json
import resource
import shutil
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest.mock import patch

from assistant.library.catalogue import Catalogue
from assistant.library.ledger import Ledger
from assistant.library.vectors import Vectors
from assistant.library.words import Words
from assistant.models.embedder import MiniLM
from assistant.settings import Settings
from ingest import Progress, ingest, preparing

from .questionset import RawArticle
from .tables import Cell, Table
from .workplace import ProgressLine, Workplace, ingest_apart, write_articles

__all__ = ["Seconds", "peak_mb", "run", "timed", "timed_stages"]

SECOND_RUN_BAR = 1 / 20  # of the first run's time
TOUCHED_BAR = 1 / 50  # of the first run's time for one article in a hundred
TOUCHED = 100  # of so many articles one has changed

Seconds = defaultdict[str, float]

# Everything a run does is on one of these or little; none of them calls another.
STAGES: tuple[tuple[str, Any, str], ...] = (
    ("clean", preparing, "articles_of"),
    ("split", preparing, "split"),
    ("recognise copies", preparing, "likeness"),
    ("recognise copies", Ledger, "likely_copies"),
    ("embed", MiniLM, "embed"),
    ("vectors", Vectors, "write"),
    ("words", Words, "write"),
    ("catalogue", Ledger, "begin"),
    ("catalogue", Ledger, "finish"),
    ("catalogue", Catalogue, "contents"),
)


def run(workplace: Workplace) -> list[Table]:
    """Ingest the news set once from nothing (or take the noted figures) and once more."""
    first = workplace.first_ingest(workplace.news)
    file, index = workplace.articles_file(workplace.news), workplace.index(workplace.news)
    second = ingest_apart(file, index)["seconds"] / first["seconds"]
    touched = _touched(workplace) / first["processor_seconds"]
    rows: list[tuple[str, Cell]] = [
        ("articles", first["articles"]),
        ("passages", first["passages"]),
        ("seconds", first["seconds"]),
        ("articles a second", first["articles"] / first["seconds"]),
        ("passages a second", first["passages"] / first["seconds"]),
        ("processor seconds", first["processor_seconds"]),
        ("articles a processor second", first["articles"] / first["processor_seconds"]),
        ("peak memory, MB", first["peak_mb"]),
        ("second run, nothing changed: share of the first's time", second),
        (f"bar: under {SECOND_RUN_BAR:.2f}", "met" if second < SECOND_RUN_BAR else "missed"),
        (f"third run, one article in {TOUCHED} changed: share", touched),
        (f"bar: under {TOUCHED_BAR:.2f}", "met" if touched < TOUCHED_BAR else "missed"),
    ]
    stages = sorted(first["stages"].items(), key=lambda stage: -stage[1])
    shares = [(name, spent, spent / first["seconds"]) for name, spent in stages]
    return [
        Table("Ingesting the news set", ("", "value"), rows),
        Table("Ingesting by stage", ("stage", "seconds", "share"), shares),
    ]


def _touched(workplace: Workplace) -> float:
    """The processor seconds of a run after one article in a hundred of the file has changed."""
    articles = [
        article if at % TOUCHED else _changed(article)
        for at, article in enumerate(workplace.news.articles)
    ]
    with tempfile.TemporaryDirectory() as folder:
        file, index = Path(folder, "news.jsonl"), Path(folder, "library")
        shutil.copytree(workplace.index(workplace.news), index)
        write_articles(file, articles)
        again = ingest_apart(file, index)
    assert again["updated"] == len(range(0, len(articles), TOUCHED)), again
    return float(again["processor_seconds"])


def _changed(article: RawArticle) -> RawArticle:
    row = json.loads(article.line)
    row["text"] += "\n\nThis article was changed after it was published."
    return replace(article, line=json.dumps(row))


def measure(articles: Path, index: Path) -> dict[str, Any]:
    """Ingest a file into a library; counts, seconds, seconds by stage, peak memory in MB."""
    seconds: Seconds = defaultdict(float)
    shown = ProgressLine("bytes read", articles.stat().st_size)

    def progress(step: Progress) -> None:
        shown.to(step.done)

    with timed_stages(seconds):
        began, processor = time.perf_counter(), time.process_time()
        report = ingest([articles], index, settings=Settings(), progress=progress, workers=1)
        wall, spent = time.perf_counter() - began, time.process_time() - processor
    assert not report.failed, report.failed
    return {
        **report.model_dump(exclude={"failed"}),
        "seconds": wall,
        "processor_seconds": spent,
        "stages": dict(seconds),
        "peak_mb": peak_mb(),
    }


@contextmanager
def timed_stages(seconds: Seconds) -> Iterator[None]:
    """Add to ``seconds`` what each stage of an ingest in this process takes."""
    with ExitStack() as patches:
        for stage, owner, name in STAGES:
            wrapped = timed(getattr(owner, name), stage, seconds)
            patches.enter_context(patch.object(owner, name, wrapped))
        yield


def timed(function: Callable[..., Any], stage: str, seconds: Seconds) -> Callable[..., Any]:
    """The same function; what its calls take is added to the stage's seconds."""

    def run_timed(*args: Any, **named: Any) -> Any:
        began = time.perf_counter()
        try:
            return function(*args, **named)
        finally:
            seconds[stage] += time.perf_counter() - began

    return run_timed


def peak_mb() -> float:
    """The most memory that this process has had, in MB."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 1e6 if sys.platform == "darwin" else peak / 1e3  # bytes there, KiB elsewhere


def main() -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("articles", type=Path, metavar="ARTICLES.jsonl")
    parser.add_argument("index", type=Path, metavar="INDEX")
    arguments = parser.parse_args()
    json.dump(measure(arguments.articles, arguments.index), sys.stdout)


if __name__ == "__main__":
    main()
