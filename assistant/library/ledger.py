"""The ledger of the catalogue: articles on their way in, being replaced, and going out.

An article row is ``pending`` until both indexes hold its passages, then ``ready``; a revision
that was replaced or removed is ``leaving`` until both have let go of it.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime

from .catalogue import Catalogue
from .database import Connection, Database
from .entries import Entry, Likely, Revision
from .repeated_lines import lines_of
from .schema import (
    COUNTED_OUTLETS,
    COUNTED_TOTALS,
    KEEP_VERSION,
    KEEP_WHEN_READ,
    KIN,
    LIKELY_COPIES,
    PASSAGES_KEPT,
    SUPERSEDED,
)

__all__ = ["Ledger"]

WORDINGS = 20  # looked at of those that meet in one band


class Ledger:
    """Writes the catalogue, and tells ingestion what it needs to do nothing twice."""

    def __init__(self, database: Database) -> None:
        self._rows = database.rows
        self._transaction = database.transaction
        self._catalogue = Catalogue(database)

    # -- what ingestion asks, to do nothing twice ------------------------------------------

    def fingerprints(self, article_ids: Sequence[str]) -> dict[str, str]:
        """The fingerprints of those of these articles that are ready."""
        rows = self._rows(
            "SELECT id, fingerprint FROM articles"
            " WHERE state = 'ready' AND id IN (SELECT value FROM json_each(?))",
            json.dumps(list(article_ids)),
        )
        return {row["id"]: row["fingerprint"] for row in rows}

    def identity(self, article_id: str) -> str:
        """What the id of an article that is ready stands for, '' if that is not known."""
        rows = self._rows(
            "SELECT identity FROM articles WHERE state = 'ready' AND id = ?", article_id
        )
        return str(rows[0]["identity"]) if rows else ""

    def below(self, place: str) -> list[tuple[str, str]]:
        """The (origin, id) of ready articles read from this path or from below this folder."""
        rows = self._rows(
            "SELECT origin, id FROM articles WHERE state = 'ready'"
            " AND (origin = ?1 OR (origin >= ?2 AND origin < ?3)) ORDER BY id",
            place,
            place.rstrip("/") + "/",
            place.rstrip("/") + "0",  # the character after the slash
        )
        return [(row["origin"], row["id"]) for row in rows]

    def likely_copies(self, bands: Sequence[str], article_id: str) -> list[Likely]:
        """Other articles, ready or on their way, that share a band with these.

        Of the many that may carry one wording, one for each band; of the wordings that meet in a
        band, the first few. So it takes the same time however many copies there are.
        """
        rows = self._rows(LIKELY_COPIES, json.dumps(list(bands)), article_id, WORDINGS)
        return [Likely(*row) for row in rows]

    def kin(self, revisions: Sequence[Revision]) -> list[Revision]:
        """The ready articles that may share passages with these.

        That is the one that each replaces, and one of its copies under the same title.
        """
        rows = self._rows(KIN, json.dumps(list(revisions)))
        return [Revision(*row) for row in rows]

    def entry(self, revision: Revision) -> Entry:
        """What was put in as this revision."""
        article, passages = self._catalogue.contents(revision)
        (row,) = self._rows(
            "SELECT fingerprint, wording, raw, signature, dropped, identity FROM articles"
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
            identity=row["identity"],
        )

    def set_meta(self, key: str, value: str) -> None:
        with self._transaction() as db:
            db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))

    def superseded(self, revisions: Sequence[Revision]) -> list[Revision]:
        """Those of these ``leaving`` revisions that will be found as of the days they stood on."""
        rows = self._rows(SUPERSEDED, json.dumps(list(revisions)))
        return [Revision(*row) for row in rows]

    def forsaken(self, revisions: Sequence[Revision]) -> list[Revision]:
        """All revisions of which passages are kept of the articles that go with these for good."""
        rows = self._rows(
            "SELECT DISTINCT article, revision FROM passages p"
            " WHERE article IN (SELECT json_extract(value, '$[0]') FROM json_each(?))"
            " AND NOT EXISTS (SELECT 1 FROM articles WHERE id = p.article AND state <> 'leaving')"
            " ORDER BY article, revision",
            json.dumps(list(revisions)),
        )
        return [Revision(*row) for row in rows]

    def passage_ids(self, revisions: Sequence[Revision]) -> list[str]:
        """The ids of all passages of these revisions, in whatever state."""
        rows = self._rows(
            "SELECT p.article || ':' || p.revision || ':' || p.ordinal AS passage_id"
            " FROM json_each(?) AS k JOIN passages p ON p.article = json_extract(k.value, '$[0]')"
            " AND p.revision = json_extract(k.value, '$[1]')",
            json.dumps(list(revisions)),
        )
        return [row["passage_id"] for row in rows]

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

        What a newer revision replaced is kept to be read, if a reader can see a difference, and
        its passages to be found as of its days, unless only the cleaning differs.
        """
        with self._transaction() as db:
            db.executemany(KEEP_VERSION, revisions)
            db.executemany(KEEP_WHEN_READ, revisions)
            db.executemany(
                "DELETE FROM passages WHERE article = ? AND revision = ?"
                f" AND NOT EXISTS ({PASSAGES_KEPT})",
                revisions,
            )
            db.executemany("DELETE FROM bands WHERE article = ? AND revision = ?", revisions)
            db.executemany("DELETE FROM articles WHERE id = ? AND revision = ?", revisions)
            for table, key in (("versions", "id"), ("passages", "article"), ("pages", "article")):
                db.executemany(
                    f"DELETE FROM {table} WHERE {key} = ?1"
                    " AND NOT EXISTS (SELECT 1 FROM articles WHERE id = ?1)",
                    [(revision.article_id,) for revision in revisions],
                )

    def recount(self) -> None:
        """Count anew what is kept counted: the articles, their passages, those of each outlet."""
        with self._transaction() as db:
            db.execute("DELETE FROM totals")
            db.execute(f"INSERT INTO totals {COUNTED_TOTALS}")
            db.execute("UPDATE outlets SET articles = 0, changes = changes + 1")
            db.execute(
                "INSERT INTO outlets SELECT outlet, folded(outlet), articles, 1"
                f" FROM ({COUNTED_OUTLETS}) WHERE true ON CONFLICT (outlet)"
                " DO UPDATE SET articles = excluded.articles"
            )
            _next_version(db)

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
            "identity": entry.identity,
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
            "INSERT OR IGNORE INTO bands VALUES (?, ?, ?, ?)",
            [(band, entry.wording, *revision) for band in entry.bands],
        )
        return revision


def _next_version(db: Connection) -> None:
    db.execute("UPDATE meta SET value = CAST(value AS INTEGER) + 1 WHERE key = 'version'")
