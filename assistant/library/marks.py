"""What was read before and what it held, so that ingestion does nothing twice."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from .database import Database
from .entries import MarkedPage, MarkedPlace, Remembered

__all__ = ["Marks"]


class Marks:
    """Notes on paths, addresses and pages, kept in the catalogue's file."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def read_before(self, origin: str, mark: str) -> list[str] | None:
        """The articles that this path or URL held when it last had this mark.

        ``None`` if it never had, or if one of them is no longer in the library.
        """
        return self._ready(
            "SELECT ids FROM origins WHERE origin = ? AND fingerprint = ?", origin, mark
        )

    def page_before(self, mark: str) -> list[str] | None:
        """The articles of the page with this mark, if it was the last to bring them.

        ``None`` if it was not, or if one of them is no longer in the library.
        """
        return self._ready("SELECT ids FROM pages WHERE mark = ?", mark)

    def remembered(self, url: str) -> Remembered | None:
        """What was noted when this address was last fetched."""
        rows = self._database.rows(
            "SELECT mark, etag, last_modified, stamp FROM fetches WHERE url = ?", url
        )
        return Remembered(*rows[0]) if rows else None

    def note(self, places: Sequence[MarkedPlace], pages: Iterable[MarkedPage] = ()) -> None:
        """Note what was read without a fault; its articles must be in the library already."""
        pages = list(pages)
        if not (places or pages):
            return
        with self._database.transaction() as db:
            db.executemany(
                "INSERT OR REPLACE INTO origins VALUES (?, ?, ?)",
                [(each.origin, each.mark, json.dumps(list(each.ids))) for each in places],
            )
            db.executemany(
                "INSERT OR REPLACE INTO fetches VALUES (?, ?, ?, ?, ?)",
                [(each.origin, *each.remembered) for each in places if each.remembered],
            )
            db.executemany(
                "INSERT OR REPLACE INTO pages VALUES (?, ?, ?)",
                [(page.ids[0], page.mark, json.dumps(list(page.ids))) for page in pages],
            )

    def _ready(self, question: str, *values: str) -> list[str] | None:
        rows = self._database.rows(question, *values)
        if not rows:
            return None
        ids: list[str] = json.loads(rows[0]["ids"])
        (ready,) = self._database.rows(
            "SELECT count(*) AS count FROM articles"
            " WHERE state = 'ready' AND id IN (SELECT value FROM json_each(?))",
            rows[0]["ids"],
        )
        return ids if ids and ready["count"] == len(ids) else None
