"""How likely it is that the evidence answers the question at all."""

from __future__ import annotations

import math

from .retrieval import Findings

__all__ = ["confidence"]

# A logistic model over the two scores that tell most, fitted by `python -m benchmarks.abstaining`
# on the news questions (answerable against those about other years).
INTERCEPT, SIMILARITY, LEXICAL = -9.0, 9.0, 6.0


def confidence(findings: Findings) -> float:
    """The chance, 0 to 1, that the library is about what was asked.

    It tells "about this" from "about something else"; whether a passage on the very subject
    says what was asked, it cannot tell.
    """
    if not findings.evidence:
        return 0.0
    z = INTERCEPT + SIMILARITY * findings.similarity + LEXICAL * findings.lexical
    return 1 / (1 + math.exp(-z))
