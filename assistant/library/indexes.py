"""A pair of indexes over the same passages: by their vectors and by their words."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Generic, TypeVar

import numpy as np

from ..datamodels import Article, Passage
from .entries import Revision
from .scope import indexed_text

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from .vectors import Vectors
    from .words import Words

__all__ = ["Deferred", "Indexes"]

T = TypeVar("T")


class Deferred(Generic[T]):
    """What is made when it is first needed, once, whichever thread needs it first."""

    def __init__(self, make: Callable[[], T]) -> None:
        self._make = make
        self._lock = threading.Lock()
        self.made: T | None = None
        """It, if it was needed already."""

    def __call__(self) -> T:
        if self.made is None:
            with self._lock:
                if self.made is None:
                    self.made = self._make()
        return self.made

    def forget(self) -> None:
        """Have it made anew when it is next needed."""
        self.made = None


class Indexes:
    """Writes both indexes, and opens each when it is first needed."""

    def __init__(self, vectors: Callable[[], Vectors], words: Callable[[], Words]) -> None:
        self.by_vectors = Deferred(vectors)
        self.by_words = Deferred(words)

    @property
    def vectors(self) -> Vectors:
        """The passages by their vectors."""
        return self.by_vectors()

    @property
    def words(self) -> Words:
        """The passages by their words."""
        return self.by_words()

    def open(self) -> None:
        """Open both now."""
        self.by_vectors()
        self.by_words()

    def write(
        self,
        contents: Sequence[tuple[Article, Sequence[Passage]]],
        vectors: Mapping[str, NDArray[np.float32]],
    ) -> None:
        """Add articles with their passages; ``vectors`` are theirs, by the text embedded."""
        rows = [(article, passage) for article, passages in contents for passage in passages]
        if rows:
            texts = [indexed_text(article.title, passage.text) for article, passage in rows]
            self.vectors.write(rows, np.stack([vectors[text] for text in texts]))
        self.words.write(added=contents)

    def remove(self, revisions: Sequence[Revision], passage_ids: Sequence[str]) -> None:
        """Remove revisions and their passages; what is not there does no harm."""
        self.vectors.remove(passage_ids)
        self.words.write(removed=[f"{article}:{number}" for article, number in revisions])

    def refresh_vectors(self) -> None:
        """See what another process has written to the vectors."""
        if self.by_vectors.made is not None:
            self.by_vectors.made.refresh()

    def refresh_words(self) -> None:
        """See what another process has written to the words."""
        if self.by_words.made is not None:
            self.by_words.made.refresh()

    def close(self) -> None:
        """Let go of what was opened."""
        if self.by_vectors.made is not None:
            self.by_vectors.made.close()
