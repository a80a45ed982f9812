"""The lines that repeat across an outlet's articles, and the articles they were taken from."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from .database import Database, Row
from .entries import Revision, Told

__all__ = ["RepeatedLines", "lines_of"]

PAGE = 1_000  # articles fetched at a time


class RepeatedLines:
    """Notes, in the catalogue's file, for each outlet the lines that its articles go without."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def unsettled(self, least: int) -> list[str]:
        """The outlets of ``least`` articles or more that changed since their lines were noted."""
        rows = self._database.rows(
            "SELECT o.outlet FROM outlets o LEFT JOIN repeats r ON r.outlet = o.outlet"
            " WHERE r.stamp IS NOT CAST(o.changes AS TEXT)"
            " AND (o.articles >= ? OR r.lines <> '[]') ORDER BY o.outlet",
            least,
        )
        return [row["outlet"] for row in rows]

    def articles(self, outlet: str) -> Iterator[Told]:
        """What the ready articles of an outlet say, ordered by id; read page by page."""
        last = ""
        while rows := self._database.rows(
            "SELECT id, revision, text, signature, dropped FROM articles"
            " WHERE outlet = ? AND state = 'ready' AND id > ? ORDER BY id LIMIT ?",
            outlet,
            last,
            PAGE,
        ):
            for row in rows:
                revision = Revision(row["id"], row["revision"])
                yield Told(revision, row["text"], row["signature"], lines_of(row))
            last = rows[-1]["id"]

    def lines(self, outlet: str | None) -> frozenset[str]:
        """The lines that were last noted to repeat across the articles of an outlet."""
        rows = self._database.rows("SELECT lines FROM repeats WHERE outlet = ?", outlet)
        return frozenset(json.loads(rows[0]["lines"])) if rows else frozenset()

    def note(self, outlet: str, lines: Iterable[str]) -> None:
        """Note that all articles of an outlet now go without these lines, and without no other."""
        with self._database.transaction() as db:
            db.execute(
                "INSERT OR REPLACE INTO repeats SELECT outlet, changes, ? FROM outlets"
                " WHERE outlet = ?",
                (json.dumps(sorted(lines)), outlet),
            )


def lines_of(row: Row) -> tuple[tuple[int, str], ...]:
    """The lines that were taken out of an article, with their places."""
    return tuple((place, line) for place, line in json.loads(row["dropped"]))
