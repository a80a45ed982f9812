"""From a page to what the library takes: its articles, cleaned, split and made comparable.

These are functions of the page alone, and of the day, after which no date is sure. So they run
wherever there is a processor to spare: in this process, in others beside it, on a cluster.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from assistant.datamodels import Article
from assistant.errors import InputError
from assistant.library import Entry
from assistant.models.embedder import Embedder
from assistant.text.characters import without_surrogates

from .cleaning.articles import articles_of
from .cleaning.identity import id_from_place, id_from_url, whole_address
from .duplicates import likeness
from .pages.faults import contained
from .pages.sources import Page
from .splitting import split

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Prepared", "embedded", "mark_of", "prepare", "renamed"]

# Raise it when cleaning, splitting or likeness changes, so that files read before are read again.
RECIPE = "5"


@dataclass(frozen=True)
class Prepared:
    """The entries of a page, its own article first, or the ``problem`` that it has.

    ``vectors`` holds those of their passages that were embedded already, by the text that was.
    """

    entries: tuple[Entry, ...] = ()
    problem: str = ""
    vectors: Mapping[str, NDArray[np.float32]] = field(default_factory=dict)


def mark_of(digest: str) -> str:
    """What is noted of content with this digest: it changes with the recipe, too."""
    return f"{RECIPE}:{digest}"


def prepare(page: Page, embedder: Embedder) -> Prepared:
    """Clean a page into articles and split them; ``embedder`` says how long a passage may be.

    Whatever goes wrong is the page's ``problem``; only lack of memory is raised.
    """
    try:
        with contained():
            return Prepared(tuple(_entry(a, page, embedder) for a in articles_of(page)))
    except InputError as error:
        return Prepared(problem=str(error))


def embedded(prepared: Prepared, embedder: Embedder) -> Prepared:
    """The same, with the vectors of all passages."""
    texts = list(dict.fromkeys(text for entry in prepared.entries for text in entry.texts))
    return replace(prepared, vectors=dict(zip(texts, embedder.embed(texts), strict=True)))


def renamed(entry: Entry, article_id: str, page: str | None) -> Entry:
    """The same article under another id, found on the page of an article with that id."""
    article = entry.article.model_copy(update={"id": article_id, "page": page})
    return replace(
        entry, article=article, fingerprint=_fingerprint(article, entry.spans, entry.signature)
    )


def _entry(article: Article, page: Page, embedder: Embedder) -> Entry:
    spans = split(article.text, article.title, embedder, article.language)
    look = likeness(article.text)
    return Entry(
        article=article,
        spans=spans,
        fingerprint=_fingerprint(article, spans, look.signature),
        wording=_digest(look.signature),
        signature=look.signature,
        bands=tuple(look.bands),
        raw=without_surrogates(page.raw),
        identity=_identity(article, page),
    )


def _fingerprint(article: Article, spans: Sequence[tuple[int, int]], signature: bytes) -> str:
    content = article.model_dump_json(
        exclude={"revision", "also_carried_by", "carriers", "origin", "superseded"}
    )
    return _digest(f"{content}{spans}".encode() + signature)


def _identity(article: Article, page: Page) -> str:
    """What the article's id was made of, its address or its place; "" if it was given."""
    if article.url and article.id == id_from_url(article.url):
        return whole_address(article.url)
    place = page.name if page.kind == "record" else page.origin
    return place if article.id == id_from_place(page.origin, place) else ""


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
