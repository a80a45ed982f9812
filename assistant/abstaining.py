"""How likely it is that the evidence answers the question at all."""

from __future__ import annotations

import math

from .retrieval import Findings

__all__ = ["confidence", "search_log_odds"]

# Logistic models, fitted by `python -m benchmarks.abstaining` on the question sets over
# libraries from 10 to 37,000 passages. The size is part of it because among more passages a
# stranger one comes as near by chance.
INTERCEPT, SIMILARITY, LEXICAL, MAGNITUDE = -4.73, 14.43, 5.81, -1.92
# With what the reader says: how relevant the best passage is. `python -m benchmarks.reading` fits
# them over the search's own log-odds, on whole sets and on small libraries cut from them.
READ_INTERCEPT, READ_SEARCH, READ_RELEVANCE, READ_MAGNITUDE = 1.24, 0.39, 0.52, -0.26


def confidence(findings: Findings, passages: int) -> float:
    """The chance, 0 to 1, that a library of so many passages answers what was asked.

    Without a reader it tells "about this" from "about something else"; whether a passage on the
    very subject says what was asked, only the reader can tell.
    """
    if not findings.evidence:
        return 0.0
    z = search_log_odds(findings, passages)
    if findings.readings:
        best = max(reading.relevance for reading in findings.readings.values())
        z = READ_INTERCEPT + READ_SEARCH * z + READ_RELEVANCE * best
        z += READ_MAGNITUDE * math.log10(max(passages, 1))
    return 1 / (1 + math.exp(-z))


def search_log_odds(findings: Findings, passages: int) -> float:
    """The log-odds that a library of so many passages is about the question, by search alone."""
    return (
        INTERCEPT
        + SIMILARITY * findings.similarity
        + LEXICAL * findings.lexical
        + MAGNITUDE * math.log10(max(passages, 1))
    )
