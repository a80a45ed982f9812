from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from newsroom import dispatches, entry

from assistant.library import Database, Ledger, MarkedPage, MarkedPlace, Marks, Remembered

IDS = ["dispatch-000", "dispatch-001"]


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """A catalogue of two dispatches."""
    with closing(Database(tmp_path / "catalogue.sqlite")) as database:
        ledger = Ledger(database)
        ledger.finish(ledger.begin([entry(record) for record in dispatches(2)]))
        yield database


@pytest.fixture
def marks(database: Database) -> Marks:
    return Marks(database)


def test_a_place_that_was_read_before_is_known_by_its_mark(
    marks: Marks, database: Database
) -> None:
    marks.note([MarkedPlace("/news/d.jsonl", "f1", IDS)])

    assert marks.read_before("/news/d.jsonl", "f1") == IDS
    assert marks.read_before("/news/d.jsonl", "f2") is None
    assert marks.read_before("/news/e.jsonl", "f1") is None
    assert marks.remembered("/news/d.jsonl") is None
    Ledger(database).leave(["dispatch-001"])
    assert marks.read_before("/news/d.jsonl", "f1") is None


def test_a_page_that_was_read_before_is_known_by_its_mark(marks: Marks, database: Database) -> None:
    marks.note([], [MarkedPage("m1", IDS)])

    assert marks.page_before("m1") == IDS
    assert marks.page_before("m2") is None
    Ledger(database).leave(["dispatch-001"])
    assert marks.page_before("m1") is None


def test_of_an_articles_pages_only_the_last_is_known(marks: Marks) -> None:
    marks.note([], [MarkedPage("m1", IDS)])
    marks.note([], [MarkedPage("m2", IDS[:1])])

    assert marks.page_before("m1") is None
    assert marks.page_before("m2") == IDS[:1]


def test_what_is_forgotten_is_not_known_as_a_page_when_it_comes_back(
    marks: Marks, database: Database
) -> None:
    marks.note([], [MarkedPage("m1", IDS[:1])])
    ledger = Ledger(database)
    ledger.leave(IDS[:1])
    ledger.forget(ledger.in_state("leaving"))
    ledger.finish(ledger.begin([entry(dispatches(1)[0])]))

    assert marks.page_before("m1") is None


def test_what_an_address_said_is_remembered(marks: Marks) -> None:
    said = Remembered("f1", '"etag"', "yesterday", "now")
    marks.note([MarkedPlace("https://x.example/", "f1", IDS, said)])

    assert marks.remembered("https://x.example/") == said
    assert marks.remembered("https://y.example/") is None
