"""Proves that catalogue, vectors and words agree, and makes them agree."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import NamedTuple, TypeVar

from pydantic import BaseModel, ConfigDict

from ..errors import IndexDamaged
from .library import Library
from .vectors import Vectors
from .words import Words

__all__ = ["Verification", "repair", "verify"]

SAMPLE = 200  # vectors that are looked up by themselves; enough to see a loss of 2% (p > .98)
# HNSW is approximate: it missed up to 4% of 1,208 vectors that lay evenly apart, by themselves, in
# a folder that was just written. What is missed beyond this share is lost.
MISSED = 0.05
LOOKS = 3  # at what seems lost, each time with the store opened anew

Result = TypeVar("Result")


class Verification(BaseModel):
    """What a check of the library found; counts are of passages where nothing else is said.

    ``unreachable`` are sampled vectors that a search by the very same vector does not find,
    ``unfinished`` articles that a crash left half written or half removed, ``miscounted`` the
    counts kept of the library and its outlets that are wrong, ``unreadable`` the indexes that could
    not be compared, as their errors. ``changing`` tells that another process wrote meanwhile: what
    it had under way is left out. ``set_aside`` are the damaged indexes that were replaced.
    """

    model_config = ConfigDict(frozen=True)

    passages: int
    missing_vectors: int = 0
    stray_vectors: int = 0
    missing_words: int = 0
    stray_words: int = 0
    unreachable: int = 0
    sampled: int = 0
    unfinished: int = 0
    miscounted: int = 0
    unreadable: tuple[str, ...] = ()
    changing: bool = False
    repaired: bool = False
    set_aside: tuple[Path, ...] = ()

    @property
    def faults(self) -> dict[str, int]:
        """What is amiss, by name."""
        names = ("missing_vectors", "stray_vectors", "missing_words", "stray_words")
        counts = {name: getattr(self, name) for name in (*names, "unfinished", "miscounted")}
        counts["unreachable"] = self.unreachable if self.unreachable > MISSED * self.sampled else 0
        counts["unreadable"] = len(self.unreadable)
        return {name: count for name, count in counts.items() if count}

    @property
    def sound(self) -> bool:
        """Whether nothing is amiss."""
        return not self.faults


def verify(library: Library) -> Verification:
    """Compare the three stores id by id, and sample whether the vectors can be found.

    That may be done beside a process that writes, and takes no lock for longer than a look.
    """
    before = library.catalogue.version
    busy = library.written_elsewhere()
    unreadable: list[str] = []

    def unless_damaged(look: Callable[[], Result], otherwise: Result) -> Result:
        try:
            return look()
        except IndexDamaged as error:
            unreadable.append(str(error))
            return otherwise

    none = Counter[str]()
    found = sum(
        (unless_damaged(partial(_differences, *pair), none) for pair in _pairs(library)), none
    )
    sampled, unreachable = unless_damaged(lambda: _sampled(library), (0, 0))
    return Verification(
        passages=library.coverage().passages,
        missing_vectors=found["missing_vectors"],
        stray_vectors=found["stray_vectors"],
        missing_words=found["missing_words"],
        stray_words=found["stray_words"],
        unreachable=unreachable,
        sampled=sampled,
        unfinished=_unfinished(library),
        miscounted=library.catalogue.miscounted(),
        unreadable=tuple(dict.fromkeys(unreadable)),
        changing=busy or library.catalogue.version != before,
    )


def repair(library: Library) -> Verification:
    """Rebuild all indexes from the catalogue (of a library opened for writing); check again."""
    library.rebuild()
    told = {"repaired": True, "set_aside": library.set_aside}
    return verify(library).model_copy(update=told)


class _Pair(NamedTuple):
    """An index, and what of the catalogue should be in it, and may be."""

    name: str
    opened: Callable[[], Vectors | Words]
    wanted: Callable[[], set[str]]
    allowed: Callable[[], set[str]]


def _pairs(library: Library) -> Iterator[_Pair]:
    catalogue = library.catalogue
    now = catalogue.passage_ids, partial(catalogue.passage_ids, unfinished=True)
    yield _Pair("vectors", lambda: library.vectors, *now)
    yield _Pair("words", lambda: library.words, *now)
    if library.holds_past or catalogue.past_passage_ids():
        before = catalogue.past_passage_ids, partial(catalogue.past_passage_ids, unfinished=True)
        yield _Pair("vectors", lambda: library.past.vectors, *before)
        yield _Pair("words", lambda: library.past.words, *before)


def _differences(
    name: str,
    opened: Callable[[], Vectors | Words],
    wanted: Callable[[], set[str]],
    allowed: Callable[[], set[str]],
) -> Counter[str]:
    """How many passages an index lacks, and how many it should not hold.

    An index holds what is wanted, and may hold what is coming or going. Beside a process that
    writes, the two are never read at one moment. So what seems amiss is looked at once more: a
    passage that was wanted before and after an index lacked it is missing, one that the catalogue
    knew neither before nor after the index held it is a stray.
    """
    index = opened()
    expected = wanted()
    index.refresh()
    seen = index.ids()
    missing = expected - seen
    strays = seen - allowed()
    if missing or strays:
        index.refresh()
        held = index.held([*missing, *strays])
        missing = (missing - held) & wanted()
        strays = (strays & held) - allowed()
    return Counter({f"missing_{name}": len(missing), f"stray_{name}": len(strays)})


def _sampled(library: Library) -> tuple[int, int]:
    """How many vectors were looked for by themselves, and how many of them were not found."""
    ready = library.catalogue.passage_ids()
    library.vectors.refresh()
    there = sorted(ready & library.vectors.ids())
    sample = there[:: max(1, len(there) // SAMPLE)]
    lost = library.vectors.unreachable(sample)
    for _ in range(LOOKS - 1):
        if not lost:
            break
        library.vectors.refresh()
        lost = library.vectors.unreachable(list(library.catalogue.found(lost)))
    return len(sample), len(lost)


def _unfinished(library: Library) -> int:
    def states() -> set[tuple[str, int]]:
        return {*library.ledger.in_state("pending"), *library.ledger.in_state("leaving")}

    left = states()
    if not left or library.written_elsewhere():
        return 0
    return len(left & states())  # without what was just then finished
