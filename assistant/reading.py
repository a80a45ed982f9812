"""What the reader makes of the evidence: a better order, the sentences and words that answer."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from .datamodels import Evidence, ShortAnswer
from .library import Library
from .models.reader import Reader, Reading
from .questions import Query
from .retrieval import MAX_PER_STORY, Findings, best_of, retrieve

__all__ = ["READ", "Spans", "read", "search", "spans_of"]

READ = 12  # passages that are read, best first; 20 find no more and take twice as long
READ_PER_STORY = 3  # of them; one more than is shown, for the search may misjudge
LONGEST_ANSWER = 30  # word pieces of a short answer
# How passages are ordered once they are read: by relevance, and by what the search thought of
# them, which the reader does not see. Fitted by `python -m benchmarks.reading`.
RELEVANCE, FUSED = 1.0, 14.0
# From a span's log-probability and its passage's relevance to the chance that it is right.
CHANCE = (-0.442, 0.734, 0.604)
LEAST = -12.0  # log-probability of what the reader did not read, or gives no share at all


def search(
    library: Library,
    query: Query,
    k: int,
    reader: Reader | None,
    lap: Callable[[str], None] = lambda stage: None,
) -> Findings:
    """The ``k`` best passages for a query: retrieved, and read if there is a reader.

    ``lap`` is called with the name of each stage when it is done.
    """
    wanted, per_story = (max(READ, k), READ_PER_STORY) if reader else (k, MAX_PER_STORY)
    findings = retrieve(library, query, wanted, per_story)
    lap("retrieve")
    if reader:
        findings = read(findings, reader, query, k)
        lap("read")
    return findings


def read(findings: Findings, reader: Reader, query: Query, keep: int) -> Findings:
    """The best ``keep`` passages of the findings in the order that reading the first ``READ``
    gives them, with the readings. What was not read comes after what was."""
    chosen, rest = findings.evidence[:READ], findings.evidence[READ:]
    passages = [(item.article.title, item.passage.text) for item in chosen]
    # The question alone: the one before it, which helps the search, distracts the reader.
    readings = reader.read(query.question, passages)
    read = [_read(item, reading) for item, reading in zip(chosen, readings, strict=True)]
    lowest = min((item.score for item in read), default=0.0)
    unread = [item.model_copy(update={"score": lowest - 1 + item.score}) for item in rest]
    return replace(
        findings,
        evidence=best_of([*read, *unread], findings.stories, keep, MAX_PER_STORY),
        readings=dict(zip((item.passage.id for item in chosen), readings, strict=True)),
    )


def _read(item: Evidence, reading: Reading) -> Evidence:
    score = RELEVANCE * reading.relevance + FUSED * item.score
    return item.model_copy(update={"relevance": reading.relevance, "score": score})


class Spans:
    """Where in the evidence the answer is, one probability over the spans of all passages read.

    The logits of the passages share one normaliser (Clark & Gardner 2018); a span's is that of
    its first piece plus that of its last.
    """

    def __init__(self, readings: Mapping[str, Reading]) -> None:
        self._readings = readings
        self._scores = {passage: _scores(reading) for passage, reading in readings.items()}
        masses = [_log_sum(scores) for scores in self._scores.values()]
        self._mass = float(np.logaddexp.reduce(masses))

    def log_share(self, item: Evidence, start: int, end: int) -> float:
        """The log of the probability that the answer lies within ``article.text[start:end]``."""
        pieces = self._pieces(item, start, end)
        own = self._scores[item.passage.id][pieces, pieces]
        return max(LEAST, _log_sum(own) - self._mass)

    def short_answer(self, item: Evidence, start: int, end: int) -> ShortAnswer | None:
        """The likeliest answer within ``article.text[start:end]``; ``None`` if that is unread."""
        pieces = self._pieces(item, start, end)
        own = self._scores[item.passage.id][pieces, pieces]
        if not own.size:
            return None
        first, last = np.unravel_index(int(own.argmax()), own.shape)
        offsets = self._readings[item.passage.id].offsets[pieces]
        low, high = int(offsets[first, 0]), int(offsets[last, 1])
        log_chance = float(own[first, last]) - self._mass
        return ShortAnswer(
            text=item.passage.text[low:high],
            start=item.passage.start + low,
            end=item.passage.start + high,
            chance=_chance(log_chance, item.relevance or 0.0),
        )

    def _pieces(self, item: Evidence, start: int, end: int) -> slice:
        offsets = self._readings[item.passage.id].offsets
        first = np.searchsorted(offsets[:, 1], start - item.passage.start, side="right")
        last = np.searchsorted(offsets[:, 0], end - item.passage.start, side="left")
        return slice(int(first), int(last))


def spans_of(findings: Findings) -> Spans | None:
    """The spans of what was read; ``None`` if nothing was."""
    return Spans(findings.readings) if findings.readings else None


def _scores(reading: Reading) -> NDArray[np.float32]:
    """The logit of every span, (pieces, pieces); minus infinity for what is none, or too long."""
    scores = reading.starts[:, None] + reading.ends[None, :]
    pieces = np.arange(len(reading.starts))
    length = pieces[None, :] - pieces[:, None]
    possible = (length >= 0) & (length < LONGEST_ANSWER)
    allowed: NDArray[np.float32] = np.where(possible, scores, -np.inf)
    return allowed


def _log_sum(scores: NDArray[np.float32]) -> float:
    return float(np.logaddexp.reduce(scores, axis=None)) if scores.size else -np.inf


def _chance(log_share: float, relevance: float) -> float:
    z = CHANCE[0] + CHANCE[1] * log_share + CHANCE[2] * relevance
    return 1 / (1 + math.exp(-z))
