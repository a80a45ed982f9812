from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from newsroom import HashedWords, dispatches, entry, python, said, stored, tell

from assistant.datamodels import Article
from assistant.errors import IndexDamaged
from assistant.library import Entry, Library, repair, verify

EMBEDDER = HashedWords()
CARTS = 1_200  # Chroma writes its HNSW folder once a thousand vectors have come in


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library whose vectors lie in an HNSW folder, too; to be copied."""
    index = tmp_path_factory.mktemp("whole") / "library"
    sentences = [f"Cart {n} held {n * 7} sacks, worth {n * 77}.\n" for n in range(CARTS)]
    ends = [sum(map(len, sentences[: number + 1])) for number in range(CARTS)]
    spans = tuple((end - len(s), end) for s, end in zip(sentences, ends, strict=True))
    with Library(index, EMBEDDER, writing=True) as library:
        library.put([Entry(Article(id="carts", text="".join(sentences)), spans, "1", "w", "")])
        library.put([entry(record) for record in dispatches(8)])
    return index


@pytest.fixture
def index(whole: Path, tmp_path: Path) -> Path:
    return shutil.copytree(whole, tmp_path / "library")


def garble(path: Path, start: int = 0, end: int = 4096) -> None:
    with path.open("r+b") as file:
        file.seek(start)
        file.write(b"\xde\xad" * ((min(end, path.stat().st_size) - start) // 2))


def largest(folder: Path, pattern: str) -> Path:
    return max(folder.glob(pattern), key=lambda path: path.stat().st_size)


def a_file_instead(folder: Path) -> None:
    shutil.rmtree(folder)
    folder.write_text("No folder.")


DATABASE = "vectors/chroma.sqlite3"
# What is done to an index, and whether it then does not open at all.
DAMAGE: dict[str, tuple[Callable[[Path], object], bool]] = {
    "chroma-begins-with-nonsense": (lambda index: garble(index / DATABASE), True),
    "chroma-garbled": (lambda index: garble(index / DATABASE, 40_960, 10**6), True),
    "chroma-cut-off": (lambda index: os.truncate(index / DATABASE, 50_000), True),
    "chroma-emptied": (lambda index: os.truncate(index / DATABASE, 0), False),
    "chroma-deleted": (lambda index: (index / DATABASE).unlink(), False),
    "vectors-no-folder": (lambda index: a_file_instead(index / "vectors"), True),
    "hnsw-header": (lambda index: garble(largest(index, "vectors/*/header.bin"), 0, 50), False),
    "hnsw-pickle": (lambda index: garble(largest(index, "vectors/*/*.pickle"), 0, 100), False),
    "words-meta-garbled": (lambda index: garble(index / "words/meta.json", 0, 100), True),
    "words-meta-deleted": (lambda index: (index / "words/meta.json").unlink(), False),
    "words-segment-deleted": (lambda index: largest(index, "words/*.idx").unlink(), True),
    "words-segment-cut": (lambda index: os.truncate(largest(index, "words/*.term"), 9), True),
    "words-texts-garbled": (lambda index: garble(largest(index, "words/*.store"), 0, 400), False),
    "words-no-folder": (lambda index: a_file_instead(index / "words"), True),
    "both": (lambda index: (garble(index / DATABASE), garble(index / "words/meta.json")), True),
}


@pytest.mark.parametrize("name", DAMAGE)
def test_a_damaged_index_is_named_and_made_anew_from_the_catalogue(index: Path, name: str) -> None:
    before = stored(index)
    damage, shut = DAMAGE[name]
    damage(index)

    if shut:
        with pytest.raises(IndexDamaged, match=r"cannot be .*`newsdesk verify --repair`"):
            Library(index, EMBEDDER, writing=True)
    with Library(index, EMBEDDER) as library:
        damaged = verify(library)
        assert not damaged.sound
        assert bool(damaged.unreadable) >= shut
    with Library(index, EMBEDDER, writing=True, create=False, mending=True) as library:
        assert not verify(library).sound
        found = repair(library)

    assert found.sound
    assert found.repaired
    assert bool(found.set_aside) >= shut
    for place in found.set_aside:
        assert place.exists()
        assert place.name.split(".")[1] == "damaged"
    assert stored(index) == before
    with Library(index, EMBEDDER) as library:
        assert verify(library).sound


def test_what_a_damaged_index_was_doing_is_healed_with_it(index: Path) -> None:
    with Library(index, EMBEDDER, writing=True) as library:
        library.ledger.begin([entry({"id": "half", "text": "Half a story."})])
    garble(index / DATABASE)
    garble(largest(index, "words/*.store"), 0, 400)

    with Library(index, EMBEDDER, writing=True, mending=True) as library:
        assert repair(library).sound
        assert library.catalogue.article("half") is not None


def test_a_second_damaged_index_is_set_aside_beside_the_first(index: Path) -> None:
    for _ in range(2):
        garble(index / "words/meta.json", 0, 100)
        with Library(index, EMBEDDER, writing=True, mending=True) as library:
            (aside,) = repair(library).set_aside

    assert aside == index / "words.damaged-2"
    assert (index / "words.damaged" / "meta.json").exists()


def test_counts_that_are_wrong_are_noticed_and_mended(index: Path) -> None:
    with closing(sqlite3.connect(index / "catalogue.sqlite")) as db:
        db.execute("UPDATE totals SET articles = 7")
        db.commit()

    with Library(index, EMBEDDER, writing=True) as library:
        assert verify(library).faults == {"miscounted": 1}
        assert repair(library).sound
        assert library.coverage().articles == 9


def test_versions_that_are_found_as_of_a_day_are_made_anew_too(index: Path) -> None:
    with Library(index, EMBEDDER, writing=True) as library:
        library.put([entry({"id": "dispatch-003", "text": "All is new."}, fingerprint="2")])
        assert library.past.words.ids() == library.past.vectors.ids() == {"dispatch-003:1:0"}
    for damaged in (index / DATABASE, index / "words-past" / "meta.json"):
        garble(damaged, 0, 100)

    with Library(index, EMBEDDER) as library:
        assert len(verify(library).unreadable) == 2
    with Library(index, EMBEDDER, writing=True, mending=True) as library:
        found = repair(library)
        assert found.sound
        assert {place.name for place in found.set_aside} == {
            "vectors.damaged",
            "words-past.damaged",
        }
        assert library.past.words.ids() == library.past.vectors.ids() == {"dispatch-003:1:0"}


def test_an_open_reader_goes_on_after_a_repair(index: Path) -> None:
    with Library(index, EMBEDDER) as reader:
        with Library(index, EMBEDDER, writing=True, mending=True) as library:
            repair(library)
        assert reader.refresh()
        (vector,) = EMBEDDER.embed(["Cart 7 held 49 sacks, worth 539."])
        assert len(reader.vectors.nearest(vector, 5)) == 5
        assert len(reader.words.matching({"cart": 1.0}, 5)) == 5


# Adds, replaces and removes articles, a few at a time, until it is told to stop.
BUSY = """
import sys, threading
from pathlib import Path
from newsroom import HashedWords, dispatches, entry
from assistant.library import Library
records = dispatches(400)
with Library(Path(sys.argv[1]), HashedWords(), writing=True) as library:
    stop = threading.Thread(target=sys.stdin.readline)
    stop.start()
    turn = 0
    while stop.is_alive():
        at = turn * 5 % 400
        library.put([entry(record, fingerprint=str(turn)) for record in records[at : at + 40]])
        if turn % 3 == 2:
            library.remove([record["id"] for record in records[at : at + 3]])
        turn += 1
        if turn == 3:
            print("busy", flush=True)
print("done", flush=True)
"""


def test_beside_a_process_that_writes_nothing_is_found_that_is_not_so(index: Path) -> None:
    with python(BUSY, str(index)) as process:
        assert said(process) == "busy"
        with Library(index, EMBEDDER) as library:
            found = [verify(library) for _ in range(8)]
        tell(process, "stop")
        assert said(process) == "done"

    assert [each.faults for each in found] == [{}] * 8
    assert all(each.changing for each in found)
    with Library(index, EMBEDDER) as library:
        after = verify(library)
    assert after.sound
    assert not after.changing


def test_beside_a_process_that_writes_a_loss_is_found_all_the_same(index: Path) -> None:
    with Library(index, EMBEDDER, writing=True) as library:
        library.vectors.remove(["carts:1:7"])
    with python(BUSY, str(index)) as process:
        assert said(process) == "busy"
        with Library(index, EMBEDDER) as library:
            found = verify(library)
        tell(process, "stop")
        assert said(process) == "done"

    assert found.faults == {"missing_vectors": 1}
