"""The catalogue: a SQLite file that is the truth about every article.

The vectors and the words are derived from it and can be made again. This is what readers ask of
it; ``ledger.py`` writes it. Only rows that are ``ready`` are ever found; a revision that a newer
one replaced can still be read by its number.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import Any

from ..datamodels import CARRIERS_COUNTED, Article, Coverage, Passage, Source, Version
from .database import Database, Row, folded
from .entries import Names, Revision, Sourced
from .schema import (
    ARTICLE_FIELDS,
    CARRIERS,
    FOUND,
    FOUND_BEFORE,
    MISCOUNTED,
    PAST,
    SOURCE_FIELDS,
    STAGES,
)
from .scope import Scope
from .standing import Stage, standing

__all__ = ["Catalogue"]

NAMED = 8  # of the others that carry the same words
PAGE = 1_000  # rows fetched at a time where a whole library is walked
PASSAGE_ID = re.compile(r"(.+):(\d{1,9}):(\d{1,9})", re.S)  # article:revision:ordinal


class Catalogue:
    """Tells readers what the library holds; may be shared between threads."""

    def __init__(self, database: Database) -> None:
        self._rows = database.rows

    # -- the library as a whole ------------------------------------------------------------

    @property
    def version(self) -> int:
        """Grows with every change of what readers can see."""
        return int(self.meta("version") or 0)

    def meta(self, key: str) -> str | None:
        """One of the library's own facts: its ``id``, ``version``, ``embedder`` …"""
        rows = self._rows("SELECT value FROM meta WHERE key = ?", key)
        return str(rows[0]["value"]) if rows else None

    def coverage(self) -> Coverage:
        """How much is ready to be found, and the days it spans."""
        (row,) = self._rows(
            "SELECT *, (SELECT min(published) FROM articles WHERE state = 'ready') AS first,"
            " (SELECT max(published) FROM articles WHERE state = 'ready') AS last FROM totals"
        )
        return Coverage(**dict(row))

    def passages_within(self, scope: Scope, most: int) -> int:
        """How many passages may be found within a scope; the counting ends at ``most``."""
        narrowed: dict[str, str] = {}
        if scope.first:
            narrowed["a.published >= ?"] = scope.first.isoformat()
        if scope.last:
            narrowed["a.published <= ?"] = scope.last.isoformat()
        if scope.outlets:
            narrowed["a.outlet IN (SELECT value FROM json_each(?))"] = json.dumps(scope.outlets)
        within = " AND ".join(["a.state = 'ready'", *narrowed])
        (row,) = self._rows(
            "SELECT count(*) AS passages FROM (SELECT 1 FROM articles a JOIN passages p"
            f" ON p.article = a.id AND p.revision = a.revision WHERE {within} LIMIT ?)",
            *narrowed.values(),
            most,
        )
        return int(row["passages"])

    def newest_day(self, until: date) -> date | None:
        """The last day, no later than ``until``, on which an article was published."""
        (row,) = self._rows(
            "SELECT max(published) AS day FROM articles WHERE state = 'ready' AND published <= ?",
            until.isoformat(),
        )
        return date.fromisoformat(row["day"]) if row["day"] else None

    def outlets(self) -> list[str]:
        """The outlets of the articles that are ready, the most frequent first."""
        rows = self._rows(
            "SELECT outlet FROM outlets WHERE articles > 0 ORDER BY articles DESC, outlet"
        )
        return [row["outlet"] for row in rows]

    def outlets_called(self, names: Iterable[str]) -> list[str]:
        """Those of the outlets that go by one of these names, in whatever case or spelling."""
        rows = self._rows(
            "SELECT outlet FROM outlets WHERE articles > 0"
            " AND folded IN (SELECT value FROM json_each(?)) ORDER BY articles DESC, outlet",
            json.dumps([folded(name) for name in names]),
        )
        return [row["outlet"] for row in rows]

    def newest(self, count: int) -> list[Article]:
        """The ``count`` newest articles that have a title, those of unknown day last."""
        rows = self._rows(
            f"SELECT {ARTICLE_FIELDS}, NULL AS superseded FROM articles a"
            " WHERE a.state = 'ready' AND a.title <> ''"
            " ORDER BY a.published DESC, a.id LIMIT ?",
            count,
        )
        return self._articles(rows)

    def miscounted(self) -> int:
        """How many of the kept counts, of the library and of its outlets, are wrong."""
        (row,) = self._rows(MISCOUNTED)
        return int(row["miscounted"])

    # -- reading articles and passages -----------------------------------------------------

    def article(self, article_id: str, revision: int | None = None) -> Article | None:
        """The article as it stands, or as it stood at a revision, or ``None``.

        A revision in which nothing that a reader sees was changed by the next is not kept; the
        next one, which says the same, stands for it.
        """
        rows = self._rows(
            f"SELECT {ARTICLE_FIELDS}, NULL AS superseded FROM articles a"
            " WHERE a.id = ?1 AND a.state = 'ready' AND a.revision >= ?2 UNION ALL"
            f" SELECT {ARTICLE_FIELDS}, a.superseded FROM versions a"
            " WHERE a.id = ?1 AND a.revision >= ?2 AND ?2 > 0 ORDER BY revision LIMIT 1",
            article_id,
            revision or 0,
        )
        return self._articles(rows)[0] if rows else None

    def raw(self, article_id: str, revision: int | None = None) -> str | None:
        """The text before cleaning of what ``article`` gives, or ``None``."""
        rows = self._rows(
            "SELECT raw, revision FROM articles"
            " WHERE id = ?1 AND state = 'ready' AND revision >= ?2 UNION ALL"
            " SELECT raw, revision FROM versions"
            " WHERE id = ?1 AND revision >= ?2 AND ?2 > 0 ORDER BY revision LIMIT 1",
            article_id,
            revision or 0,
        )
        return str(rows[0]["raw"]) if rows else None

    def versions(self, article_id: str) -> list[Version]:
        """The versions of an article, the one that stands last; none if it is not here.

        A revision of the very same page, cleaned otherwise, is no version of its own.
        """
        rows = self._rows(
            "SELECT revision, added AS read, superseded, title, published, updated"
            " FROM versions WHERE id = ?1 AND NOT recleaned UNION ALL"
            " SELECT revision, added, NULL, title, published, updated"
            " FROM articles WHERE id = ?1 AND state = 'ready' ORDER BY revision",
            article_id,
        )
        return [Version(**dict(row)) for row in rows]

    def sources(self, after_id: str = "") -> Iterator[Source]:
        """Every article that is ready, without its text, by id, from the one after ``after_id`` on.

        They are read page by page.
        """
        last = after_id
        while rows := self._rows(
            f"SELECT {SOURCE_FIELDS} FROM articles a"
            " WHERE a.state = 'ready' AND a.id > ? ORDER BY a.id LIMIT ?",
            last,
            PAGE,
        ):
            carriers = self._carriers(rows)
            yield from (_source(row, carriers) for row in rows)
            last = rows[-1]["id"]

    def sources_of(self, article_ids: Sequence[str]) -> list[Source]:
        """Those of these articles that are ready, in their order, without their texts."""
        rows = self._rows(
            f"SELECT {SOURCE_FIELDS} FROM articles a WHERE a.state = 'ready'"
            " AND a.id IN (SELECT value FROM json_each(?))",
            json.dumps(list(article_ids)),
        )
        carriers = self._carriers(rows)
        held = {row["id"]: _source(row, carriers) for row in rows}
        return [held[article_id] for article_id in article_ids if article_id in held]

    def found(self, passage_ids: Iterable[str], as_of: date | None = None) -> dict[str, Sourced]:
        """The passages of these ids that are ready or, as of a day, that stood on it.

        An id that is unknown, or belongs to a revision that is not ready, is left out: that
        keeps what an index should no longer hold from ever being shown.
        """
        ids = list(passage_ids)
        keys = json.dumps([match.groups() for match in map(PASSAGE_ID.fullmatch, ids) if match])
        rows = self._rows(FOUND, keys)
        if as_of is not None:
            rows += self._rows(FOUND_BEFORE, keys)
        carriers = self._carriers(rows, as_of)
        found = {
            passage.id: Sourced(passage, _source(row, carriers), row["wording"])
            for row in rows
            for passage in [_passage(row, row["passage"])]
        }
        if as_of is None:
            return found
        return {passage_id: found[passage_id] for passage_id in self.that_stood(found, as_of)}

    def that_stood(self, passage_ids: Iterable[str], day: date) -> list[str]:
        """Those of these passages, in their order, that an article of the library had on a day."""
        revisions = {
            passage_id: Revision(match[1], int(match[2]))
            for passage_id in passage_ids
            if (match := PASSAGE_ID.fullmatch(passage_id))
        }
        articles = sorted({revision.article_id for revision in revisions.values()})
        rows = self._rows(STAGES, json.dumps(articles))
        stood = {
            Revision(article_id, number)
            for article_id, stages in groupby(rows, lambda row: str(row["id"]))
            if (number := standing(map(_stage, stages), day)) is not None
        }
        return [passage_id for passage_id, revision in revisions.items() if revision in stood]

    def contents(self, revision: Revision) -> tuple[Article, list[Passage]]:
        """An article in whatever state, or a version of it, with its passages in order."""
        rows = self._rows(
            f"SELECT {ARTICLE_FIELDS}, NULL AS superseded FROM articles a"
            " WHERE a.id = ?1 AND a.revision = ?2 UNION ALL"
            f" SELECT {ARTICLE_FIELDS}, a.superseded FROM versions a"
            " WHERE a.id = ?1 AND a.revision = ?2",
            *revision,
        )
        article = self._articles(rows)[0]
        spans = self._rows(
            "SELECT article AS id, revision, ordinal, first, last FROM passages"
            " WHERE article = ? AND revision = ? ORDER BY ordinal",
            *revision,
        )
        return article, [_passage(row, article.text[row["first"] : row["last"]]) for row in spans]

    def ready(self) -> Iterator[Revision]:
        """Every revision that is ready, ordered by id."""
        last = ""
        while rows := self._rows(
            "SELECT id, revision FROM articles WHERE state = 'ready' AND id > ?"
            " ORDER BY id LIMIT ?",
            last,
            PAGE,
        ):
            yield from (Revision(*row) for row in rows)
            last = rows[-1]["id"]

    def names(self) -> list[Names]:
        """What every article that is ready may be named by, ordered by id."""
        rows = self._rows(
            "SELECT id, revision, url, origin, wording FROM articles WHERE state = 'ready'"
            " ORDER BY id"
        )
        return [Names(Revision(id_, revision), *rest) for id_, revision, *rest in rows]

    def passage_ids(self, unfinished: bool = False) -> set[str]:
        """The ids of all passages that are ready; ``unfinished``: those coming and going, too."""
        rows = self._rows(
            "SELECT p.article || ':' || p.revision || ':' || p.ordinal AS passage_id"
            " FROM passages p JOIN articles a ON a.id = p.article AND a.revision = p.revision"
            " WHERE a.state = 'ready' OR ?",
            unfinished,
        )
        return {row["passage_id"] for row in rows}

    def past(self) -> list[Revision]:
        """The versions that were superseded and can be found as of a day, ordered by id."""
        rows = self._rows(f"SELECT DISTINCT p.article, p.revision {PAST} ORDER BY 1, 2")
        return [Revision(*row) for row in rows]

    def past_passage_ids(self, unfinished: bool = False) -> set[str]:
        """The ids of all passages of those versions; ``unfinished``: of all that may be kept."""
        source = "FROM passages p" if unfinished else PAST
        rows = self._rows(
            f"SELECT p.article || ':' || p.revision || ':' || p.ordinal AS passage_id {source}"
        )
        return {row["passage_id"] for row in rows}

    # -- inside ----------------------------------------------------------------------------

    def _articles(self, rows: Sequence[Row]) -> list[Article]:
        carriers = self._carriers(rows)
        return [
            Article(
                **dict(_source(row, carriers)),
                text=row["text"],
                origin=row["origin"],
                page=row["page"],
                provenance=json.loads(row["provenance"]),
                superseded=row["superseded"],
            )
            for row in rows
        ]

    def _carriers(
        self, rows: Sequence[Row], as_of: date | None = None
    ) -> Mapping[str, Sequence[str]]:
        """For each wording of these rows: the first names under which ready articles carry it."""
        wordings = json.dumps(sorted({row["wording"] for row in rows}))
        day = as_of and as_of.isoformat()
        carriers: dict[str, list[str]] = defaultdict(list)
        for row in self._rows(CARRIERS, wordings, CARRIERS_COUNTED + 1, day):
            carriers[row["wording"]].append(row["name"])
        return carriers


def _source(row: Row, carriers: Mapping[str, Sequence[str]]) -> Source:
    fields: dict[str, Any] = dict(row)
    own = fields["outlet"] or fields["title"] or fields["id"]
    others = [name for name in carriers.get(fields["wording"], ()) if name != own][
        :CARRIERS_COUNTED
    ]
    return Source(
        **{name: fields[name] for name in Source.model_fields if name in fields}
        | {
            "authors": tuple(json.loads(fields["authors"])),
            "also_carried_by": tuple(others[:NAMED]),
            "carriers": len(others),
        }
    )


def _passage(row: Row, text: str) -> Passage:
    return Passage(
        article_id=row["id"],
        revision=row["revision"],
        ordinal=row["ordinal"],
        start=row["first"],
        end=row["last"],
        text=text,
    )


def _stage(row: Row) -> Stage:
    stated = date.fromisoformat(row["stated"]) if row["stated"] else None
    return Stage(row["revision"], stated, date.fromisoformat(row["read"]), bool(row["recleaned"]))
