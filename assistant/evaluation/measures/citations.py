"""Whether citations carry the sentences that they stand behind, and are all needed.

Gao et al., Enabling Large Language Models to Generate Text with Citations (ALCE, 2023), sections
3 and C. Theirs asks an NLI model whether passages entail a statement; here that check is a
parameter.
"""

from __future__ import annotations

from collections.abc import Sequence
from statistics import fmean
from typing import Protocol

from ...datamodels import Evidence

__all__ = ["CitedSentence", "SupportCheck", "citation_precision", "citation_recall"]

CitedSentence = tuple[str, Sequence[Evidence]]
"""A sentence of an answer with the passages that it cites."""


class SupportCheck(Protocol):
    """Says whether passages, taken together, carry a claim."""

    @property
    def name(self) -> str:
        """What the check is, for the record."""

    def carries(self, claim: str, passages: Sequence[Evidence]) -> bool:
        """Whether the claim follows from the passages."""


def citation_recall(sentences: Sequence[CitedSentence], check: SupportCheck) -> float:
    """The share, 0 to 1, of an answer's sentences that their citations together carry.

    A sentence that cites nothing is not carried.
    """
    return fmean(float(_carried(claim, cited, check)) for claim, cited in sentences)


def citation_precision(sentences: Sequence[CitedSentence], check: SupportCheck) -> float | None:
    """The share, 0 to 1, of an answer's citations that are needed; ``None`` if it has none.

    A citation is needed if its sentence is carried, and if it carries that sentence alone or the
    others of the sentence do not without it.
    """
    needed = [
        _carried(claim, cited, check)
        and (check.carries(claim, [one]) or not check.carries(claim, _without(cited, at)))
        for claim, cited in sentences
        for at, one in enumerate(cited)
    ]
    return fmean(map(float, needed)) if needed else None


def _carried(claim: str, cited: Sequence[Evidence], check: SupportCheck) -> bool:
    return bool(cited) and check.carries(claim, cited)


def _without(cited: Sequence[Evidence], at: int) -> list[Evidence]:
    return [*cited[:at], *cited[at + 1 :]]
