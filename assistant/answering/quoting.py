"""The ``quotes`` answerer: the articles' own sentences, chosen and attributed, never rewritten."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

import numpy as np

from ..asking.understanding import Query
from ..datamodels import Evidence, Question
from ..finding.retrieval import Findings, age
from ..finding.spans import LEAST, Spans
from ..library import stems
from ..models.embedder import Embedder
from ..models.logistic import chance
from .citations import Draft, Ground
from .fitting import GOES_ON, fitness, view_of
from .lines import lines_of
from .widening import BESIDE, widened
from .wording import attribution

__all__ = [
    "READ",
    "UNREAD",
    "Candidate",
    "Scale",
    "Signs",
    "alike",
    "drafted",
    "quotes_among",
    "repeats",
    "scored",
    "sentences_of",
    "widest",
]

PASSAGES = 8  # of the evidence, best first; further ones seldom hold the best sentence
# A headline or fragment quotes badly, and nobody reads a quote of half a page.
MIN_CHARACTERS, MAX_CHARACTERS = 30, 400
GOING_ON = 3  # sentences back to what a reason or a view is about
ALIKE = 0.6  # share of the words of two sentences from which they say the same

# How likely the answer must be in a line without a full stop for it to be quoted first: in one of a
# list or table, and in one by itself, which may be a heading.
LISTED, ALONE = math.log(0.05), math.log(0.3)


class Signs(NamedTuple):
    """What speaks for a sentence, or how much each sign counts.

    ``cosine`` with the question; ``coverage``, the share of the question's words (by idf) that it
    has, ``coverage_with_title`` that it has together with its headline; ``rank``, 1 / the place
    of its passage; ``share``, the log of the share of the answer that the reader sees in it;
    ``voices``, for how many stories it speaks (``Spans.voices``); ``age``, of its article, if the
    question is about now (``retrieval.age``); ``kind``, whether it is of the kind that is asked for
    (``fitting.fitness``).
    """

    cosine: float
    coverage: float
    coverage_with_title: float
    rank: float
    share: float = 0.0
    voices: float = 0.0
    age: float = 0.0
    kind: float = 0.0

    def weighed(self, weights: Signs) -> float:
        """The sum of the signs, each times its weight."""
        return sum(sign * weight for sign, weight in zip(self, weights, strict=True))


class Scale(NamedTuple):
    """How signs make a score, and how far below the best a further quote may score."""

    weights: Signs
    enough: float


UNREAD = Scale(
    Signs(cosine=1.0, coverage=0.5, coverage_with_title=0.3, rank=0.15, age=-0.03, kind=0.2),
    enough=0.25,
)
# Fitted by `python -m benchmarks.reading`; age by hand, since in a question set "now" is long ago,
# and kind, since hardly any of their questions ask for more than a fact.
READ = Scale(
    Signs(0.0, 0.0, coverage_with_title=4.0, rank=1.4, share=0.25, voices=0.85, age=-0.3, kind=2.0),
    enough=3.0,
)
# How likely a first quote is right: an intercept, and a weight for each of `right_signs`. Fitted
# by `python -m benchmarks.reading`.
RIGHT_WEIGHTS = (-1.85, -1.05, 1.31, 0.0557, 2.69, 0.139, 0.734)


@dataclass(frozen=True, eq=False)
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

    @cached_property
    def text(self) -> str:
        """The sentence itself."""
        return Ground(self.evidence, self.start, self.end).quote

    @cached_property
    def terms(self) -> frozenset[str]:
        """Its stems."""
        return frozenset(stems(self.text))

    @property
    def quotable(self) -> bool:
        """Whether it is a whole sentence of a length that reads well, or a line that answers."""
        size = self.end - self.start
        if self.is_line:
            return self.whole and self.signs.share >= LISTED and size <= MAX_CHARACTERS
        return self.whole and MIN_CHARACTERS <= size <= MAX_CHARACTERS


def drafted(
    best: Candidate, spans: Spans | None, short_from: float | None = None, label: str = ""
) -> Draft:
    """A quote as a sentence of an answer; with ``short_from``, the words that answer are marked in
    it if their chance of being right is at least that."""
    read = spans if spans and best.evidence.passage.id in spans.readings else None
    short = read.short_answer(best.evidence, best.start, best.end) if read else None
    sure = short is not None and short_from is not None and short.chance >= short_from
    return Draft(
        text=" ".join(best.ground.quote.split()),
        grounds=(replace(best.ground, short=short if sure else None),),
        support="supported",
        attribution=attribution(best.evidence.article),
        right=chance(RIGHT_WEIGHTS, right_signs(read, best)) if read else None,
        label=label,
        core=" ".join(best.text.split()),
    )


def right_signs(spans: Spans, quote: Candidate) -> tuple[float, float, float, float, float, float]:
    """What tells whether a quote is right: how relevant all passages are and its own is, how firmly
    the likeliest words of all are held to answer, and the signs by which it was chosen."""
    signs = quote.signs
    own = quote.evidence.relevance or 0.0
    chosen_by = signs.coverage_with_title, signs.share, signs.voices
    return spans.relevance, own, spans.firmest, *chosen_by


def scored(candidates: Sequence[Candidate], scale: Scale) -> list[Candidate]:
    """The whole sentences among the candidates with their scores, the best first."""
    whole = (replace(c, score=c.signs.weighed(scale.weights)) for c in candidates if c.whole)
    return sorted(whole, key=lambda candidate: -candidate.score)


def quotes_among(candidates: Sequence[Candidate], count: int, scale: Scale) -> Iterator[Candidate]:
    """The best sentences of different stories, each with the ``ground`` that is to be quoted."""
    whole = scored(candidates, scale)
    quotable = [c for c in whole if c.quotable]
    told: list[Candidate] = []
    for best in quotable:
        if len(told) == count or best.score < quotable[0].score - scale.enough:
            return
        quote = widest(best, whole)
        if any(best.story == other.story or repeats(quote, other) for other in told):
            continue
        told.append(quote)
        yield quote


def widest(best: Candidate, whole: Sequence[Candidate], beside: float = BESIDE) -> Candidate:
    """A sentence that was chosen, with the ``ground`` that is to be quoted around it."""
    neighbours = [c for c in whole if c.evidence.passage.id == best.evidence.passage.id]
    return replace(best, widened=Ground(best.evidence, *widened(best, neighbours, beside)))


def repeats(first: Candidate, second: Candidate) -> bool:
    """Whether the quote of one sentence tells that of another again, word for word or nearly so."""
    one, two = first.ground, second.ground
    overlap = one.evidence.article.id == two.evidence.article.id and (
        one.start < two.end and two.start < one.end
    )
    told = first.text in two.quote or second.text in one.quote
    return overlap or told or alike(first, second)


def alike(first: Candidate, second: Candidate) -> bool:
    """Whether two sentences say the same in much the same words, as an edited copy does; what
    gives another number says something else."""
    together, shared = first.terms | second.terms, first.terms & second.terms
    apart = together - shared
    return len(shared) >= ALIKE * len(together) and not any(map(str.isdigit, apart))


def sentences_of(
    query: Query,
    findings: Findings,
    embedder: Embedder,
    weight: Callable[[str], float],
    passages: int = PASSAGES,
) -> list[Candidate]:
    """The sentences of the best ``passages`` of the evidence with what speaks for them."""
    spans = findings.spans
    weights = {term: weight(term) * times for term, times in query.terms.items()}
    places = [
        (rank, item, place)
        for rank, item in enumerate(findings.evidence[:passages], start=1)
        for place in lines_of(item)
    ]
    texts = [Ground(item, start, end).quote for _, item, (start, end, _) in places]
    # Beside the reader's opinion the cosine adds nothing, and takes as long as reading.
    cosines = np.zeros(len(texts)) if spans else embedder.embed(texts) @ findings.vector
    said = [set(stems(text)) for text in texts]
    candidates = []
    for at, (rank, item, (start, end, kind)) in enumerate(places):
        own, title = said[at], set(stems(item.article.title))
        covered = _share(weights, own)
        if query.understood.kind in GOES_ON:
            title = title.union(*(said[n] for n in _before(at, places)))
            title.update(stems(" ".join(item.article.authors)))
        read = spans if spans and item.passage.id in spans.readings else None
        signs = Signs(
            cosine=float(cosines[at]),
            coverage=covered,
            coverage_with_title=_share(weights, own | title),
            rank=1 / rank,
            share=read.log_share(item, start, end) if read else LEAST if spans else 0.0,
            voices=read.voices(item, start, end) if read else 0.0,
            age=age(item.article, findings.now),
            kind=_kind(query.understood, texts[at], covered, own | title, item.article.authors),
        )
        story = findings.stories.get(item.passage.id, item.article.id)
        whole = kind != "line" or (read is not None and signs.share >= ALONE)
        is_line = kind in ("line", "listed")
        candidates.append(Candidate(item, start, end, story, whole, signs, is_line))
    return candidates


def _kind(
    wanted: Question, text: str, covered: float, around: set[str], authors: Sequence[str]
) -> float:
    """Whether a sentence is of the kind that is wanted, and of whom it is, if a view is wanted."""
    fits = fitness(wanted.kind, text, covered)
    return view_of(wanted.names, fits, around, authors) if wanted.kind == "opinion" else fits


def _before(at: int, places: Sequence[tuple[int, Evidence, object]]) -> Iterator[int]:
    """The numbers of the sentences before one in its passage, as far as it may go on from them."""
    for number in range(max(0, at - GOING_ON), at):
        if places[number][1] is places[at][1]:
            yield number


def _share(weights: Mapping[str, float], there: set[str]) -> float:
    total = sum(weights.values()) or 1.0
    return sum(value for term, value in weights.items() if term in there) / total
