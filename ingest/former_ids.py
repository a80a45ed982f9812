"""Keeps the ids of articles that came in before ids were as long as they are now.

An id that a reader has cited must go on leading to its article; and under a new one an article
that is read again would stand beside itself.
"""

from __future__ import annotations

from collections.abc import Sequence

from assistant.datamodels import Article
from assistant.library import Catalogue, Entry

from .cleaning.identity import former_id, id_from_page
from .preparing import renamed

__all__ = ["FormerIds"]


class FormerIds:
    """The articles that a library holds under former ids, as one run meets them."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._met: dict[str, str] = {}  # of two articles with one former id the first has it

    def kept(self, entries: Sequence[Entry]) -> list[Entry]:
        """The entries of a page, its own first, under the ids that the library has for them."""
        kept: list[Entry] = []
        for entry in entries:
            article = entry.article
            page = kept[0].article.id if article.page else None
            long = id_from_page(page, article.title, article.text) if page else article.id
            former = former_id(long)
            if former and self._is_held(article, former):
                kept.append(renamed(entry, former, page))
            else:
                kept.append(renamed(entry, article.id, page))
        return kept

    def _is_held(self, article: Article, former: str) -> bool:
        held = self._catalogue.article(former)
        same = held and (held.origin == article.origin or (held.url and held.url == article.url))
        return bool(same) and self._met.setdefault(former, article.id) == article.id
