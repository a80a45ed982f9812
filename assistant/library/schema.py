"""The tables of the catalogue, and the columns that its questions share."""

from __future__ import annotations

from collections.abc import Mapping

__all__ = [
    "ARTICLE_FIELDS",
    "CARRIERS",
    "COUNTED_OUTLETS",
    "COUNTED_TOTALS",
    "FOUND",
    "FOUND_BEFORE",
    "KEEP_VERSION",
    "KEEP_WHEN_READ",
    "KIN",
    "LAYOUTS",
    "LIKELY_COPIES",
    "MISCOUNTED",
    "PASSAGES_KEPT",
    "PAST",
    "SCHEMA_VERSION",
    "SOURCE_FIELDS",
    "STAGES",
    "SUPERSEDED",
]

SCHEMA_VERSION = 6

# What there is to be found, counted from the articles themselves.
COUNTED_TOTALS = """
SELECT count(*) AS articles,
    (SELECT count(*) FROM passages p JOIN articles a ON a.id = p.article
        AND a.revision = p.revision WHERE a.state = 'ready') AS passages,
    coalesce(sum(published IS NULL), 0) AS undated
FROM articles WHERE state = 'ready'
"""
COUNTED_OUTLETS = """
SELECT outlet, count(*) AS articles FROM articles
WHERE state = 'ready' AND outlet IS NOT NULL GROUP BY outlet
"""
_PASSAGES_OF_NEW = (
    "(SELECT count(*) FROM passages WHERE article = new.id AND revision = new.revision)"
)

MISCOUNTED = f"""
SELECT (SELECT count(*) FROM (SELECT * FROM totals EXCEPT {COUNTED_TOTALS}))
    + (SELECT count(*) FROM (SELECT outlet, articles FROM outlets WHERE articles > 0
        EXCEPT {COUNTED_OUTLETS}))
    + (SELECT count(*) FROM ({COUNTED_OUTLETS}) WHERE outlet NOT IN
        (SELECT outlet FROM outlets WHERE articles > 0)) AS miscounted
"""

# Each layout of the file is made of the one before and what was added to it.
LAYOUTS: Mapping[int, str] = {
    2: """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE articles (
    id TEXT NOT NULL, revision INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('pending', 'ready', 'leaving')),
    fingerprint TEXT NOT NULL, wording TEXT NOT NULL, origin TEXT NOT NULL,
    url TEXT, title TEXT NOT NULL, outlet TEXT, authors TEXT NOT NULL,
    published TEXT, published_at TEXT, updated TEXT, language TEXT,
    page TEXT, provenance TEXT NOT NULL,
    text TEXT NOT NULL, raw TEXT NOT NULL, signature BLOB NOT NULL, added TEXT NOT NULL,
    PRIMARY KEY (id, revision)
);
CREATE INDEX articles_by_state ON articles (state) WHERE state <> 'ready';
CREATE INDEX articles_by_origin ON articles (origin);
CREATE INDEX articles_by_wording ON articles (wording);
CREATE TABLE passages (
    article TEXT NOT NULL, revision INTEGER NOT NULL, ordinal INTEGER NOT NULL,
    first INTEGER NOT NULL, last INTEGER NOT NULL,
    PRIMARY KEY (article, revision, ordinal)
) WITHOUT ROWID;
CREATE TABLE bands (
    band TEXT NOT NULL, article TEXT NOT NULL, revision INTEGER NOT NULL,
    PRIMARY KEY (band, article, revision)
) WITHOUT ROWID;
CREATE INDEX bands_by_article ON bands (article, revision);
CREATE TABLE origins (
    origin TEXT PRIMARY KEY, fingerprint TEXT NOT NULL, ids TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE fetches (
    url TEXT PRIMARY KEY, mark TEXT NOT NULL, etag TEXT NOT NULL, last_modified TEXT NOT NULL,
    stamp TEXT NOT NULL
) WITHOUT ROWID;
""",
    3: """
CREATE TABLE pages (article TEXT PRIMARY KEY, mark TEXT NOT NULL, ids TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX pages_by_mark ON pages (mark);
CREATE TABLE versions (
    id TEXT NOT NULL, revision INTEGER NOT NULL, superseded TEXT NOT NULL,
    url TEXT, title TEXT NOT NULL, outlet TEXT, authors TEXT NOT NULL,
    published TEXT, published_at TEXT, updated TEXT, language TEXT,
    wording TEXT NOT NULL, text TEXT NOT NULL, origin TEXT NOT NULL,
    page TEXT, provenance TEXT NOT NULL, raw TEXT NOT NULL, added TEXT NOT NULL,
    PRIMARY KEY (id, revision)
);
""",
    4: """
ALTER TABLE articles ADD COLUMN dropped TEXT NOT NULL DEFAULT '[]';
CREATE INDEX articles_by_outlet ON articles (outlet, state);
CREATE TABLE repeats (
    outlet TEXT PRIMARY KEY, stamp TEXT NOT NULL, lines TEXT NOT NULL
) WITHOUT ROWID;
ALTER TABLE versions ADD COLUMN recleaned INTEGER NOT NULL DEFAULT 0;
""",
    # What readers ask at every page is counted as articles come and go; `changes` only ever grows.
    5: f"""
CREATE TABLE totals (
    articles INTEGER NOT NULL, passages INTEGER NOT NULL, undated INTEGER NOT NULL
);
INSERT INTO totals {COUNTED_TOTALS};
CREATE TABLE outlets (
    outlet TEXT PRIMARY KEY, folded TEXT NOT NULL,
    articles INTEGER NOT NULL, changes INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX outlets_by_folded ON outlets (folded);
INSERT INTO outlets SELECT outlet, folded(outlet), articles, 1 FROM ({COUNTED_OUTLETS});
CREATE TRIGGER article_comes AFTER UPDATE OF state ON articles
WHEN new.state = 'ready' AND old.state <> 'ready' BEGIN
    UPDATE totals SET articles = articles + 1, undated = undated + (new.published IS NULL),
        passages = passages + {_PASSAGES_OF_NEW}; INSERT INTO outlets
    SELECT new.outlet, folded(new.outlet), 1, 1 WHERE new.outlet IS NOT NULL
    ON CONFLICT (outlet) DO UPDATE SET articles = articles + 1, changes = changes + 1; END;
CREATE TRIGGER article_goes AFTER UPDATE OF state ON articles
WHEN old.state = 'ready' AND new.state <> 'ready' BEGIN
    UPDATE totals SET articles = articles - 1, undated = undated - (new.published IS NULL),
        passages = passages - {_PASSAGES_OF_NEW}; UPDATE outlets
    SET articles = articles - 1, changes = changes + 1 WHERE outlet = new.outlet; END;
CREATE INDEX articles_by_day ON articles (published DESC, id) WHERE state = 'ready';
""",
    # The bands that were there are of signatures of another kind, which meet no new ones.
    6: """
DROP TABLE bands;
CREATE TABLE bands (
    band TEXT NOT NULL, wording TEXT NOT NULL, article TEXT NOT NULL, revision INTEGER NOT NULL,
    PRIMARY KEY (band, wording, article, revision)
) WITHOUT ROWID;
CREATE INDEX bands_by_article ON bands (article, revision);
DROP INDEX articles_by_wording;
CREATE INDEX articles_by_wording ON articles (wording, title, id) WHERE state = 'ready';
CREATE INDEX articles_by_carrier
    ON articles (wording, coalesce(outlet, nullif(title, ''), id), published) WHERE state = 'ready';
ALTER TABLE articles ADD COLUMN identity TEXT NOT NULL DEFAULT '';
""",
}

SOURCE_FIELDS = (
    "a.id, a.revision, a.url, a.title, a.outlet, a.authors, a.published, a.published_at,"
    " a.updated, a.language, a.wording"
)
ARTICLE_FIELDS = f"{SOURCE_FIELDS}, a.text, a.origin, a.page, a.provenance"

_FOUND = f"""
SELECT {SOURCE_FIELDS}, p.ordinal, p.first, p.last,
       substr(a.text, p.first + 1, p.last - p.first) AS passage
FROM json_each(?) AS k
JOIN passages p ON p.article = json_extract(k.value, '$[0]')
    AND p.revision = CAST(json_extract(k.value, '$[1]') AS INTEGER)
    AND p.ordinal = CAST(json_extract(k.value, '$[2]') AS INTEGER)
JOIN {{table}} a ON a.id = p.article AND a.revision = p.revision
"""
FOUND = f"{_FOUND.format(table='articles')} WHERE a.state = 'ready'"
FOUND_BEFORE = _FOUND.format(table="versions")

# The versions of articles, each with the last day that its page states, and when it was read.
STAGES = """
SELECT id, revision, recleaned, substr(added, 1, 10) AS read,
    max(coalesce(published, updated), coalesce(updated, published)) AS stated
FROM versions WHERE id IN (SELECT value FROM json_each(?1))
UNION ALL
SELECT id, revision, 0, substr(added, 1, 10),
    max(coalesce(published, updated), coalesce(updated, published))
FROM articles WHERE state = 'ready' AND id IN (SELECT value FROM json_each(?1))
ORDER BY id, revision
"""

# The names, other than '', under which a wording is carried, in order: each is sought beyond the
# one before, so that it takes the same time however many articles carry it.
CARRIER = "coalesce(outlet, nullif(title, ''), id)"
CARRIERS = f"""
WITH RECURSIVE carrier (wording, name, nth) AS (
    SELECT value, '', 0 FROM json_each(?1)
    UNION ALL
    SELECT c.wording, (
        SELECT {CARRIER} FROM articles
        WHERE wording = c.wording AND state = 'ready' AND {CARRIER} > c.name
            AND (?3 IS NULL OR published <= ?3)
        ORDER BY {CARRIER} LIMIT 1
    ), c.nth + 1
    FROM carrier c WHERE c.name IS NOT NULL AND c.nth < ?2
)
SELECT wording, name FROM carrier WHERE name > '' ORDER BY wording, name
"""

# Of the articles that share a band, one for each wording and band.
LIKELY_COPIES = """
WITH RECURSIVE met (band, wording, nth) AS (
    SELECT value, '', 0 FROM json_each(?1)
    UNION ALL
    SELECT m.band, (
        SELECT b.wording FROM bands b WHERE b.band = m.band AND b.wording > m.wording
        ORDER BY b.wording LIMIT 1
    ), m.nth + 1
    FROM met m WHERE m.wording IS NOT NULL AND m.nth < ?3
)
SELECT DISTINCT a.id, a.wording, a.signature FROM met m JOIN articles a
ON (a.id, a.revision) = (
    SELECT b.article, b.revision FROM bands b
    WHERE b.band = m.band AND b.wording = m.wording AND b.article <> ?2
    ORDER BY b.article, b.revision DESC LIMIT 1
)
WHERE m.wording > '' AND a.state <> 'leaving' ORDER BY a.id
"""

KIN = """
WITH new AS (
    SELECT a.id, a.wording, a.title FROM json_each(?) AS k JOIN articles a
    ON a.id = json_extract(k.value, '$[0]') AND a.revision = json_extract(k.value, '$[1]')
)
SELECT old.id, old.revision FROM new JOIN articles old ON old.id = new.id
WHERE old.state = 'ready'
UNION
SELECT old.id, old.revision FROM new JOIN articles old ON old.id = (
    SELECT first.id FROM articles first
    WHERE first.wording = new.wording AND first.title = new.title AND first.state = 'ready'
    ORDER BY first.id LIMIT 1
)
WHERE old.state = 'ready'
"""

# A revision is worth keeping if the one that replaced it says anything else to a reader. It is the
# same page, cleaned in another way, if only its text differs from what was read.
_SHOWN = "text title outlet authors published published_at updated url".split()
_DIFFERS = " OR ".join(f"old.{name} IS NOT new.{name}" for name in _SHOWN)
_RECLEANED = "(old.fingerprint = new.fingerprint OR old.raw = new.raw AND old.text <> new.text)"
_KEPT = "url title outlet authors published published_at updated language wording text origin page"
_KEPT_COLUMNS = ", ".join(f"old.{name}" for name in (*_KEPT.split(), "provenance", "raw", "added"))
KEEP_VERSION = f"""
INSERT OR REPLACE INTO versions
    (id, revision, superseded, recleaned, {_KEPT.replace(" ", ", ")}, provenance, raw, added)
SELECT old.id, old.revision, new.added, {_RECLEANED}, {_KEPT_COLUMNS}
FROM articles old JOIN articles new ON new.id = old.id AND new.revision > old.revision
WHERE old.id = ? AND old.revision = ? AND ({_DIFFERS})
ORDER BY new.revision LIMIT 1
"""

# Of these revisions, those that `KEEP_VERSION` keeps as versions in their own right.
SUPERSEDED = f"""
SELECT id, revision FROM (
    SELECT old.id, old.revision, min(new.revision), {_RECLEANED} AS recleaned
    FROM json_each(?) AS k
    JOIN articles old ON old.id = json_extract(k.value, '$[0]')
        AND old.revision = json_extract(k.value, '$[1]')
    JOIN articles new ON new.id = old.id AND new.revision > old.revision
    WHERE {_DIFFERS} GROUP BY old.id, old.revision
) s WHERE NOT recleaned AND EXISTS (SELECT 1 FROM articles WHERE id = s.id AND state = 'ready')
ORDER BY id, revision
"""

# What says the same as before was read when that was.
KEEP_WHEN_READ = f"""
UPDATE articles AS new SET added = old.added FROM articles AS old
WHERE old.id = ? AND old.revision = ? AND new.id = old.id
    AND new.revision = (SELECT min(revision) FROM articles
        WHERE id = old.id AND revision > old.revision)
    AND NOT ({_DIFFERS})
"""

PAST = """
FROM versions v JOIN passages p ON p.article = v.id AND p.revision = v.revision
JOIN articles a ON a.id = v.id AND a.state = 'ready' WHERE NOT v.recleaned
"""

# The passages that a version keeps, so that a question as of its day finds them.
PASSAGES_KEPT = """
SELECT 1 FROM versions v WHERE v.id = article AND v.revision = passages.revision
    AND NOT v.recleaned
"""
