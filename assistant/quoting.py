"""The ``quotes`` answerer: the articles' own sentences, chosen and attributed, never rewritten."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from .citations import Draft, Ground, attribution
from .library import stems
from .models.embedder import Embedder
from .questions import Query
from .retrieval import Findings
from .sentences import sentence_spans

__all__ = ["Candidate", "choose_quotes", "rank_sentences"]

READ_PASSAGES = 6  # of the evidence, best first; further ones seldom hold the best sentence
# A headline or fragment quotes badly, and nobody reads a quote of half a page.
MIN_CHARACTERS, MAX_CHARACTERS = 30, 400
COVERAGE_WEIGHT = 0.5
ENOUGH = 0.75  # of the best quote's score, for a further one to be worth its line


@dataclass(frozen=True)
class Candidate:
    """A sentence of the evidence; ``score`` says how well it seems to answer."""

    ground: Ground
    score: float


def choose_quotes(
    query: Query,
    findings: Findings,
    count: int,
    embedder: Embedder,
    weight: Callable[[str], float],
) -> Iterator[Draft]:
    """Up to ``count`` sentences from different stories, the best first.

    ``weight`` tells how much a stem says (its idf).
    """
    ranked = rank_sentences(query, findings, embedder, weight)
    told: set[str] = set()
    for candidate in ranked:
        article = candidate.ground.evidence.article
        if candidate.score < ENOUGH * ranked[0].score or len(told) == count:
            return
        if article.id not in told:
            told.add(article.id)
            yield Draft(
                text=candidate.ground.quote,
                grounds=(candidate.ground,),
                support="supported",
                attribution=attribution(article),
            )


def rank_sentences(
    query: Query, findings: Findings, embedder: Embedder, weight: Callable[[str], float]
) -> list[Candidate]:
    """The sentences of the evidence, the likeliest to answer first.

    A sentence scores its cosine with the question plus a share of the question's words (by
    idf) that it, its headline included, has.
    """
    grounds = [
        Ground(item, item.passage.start + start, item.passage.start + end)
        for item in findings.evidence[:READ_PASSAGES]
        for start, end in sentence_spans(item.passage.text, item.article.language)
        if MIN_CHARACTERS <= end - start <= MAX_CHARACTERS
    ]
    if not grounds:
        return []
    cosines = embedder.embed([ground.quote for ground in grounds]) @ findings.vector
    weights = {term: weight(term) * times for term, times in query.terms.items()}
    total = sum(weights.values()) or 1.0
    candidates = []
    for ground, cosine in zip(grounds, np.asarray(cosines), strict=True):
        there = set(stems(ground.quote))
        covered = sum(value for term, value in weights.items() if term in there) / total
        candidates.append(Candidate(ground, float(cosine) + COVERAGE_WEIGHT * covered))
    return sorted(candidates, key=lambda candidate: -candidate.score)
