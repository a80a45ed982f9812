"""The ``quotes`` answerer: the articles' own sentences, chosen and attributed, never rewritten."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from .citations import Draft, Ground, attribution
from .datamodels import Evidence, Source
from .library import stems
from .models.embedder import Embedder
from .questions import Query
from .retrieval import Findings
from .sentences import sentence_spans

__all__ = ["Candidate", "choose_quotes", "rank_sentences"]

READ_PASSAGES = 5  # of the evidence, best first; further ones seldom hold the best sentence
# A headline or fragment quotes badly, and nobody reads a quote of half a page.
MIN_CHARACTERS, MAX_CHARACTERS = 30, 400
# A quote takes in the sentences around it up to this length: who "he" is, what came of it.
WIDENED_CHARACTERS = 300
# What a sentence's score is made of, beside its cosine with the question (weight 1).
COVERAGE, COVERAGE_WITH_TITLE, RANK = 0.5, 0.3, 0.15
ENOUGH = 0.8  # of the best quote's score, for a further one to be worth its line

_SENTENCE_END = re.compile(r"[.!?…:;。！？][\"”»’')\]]*\Z")
_BULLET = re.compile(r"(?:[-–—•*▪·]|\d{1,2}[.)])\s+")


@dataclass(frozen=True)
class Candidate:
    """A sentence of the evidence; ``score`` says how well it seems to answer."""

    evidence: Evidence
    start: int
    end: int
    whole: bool  # a sentence or a list item, not a heading, a caption or a byline
    score: float = 0.0

    @property
    def text(self) -> str:
        offset = self.evidence.passage.start
        return self.evidence.passage.text[self.start - offset : self.end - offset]


def choose_quotes(
    query: Query,
    findings: Findings,
    count: int,
    embedder: Embedder,
    weight: Callable[[str], float],
) -> Iterator[Draft]:
    """Up to ``count`` quotes from different stories, the best first.

    ``weight`` tells how much a stem says (its idf).
    """
    candidates = [c for c in rank_sentences(query, findings, embedder, weight) if c.whole]
    quotable = [c for c in candidates if MIN_CHARACTERS <= c.end - c.start <= MAX_CHARACTERS]
    told: list[Source] = []
    for best in quotable:
        article = best.evidence.article
        if len(told) == count or best.score < ENOUGH * quotable[0].score:
            return
        if any(article.id == other.id or article.name in other.also_carried_by for other in told):
            continue
        told.append(article)
        ground = _widened(best, [c for c in candidates if c.evidence is best.evidence])
        yield Draft(
            text=" ".join(ground.quote.split()),
            grounds=(ground,),
            support="supported",
            attribution=attribution(article),
        )


def rank_sentences(
    query: Query, findings: Findings, embedder: Embedder, weight: Callable[[str], float]
) -> list[Candidate]:
    """The sentences of the best evidence, the likeliest to answer first.

    A sentence scores its cosine with the question, the share of the question's words (by idf)
    that it has, the share that it has together with its headline, and its passage's rank.
    """
    weights = {term: weight(term) * times for term, times in query.terms.items()}
    total = sum(weights.values()) or 1.0

    def coverage(there: set[str]) -> float:
        return sum(value for term, value in weights.items() if term in there) / total

    places = [
        (rank, candidate)
        for rank, item in enumerate(findings.evidence[:READ_PASSAGES])
        for candidate in _sentences(item)
    ]
    cosines = embedder.embed([candidate.text for _, candidate in places]) @ findings.vector
    ranked = []
    for (rank, candidate), cosine in zip(places, cosines, strict=True):
        own, title = set(stems(candidate.text)), set(stems(candidate.evidence.article.title))
        score = (
            float(cosine)
            + COVERAGE * coverage(own)
            + COVERAGE_WITH_TITLE * coverage(own | title)
            + RANK / (1 + rank)
        )
        ranked.append(replace(candidate, score=score))
    return sorted(ranked, key=lambda candidate: -candidate.score)


def _sentences(item: Evidence) -> Iterator[Candidate]:
    """The sentences of a passage, without the bullets or numbers of list items."""
    text, offset = item.passage.text, item.passage.start
    for start, end in sentence_spans(text, item.article.language):
        bullet = _BULLET.match(text, start, end)
        whole = bool(bullet or _SENTENCE_END.search(text, start, end))
        yield Candidate(item, offset + (bullet.end() if bullet else start), offset + end, whole)


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
