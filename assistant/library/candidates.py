"""The passages that an answer may come from, as both indexes rank them.

As of a day, they are those that stood on it: of an article that was changed since, the passages of
the version before, which are kept in indexes of their own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

import numpy as np
from numpy.typing import NDArray

from .library import Library
from .scope import Scope

__all__ = ["matching", "nearest"]

# Where much was changed since the day, the best hits did not stand yet; of so many times the
# wanted ones the others are chosen.
MOST, FACTOR = 16, 4

Hits = list[tuple[str, float]]


def nearest(
    library: Library, vector: NDArray[np.float32], limit: int, scope: Scope = Scope()
) -> Hits:
    """The passages nearest to a vector: ids and cosines, nearest first."""

    def search(count: int) -> Hits:
        hits = library.vectors.nearest(vector, count, scope)
        if scope.as_of and library.holds_past:
            hits += library.past.vectors.nearest(vector, count, scope)
        return hits

    return _that_stood(library, search, limit, scope.as_of)


def matching(
    library: Library, terms: Mapping[str, float], limit: int, scope: Scope = Scope()
) -> Hits:
    """The passages that match these weighted ``stems`` best: ids and scores, best first."""

    def search(count: int) -> Hits:
        hits = library.words.matching(terms, count, scope)
        if scope.as_of and library.holds_past:
            words = library.past.words
            # Few passages make every word look common; so each weighs what it does elsewhere.
            as_weighed = {
                term: weight * library.words.idf(term) / words.idf(term)
                for term, weight in terms.items()
            }
            hits += words.matching(as_weighed, count, scope)
        return hits

    return _that_stood(library, search, limit, scope.as_of)


def _that_stood(
    library: Library, search: Callable[[int], Hits], limit: int, day: date | None
) -> Hits:
    """The best ``limit`` hits; as of a day, more are looked through until so many stood on it."""
    if day is None:
        return search(limit)
    count = limit
    while True:
        hits = sorted(search(count), key=lambda hit: -hit[1])
        stood = library.catalogue.that_stood([passage_id for passage_id, _ in hits], day)
        kept = [hit for hit in hits if hit[0] in stood]
        if len(kept) >= limit or len(hits) < count or count >= MOST * limit:
            return kept[:limit]
        count *= FACTOR
