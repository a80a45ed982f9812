"""How sure a figure is, and whether two differ: intervals and paired tests over questions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .datamodels import Figure

__all__ = [
    "Difference",
    "Statistic",
    "adjusted",
    "difference",
    "figure",
    "figure_of",
    "resampled_difference",
]

RESAMPLES = 2_000
FLIPS = 10_000
AT_ONCE = 2_000_000  # numbers drawn at a time, so that memory stays bounded
LOW, HIGH = 2.5, 97.5

Floats = NDArray[np.float64]
Statistic = Callable[[NDArray[np.intp]], float | None]
"""A measure of the questions at these places, each as often as it is named."""


class Difference(NamedTuple):
    """A mean difference with its 95% interval, and the chance of one as large by luck alone."""

    mean: float
    low: float
    high: float
    p: float


def figure(values: Sequence[float], seed: int = 0) -> Figure:
    """The mean with its interval, by the percentile bootstrap over questions (Efron 1979)."""
    array = np.asarray(values, dtype=np.float64)
    low, high = np.percentile(_means(array, seed), [LOW, HIGH])
    return Figure(value=float(array.mean()), low=low, high=high, questions=len(array))


def figure_of(statistic: Statistic, questions: int, seed: int = 0) -> Figure | None:
    """A measure of a whole run with its interval, by the same bootstrap.

    ``None`` if it has no value. Resamples in which it has none are left out.
    """
    value = statistic(np.arange(questions)) if questions else None
    if value is None:
        return None
    chance = np.random.default_rng(seed)
    drawn = (statistic(chance.integers(questions, size=questions)) for _ in range(RESAMPLES // 2))
    known = [each for each in drawn if each is not None] or [value]
    low, high = np.percentile(known, [LOW, HIGH])
    return Figure(value=value, low=low, high=high, questions=questions)


def difference(before: Sequence[float], after: Sequence[float], seed: int = 0) -> Difference:
    """What changed from ``before`` to ``after``, question by question.

    The interval is a paired bootstrap; ``p`` comes from the two-sided paired randomisation test
    (Fisher 1935; Smucker, Allan & Carterette 2007 for retrieval): signs of the differences are
    flipped at random, which changes nothing if the two are the same. Exact up to 13 questions
    that differ, else 10,000 flips.
    """
    changes = np.asarray(after, dtype=np.float64) - np.asarray(before, dtype=np.float64)
    low, high = np.percentile(_means(changes, seed), [LOW, HIGH])
    return Difference(float(changes.mean()), float(low), float(high), _chance(changes, seed))


def resampled_difference(
    before: Statistic, after: Statistic, questions: int, seed: int = 0
) -> tuple[float, float, Difference] | None:
    """Both values of a measure of a whole run, and their difference, by the paired bootstrap.

    ``p`` is twice the share of resamples on the other side of zero (Efron & Tibshirani 1993,
    chapter 16). ``None`` if one of the two has no value.
    """
    first, second = (each(np.arange(questions)) for each in (before, after))
    if first is None or second is None:
        return None
    chance = np.random.default_rng(seed)
    drawn = []
    for _ in range(RESAMPLES // 2):
        places = chance.integers(questions, size=questions)
        one, other = before(places), after(places)
        if one is not None and other is not None:
            drawn.append(other - one)
    gaps = np.asarray(drawn or [second - first])
    low, high = np.percentile(gaps, [LOW, HIGH])
    p = min(1.0, 2 * (1 + min(int((gaps <= 0).sum()), int((gaps >= 0).sum()))) / (1 + len(gaps)))
    return first, second, Difference(second - first, float(low), float(high), p)


def adjusted(chances: Sequence[float]) -> list[float]:
    """The same chances, made larger for there being several tests (Holm 1979)."""
    order = sorted(range(len(chances)), key=lambda at: chances[at])
    larger = [0.0] * len(chances)
    reached = 0.0
    for done, at in enumerate(order):
        reached = max(reached, min(1.0, (len(chances) - done) * chances[at]))
        larger[at] = reached
    return larger


def _means(values: Floats, seed: int) -> Floats:
    """The means of resamples, drawn a part at a time."""
    chance = np.random.default_rng(seed)
    rows = max(1, AT_ONCE // len(values))
    parts = [
        values[chance.integers(len(values), size=(min(rows, RESAMPLES - at), len(values)))]
        for at in range(0, RESAMPLES, rows)
    ]
    return np.concatenate([part.mean(axis=1) for part in parts])


def _chance(changes: Floats, seed: int) -> float:
    moved = changes[changes != 0]
    if not len(moved):
        return 1.0
    seen = abs(moved.sum()) - 1e-9  # sums of the same numbers in another order are as large
    if len(moved) <= 13:
        signs = 1 - 2 * (np.arange(2 ** len(moved))[:, None] >> np.arange(len(moved)) & 1)
        return float(np.mean(abs(signs @ moved) >= seen))
    chance = np.random.default_rng(seed)
    rows = max(1, AT_ONCE // len(moved))
    as_large = 0
    for at in range(0, FLIPS, rows):
        signs = chance.choice((-1.0, 1.0), size=(min(rows, FLIPS - at), len(moved)))
        as_large += int((abs(signs @ moved) >= seen).sum())
    return (1 + as_large) / (1 + FLIPS)  # Davison & Hinkley 1997: never zero
