"""The articles of a library, to list and to read."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Self, TypeVar

from ..datamodels import Article, Source, Version
from ..errors import ArticleNotFound
from ..settings import Settings, load_settings
from .catalogue import Catalogue
from .database import Database
from .library import existing

__all__ = ["Shelf"]

Sought = TypeVar("Sought")


class Shelf:
    """Reads articles from the catalogue alone, so that no index and no model is needed."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue

    @classmethod
    @contextmanager
    def open(
        cls, folder: str | Path | None = None, settings: Settings | None = None
    ) -> Iterator[Self]:
        """The articles of the library that the settings name. Raises ``LibraryMissing``."""
        settings = settings or load_settings(index=folder)
        place = Path(folder) if folder is not None else settings.index
        with closing(Database(existing(place))) as database:
            yield cls(Catalogue(database))

    def articles(self, after_id: str = "") -> Iterator[Source]:
        """All articles, without their texts, ordered by id; or those after one of them."""
        return self._catalogue.sources(after_id)

    def article(self, article_id: str, revision: int | None = None) -> Article:
        """The whole article, as it stands or as it stood at a ``revision``.

        Raises ``ArticleNotFound``.
        """
        return _found(self._catalogue.article(article_id, revision), article_id, revision)

    def raw(self, article_id: str, revision: int | None = None) -> str:
        """Its page as it was read, before it was cleaned. Raises ``ArticleNotFound``."""
        return _found(self._catalogue.raw(article_id, revision), article_id, revision)

    def versions(self, article_id: str) -> list[Version]:
        """The versions in which it was read, the one that stands last.

        Raises ``ArticleNotFound``.
        """
        return _found(self._catalogue.versions(article_id) or None, article_id)


def _found(sought: Sought | None, article_id: str, revision: int | None = None) -> Sought:
    if sought is None:
        raise ArticleNotFound(article_id, revision)
    return sought
