"""Memory while many articles stream in: how far it grows with what was read before.

    python -m benchmarks.streaming FOLDER [--articles N]

ingests made-up articles in this process, which does nothing else so that its peak memory is the
job's own, and prints that peak as it grew.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from assistant.settings import Settings
from ingest import Progress, ingest

from .ingestion import peak_mb
from .tables import Cell, Table
from .workplace import REPOSITORY, ProgressLine, Workplace

__all__ = ["run"]

ARTICLES, MARKS = 100_000, 10  # articles that stream in, and how often memory is noted
WORDS = 24  # of an article: memory hangs on how many there are, time on how long they are
OUTLETS = 50
SEED = 0


def run(workplace: Workplace) -> list[Table]:
    """Stream 100,000 articles into a new library; ``limit`` takes fewer."""
    count = workplace.limit or ARTICLES
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "benchmarks.streaming", folder, "--articles", str(count)]
        done = subprocess.run(command, cwd=REPOSITORY, stdout=subprocess.PIPE, check=True)
    *marks, end = [json.loads(line) for line in done.stdout.splitlines()]
    rows: list[list[Cell]] = [
        [mark["articles"], mark["seconds"], mark["peak_mb"]] for mark in marks
    ]
    grown = (marks[-1]["peak_mb"] - marks[0]["peak_mb"]) / (
        marks[-1]["articles"] - marks[0]["articles"]
    )
    return [
        Table(
            f"Streaming {count:,} articles of {WORDS} words from one JSONL file",
            ("articles in", "seconds", "peak memory so far, MB"),
            rows,
            f"{1e3 * grown:.1f} kB an article; its vector alone has 1.5 kB in Chroma's index."
            f" {end['refused']} were refused: words put together by chance may look like a menu.",
        )
    ]


def measure(folder: Path, count: int, tell: Callable[[dict[str, Any]], None]) -> None:
    """Tell peak memory and seconds after each tenth of the articles, then how many were refused."""
    file = folder / "articles.jsonl"
    with file.open("w", encoding="utf-8") as lines:
        lines.writelines(_articles(count))
    shown, began = ProgressLine("articles", count), time.perf_counter()
    left = [count * tenth // MARKS for tenth in range(1, MARKS)]

    def note(articles: int) -> None:
        seconds = time.perf_counter() - began
        tell({"articles": articles, "seconds": seconds, "peak_mb": peak_mb()})

    def progress(step: Progress) -> None:
        shown.to(step.articles)
        if left and step.articles >= left[0]:
            del left[0]
            note(step.articles)

    report = ingest([file], folder / "library", settings=Settings(), progress=progress, workers=1)
    note(report.articles)
    tell({"refused": len(report.failed)})


def _articles(count: int) -> Iterator[str]:
    """Lines of JSONL with articles of the samples' words, put together by chance."""
    chance = random.Random(SEED)
    texts = (path.read_text("utf-8") for path in sorted((REPOSITORY / "samples").glob("*.txt")))
    known = sorted({word for text in texts for word in text.split() if word.isalpha()})
    for number in range(count):
        words = chance.choices(known, k=WORDS)
        row = {
            "id": f"made-up-{number}",
            "title": " ".join(words[:6]).capitalize(),
            "outlet": f"Outlet {number % OUTLETS}",
            "published": str(date(2020, 1, 1) + timedelta(days=number % 2000)),
            "text": f"{' '.join(words[6:]).capitalize()}.",
        }
        yield json.dumps(row) + "\n"


def main() -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("folder", type=Path, metavar="FOLDER")
    parser.add_argument("--articles", type=int, default=ARTICLES, metavar="N")
    arguments = parser.parse_args()
    arguments.folder.mkdir(parents=True, exist_ok=True)
    measure(arguments.folder, arguments.articles, lambda mark: print(json.dumps(mark), flush=True))


if __name__ == "__main__":
    main()
