"""The catalogue: a SQLite file that is the truth about every article.

The vectors and the words are derived from it and can be made again. An article row is
``pending`` until both hold its passages, then ``ready``; a revision that was replaced or
removed is ``leaving`` until both have let go of it. Only ``ready`` rows are ever shown.
"""

from __future__ import annotations

import json
import re
import sqlite3
import threading
import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ..datamodels import Article, Coverage, Passage, Source
from ..errors import LibraryError
from .entries import Entry, Found, Likely, Names, Remembered, Revision
from .schema import ARTICLE_FIELDS, FOUND, SCHEMA, SCHEMA_VERSION, SOURCE_FIELDS

__all__ = ["Catalogue"]

PAGE = 1_000  # rows fetched at a time where a whole library is walked
PASSAGE_ID = re.compile(r"(.+):(\d{1,9}):(\d{1,9})", re.S)  # article:revision:ordinal


class Catalogue:
    """Reads and writes the catalogue file; may be shared between threads."""

    def __init__(self, path: Path) -> None:
        self._lock = threading.RLock()
        self._path = path
        with self._errors():
            self._db = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
            self._db.row_factory = sqlite3.Row
            self._db.execute("PRAGMA busy_timeout = 30000")
            self._db.execute("PRAGMA journal_mode = WAL")
            self._prepare()

    def close(self) -> None:
        with self._lock:
            self._db.close()

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

    def article(self, article_id: str) -> Article | None:
        """The article as it stands, or ``None``."""
        rows = self._rows(
            f"SELECT {ARTICLE_FIELDS} FROM articles a WHERE a.id = ? AND a.state = 'ready'",
            article_id,
        )
        return self._articles(rows)[0] if rows else None

    def raw(self, article_id: str) -> str | None:
        """The article's text as it was before cleaning, or ``None``."""
        rows = self._rows("SELECT raw FROM articles WHERE id = ? AND state = 'ready'", article_id)
        return str(rows[0]["raw"]) if rows else None

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
            f"SELECT {ARTICLE_FIELDS} FROM articles a WHERE a.id = ? AND a.revision = ?",
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

    def read_before(self, origin: str, fingerprint: str) -> list[str] | None:
        """The articles that this path or URL held when it last had this fingerprint.

        ``None`` if it never had, or if one of them is no longer in the library.
        """
        rows = self._rows(
            "SELECT ids FROM origins WHERE origin = ? AND fingerprint = ?", origin, fingerprint
        )
        ids = json.loads(rows[0]["ids"]) if rows else []
        return ids if ids and len(self.fingerprints(ids)) == len(ids) else None

    def note_read(self, origin: str, fingerprint: str, ids: Sequence[str]) -> None:
        """Note that this path or URL was read without a fault and held these articles."""
        with self._transaction() as db:
            db.execute(
                "INSERT OR REPLACE INTO origins VALUES (?, ?, ?)",
                (origin, fingerprint, json.dumps(list(ids))),
            )

    def remembered(self, url: str) -> Remembered | None:
        """What was noted when this address was last fetched."""
        rows = self._rows("SELECT mark, etag, last_modified, stamp FROM fetches WHERE url = ?", url)
        return Remembered(*rows[0]) if rows else None

    def note_fetched(self, url: str, remembered: Remembered) -> None:
        """Note what to ask with when this address is fetched again."""
        with self._transaction() as db:
            db.execute("INSERT OR REPLACE INTO fetches VALUES (?, ?, ?, ?, ?)", (url, *remembered))

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
        """Delete the rows of revisions that both indexes have let go of."""
        with self._transaction() as db:
            db.executemany("DELETE FROM passages WHERE article = ? AND revision = ?", revisions)
            db.executemany("DELETE FROM bands WHERE article = ? AND revision = ?", revisions)
            db.executemany("DELETE FROM articles WHERE id = ? AND revision = ?", revisions)

    def in_state(self, state: str) -> list[Revision]:
        """The revisions that are ``pending`` or ``leaving``."""
        rows = self._rows(
            "SELECT id, revision FROM articles WHERE state = ? AND state <> 'ready'"
            " ORDER BY id, revision",
            state,
        )
        return [Revision(*row) for row in rows]

    # -- inside ----------------------------------------------------------------------------

    def _prepare(self) -> None:
        version = self._db.execute("PRAGMA user_version").fetchone()[0]
        if version == SCHEMA_VERSION:
            return
        if version:
            raise LibraryError(
                f"{self._path} was made by another version of Newsdesk (layout {version}, this"
                f" one reads {SCHEMA_VERSION}). Ingest the articles again into a new folder."
            )
        with self._transaction() as db:
            if db.execute("PRAGMA user_version").fetchone()[0]:
                return  # another process was faster
            for statement in SCHEMA.split(";\n"):
                db.execute(statement)
            db.execute("INSERT INTO meta VALUES ('version', '0'), ('id', ?)", (uuid.uuid4().hex,))
            db.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")

    def _insert(self, db: sqlite3.Connection, entry: Entry) -> Revision:
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

    def _articles(self, rows: Sequence[sqlite3.Row]) -> list[Article]:
        carriers = self._carriers(rows)
        return [
            Article(
                **dict(_source(row, carriers)),
                text=row["text"],
                origin=row["origin"],
                page=row["page"],
                provenance=json.loads(row["provenance"]),
            )
            for row in rows
        ]

    def _carriers(self, rows: Sequence[sqlite3.Row]) -> Mapping[str, Mapping[str, str]]:
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

    def _rows(self, statement: str, *values: object) -> list[sqlite3.Row]:
        with self._lock, self._errors():
            return self._db.execute(statement, values).fetchall()

    @contextmanager
    def _errors(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.DatabaseError as error:
            raise LibraryError(f"{self._path} cannot be read as a catalogue: {error}.") from error

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        with self._lock, self._errors():
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield self._db
            except BaseException:
                self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")


def _next_version(db: sqlite3.Connection) -> None:
    db.execute("UPDATE meta SET value = CAST(value AS INTEGER) + 1 WHERE key = 'version'")


def _source(row: sqlite3.Row, carriers: Mapping[str, Mapping[str, str]]) -> Source:
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


def _passage(row: sqlite3.Row, text: str) -> Passage:
    return Passage(
        article_id=row["id"],
        revision=row["revision"],
        ordinal=row["ordinal"],
        start=row["first"],
        end=row["last"],
        text=text,
    )
