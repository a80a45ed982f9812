from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from newsroom import dispatches, entry

from assistant.errors import LibraryError
from assistant.library import Catalogue, Database, Ledger
from assistant.library.schema import LAYOUTS, SCHEMA_VERSION


def layout(path: Path) -> tuple[int, set[str]]:
    with closing(sqlite3.connect(path)) as db:
        tables = db.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        return db.execute("PRAGMA user_version").fetchone()[0], {name for (name,) in tables}


def test_a_catalogue_of_an_older_layout_keeps_its_articles_and_gets_the_new_tables(
    tmp_path: Path,
) -> None:
    new, old = tmp_path / "new.sqlite", tmp_path / "old.sqlite"
    with closing(Database(new)) as database:
        books, ledger = Catalogue(database), Ledger(database)
        ledger.finish(ledger.begin([entry(record) for record in dispatches(3)]))
    with closing(sqlite3.connect(old)) as db:
        db.executescript(LAYOUTS[2] + "PRAGMA user_version = 2;")
        db.execute(f"ATTACH '{new}' AS new")
        for table in ("meta", "articles", "passages"):
            names = [row[1] for row in db.execute(f"PRAGMA main.table_info({table})")]
            columns = ", ".join(names)
            db.execute(f"INSERT INTO main.{table} ({columns}) SELECT {columns} FROM new.{table}")
        db.commit()

    with closing(Database(old)) as database:
        books, ledger = Catalogue(database), Ledger(database)
        titles = [source.title for source in books.sources()]
        (second,) = ledger.begin([entry({"id": "dispatch-001", "text": "All is new."}, "2")])
        ledger.finish([second])
        ledger.forget(ledger.in_state("leaving"))
        assert [version.revision for version in books.versions("dispatch-001")] == [1, 2]

    assert titles == [record["title"] for record in dispatches(3)]
    assert layout(old) == layout(new)
    assert layout(old)[0] == SCHEMA_VERSION


def test_a_catalogue_of_the_future_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "catalogue.sqlite"
    Database(path).close()
    with closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA user_version = 99")

    with pytest.raises(LibraryError, match=r"layout 99.*new folder"):
        Database(path)


def test_a_file_that_is_no_catalogue_is_refused_by_name(tmp_path: Path) -> None:
    path = tmp_path / "catalogue.sqlite"
    path.write_text("These are not the pages you are looking for. " * 200)

    with pytest.raises(LibraryError, match=r"catalogue\.sqlite cannot be read"):
        Database(path)


def test_a_catalogue_that_was_damaged_since_is_a_library_error(tmp_path: Path) -> None:
    path = tmp_path / "catalogue.sqlite"
    with closing(Database(path)) as database:
        ledger = Ledger(database)
        ledger.finish(ledger.begin([entry(record) for record in dispatches(200)]))
    content = path.read_bytes()
    path.write_bytes(content[:4096] + b"\xff" * (len(content) - 4096))

    with pytest.raises(LibraryError), closing(Database(path)) as database:
        list(Catalogue(database).sources())
