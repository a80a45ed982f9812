"""What a library holds as a whole: how many articles, of whom, of when. Counted by SQLite."""

from __future__ import annotations

import json
from collections.abc import Sequence

from ..text.characters import nfc
from .database import Database, folded
from .scope import Scope

__all__ = ["Overview"]

NEWEST = 2_000  # articles that are looked through for who wrote them


class Overview:
    """Counts and lists articles that are ready; may be shared between threads."""

    def __init__(self, database: Database) -> None:
        self._rows = database.rows

    def articles_by_outlet(self) -> list[tuple[str, int]]:
        """The outlets with their numbers of articles, the most frequent first."""
        rows = self._rows(
            "SELECT outlet, articles FROM outlets WHERE articles > 0 ORDER BY articles DESC, outlet"
        )
        return [(row["outlet"], row["articles"]) for row in rows]

    def articles_by_month(self, scope: Scope = Scope()) -> list[tuple[str, int]]:
        """The months ("2025-03") with their numbers of articles, in order."""
        within, values = _within(scope)
        rows = self._rows(
            f"SELECT substr(published, 1, 7) AS month, count(*) AS articles FROM articles"
            f" WHERE published IS NOT NULL AND {within} GROUP BY month ORDER BY month",
            *values,
        )
        return [(row["month"], row["articles"]) for row in rows]

    def count(self, scope: Scope) -> int:
        """How many articles lie within a scope."""
        within, values = _within(scope)
        (row,) = self._rows(f"SELECT count(*) AS articles FROM articles WHERE {within}", *values)
        return int(row["articles"])

    def newest(self, scope: Scope, most: int, oldest: bool = False) -> list[str]:
        """The ids of the newest articles of known day within a scope, or of the oldest."""
        within, values = _within(scope)
        order = "ASC" if oldest else "DESC"
        rows = self._rows(
            f"SELECT id FROM articles WHERE published IS NOT NULL AND {within}"
            f" ORDER BY published {order}, coalesce(published_at, '') {order}, id LIMIT ?",
            *values,
            most,
        )
        return [row["id"] for row in rows]

    def written_by(self, author: str, most: int) -> list[str]:
        """The ids of articles by an author whose name holds this one, the newest first."""
        longest = max(author.split(), key=lambda word: (word.isascii(), len(word)), default="")
        pattern = f"%{longest}%" if longest.isascii() else "%"
        rows = self._rows(
            "SELECT id, authors FROM articles WHERE state = 'ready' AND authors LIKE ?"
            " ORDER BY published DESC, id LIMIT ?",
            pattern,
            NEWEST,
        )
        wanted = f" {nfc(author).casefold()} "
        return [
            row["id"]
            for row in rows
            if any(wanted in f" {folded(name)} " for name in json.loads(row["authors"]))
        ][:most]

    def authors(self) -> list[tuple[str, int]]:
        """Who wrote the newest articles, with how many of them, the most frequent first."""
        rows = self._rows(
            "SELECT author.value AS author, count(*) AS articles FROM (SELECT authors FROM articles"
            " WHERE state = 'ready' ORDER BY published DESC, id LIMIT ?) AS newest,"
            " json_each(newest.authors) AS author GROUP BY author.value"
            " ORDER BY articles DESC, author",
            NEWEST,
        )
        return [(row["author"], row["articles"]) for row in rows]

    def that_say(self, article_ids: Sequence[str], words: str) -> list[str]:
        """Those of these articles, in their order, whose title or text has these very words."""
        rows = self._rows(
            "SELECT id FROM articles WHERE state = 'ready'"
            " AND id IN (SELECT value FROM json_each(?))"
            " AND instr(folded(title || ' ' || text), ?) > 0",
            json.dumps(list(article_ids)),
            folded(words),
        )
        said = {row["id"] for row in rows}
        return [article_id for article_id in article_ids if article_id in said]


def _within(scope: Scope) -> tuple[str, list[str]]:
    """The condition that a scope is in SQL, and its values."""
    narrowed = {
        "published >= ?": scope.first.isoformat() if scope.first else None,
        "published <= ?": scope.last.isoformat() if scope.last else None,
        "outlet IN (SELECT value FROM json_each(?))": (
            json.dumps(scope.outlets) if scope.outlets else None
        ),
    }
    given = {condition: value for condition, value in narrowed.items() if value is not None}
    return " AND ".join(["state = 'ready'", *given]), list(given.values())
