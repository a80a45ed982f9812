"""The SQLite file under the catalogue: its connections, transactions, layout and errors."""

from __future__ import annotations

import sqlite3
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from sqlite3 import Connection, Row

from ..errors import LibraryBusy, LibraryError
from ..text.characters import nfc
from .schema import LAYOUTS, SCHEMA_VERSION

__all__ = ["Connection", "Database", "Row", "folded"]

PATIENCE = 30.0  # seconds that another process may hold the file before that is an error

# What SQLite says, by the name of its error, in words for the person at the screen.
_FULL = "cannot be written: the disk is full. What the library held is still there"
_SHUT = "cannot be opened or written: this user needs the right to write to it and to its folder"
_REASONS = {
    "SQLITE_FULL": _FULL,
    "SQLITE_READONLY": _SHUT,
    "SQLITE_CANTOPEN": _SHUT,
    "SQLITE_PERM": _SHUT,
    "SQLITE_AUTH": _SHUT,
    "SQLITE_IOERR": "cannot be read or written: the disk or the network drive failed",
    "SQLITE_NOTADB": "cannot be read as a catalogue",
    "SQLITE_CORRUPT": "cannot be read as a catalogue: it is damaged",
}


class Database:
    """Runs statements; may be shared between threads. All of it raises ``LibraryError``.

    Each question is read over a connection that no one else uses meanwhile, so that readers wait
    neither for each other nor for what is written; writing is one transaction after the other.
    """

    def __init__(self, path: Path, patience: float = PATIENCE) -> None:
        """Open the file, or make it. ``patience``: seconds that are waited for other processes.

        Raises ``LibraryBusy`` if one of them holds the file for longer, ``LibraryError`` if it
        cannot be used.
        """
        self._path = path
        self._patience = patience
        self._writing = threading.RLock()
        self._waiting: list[Connection] = []  # connections for reading that nobody uses just now
        self._closed = False
        with self._errors():
            self._db = self._connect()
            try:
                self._db.execute("PRAGMA journal_mode = WAL")
                self._prepare()
            except BaseException:
                self._db.close()
                raise

    def close(self) -> None:
        """Let go of the file, once what is being read and written now is done."""
        self._closed = True
        self._drain()
        with self._writing:
            self._db.close()

    def rows(self, statement: str, *values: object) -> list[Row]:
        """All rows of a question."""
        with self._errors(), self._reader() as db:
            return db.execute(statement, values).fetchall()

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """Everything that is written inside, or nothing."""
        with self._writing, self._errors():
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield self._db
                self._db.execute("COMMIT")
            except BaseException:
                if self._db.in_transaction:  # a full disk ends it by itself
                    self._db.execute("ROLLBACK")
                raise

    # -- inside ----------------------------------------------------------------------------

    def _connect(self) -> Connection:
        db = sqlite3.connect(
            self._path, self._patience, check_same_thread=False, isolation_level=None
        )
        db.row_factory = Row
        db.create_function("folded", 1, folded, deterministic=True)
        return db

    @contextmanager
    def _reader(self) -> Iterator[Connection]:
        try:
            db = self._waiting.pop()
        except IndexError:
            if self._closed:
                raise LibraryError(f"{self._path} was closed.") from None
            db = self._connect()
            db.execute("PRAGMA query_only = ON")
        try:
            yield db
        finally:
            self._waiting.append(db)
            if self._closed:
                self._drain()

    def _drain(self) -> None:
        while self._waiting:
            self._waiting.pop().close()

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
        except sqlite3.Error as error:
            # Extended names begin with the plain one: SQLITE_IOERR_FSYNC.
            name = "_".join(getattr(error, "sqlite_errorname", "").split("_")[:2])
            if name in ("SQLITE_BUSY", "SQLITE_LOCKED"):
                raise LibraryBusy(
                    f"Another process has kept {self._path} locked for {self._patience:g} seconds."
                    " Try again when it is done."
                ) from error
            reason = _REASONS.get(name, "cannot be used as a catalogue")
            raise LibraryError(f"{self._path} {reason} ({error}).") from error


def folded(name: str | None) -> str | None:
    """A name as it is compared: in one spelling, case put away."""
    return None if name is None else nfc(name).casefold()
