"""What goes into the catalogue and comes out of it, between the modules of the library."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from ..datamodels import Article, Passage, Source

__all__ = ["Entry", "Found", "Likely", "Names", "Remembered", "Revision"]


class Revision(NamedTuple):
    """One revision of one article: the key of its rows."""

    article_id: str
    number: int


class Found(NamedTuple):
    """A passage with its article; ``wording`` is equal for articles that carry the same words."""

    passage: Passage
    source: Source
    wording: str


class Remembered(NamedTuple):
    """What was learned when an address was fetched, to ask later only for what changed.

    ``mark`` is the fingerprint under which ``note_read`` has it, ``etag`` and ``last_modified``
    are the server's, ``stamp`` is what the feed or sitemap that lists it said of its last change.
    """

    mark: str
    etag: str = ""
    last_modified: str = ""
    stamp: str = ""


@dataclass(frozen=True)
class Entry:
    """What ingestion hands to the library for one article.

    ``spans`` are the passages as (start, end) in ``article.text``; ``fingerprint`` changes
    whenever anything about the article or its passages does; ``wording`` is the same for
    articles that carry the same words, which ``signature`` and its ``bands`` recognise; ``raw``
    is the text before it was cleaned.
    """

    article: Article
    spans: tuple[tuple[int, int], ...]
    fingerprint: str
    wording: str
    raw: str
    signature: bytes = b""
    bands: tuple[str, ...] = ()


class Likely(NamedTuple):
    """An article that may carry the same words as another."""

    article_id: str
    wording: str
    signature: bytes


class Names(NamedTuple):
    """All that an article may be named by, and its ``wording``, shared with its copies."""

    revision: Revision
    url: str | None
    origin: str
    wording: str
