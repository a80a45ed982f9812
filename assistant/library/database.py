"""The SQLite file under the catalogue: one connection, its transactions, its layout."""

from __future__ import annotations

import sqlite3
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from sqlite3 import Connection, Row

from ..errors import LibraryError
from .schema import LAYOUTS, SCHEMA_VERSION

__all__ = ["Connection", "Database", "Row"]


class Database:
    """Runs statements; may be shared between threads. All of it raises ``LibraryError``."""

    def __init__(self, path: Path) -> None:
        self._lock = threading.RLock()
        self._path = path
        with self._errors():
            self._db = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
            self._db.row_factory = Row
            self._db.execute("PRAGMA busy_timeout = 30000")
            self._db.execute("PRAGMA journal_mode = WAL")
            self._prepare()

    def close(self) -> None:
        with self._lock:
            self._db.close()

    def rows(self, statement: str, *values: object) -> list[Row]:
        """All rows of a question."""
        with self._lock, self._errors():
            return self._db.execute(statement, values).fetchall()

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """Everything that is written inside, or nothing."""
        with self._lock, self._errors():
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield self._db
            except BaseException:
                self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")

    @property
    def _layout(self) -> int:
        return int(self._db.execute("PRAGMA user_version").fetchone()[0])

    def _prepare(self) -> None:
        """Make the tables, or add those that an older version of Newsdesk did not know."""
        if self._layout == SCHEMA_VERSION:
            return
        if self._layout not in (0, *LAYOUTS):
            raise LibraryError(
                f"{self._path} was made by another version of Newsdesk (layout {self._layout},"
                f" this one reads {SCHEMA_VERSION}). Ingest the articles again into a new folder."
            )
        with self.transaction() as db:
            before = self._layout  # another process may have been faster
            for layout, statements in LAYOUTS.items():
                if layout > before:
                    for statement in statements.split(";\n"):
                        db.execute(statement)
            if not before:
                db.execute(
                    "INSERT INTO meta VALUES ('version', '0'), ('id', ?)", (uuid.uuid4().hex,)
                )
            db.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")

    @contextmanager
    def _errors(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.DatabaseError as error:
            raise LibraryError(f"{self._path} cannot be read as a catalogue: {error}.") from error
