"""Where in the evidence the answer stands, with which words, and how many stories agree."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from ..datamodels import Evidence, ShortAnswer
from ..models.logistic import chance
from ..models.reader import Reading

__all__ = ["LEAST", "Spans", "bare_words"]

LONGEST_ANSWER = 30  # word pieces of a short answer
# How likely a short answer is right: an intercept, and one weight for each of `short_signs`. Fitted
# by `python -m benchmarks.reading`.
SHORT_WEIGHTS = (-0.731, 0.62, 0.519, 0.173)
LEAST = -12.0  # log-probability of what the reader did not read, or gives no share at all
# What a passage may be taken to answer: its likeliest spans, none of them less likely than that.
LIKELY, UNLIKELY = 20, -6.0

_WORDS = re.compile(r"\w+")
_ARTICLES = frozenset(("a", "an", "the"))


class Spans:
    """One probability over the spans of all passages that were read for a question.

    The logits of the passages share one normaliser (Clark & Gardner 2018); a span's is that of
    its first piece plus that of its last.

    Args:
        items: the passages that were read.
        readings: what the reader made of each of them, in the same order.
        stories: by passage id, equal for passages of articles that carry the same words.
    """

    def __init__(
        self, items: Sequence[Evidence], readings: Sequence[Reading], stories: Mapping[str, str]
    ) -> None:
        self.readings = {i.passage.id: r for i, r in zip(items, readings, strict=True)}
        self._scores = {passage: _scores(reading) for passage, reading in self.readings.items()}
        masses = [_log_sum(scores) for scores in self._scores.values()]
        self._mass = float(np.logaddexp.reduce(masses))
        self._stories = stories
        self._told: defaultdict[str, set[str]] = defaultdict(set)  # by story, its likely answers
        self._likeliest = ""
        self._gather(items)

    def _gather(self, items: Sequence[Evidence]) -> None:
        """What each story may be taken to answer, and the likeliest answer of all."""
        best = -np.inf
        for item in items:
            for words, log_chance in self._likely(item):
                self._told[self._stories[item.passage.id]].add(words)
                if log_chance > best:
                    best, self._likeliest = log_chance, words

    def _likely(self, item: Evidence) -> Iterator[tuple[str, float]]:
        """The likeliest answers of a passage, in bare words, with their log-probabilities."""
        scores, offsets = self._scores[item.passage.id], self.readings[item.passage.id].offsets
        chances = scores.ravel() - self._mass
        count = min(LIKELY, len(chances))
        for at in np.argpartition(-chances, count - 1)[:count] if count else ():
            first, last = divmod(int(at), len(scores))
            words = bare_words(item.passage.text[offsets[first, 0] : offsets[last, 1]])
            if chances[at] > UNLIKELY and words:
                yield words, float(chances[at])

    # -- of the evidence as a whole ----------------------------------------------------------

    @property
    def relevance(self) -> float:
        """The log of the sum of exp(relevance): how relevant the passages are together."""
        return float(np.logaddexp.reduce([r.relevance for r in self.readings.values()]))

    @property
    def firmest(self) -> float:
        """The highest logit of any span. Unlike its share it is low where nothing answers."""
        return max((float(s.max()) for s in self._scores.values() if s.size), default=LEAST)

    @property
    def agreement(self) -> float:
        """The voices for the likeliest answer of all."""
        return self._voices(self._likeliest)

    # -- of a place in it --------------------------------------------------------------------

    def log_share(self, item: Evidence, start: int, end: int) -> float:
        """The log of the probability that the answer lies within ``article.text[start:end]``."""
        pieces = self._pieces(item, start, end)
        own = self._scores[item.passage.id][pieces, pieces]
        return max(LEAST, _log_sum(own) - self._mass)

    def voices(self, item: Evidence, start: int, end: int) -> float:
        """How many stories give the likeliest answer of ``article.text[start:end]``: ln(1 + n).

        Several passages that support one answer make it more likely to be right (Wang et al.,
        "Evidence Aggregation for Answer Re-Ranking", 2018). Copies of one story are one voice.
        """
        signs = self.short_signs(item, start, end)
        return signs[2] if signs else 0.0

    def short_answer(self, item: Evidence, start: int, end: int) -> ShortAnswer | None:
        """The likeliest answer within ``article.text[start:end]``; ``None`` if that is unread."""
        found = self._likeliest_within(item, start, end)
        if not found:
            return None
        low, high, _ = found
        return ShortAnswer(
            text=item.passage.text[low:high],
            start=item.passage.start + low,
            end=item.passage.start + high,
            chance=chance(SHORT_WEIGHTS, self._signs(item, *found)),
        )

    def short_signs(
        self, item: Evidence, start: int, end: int
    ) -> tuple[float, float, float] | None:
        """What tells whether that answer is right: its log-probability, the relevance of its
        passage and the voices for it."""
        found = self._likeliest_within(item, start, end)
        return self._signs(item, *found) if found else None

    def _signs(
        self, item: Evidence, low: int, high: int, log_chance: float
    ) -> tuple[float, float, float]:
        voices = self._voices(bare_words(item.passage.text[low:high]))
        return log_chance, item.relevance or 0.0, voices

    def _likeliest_within(
        self, item: Evidence, start: int, end: int
    ) -> tuple[int, int, float] | None:
        """Its first and last + 1 character in the passage, and its log-probability."""
        pieces = self._pieces(item, start, end)
        own = self._scores[item.passage.id][pieces, pieces]
        if not own.size:
            return None
        first, last = np.unravel_index(int(own.argmax()), own.shape)
        offsets = self.readings[item.passage.id].offsets[pieces]
        return int(offsets[first, 0]), int(offsets[last, 1]), float(own[first, last] - self._mass)

    def _pieces(self, item: Evidence, start: int, end: int) -> slice:
        offsets = self.readings[item.passage.id].offsets
        first = np.searchsorted(offsets[:, 1], start - item.passage.start, side="right")
        last = np.searchsorted(offsets[:, 0], end - item.passage.start, side="left")
        return slice(int(first), int(last))

    def _voices(self, words: str) -> float:
        """A part of a name agrees with the whole: "Hochul" with "Kathy Hochul"."""
        padded = f" {words} "
        agreeing = (
            any(padded in f" {other} " or f" {other} " in padded for other in told)
            for told in self._told.values()
        )
        return math.log1p(sum(agreeing)) if words else 0.0


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


def bare_words(text: str) -> str:
    """The words of an answer without case, punctuation and articles."""
    return " ".join(word for word in _WORDS.findall(text.casefold()) if word not in _ARTICLES)
