"""A second look at words that were chosen as an answer: does the passage say that they are one?

The reader chooses words by how they stand in a passage; the checker is shown the question, those
words and the sentences around them, and was taught with words that the reader chose wrongly.
"""

from __future__ import annotations

import math

from ..datamodels import Evidence
from ..models.checker import Checker
from .grounds import around, shown

__all__ = ["second_look"]

# Of the checker's logit, fitted with `python -m training.checker` on words that the reader chose.
INTERCEPT, SLOPE = 0.0, 1.0


def second_look(checker: Checker, question: str, evidence: Evidence, start: int, end: int) -> float:
    """The chance, 0 to 1, that ``article.text[start:end]``, in the evidence, answers a question."""
    offset = evidence.passage.start
    words = evidence.passage.text[start - offset : end - offset]
    grounds = around(evidence, start, end)
    if not words.strip() or not grounds:
        return 0.0
    logit = checker.answers(question, words, shown(grounds))
    return 1 / (1 + math.exp(-INTERCEPT - SLOPE * logit))
