"""Whatever moment a run dies at, the next one completes it."""

from __future__ import annotations

import os
import random
import shutil
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from newsroom import HashedWords, dispatches, python, said, stored, tell, write_jsonl

from assistant import Assistant
from assistant.library import Ledger, Library, Marks, verify
from assistant.library.vectors import Vectors
from assistant.library.words import Words
from ingest import IngestReport, ingest, intake

EMBEDDER = HashedWords()


def read(*places: Path, index: Path, prune: bool = False) -> IngestReport:
    return ingest(places, index, prune, embedder=EMBEDDER)


def counts(report: IngestReport) -> dict[str, int]:
    names = ("added", "updated", "unchanged", "copies", "removed", "articles")
    return {name: getattr(report, name) for name in names if getattr(report, name)}


# -- crashes ---------------------------------------------------------------------------------


class Crash(Exception):
    """The power goes."""


def crashing(method: Callable[..., Any], nth: int, after: bool) -> Callable[..., Any]:
    calls = iter(range(1, 1_000))

    def call(*values: Any, **named: Any) -> Any:
        turn = next(calls)
        if turn == nth and not after:
            raise Crash
        result = method(*values, **named)
        if turn == nth:
            raise Crash
        return result

    return call


@pytest.fixture(scope="module")
def changed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, dict[str, Any]]:
    """An inbox that changed, the library from before, and what it should hold afterwards.

    Since then two articles were rewritten, one went, two came, and one was added to a file.
    """
    here = tmp_path_factory.mktemp("crash")
    inbox, index, undisturbed = here / "inbox", here / "before", here / "after"
    records = dispatches(9)
    for number, record in enumerate(records[:6]):
        write_jsonl(inbox / f"{number}.jsonl", [record])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(intake, "BATCH_PASSAGES", 3)
        read(inbox, index=index)
        for number in (1, 4):
            rewritten = {**records[number], "text": f"Rewritten: market day {number} was wet."}
            write_jsonl(inbox / f"{number}.jsonl", [rewritten])
        (inbox / "2.jsonl").unlink()
        for number in (6, 7):
            write_jsonl(inbox / f"{number}.jsonl", [records[number]])
        write_jsonl(inbox / "5.jsonl", [records[5], records[8]])
        shutil.copytree(index, undisturbed)
        report = read(inbox, index=undisturbed, prune=True)
    assert counts(report) == {
        "added": 3,
        "updated": 2,
        "unchanged": 3,
        "removed": 1,
        "articles": 8,
    }
    return inbox, index, stored(undisturbed)


WRITE_STEPS = [
    (Ledger, "begin", 2),
    (Vectors, "write", 1),
    (Vectors, "write", 2),
    (Words, "write", 1),
    (Words, "write", 2),
    (Words, "write", 3),
    (Ledger, "finish", 1),
    (Ledger, "finish", 2),
    (Vectors, "remove", 1),
    (Ledger, "forget", 1),
    (Ledger, "forget", 2),
    (Marks, "note", 2),
    (Ledger, "leave", 1),
]


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize(("store", "step", "nth"), WRITE_STEPS)
def test_a_crash_at_any_step_is_healed_by_the_next_run(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    changed: tuple[Path, Path, dict[str, Any]],
    store: type,
    step: str,
    nth: int,
    after: bool,
) -> None:
    inbox, before, undisturbed = changed
    index = tmp_path / "library"
    shutil.copytree(before, index)
    monkeypatch.setattr(intake, "BATCH_PASSAGES", 3)
    with monkeypatch.context() as broken:
        broken.setattr(store, step, crashing(getattr(store, step), nth, after))
        with pytest.raises(Crash):
            read(inbox, index=index, prune=True)

    report = read(inbox, index=index, prune=True)

    assert report.failed == ()
    assert stored(index) == undisturbed


def test_readers_see_whole_articles_while_a_crash_waits_to_be_healed(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    changed: tuple[Path, Path, dict[str, Any]],
) -> None:
    inbox, before, _ = changed
    index = tmp_path / "library"
    shutil.copytree(before, index)
    with monkeypatch.context() as broken:
        broken.setattr(Ledger, "finish", crashing(Ledger.finish, 1, after=False))
        with pytest.raises(Crash):
            read(inbox, index=index)

    with Assistant.open(index, embed_model=EMBEDDER) as desk:
        found = desk.search("rewritten market day wet", k=50)
        assert {item.article.id for item in found} == {f"dispatch-00{n}" for n in range(6)}
        assert all("Rewritten" not in item.passage.text for item in found)


# -- kill -9 ---------------------------------------------------------------------------------

ARTICLES, KILLS = 500, 20
# The runs of one library: what takes long to import is imported once, and each run is forked.
RUNS = """
import os, sys
from newsroom import HashedWords
from assistant.library import Library
from ingest import ingest, intake
import chromadb, chromadb.api.rust, babel.dates, py3langid, tantivy, trafilatura
intake.BATCH_PASSAGES = 20
def show(progress):
    print(progress.articles, flush=True)
for _ in sys.stdin:
    child = os.fork()
    if not child:
        print(os.getpid(), flush=True)
        ingest([sys.argv[1]], sys.argv[2], embedder=HashedWords(), progress=show, workers=1)
        os._exit(0)
    print("ended", os.waitpid(child, 0)[1], flush=True)
"""


def killed(inbox: Path, index: Path, chance: random.Random) -> Iterator[tuple[int, float]]:
    """Kill runs, each at a random moment a little further on; yields when."""
    with python(RUNS, str(inbox), str(index)) as process:
        for kill in range(KILLS):
            tell(process, "run")
            child = int(said(process))
            end = int(ARTICLES * (kill + chance.random()) / (KILLS + 1))
            pause = chance.random() * 0.1  # about what it takes to write a batch
            while int(said(process)) < end:
                pass
            time.sleep(pause)
            os.kill(child, signal.SIGKILL)
            while not (last := said(process)).startswith("ended"):
                pass
            assert last == f"ended {signal.SIGKILL}", "it was done before it could be killed"
            yield end, pause


def test_a_run_of_500_articles_that_is_killed_20_times_ends_as_if_nothing_had_happened(
    tmp_path: Path, inbox: Path, index: Path
) -> None:
    seed = random.randrange(10**6)
    records = dispatches(ARTICLES)
    write_jsonl(inbox / "many.jsonl", records[:400])
    for number, record in enumerate(records[400:]):
        write_jsonl(inbox / f"single-{number:03}.jsonl", [record])
    undisturbed = tmp_path / "undisturbed"
    read(inbox, index=undisturbed)

    moments = list(killed(inbox, index, random.Random(seed)))
    report = read(inbox, index=index)

    assert len(moments) == KILLS
    assert counts(report)["articles"] == ARTICLES, (seed, moments)
    assert stored(index) == stored(undisturbed), (seed, moments)
    with Library(index, EMBEDDER) as library:
        assert verify(library).sound, (seed, moments)
