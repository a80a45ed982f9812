"""Under which id the library takes an article in.

An id that a reader has cited must go on leading to its article, also when ids are made in
another way than before. And no page takes another's place by claiming its address: sites name
their home page as the address of every story, and page one as that of page two.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from assistant.datamodels import Article
from assistant.library import Entry

from .cleaning.identity import former_address, former_ids, id_from_page, id_from_place
from .duplicates import shared_share
from .preparing import renamed

__all__ = ["Naming"]

# A later state of an article has most of the shorter one's words; two stories share phrases.
SAME_ARTICLE = 0.4


class Naming:
    """Names the articles that one run meets; ``held`` gives what the library has under an id."""

    def __init__(self, held: Callable[[str], Article | None]) -> None:
        self._held = held
        self._met: dict[str, str] = {}  # of two articles with one former id the first has it

    def named(self, entries: Sequence[Entry]) -> list[Entry]:
        """The entries of a page, its own first, under the ids that the library has for them."""
        named: list[Entry] = []
        for entry in entries:
            page = named[0].article.id if entry.article.page else None
            named.append(self._further(entry, page) if page else self._own(entry))
        return named

    def _own(self, entry: Entry) -> Entry:
        article = entry.article
        former = self._former(article, article.id)
        if not _claims_address(article):
            return self._under(entry, former)
        place = id_from_place(article.origin, article.origin)
        stands_apart = self._held(place)
        holder = self._held(former or article.id)
        if stands_apart or (holder and not _is_same(holder, article)):
            return renamed(replace(entry, identity=article.origin), place, None)
        return self._under(entry, former)

    def _further(self, entry: Entry, page: str) -> Entry:
        """An article found on the page of another, which stands under the id ``page``."""
        article = entry.article
        own_id = article.id
        if own_id == id_from_page(article.page or "", article.title, article.text):
            own_id = id_from_page(page, article.title, article.text)
        former = self._former(article, own_id)
        apart = page == id_from_place(article.origin, article.origin)
        return renamed(entry, former or (own_id if apart else article.id), page)

    def _under(self, entry: Entry, former: str | None) -> Entry:
        if former is None:
            return entry
        url = entry.article.url
        identity = former_address(url) if url and entry.identity else entry.identity
        return renamed(replace(entry, identity=identity), former, None)

    def _former(self, article: Article, own_id: str) -> str | None:
        """The former id under which the library has this article, if it has."""
        return next((f for f in former_ids(own_id, article.url) if self._has(article, f)), None)

    def _has(self, article: Article, former: str) -> bool:
        held = self._held(former)
        same = held and (held.origin == article.origin or (held.url and held.url == article.url))
        return bool(same) and self._met.setdefault(former, article.id) == article.id


def _claims_address(article: Article) -> bool:
    """Whether it is the page itself that names its address, and not what brought it."""
    return any(
        each.field == "url" and each.origin in ("markup", "json-ld") for each in article.provenance
    )


def _is_same(holder: Article, article: Article) -> bool:
    return (
        holder.origin == article.origin or shared_share(holder.text, article.text) >= SAME_ARTICLE
    )
