"""Proves that catalogue, vectors and words agree, and makes them agree."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from .library import Library

__all__ = ["Verification", "repair", "verify"]

SAMPLE = 200  # vectors that are looked up by themselves; enough to see a loss of 2% (p > .98)


class Verification(BaseModel):
    """What a check of the library found; counts are of passages except ``unfinished``.

    ``unfinished`` are articles that a crash left half written or half removed, ``unreachable``
    sampled vectors that a search by the very same vector does not find.
    """

    model_config = ConfigDict(frozen=True)

    passages: int
    missing_vectors: int
    stray_vectors: int
    missing_words: int
    stray_words: int
    unreachable: int
    sampled: int
    unfinished: int
    repaired: bool = False

    @property
    def faults(self) -> dict[str, int]:
        """What is amiss, by name."""
        names = ("missing_vectors", "stray_vectors", "missing_words", "stray_words")
        counts = {name: getattr(self, name) for name in (*names, "unreachable", "unfinished")}
        return {name: count for name, count in counts.items() if count}

    @property
    def sound(self) -> bool:
        """Whether nothing is amiss."""
        return not self.faults


def verify(library: Library) -> Verification:
    """Compare the three stores id by id, and sample whether the vectors can be found."""
    library.refresh()
    passages, past = library.catalogue.passage_ids(), library.catalogue.past_passage_ids()
    vectors, words = library.vectors.ids(), library.words.ids()
    sampled = min(SAMPLE, len(vectors))
    if past or library.holds_past:
        vectors |= library.past.vectors.ids()
        words |= library.past.words.ids()
        passages |= past
    unfinished = library.ledger.in_state("pending") + library.ledger.in_state("leaving")
    return Verification(
        passages=len(passages),
        missing_vectors=len(passages - vectors),
        stray_vectors=len(vectors - passages),
        missing_words=len(passages - words),
        stray_words=len(words - passages),
        unreachable=len(library.vectors.unreachable(sampled)) if sampled else 0,
        sampled=sampled,
        unfinished=len(unfinished),
    )


def repair(library: Library) -> Verification:
    """Rebuild both indexes from the catalogue (of a library opened for writing); check again."""
    library.rebuild()
    return verify(library).model_copy(update={"repaired": True})
