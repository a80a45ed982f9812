from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from newsroom import dispatches, entry

from assistant.library import Catalogue, Database, Reading, Readings, ReadPage, Remembered

IDS = ["dispatch-000", "dispatch-001"]


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """A catalogue of two dispatches."""
    with closing(Database(tmp_path / "catalogue.sqlite")) as database:
        books = Catalogue(database)
        books.finish(books.begin([entry(record) for record in dispatches(2)]))
        yield database


@pytest.fixture
def readings(database: Database) -> Readings:
    return Readings(database)


def test_a_place_that_was_read_before_is_known_by_its_mark(
    readings: Readings, database: Database
) -> None:
    readings.note([Reading("/news/d.jsonl", "f1", IDS)])

    assert readings.read_before("/news/d.jsonl", "f1") == IDS
    assert readings.read_before("/news/d.jsonl", "f2") is None
    assert readings.read_before("/news/e.jsonl", "f1") is None
    assert readings.remembered("/news/d.jsonl") is None
    Catalogue(database).leave(["dispatch-001"])
    assert readings.read_before("/news/d.jsonl", "f1") is None


def test_a_page_that_was_read_before_is_known_by_its_mark(
    readings: Readings, database: Database
) -> None:
    readings.note([], [ReadPage("m1", IDS)])

    assert readings.page_before("m1") == IDS
    assert readings.page_before("m2") is None
    Catalogue(database).leave(["dispatch-001"])
    assert readings.page_before("m1") is None


def test_of_an_articles_pages_only_the_last_is_known(readings: Readings) -> None:
    readings.note([], [ReadPage("m1", IDS)])
    readings.note([], [ReadPage("m2", IDS[:1])])

    assert readings.page_before("m1") is None
    assert readings.page_before("m2") == IDS[:1]


def test_what_is_forgotten_is_not_known_as_a_page_when_it_comes_back(
    readings: Readings, database: Database
) -> None:
    readings.note([], [ReadPage("m1", IDS[:1])])
    books = Catalogue(database)
    books.leave(IDS[:1])
    books.forget(books.in_state("leaving"))
    books.finish(books.begin([entry(dispatches(1)[0])]))

    assert readings.page_before("m1") is None


def test_what_an_address_said_is_remembered(readings: Readings) -> None:
    said = Remembered("f1", '"etag"', "yesterday", "now")
    readings.note([Reading("https://x.example/", "f1", IDS, said)])

    assert readings.remembered("https://x.example/") == said
    assert readings.remembered("https://y.example/") is None
