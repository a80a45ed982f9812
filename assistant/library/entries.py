"""What goes into the catalogue and comes out of it, between the modules of the library."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from ..datamodels import Article, Passage, Source
from .scope import indexed_text

__all__ = [
    "Entry",
    "Likely",
    "MarkedPage",
    "MarkedPlace",
    "Names",
    "Remembered",
    "Revision",
    "Sourced",
    "Told",
]


class Revision(NamedTuple):
    """One revision of one article: the key of its rows."""

    article_id: str
    number: int


class Sourced(NamedTuple):
    """A passage with its article; ``wording`` is equal for articles that carry the same words."""

    passage: Passage
    source: Source
    wording: str


class Remembered(NamedTuple):
    """What was learned when an address was fetched, to ask later only for what changed.

    ``mark`` is the one of its ``MarkedPlace``, ``etag`` and ``last_modified``
    are the server's, ``stamp`` is what the feed or sitemap that lists it said of its last change.
    """

    mark: str
    etag: str = ""
    last_modified: str = ""
    stamp: str = ""


class MarkedPlace(NamedTuple):
    """A path or address that was read without a fault, and the articles that it held.

    ``mark`` is the same as long as reading it again would bring the same.
    """

    origin: str
    mark: str
    ids: Sequence[str]
    remembered: Remembered | None = None


class MarkedPage(NamedTuple):
    """One of the many pages of a file, by its ``mark``, and its articles, its own first."""

    mark: str
    ids: Sequence[str]


@dataclass(frozen=True)
class Entry:
    """What ingestion hands to the library for one article.

    ``spans`` are the passages as (start, end) in ``article.text``; ``fingerprint`` changes
    whenever anything about the article or its passages does; ``wording`` is the same for
    articles that carry the same words, which ``signature`` and its ``bands`` recognise; ``raw``
    is the text before it was cleaned. ``dropped`` are the lines that were taken out because they
    repeat in other articles, with their places among the lines; the fingerprint, the wording
    and the signature are those of the article with them. ``identity`` is what the article's id was
    made of, as an address, "" if it was given; of two identities one id is made by mischance only.
    """

    article: Article
    spans: tuple[tuple[int, int], ...]
    fingerprint: str
    wording: str
    raw: str
    signature: bytes = b""
    bands: tuple[str, ...] = ()
    dropped: tuple[tuple[int, str], ...] = ()
    identity: str = ""

    @property
    def texts(self) -> list[str]:
        """What is embedded of each passage, in order."""
        article = self.article
        return [indexed_text(article.title, article.text[a:b]) for a, b in self.spans]


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


class Told(NamedTuple):
    """What an article of an outlet says: its text, and the lines taken out of it."""

    revision: Revision
    text: str
    signature: bytes
    dropped: tuple[tuple[int, str], ...]
