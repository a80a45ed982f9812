"""How likely it is that the evidence answers the question at all."""

from __future__ import annotations

import math

from ..models.logistic import chance
from .retrieval import Findings
from .spans import Spans

__all__ = ["confidence", "read_signs", "search_log_odds"]

# Logistic models, fitted by `python -m benchmarks.abstaining` on the question sets over
# libraries from 10 to 37,000 passages. The size is part of it because among more passages a
# stranger one comes as near by chance.
INTERCEPT, SIMILARITY, LEXICAL, MAGNITUDE = -4.73, 14.43, 5.81, -1.92
# With what the reader says: an intercept, and one weight for each of `read_signs`. They are fitted
# by `python -m benchmarks.reading`, on whole sets and on small libraries cut from them.
READ_WEIGHTS = (0.888, 0.389, 0.34, 0.164, -0.0768, -0.409)


def confidence(findings: Findings) -> float:
    """The chance, 0 to 1, that what was searched answers what was asked.

    Without a reader it tells "about this" from "about something else"; whether a passage on the
    very subject says what was asked, only the reader can tell.
    """
    if not findings.evidence:
        return 0.0
    search = search_log_odds(findings)
    if findings.spans:
        return chance(READ_WEIGHTS, read_signs(findings.spans, search, findings.searched))
    return chance((search,), ())


def read_signs(
    spans: Spans, search: float, searched: int
) -> tuple[float, float, float, float, float]:
    """What tells whether there is an answer once the evidence is read: the log-odds of the search
    (``search_log_odds``), how relevant the passages are, how firmly the likeliest words of all
    are held to answer, how many stories agree with them, and how many passages were searched."""
    size = math.log10(max(searched, 1))
    return search, spans.relevance, spans.firmest, spans.agreement, size


def search_log_odds(findings: Findings) -> float:
    """The log-odds that what was searched is about the question, by search alone."""
    return (
        INTERCEPT
        + SIMILARITY * findings.similarity
        + LEXICAL * findings.lexical
        + MAGNITUDE * math.log10(max(findings.searched, 1))
    )
