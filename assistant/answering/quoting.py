"""The ``quotes`` answerer: the articles' own sentences, chosen and attributed, never rewritten."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Literal, NamedTuple

import numpy as np

from ..asking.understanding import Query
from ..datamodels import Evidence
from ..finding.retrieval import Findings, age
from ..finding.spans import Spans
from ..library import stems
from ..models.embedder import Embedder
from ..models.logistic import chance
from ..text.sentences import ends_sentence, sentence_spans
from ..text.setting import CELLS
from .citations import Draft, Ground
from .wording import attribution

__all__ = ["Candidate", "Signs", "choose_quotes", "quotes_among", "sentences_of"]

PASSAGES = 8  # of the evidence, best first; further ones seldom hold the best sentence
# A headline or fragment quotes badly, and nobody reads a quote of half a page.
MIN_CHARACTERS, MAX_CHARACTERS = 30, 400
# A quote takes in the sentences around it up to this length: who "he" is, what came of it.
WIDENED_CHARACTERS = 380

# How likely the answer must be in a line without a full stop for it to be quoted first: in one of a
# list or table, and in one by itself, which may be a heading.
LISTED, ALONE = math.log(0.05), math.log(0.3)
LIST_LINES = 3  # so many lines without a full stop, one after the other, are a list
_BULLET = re.compile(r"(?:[-–—•*▪·]|\d{1,2}[.)])\s+")


Kind = Literal["sentence", "listed", "line"]  # with a full stop or bullet; in a list; by itself


class Signs(NamedTuple):
    """What speaks for a sentence, or how much each sign counts.

    ``cosine`` with the question; ``coverage``, the share of the question's words (by idf) that it
    has, ``coverage_with_title`` that it has together with its headline; ``rank``, 1 / the place
    of its passage; ``share``, the log of the share of the answer that the reader sees in it;
    ``voices``, for how many stories it speaks (``Spans.voices``); ``age``, of its article, if the
    question is about now (``retrieval.age``).
    """

    cosine: float
    coverage: float
    coverage_with_title: float
    rank: float
    share: float = 0.0
    voices: float = 0.0
    age: float = 0.0

    def weighed(self, weights: Signs) -> float:
        """The sum of the signs, each times its weight."""
        return sum(sign * weight for sign, weight in zip(self, weights, strict=True))


class Scale(NamedTuple):
    """How signs make a score, and how far below the best a further quote may score."""

    weights: Signs
    enough: float


UNREAD = Scale(
    Signs(cosine=1.0, coverage=0.5, coverage_with_title=0.3, rank=0.15, age=-0.03), enough=0.25
)
# Fitted by `python -m benchmarks.reading`; age by hand, since in a question set "now" is long ago.
READ = Scale(
    Signs(0.0, 0.0, coverage_with_title=2.61, rank=1.38, share=0.4, voices=0.811, age=-0.3),
    enough=3.0,
)
# How likely a first quote is right: an intercept, and a weight for each of `right_signs`. Fitted
# by `python -m benchmarks.reading`.
RIGHT_WEIGHTS = (-1.89, -0.991, 1.14, 0.0744, 2.0, 0.128, 0.656)


@dataclass(frozen=True)
class Candidate:
    """A sentence of the evidence, what speaks for it, and the score that this adds up to.

    ``story`` is equal for sentences of articles that carry the same words.
    """

    evidence: Evidence
    start: int
    end: int
    story: str
    whole: bool  # a sentence, a list item or a line that answers, not a heading or a byline
    signs: Signs
    is_line: bool = False  # without a full stop
    score: float = 0.0
    widened: Ground | None = None

    @property
    def ground(self) -> Ground:
        """What is quoted: the sentence, with those around it once it was chosen."""
        return self.widened or Ground(self.evidence, self.start, self.end)


def choose_quotes(
    query: Query,
    findings: Findings,
    count: int,
    embedder: Embedder,
    weight: Callable[[str], float],
    short_from: float = 1.0,
) -> Iterator[Draft]:
    """Up to ``count`` quotes from different stories, the best first.

    ``weight`` tells how much a stem says (its idf). In the first quote, the words that answer are
    marked if their chance of being right is at least ``short_from``.
    """
    spans = findings.spans
    candidates = sentences_of(query, findings, embedder, weight)
    for number, best in enumerate(quotes_among(candidates, count, READ if spans else UNREAD)):
        short = spans.short_answer(best.evidence, best.start, best.end) if spans else None
        sure = short is not None and number == 0 and short.chance >= short_from
        yield Draft(
            text=" ".join(best.ground.quote.split()),
            grounds=(replace(best.ground, short=short if sure else None),),
            support="supported",
            attribution=attribution(best.evidence.article),
            right=chance(RIGHT_WEIGHTS, right_signs(spans, best)) if spans else None,
        )


def right_signs(spans: Spans, quote: Candidate) -> tuple[float, float, float, float, float, float]:
    """What tells whether a quote is right: how relevant all passages are and its own is, how firmly
    the likeliest words of all are held to answer, and the signs by which it was chosen."""
    signs = quote.signs
    own = quote.evidence.relevance or 0.0
    chosen_by = signs.coverage_with_title, signs.share, signs.voices
    return spans.relevance, own, spans.firmest, *chosen_by


def quotes_among(candidates: Sequence[Candidate], count: int, scale: Scale) -> Iterator[Candidate]:
    """The best sentences of different stories, each with the ``ground`` that is to be quoted."""
    scored = (replace(c, score=c.signs.weighed(scale.weights)) for c in candidates if c.whole)
    whole = sorted(scored, key=lambda candidate: -candidate.score)
    quotable = [c for c in whole if _is_quotable(c)]
    told: set[str] = set()
    for best in quotable:
        if len(told) == count or best.score < quotable[0].score - scale.enough:
            return
        if best.story in told:
            continue
        told.add(best.story)
        neighbours = [c for c in whole if c.evidence is best.evidence]
        yield replace(best, widened=_widened(best, neighbours))


def _is_quotable(candidate: Candidate) -> bool:
    size = candidate.end - candidate.start
    if candidate.is_line:
        return candidate.signs.share >= LISTED and size <= MAX_CHARACTERS
    return MIN_CHARACTERS <= size <= MAX_CHARACTERS


def sentences_of(
    query: Query,
    findings: Findings,
    embedder: Embedder,
    weight: Callable[[str], float],
) -> list[Candidate]:
    """The sentences of the best evidence with what speaks for them."""
    spans = findings.spans
    weights = {term: weight(term) * times for term, times in query.terms.items()}
    total = sum(weights.values()) or 1.0

    def coverage(there: set[str]) -> float:
        return sum(value for term, value in weights.items() if term in there) / total

    places = [
        (rank, item, start, end, kind)
        for rank, item in enumerate(findings.evidence[:PASSAGES], start=1)
        for start, end, kind in _sentences(item)
    ]
    texts = [Ground(item, start, end).quote for _, item, start, end, _ in places]
    # Beside the reader's opinion the cosine adds nothing, and takes as long as reading.
    cosines = np.zeros(len(texts)) if spans else embedder.embed(texts) @ findings.vector
    candidates = []
    for (rank, item, start, end, kind), text, cosine in zip(places, texts, cosines, strict=True):
        own, title = set(stems(text)), set(stems(item.article.title))
        signs = Signs(
            cosine=float(cosine),
            coverage=coverage(own),
            coverage_with_title=coverage(own | title),
            rank=1 / rank,
            share=spans.log_share(item, start, end) if spans else 0.0,
            voices=spans.voices(item, start, end) if spans else 0.0,
            age=age(item.article, findings.now),
        )
        story = findings.stories.get(item.passage.id, item.article.id)
        whole = kind != "line" or (spans is not None and signs.share >= ALONE)
        is_line = kind in ("line", "listed")
        candidates.append(Candidate(item, start, end, story, whole, signs, is_line))
    return candidates


def _sentences(item: Evidence) -> Iterator[tuple[int, int, Kind]]:
    """The sentences of a passage without the bullets or numbers of list items: start, end in the
    article, and what it is."""
    text, offset = item.passage.text, item.passage.start
    spans = sentence_spans(text, item.article.language)
    bullets = [_BULLET.match(text, start, end) for start, end in spans]
    kinds = [
        _kind(text[start:end], bool(b)) for (start, end), b in zip(spans, bullets, strict=True)
    ]
    for kind, run in groupby(zip(kinds, spans, bullets, strict=True), key=lambda each: each[0]):
        lines = list(run)
        if kind == "line" and len(lines) >= LIST_LINES:
            kind = "listed"
        for _, (start, end), bullet in lines:
            yield offset + (bullet.end() if bullet else start), offset + end, kind


def _kind(words: str, has_bullet: bool) -> Kind:
    if has_bullet or ends_sentence(words) or words[-1:] in (":", ";"):
        return "sentence"
    return "listed" if CELLS in words else "line"


def _widened(best: Candidate, neighbours: Sequence[Candidate]) -> Ground:
    """The sentence with those around it, the better one first, as far as the limit allows.

    It stops at whatever is no sentence: a quote does not run on over a heading or a caption.
    """
    rows = sorted(neighbours, key=lambda candidate: candidate.start)
    low = high = rows.index(best)
    while True:
        reachable = [
            at
            for at, gap in ((low - 1, low - 1), (high + 1, high))
            if 0 <= at < len(rows)
            and _adjoin(rows[gap], rows[gap + 1])
            and max(rows[at].end, rows[high].end) - min(rows[at].start, rows[low].start)
            <= WIDENED_CHARACTERS
        ]
        if not reachable:
            return Ground(best.evidence, rows[low].start, rows[high].end)
        at = max(reachable, key=lambda at: rows[at].score)
        low, high = min(low, at), max(high, at)


def _adjoin(first: Candidate, second: Candidate) -> bool:
    """Whether nothing but white space, or the bullet of a list item, stands between them."""
    passage = first.evidence.passage
    between = passage.text[first.end - passage.start : second.start - passage.start].lstrip()
    return not between or bool(_BULLET.fullmatch(between))
