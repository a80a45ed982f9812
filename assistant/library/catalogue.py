"""The catalogue: a SQLite file that is the truth about every article.

The vectors and the words are derived from it and can be made again. An article row is
``pending`` until both hold its passages, then ``ready``; a revision that was replaced or
removed is ``leaving`` until both have let go of it. Only ``ready`` rows are ever found; a
revision that a newer one replaced can still be read by its number.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from ..datamodels import Article, Coverage, Passage, Source, Version
from .database import Connection, Database, Row
from .entries import Entry, Found, Likely, Names, Revision
from .repeats import lines_of
from .schema import ARTICLE_FIELDS, FOUND, KEEP_VERSION, KIN, SOURCE_FIELDS

__all__ = ["Catalogue"]

PAGE = 1_000  # rows fetched at a time where a whole library is walked
PASSAGE_ID = re.compile(r"(.+):(\d{1,9}):(\d{1,9})", re.S)  # article:revision:ordinal


class Catalogue:
    """Reads and writes the catalogue file; may be shared between threads."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._rows = database.rows
        self._transaction = database.transaction

    # -- the library as a whole ------------------------------------------------------------

    @property
    def version(self) -> int:
        """Grows with every change of what readers can see."""
        return int(self.meta("version") or 0)

    def meta(self, key: str) -> str | None:
        """One of the library's own facts: its ``id``, ``version``, ``embedder`` …"""
        rows = self._rows("SELECT value FROM meta WHERE key = ?", key)
        return str(rows[0]["value"]) if rows else None

    def set_meta(self, key: str, value: str) -> None:
        with self._transaction() as db:
            db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))

    def coverage(self) -> Coverage:
        """How much is ready to be found, and the days it spans."""
        (articles,) = self._rows(
            "SELECT count(*) AS articles, min(published) AS first, max(published) AS last,"
            " coalesce(sum(published IS NULL), 0) AS undated FROM articles WHERE state = 'ready'"
        )
        (passages,) = self._rows(
            "SELECT count(*) AS passages FROM passages p JOIN articles a"
            " ON a.id = p.article AND a.revision = p.revision WHERE a.state = 'ready'"
        )
        return Coverage(**dict(articles), **dict(passages))

    def outlets(self) -> list[str]:
        """The outlets of the articles that are ready, the most frequent first."""
        rows = self._rows(
            "SELECT outlet FROM articles WHERE state = 'ready' AND outlet IS NOT NULL"
            " GROUP BY outlet ORDER BY count(*) DESC, outlet"
        )
        return [row["outlet"] for row in rows]

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

    def sources(self) -> Iterator[Source]:
        """Every article that is ready, without its text, ordered by id; read page by page."""
        last = ""
        while rows := self._rows(
            f"SELECT {SOURCE_FIELDS} FROM articles a"
            " WHERE a.state = 'ready' AND a.id > ? ORDER BY a.id LIMIT ?",
            last,
            PAGE,
        ):
            carriers = self._carriers(rows)
            yield from (_source(row, carriers) for row in rows)
            last = rows[-1]["id"]

    def found(self, passage_ids: Iterable[str]) -> dict[str, Found]:
        """The passages of these ids that are ready.

        An id that is unknown, or belongs to a revision that is not ready, is left out: that
        keeps what an index should no longer hold from ever being shown.
        """
        keys = [match.groups() for match in map(PASSAGE_ID.fullmatch, passage_ids) if match]
        rows = self._rows(FOUND, json.dumps(keys))
        carriers = self._carriers(rows)
        return {
            passage.id: Found(passage, _source(row, carriers), row["wording"])
            for row in rows
            for passage in [_passage(row, row["passage"])]
        }

    def contents(self, revision: Revision) -> tuple[Article, list[Passage]]:
        """An article in whatever state, with its passages in order."""
        rows = self._rows(
            f"SELECT {ARTICLE_FIELDS}, NULL AS superseded FROM articles a"
            " WHERE a.id = ? AND a.revision = ?",
            *revision,
        )
        (article,) = self._articles(rows)
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

    def passage_ids(self) -> set[str]:
        """The ids of all passages that are ready."""
        rows = self._rows(
            "SELECT p.article || ':' || p.revision || ':' || p.ordinal AS passage_id"
            " FROM passages p JOIN articles a ON a.id = p.article AND a.revision = p.revision"
            " WHERE a.state = 'ready'"
        )
        return {row["passage_id"] for row in rows}

    # -- what ingestion asks, to do nothing twice ------------------------------------------

    def fingerprints(self, article_ids: Sequence[str]) -> dict[str, str]:
        """The fingerprints of those of these articles that are ready."""
        rows = self._rows(
            "SELECT id, fingerprint FROM articles"
            " WHERE state = 'ready' AND id IN (SELECT value FROM json_each(?))",
            json.dumps(list(article_ids)),
        )
        return {row["id"]: row["fingerprint"] for row in rows}

    def below(self, place: str) -> list[tuple[str, str]]:
        """The (origin, id) of ready articles read from this path or from below this folder."""
        rows = self._rows(
            "SELECT origin, id FROM articles WHERE state = 'ready'"
            " AND (origin = ?1 OR substr(origin, 1, length(?2)) = ?2) ORDER BY id",
            place,
            place.rstrip("/") + "/",
        )
        return [(row["origin"], row["id"]) for row in rows]

    def likely_copies(self, bands: Sequence[str], article_id: str) -> list[Likely]:
        """The other articles, ready or on their way, that share a band with these."""
        rows = self._rows(
            "SELECT DISTINCT a.id, a.wording, a.signature FROM bands b"
            " JOIN articles a ON a.id = b.article AND a.revision = b.revision"
            " WHERE b.band IN (SELECT value FROM json_each(?)) AND a.id <> ?"
            " AND a.state <> 'leaving' ORDER BY a.id",
            json.dumps(list(bands)),
            article_id,
        )
        return [Likely(*row) for row in rows]

    def kin(self, revisions: Sequence[Revision]) -> list[Revision]:
        """The ready articles that may share passages with these.

        That is the one that each replaces, and one of its copies under the same title.
        """
        rows = self._rows(KIN, json.dumps(list(revisions)))
        return [Revision(*row) for row in rows]

    def entry(self, revision: Revision) -> Entry:
        """What was put in as this revision."""
        article, passages = self.contents(revision)
        (row,) = self._rows(
            "SELECT fingerprint, wording, raw, signature, dropped FROM articles"
            " WHERE id = ? AND revision = ?",
            *revision,
        )
        bands = self._rows(
            "SELECT band FROM bands WHERE article = ? AND revision = ? ORDER BY band", *revision
        )
        return Entry(
            article=article,
            spans=tuple((passage.start, passage.end) for passage in passages),
            fingerprint=row["fingerprint"],
            wording=row["wording"],
            raw=row["raw"],
            signature=row["signature"],
            bands=tuple(band["band"] for band in bands),
            dropped=lines_of(row),
        )

    # -- writing: pending → ready → leaving ------------------------------------------------

    def begin(self, entries: Sequence[Entry]) -> list[Revision]:
        """Write the entries as ``pending`` under their next revision numbers."""
        with self._transaction() as db:
            return [self._insert(db, entry) for entry in entries]

    def finish(self, revisions: Sequence[Revision]) -> None:
        """Make these revisions ``ready`` and those that they replace ``leaving``."""
        with self._transaction() as db:
            for article_id, number in revisions:
                db.execute(
                    "UPDATE articles SET state = 'leaving' WHERE id = ? AND revision < ?",
                    (article_id, number),
                )
                db.execute(
                    "UPDATE articles SET state = 'ready' WHERE id = ? AND revision = ?",
                    (article_id, number),
                )
            _next_version(db)

    def leave(self, article_ids: Sequence[str]) -> None:
        """Mark these articles ``leaving``: from now on no reader sees them."""
        with self._transaction() as db:
            for article_id in article_ids:
                db.execute("UPDATE articles SET state = 'leaving' WHERE id = ?", (article_id,))
            _next_version(db)

    def forget(self, revisions: Sequence[Revision]) -> None:
        """Delete the rows of revisions that both indexes have let go of.

        What a newer revision replaced is kept to be read, if a reader can see a difference.
        """
        with self._transaction() as db:
            db.executemany(KEEP_VERSION, revisions)
            db.executemany("DELETE FROM passages WHERE article = ? AND revision = ?", revisions)
            db.executemany("DELETE FROM bands WHERE article = ? AND revision = ?", revisions)
            db.executemany("DELETE FROM articles WHERE id = ? AND revision = ?", revisions)
            for table, key in (("versions", "id"), ("pages", "article")):
                db.executemany(
                    f"DELETE FROM {table} WHERE {key} = ?1"
                    " AND NOT EXISTS (SELECT 1 FROM articles WHERE id = ?1)",
                    [(revision.article_id,) for revision in revisions],
                )

    def in_state(self, state: str) -> list[Revision]:
        """The revisions that are ``pending`` or ``leaving``."""
        rows = self._rows(
            "SELECT id, revision FROM articles WHERE state = ? AND state <> 'ready'"
            " ORDER BY id, revision",
            state,
        )
        return [Revision(*row) for row in rows]

    # -- inside ----------------------------------------------------------------------------

    def _insert(self, db: Connection, entry: Entry) -> Revision:
        article = entry.article
        (last,) = db.execute(
            "SELECT coalesce(max(revision), 0) FROM articles WHERE id = ?", (article.id,)
        ).fetchone()
        revision = Revision(article.id, last + 1)
        row = {
            "id": article.id,
            "revision": revision.number,
            "state": "pending",
            "fingerprint": entry.fingerprint,
            "wording": entry.wording,
            "origin": article.origin,
            "url": article.url,
            "title": article.title,
            "outlet": article.outlet,
            "authors": json.dumps(article.authors),
            "published": article.published and article.published.isoformat(),
            "published_at": article.published_at and article.published_at.isoformat(),
            "updated": article.updated and article.updated.isoformat(),
            "language": article.language,
            "page": article.page,
            "provenance": json.dumps([entry.model_dump() for entry in article.provenance]),
            "text": article.text,
            "raw": entry.raw,
            "signature": entry.signature,
            "dropped": json.dumps(entry.dropped),
            "added": datetime.now(UTC).isoformat(timespec="seconds"),
        }
        db.execute(
            f"INSERT INTO articles ({', '.join(row)}) VALUES ({', '.join('?' * len(row))})",
            tuple(row.values()),
        )
        db.executemany(
            "INSERT INTO passages VALUES (?, ?, ?, ?, ?)",
            [(*revision, ordinal, *span) for ordinal, span in enumerate(entry.spans)],
        )
        db.executemany(
            "INSERT OR IGNORE INTO bands VALUES (?, ?, ?)",
            [(band, *revision) for band in entry.bands],
        )
        return revision

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

    def _carriers(self, rows: Sequence[Row]) -> Mapping[str, Mapping[str, str]]:
        """For each wording of these rows: the ready articles that carry it, id → name."""
        found = self._rows(
            "SELECT wording, id, coalesce(outlet, nullif(title, ''), id) AS name FROM articles"
            " WHERE state = 'ready' AND wording IN (SELECT value FROM json_each(?)) ORDER BY id",
            json.dumps(sorted({row["wording"] for row in rows})),
        )
        carriers: dict[str, dict[str, str]] = defaultdict(dict)
        for row in found:
            carriers[row["wording"]][row["id"]] = row["name"]
        return carriers


def _next_version(db: Connection) -> None:
    db.execute("UPDATE meta SET value = CAST(value AS INTEGER) + 1 WHERE key = 'version'")


def _source(row: Row, carriers: Mapping[str, Mapping[str, str]]) -> Source:
    fields: dict[str, Any] = dict(row)
    others = {
        name
        for article_id, name in carriers.get(fields["wording"], {}).items()
        if article_id != fields["id"]
    }
    return Source(
        **{name: fields[name] for name in Source.model_fields if name in fields}
        | {
            "authors": tuple(json.loads(fields["authors"])),
            "also_carried_by": tuple(sorted(others)),
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
