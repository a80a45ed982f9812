from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from newsroom import entry

from assistant.library import Database, Ledger
from assistant.library.schema import CARRIERS, KIN, LIKELY_COPIES

BANDS = [f"band-{number}" for number in range(33)]


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[tuple[Ledger, sqlite3.Connection]]:
    path = tmp_path / "catalogue.sqlite"
    with closing(Database(path)) as database, closing(sqlite3.connect(path)) as beside:
        yield Ledger(database), beside


def shelve_copies(ledger: Ledger, first: int, last: int) -> None:
    records = [
        {"id": f"copy-{n:04}", "title": "Snow", "text": "Snow fell.", "outlet": f"Outlet {n:04}"}
        for n in range(first, last)
    ]
    entries = [replace(entry(record), bands=tuple(BANDS), signature=b"-") for record in records]
    ledger.finish(ledger.begin(entries))


@pytest.mark.parametrize(
    ("question", "values"),
    [
        (CARRIERS, (json.dumps(["words of Snow fell."]), 9, None)),
        (LIKELY_COPIES, (json.dumps(BANDS), "another", 20)),
        (KIN, (json.dumps([["copy-0003", 1], ["copy-0004", 1]]),)),
    ],
    ids=["carriers", "likely copies", "kin"],
)
def test_no_question_takes_longer_the_more_copies_there_are(
    shelf: tuple[Ledger, sqlite3.Connection], question: str, values: tuple[object, ...]
) -> None:
    ledger, beside = shelf

    def steps() -> int:
        """How many steps SQLite's machine takes to answer."""
        taken = 0

        def step() -> int:
            nonlocal taken
            taken += 1
            return 0

        beside.set_progress_handler(step, 1)
        assert beside.execute(question, values).fetchall()
        return taken

    shelve_copies(ledger, 0, 40)
    few = steps()
    shelve_copies(ledger, 40, 800)

    assert steps() <= 1.1 * few
