"""Deliberate faults in the code that finds, answers and keeps: does a test notice each?

    python -m benchmarks.mutations               # all of them, some minutes
    python -m benchmarks.mutations --only NAME…  # some

Each mutation changes one place in a copy of the checkout and runs the tests that ought to notice.
What they do not notice survives, and the exit status is 1: either a test is missing, or the code
does nothing (DeMillo, Lipton and Sayward, "Hints on Test Data Selection", 1978).
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from .tables import Table, as_markdown
from .workplace import REPOSITORY

__all__ = ["MUTATIONS", "Mutation", "fits"]

COPIED = ("assistant", "ingest", "prompts", "benchmarks", "training", "samples", "tests")
FILES = ("app.py", "cli.py", "pyproject.toml", "README.md")
SECONDS = 600  # for the tests of one mutation; a fault that makes them hang is noticed, too


@dataclass(frozen=True)
class Mutation:
    """``old``, which stands once in ``path``, becomes ``new``; ``tests`` ought to notice."""

    name: str
    path: str
    old: str
    new: str
    tests: tuple[str, ...]


RETRIEVAL, QUOTING = "assistant/finding/retrieval.py", "assistant/answering/quoting.py"
ABSTAINING, CHECKING = "assistant/finding/abstaining.py", "assistant/answering/checking.py"
LIBRARY = "assistant/library"
FINDS, ANSWERS, KEEPS = ("tests/finding",), ("tests/answering",), ("tests/library",)

MUTATIONS = (
    # -- finding ---------------------------------------------------------------------------
    Mutation("words count a tenth", RETRIEVAL, "WEIGHT = 1.0, 2.0", "WEIGHT = 1.0, 0.2", FINDS),
    Mutation("likeness counts nothing", RETRIEVAL, "WEIGHT = 1.0, 2.0", "WEIGHT = 0.0, 2.0", FINDS),
    Mutation("one story fills the evidence", RETRIEVAL, "told[story] < per_story and ", "", FINDS),
    Mutation("new and old alike", RETRIEVAL, "AGE_UNKNOWN = 0.03", "AGE_UNKNOWN = 0.0", FINDS),
    Mutation(
        "the reader's relevance is not heeded",
        "assistant/finding/ranking.py",
        "RELEVANCE, FUSED = 1.0, 16.0",
        "RELEVANCE, FUSED = 0.0, 16.0",
        FINDS,
    ),
    Mutation(
        "copies have voices of their own",
        "assistant/finding/spans.py",
        "self._told[self._stories[item.passage.id]]",
        "self._told[item.passage.id]",
        FINDS,
    ),
    Mutation(
        "the size of what was searched counts nothing",
        ABSTAINING,
        "size = math.log10(max(searched, 1))",
        "size = 0.0",
        FINDS,
    ),
    # -- answering -------------------------------------------------------------------------
    Mutation(
        "every question is answered",
        "assistant/answering/answering.py",
        "if chance < self._settings.abstain_below:",
        "if chance < 0.0:",
        ANSWERS,
    ),
    Mutation(
        "nothing is withheld", CHECKING, "WEAK_FROM = 0.5, 0.15", "WEAK_FROM = 0.5, 0.0", ANSWERS
    ),
    Mutation(
        "weak is called supported",
        CHECKING,
        "WEAK_FROM = 0.5, 0.15",
        "WEAK_FROM = 0.1, 0.05",
        ANSWERS,
    ),
    Mutation(
        "quotes without the reader's spans",
        QUOTING,
        "share=read.log_share(item, start, end) if read else LEAST if spans else 0.0",
        "share=0.0",
        ANSWERS,
    ),
    Mutation(
        "quotes without voices",
        QUOTING,
        "voices=read.voices(item, start, end) if read else 0.0",
        "voices=0.0",
        ANSWERS,
    ),
    Mutation(
        "one story is quoted twice",
        QUOTING,
        "if any(best.story == other.story or repeats(quote, other) for other in told):",
        "if False:",
        ANSWERS,
    ),
    Mutation(
        "a link to other words",
        "assistant/answering/citations.py",
        'return f"{page}#{fragment}:~:text={directive}"',
        'return f"{page}#{fragment}"',
        ANSWERS,
    ),
    # -- the library -----------------------------------------------------------------------
    Mutation(
        "a quarter of the neighbours is looked at",
        f"{LIBRARY}/vectors.py",
        '"ef_search": 200',
        '"ef_search": 50',
        KEEPS,
    ),
    Mutation(
        "a later version stands since before",
        f"{LIBRARY}/standing.py",
        "since = stage.stated if says_so else stage.read",
        "since = stage.stated or stage.read",
        KEEPS,
    ),
    Mutation(
        "old versions are not searched",
        f"{LIBRARY}/candidates.py",
        "hits += words.matching(as_weighed, count, scope)",
        "pass",
        KEEPS,
    ),
)

Fate = Literal["noticed", "survived", "did not run"]


def fits(mutation: Mutation, root: Path = REPOSITORY) -> bool:
    """Whether the code still has the place that the mutation changes, once."""
    return (root / mutation.path).read_text("utf-8").count(mutation.old) == 1


def main() -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.mutations", description=__doc__)
    names = [mutation.name for mutation in MUTATIONS]
    parser.add_argument("--only", nargs="+", choices=names, default=names, metavar="NAME")
    chosen = [each for each in MUTATIONS if each.name in parser.parse_args().only]
    fates = [(mutation.name, _tried(mutation)) for mutation in chosen]
    print(as_markdown(Table("Deliberate faults", ("fault", "fate"), fates)))
    sys.exit(any(fate != "noticed" for _, fate in fates))


def _tried(mutation: Mutation) -> Fate:
    print(f"  {mutation.name} …", file=sys.stderr, flush=True)
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder)
        for name in COPIED:
            shutil.copytree(REPOSITORY / name, copy / name)
        for name in FILES:
            shutil.copy(REPOSITORY / name, copy / name)
        _change(copy, mutation)
        return _fate(copy, mutation)


def _change(copy: Path, mutation: Mutation) -> None:
    if not fits(mutation, copy):
        raise SystemExit(f"{mutation.name}: {mutation.path} no longer has, once, {mutation.old!r}.")
    path = copy / mutation.path
    path.write_text(path.read_text("utf-8").replace(mutation.old, mutation.new), encoding="utf-8")


def _fate(copy: Path, mutation: Mutation) -> Fate:
    """By pytest's exit status: 0 all passed, 1 some failed, anything else is no verdict."""
    command = [sys.executable, "-m", "pytest", "-x", "-q", *mutation.tests]
    environment = {**os.environ, "PYTHONPATH": str(copy), "CI": "true"}
    try:
        done = subprocess.run(
            command, cwd=copy, env=environment, capture_output=True, timeout=SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        return "noticed"
    if done.returncode > 1:
        print(done.stdout.decode("utf-8", "replace")[-2_000:], file=sys.stderr)
    return {0: "survived", 1: "noticed"}.get(done.returncode, "did not run")  # type: ignore[return-value]


if __name__ == "__main__":
    main()
