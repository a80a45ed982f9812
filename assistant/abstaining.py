"""How likely it is that the evidence answers the question at all."""

from __future__ import annotations

import math

from .retrieval import Findings

__all__ = ["confidence"]

# A logistic model, fitted by `python -m benchmarks.abstaining` on the question sets over
# libraries from 10 to 37,000 passages. The size is part of it because among more passages a
# stranger one comes as near by chance.
INTERCEPT, SIMILARITY, LEXICAL, MAGNITUDE = -4.73, 14.43, 5.81, -1.92


def confidence(findings: Findings, passages: int) -> float:
    """The chance, 0 to 1, that a library of so many passages is about what was asked.

    It tells "about this" from "about something else". Whether a passage on the very subject
    says what was asked, no such score can tell.
    """
    if not findings.evidence:
        return 0.0
    z = (
        INTERCEPT
        + SIMILARITY * findings.similarity
        + LEXICAL * findings.lexical
        + MAGNITUDE * math.log10(max(passages, 1))
    )
    return 1 / (1 + math.exp(-z))
