"""What a reader makes of groups it was not trained on."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from statistics import fmean

import numpy as np

from assistant.models.reader import Reading

from .groups import Group, normalised

__all__ = ["figures"]

LONGEST_SPAN = 30  # pieces


def figures(
    groups: Sequence[Group], read: Callable[[str, Sequence[tuple[str, str]]], Sequence[Reading]]
) -> Mapping[str, float]:
    """Figures of a reader over held-out groups.

    ``first``: the share of answerable groups whose most relevant passage answers; ``exact``: the
    likeliest span over all passages of a group is an accepted answer; ``auroc``: the chance that
    a passage that answers is more relevant than one that does not, whatever their questions.
    """
    firsts: list[float] = []
    exacts: list[float] = []
    right: list[float] = []
    wrong: list[float] = []
    for group in groups:
        readings = read(group.question, [(text.title, text.text) for text in group.texts])
        for text, reading in zip(group.texts, readings, strict=True):
            (right if text.answers else wrong).append(reading.relevance)
        if not group.answerable:
            continue
        best = max(range(len(readings)), key=lambda at: readings[at].relevance)
        firsts.append(float(bool(group.texts[best].answers)))
        if group.answers:
            accepted = {normalised(answer) for answer in group.answers}
            exacts.append(float(normalised(_likeliest(group, readings)) in accepted))
    above = np.searchsorted(np.sort(wrong), right, side="left") / max(1, len(wrong))
    return {
        "groups": len(groups),
        "first": fmean(firsts or [0]),
        "exact": fmean(exacts or [0]),
        "auroc": float(np.mean(above)) if right else 0.0,
    }


def _likeliest(group: Group, readings: Sequence[Reading]) -> str:
    best, words = -np.inf, ""
    for text, reading in zip(group.texts, readings, strict=True):
        if not len(reading.starts):
            continue
        scores = reading.starts[:, None] + reading.ends[None, :]
        allowed = np.triu(np.ones_like(scores, dtype=bool)) & ~np.triu(
            np.ones_like(scores, dtype=bool), LONGEST_SPAN
        )
        scores = np.where(allowed, scores, -np.inf)
        start, end = np.unravel_index(scores.argmax(), scores.shape)
        if scores[start, end] > best:
            best = scores[start, end]
            words = text.text[reading.offsets[start, 0] : reading.offsets[end, 1]]
    return words
