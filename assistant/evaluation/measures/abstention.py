"""How well a system knows when not to answer, and how much its confidence is worth.

These are measures of a whole run. Arrays have one entry for each question; confidence is between
0 and 1.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..datamodels import Bin

__all__ = [
    "area_under_risk",
    "auroc",
    "brier",
    "calibration",
    "calibration_error",
    "risk_coverage",
    "share",
]

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

BINS = 10


def share(of: Flags, among: Flags) -> float | None:
    """The share of ``among`` that is also ``of``; ``None`` if there is nothing among which.

    With abstained and unanswerable questions this is the precision of abstaining
    (of unanswerable, among abstained), and its recall the other way round.
    """
    return float(np.mean(of[among])) if among.any() else None


def auroc(confidence: Floats, answerable: Flags) -> float | None:
    """The chance that an answerable question has the higher confidence; ties count half.

    The area under the ROC curve as Mann–Whitney statistic (Hanley & McNeil 1982). ``None``
    unless there are questions of both kinds.
    """
    positive, negative = int(answerable.sum()), int((~answerable).sum())
    if not positive or not negative:
        return None
    _, group, sizes = np.unique(confidence, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(sizes) - (sizes - 1) / 2)[group]  # ties share the mean of their ranks
    above = ranks[answerable].sum() - positive * (positive + 1) / 2
    return float(above / (positive * negative))


def risk_coverage(confidence: Floats, wrong: Flags, asked: int) -> list[tuple[float, float]]:
    """How often answers are wrong (risk) if only the surest are given (coverage of ``asked``).

    El-Yaniv & Wiener, On the Foundations of Noise-free Selective Classification (2010). One
    point for each confidence that occurs, by rising coverage; answers of equal confidence are
    given together. It ends at the share of the questions that was answered.
    """
    if not len(confidence):
        return []
    levels = np.unique(confidence)[::-1]
    at = np.searchsorted(-levels, -confidence)
    given = np.cumsum(np.bincount(at, minlength=len(levels)))
    faults = np.cumsum(np.bincount(at, weights=wrong, minlength=len(levels)))
    return [
        (float(count / asked), float(fault / count))
        for count, fault in zip(given, faults, strict=True)
    ]


def area_under_risk(curve: list[tuple[float, float]]) -> float | None:
    """The mean risk over the coverage that was reached (AURC, Geifman & El-Yaniv 2017), 0 to 1.

    Lower is better. Steps, not slopes: a coverage between two points has the risk of the next.
    """
    if not curve:
        return None
    widths = np.diff([0.0, *(coverage for coverage, _ in curve)])
    return float(np.dot(widths, [risk for _, risk in curve]) / curve[-1][0])


def calibration(confidence: Floats, happened: Flags) -> list[Bin]:
    """For each tenth of confidence that occurs: its mean, and how often the event happened.

    The reliability diagram of DeGroot & Fienberg (1983).
    """
    bins = np.minimum((confidence * BINS).astype(int), BINS - 1)
    return [
        Bin(
            confidence=float(confidence[inside].mean()),
            observed=float(happened[inside].mean()),
            questions=int(inside.sum()),
        )
        for number in range(BINS)
        if (inside := bins == number).any()
    ]


def calibration_error(bins: list[Bin]) -> float | None:
    """The mean distance of confidence from what happened, weighted by bin (ECE), 0 to 1.

    Naeini, Cooper & Hauskrecht (2015); Guo et al. (2017). Lower is better.
    """
    total = sum(each.questions for each in bins)
    gaps = (each.questions * abs(each.confidence - each.observed) for each in bins)
    return sum(gaps) / total if total else None


def brier(confidence: Floats, happened: Flags) -> float | None:
    """The mean square of confidence minus what happened (Brier 1950), 0 to 1; lower is better."""
    return float(np.mean((confidence - happened) ** 2)) if len(confidence) else None
