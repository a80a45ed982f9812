from __future__ import annotations

import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from newsroom import dispatches, entry, shelve

from assistant.datamodels import Coverage
from assistant.errors import LibraryBusy, LibraryError
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


# -- errors ----------------------------------------------------------------------------------


def test_a_disk_that_is_full_loses_nothing_and_says_so(tmp_path: Path) -> None:
    with closing(Database(tmp_path / "catalogue.sqlite")) as database:
        ledger = Ledger(database)
        shelve(ledger, dispatches(1)[0])
        (pages,) = database.rows("PRAGMA page_count")
        with database.transaction() as db:
            db.execute(f"PRAGMA max_page_count = {pages[0] + 2}")

        with pytest.raises(LibraryError, match=r"catalogue\.sqlite .*the disk is full"):
            ledger.begin([entry({"id": "long", "text": "Snow. " * 10_000})])

        assert [source.id for source in Catalogue(database).sources()] == ["dispatch-000"]
        assert ledger.in_state("pending") == []
        shelve(ledger, {"id": "short", "text": "Snow."})
        assert Catalogue(database).coverage().articles == 2


def test_a_catalogue_that_another_process_holds_is_busy(tmp_path: Path) -> None:
    path = tmp_path / "catalogue.sqlite"
    with (
        closing(Database(path, patience=0.1)) as database,
        closing(sqlite3.connect(path)) as other,
    ):
        other.execute("BEGIN IMMEDIATE")

        with pytest.raises(LibraryBusy, match=r"kept .*catalogue\.sqlite locked for 0\.1 seconds"):
            Ledger(database).begin([entry(dispatches(1)[0])])


def test_a_catalogue_that_cannot_be_opened_says_which_right_is_missing(tmp_path: Path) -> None:
    (tmp_path / "catalogue.sqlite").mkdir()

    with pytest.raises(LibraryError, match=r"catalogue\.sqlite .*the right to write"):
        Database(tmp_path / "catalogue.sqlite")


def test_a_catalogue_that_was_closed_is_a_library_error(tmp_path: Path) -> None:
    database = Database(tmp_path / "catalogue.sqlite")
    Catalogue(database).outlets()
    database.close()

    with pytest.raises(LibraryError, match=r"catalogue\.sqlite was closed"):
        Catalogue(database).outlets()
    with pytest.raises(LibraryError), database.transaction():
        pass


# -- many readers ----------------------------------------------------------------------------


def test_readers_wait_neither_for_each_other_nor_for_what_is_written(tmp_path: Path) -> None:
    with closing(Database(tmp_path / "catalogue.sqlite")) as database:
        shelve(Ledger(database), *dispatches(2))
        began, goes_on = threading.Event(), threading.Event()

        def slowly() -> int:
            with database.transaction() as db:
                db.execute("UPDATE articles SET title = 'Half written'")
                began.set()
                assert goes_on.wait(60)
                db.execute("UPDATE articles SET title = 'Written'")
            return 1

        with ThreadPoolExecutor(8) as pool:
            writing = pool.submit(slowly)
            assert began.wait(60)
            reading = [pool.submit(lambda: list(Catalogue(database).sources())) for _ in range(7)]
            titles = {source.title for each in reading for source in each.result(60)}
            assert not writing.done()
            goes_on.set()
            assert writing.result(60) == 1

        assert titles == {record["title"] for record in dispatches(2)}
        assert {source.title for source in Catalogue(database).sources()} == {"Written"}


def test_the_counts_of_an_older_layout_are_made_of_its_articles(tmp_path: Path) -> None:
    path = tmp_path / "catalogue.sqlite"
    with closing(sqlite3.connect(path)) as db:
        for layout in (2, 3, 4):
            db.executescript(LAYOUTS[layout])
        db.executescript("PRAGMA user_version = 4; INSERT INTO meta VALUES ('version', '0')")
        for number, state in enumerate(["ready", "ready", "pending"]):
            db.execute(
                "INSERT INTO articles (id, revision, state, fingerprint, wording, origin, title,"
                " outlet, authors, published, provenance, text, raw, signature, added)"
                " VALUES (?, 1, ?, '', '', '', '', 'É News', '[]', ?, '[]', 'Snow.', '', '', '')",
                (f"a{number}", state, "2024-02-29" if number else None),
            )
            db.execute("INSERT INTO passages VALUES (?, 1, 0, 0, 5)", (f"a{number}",))
        db.commit()

    with closing(Database(path)) as database:
        books = Catalogue(database)
        day = date(2024, 2, 29)
        assert books.coverage() == Coverage(articles=2, passages=2, undated=1, first=day, last=day)
        assert books.outlets_called(["E\u0301 NEWS"]) == ["É News"]
        assert books.miscounted() == 0
