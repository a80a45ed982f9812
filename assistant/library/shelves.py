"""All indexes of a library: where they lie, and what becomes of one that cannot be read."""

from __future__ import annotations

import itertools
import math
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from ..errors import IndexDamaged
from .indexes import Deferred, Indexes
from .vectors import Vectors
from .words import Words

if TYPE_CHECKING:
    from ..models.embedder import Embedder

__all__ = ["Shelves"]

VECTORS, WORDS, OF_PAST = "vectors", "words", "-past"
# Reopening the vectors and searching them again takes .1 s (20,000 passages) to .5 s (many of them
# new, which Chroma then puts in their places once more).
REOPEN_SECONDS = 5.0

Index = TypeVar("Index", Vectors, Words)


class Shelves:
    """Two pairs of indexes: of the articles as they ``stand``, and of superseded versions.

    ``set_aside`` are the places of those that could not be read and were replaced.
    """

    def __init__(
        self,
        folder: Path,
        chroma_url: str | None,
        name: str,
        embedder: Callable[[], Embedder],
        mending: bool,
    ) -> None:
        """Nothing is opened yet. ``mending``: what then does not open is set aside."""
        self._folder = folder
        self._chroma_url = chroma_url
        self._name = name
        self._embedder = embedder
        self._mending = mending
        self._refreshing = threading.Lock()
        self._reopened = -math.inf
        self._words_seen = self._vectors_seen = -1  # versions of the library
        self.set_aside: list[Path] = []
        self.standing = self._pair("")
        """The indexes of the articles as they stand."""
        self.past = self._pair(OF_PAST)
        """The indexes of versions that were superseded, found only as of a day."""

    @property
    def holds_past(self) -> bool:
        """Whether a version was ever superseded here, so that ``past`` may hold its passages."""
        return (self._folder / f"{WORDS}{OF_PAST}").exists()

    def keep_up(self, version: int) -> None:
        """Note that what is open shows this version of the library."""
        self._words_seen = self._vectors_seen = version

    def refresh(self, version: int, is_written: Callable[[], bool]) -> bool:
        """Reopen what shows another version than this one; says whether anything did.

        While the library ``is_written`` by another process, the vectors in a folder are reopened
        every few seconds at most.
        """
        with self._refreshing:
            before = self._words_seen, self._vectors_seen
            pairs = (self.standing, self.past)
            if version != self._words_seen:
                for pair in pairs:
                    pair.refresh_words()
                self._words_seen = version
            if version != self._vectors_seen and not (self._was_just_reopened and is_written()):
                for pair in pairs:
                    pair.refresh_vectors()
                self._vectors_seen = version
                self._reopened = time.monotonic()
            return before != (self._words_seen, self._vectors_seen)

    @property
    def _was_just_reopened(self) -> bool:
        return self._chroma_url is None and time.monotonic() - self._reopened < REOPEN_SECONDS

    def empty(self, past: bool) -> None:
        """Empty all indexes, with those of the ``past`` if wanted; set aside what cannot be."""
        pairs = [self.standing, self.past] if past else [self.standing]
        self._empty(VECTORS, *(pair.by_vectors for pair in pairs))
        for pair, suffix in zip(pairs, ("", OF_PAST), strict=False):
            self._empty(f"{WORDS}{suffix}", pair.by_words)

    def close(self) -> None:
        """Let go of what was opened."""
        self.standing.close()
        self.past.close()

    def _pair(self, suffix: str) -> Indexes:
        vectors, words = self._chroma_url or self._folder / VECTORS, f"{WORDS}{suffix}"
        name = f"{self._name}{suffix}"
        return Indexes(
            lambda: self._opened(VECTORS, lambda: Vectors(vectors, name, self._embedder())),
            lambda: self._opened(words, lambda: Words(self._folder / words)),
        )

    def _opened(self, name: str, open_index: Callable[[], Index]) -> Index:
        try:
            return open_index()
        except IndexDamaged:
            if not self._mending:
                raise
        self._set_aside(name)
        return open_index()

    def _empty(self, name: str, *indexes: Deferred[Vectors] | Deferred[Words]) -> None:
        """Empty the indexes that lie in one part of the folder, or have new ones made there."""
        try:
            for index in indexes:
                index().clear()
        except IndexDamaged:
            self._set_aside(name)
            for index in indexes:
                index.forget()

    def _set_aside(self, name: str) -> None:
        """Move an index next to where it was, as ``NAME.damaged``.

        Its locks stay: another process may wait for one of them.
        """
        index = self._folder / name
        names = itertools.chain([".damaged"], (f".damaged-{n}" for n in itertools.count(2)))
        places = (self._folder / f"{name}{each}" for each in names)
        aside = next(place for place in places if not place.exists())
        self.set_aside.append(aside)
        if not index.is_dir():
            index.rename(aside)
            return
        aside.mkdir()
        for part in [part for part in index.iterdir() if part.suffix != ".lock"]:
            part.rename(aside / part.name)
