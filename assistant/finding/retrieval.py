"""Finds the evidence for a query: vectors and words, fused by rank, diverse."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np
from numpy.typing import NDArray

from ..asking.understanding import Query
from ..datamodels import Evidence, Source
from ..library import Library, Scope, Sourced, matching, nearest
from ..models.tokens import count_tokens
from .spans import Spans

__all__ = ["MAX_PER_STORY", "Findings", "age", "best_of", "retrieve", "within_budget"]

CANDIDATES = 50  # passages asked of each index
# Reciprocal rank fusion (Cormack, Clarke & Büttcher 2009). Words count twice and the constant is
# 10 instead of their 60: that found most on both question sets (benchmarks/README.md).
RRF_CONSTANT = 10
DENSE_WEIGHT, LEXICAL_WEIGHT = 1.0, 2.0
# What a question about "this week" takes from an article for its `age`, since most of what is told
# about now is told now (a recency prior: Li & Croft, "Time-Based Language Models", 2003). One of
# unknown date counts as a year old.
LATER = 10.0  # taken from what follows what a question is strict about
STALENESS, AGE_UNKNOWN = 0.03, 365
# Passages at which the counting of what was searched ends: the largest library for which the chance
# of an answer was fitted. What a larger one would do to it, nobody has measured.
MOST_COUNTED = 37_000
MAX_PER_STORY = 2  # passages of one article, or of articles that carry the same words


@dataclass(frozen=True)
class Findings:
    """Evidence, best first, with what the search tells about how well it fits.

    ``vector`` is the query's, ``similarity`` the highest cosine of any passage, ``lexical`` the
    highest BM25 score as a share of what the query's words could weigh at most. ``searched`` is
    how many passages could have been found, counted up to ``MOST_COUNTED``. ``stories`` is,
    by passage id, equal for passages of articles that carry the same words. ``now`` is the day
    that the question is about, if it is about "now". ``spans`` is what the reader made of the
    passages that it read, if it read any. ``as_wanted``: some are of the outlets
    and days that the question itself names, and ``notices`` tell where these led.
    """

    evidence: tuple[Evidence, ...]
    vector: NDArray[np.float32]
    similarity: float
    lexical: float
    stories: Mapping[str, str] = field(default_factory=dict)
    now: date | None = None
    spans: Spans | None = None
    searched: int = 0
    as_wanted: bool = False
    notices: tuple[str, ...] = ()


def retrieve(library: Library, query: Query, k: int, per_story: int = MAX_PER_STORY) -> Findings:
    """The ``k`` best passages, at most ``per_story`` of one story.

    Each index ranks its candidates; a passage scores the weighted sum of
    1 / (constant + rank), less what its age takes if the question is about now (``_now``). What the
    question speaks of (``query.wanted``) is ranked by itself too, and so comes first; if it is
    strict about that, only what is of unknown date follows.
    """
    library.refresh()
    wanted = max(CANDIDATES, 2 * k)
    vector = library.embedder.embed([query.text])[0]
    hits = _Hits(library, query.scope, vector, query.terms, wanted)
    inside = hits
    if query.wanted:
        inside = _Hits(library, query.wanted.within(query.scope), vector, query.terms, wanted)
    found, notices = _of_what_is_wanted(query, hits, inside)
    stories = {passage_id: each.wording for passage_id, each in found.items()}
    now = _now(library, query) if query.about_now else None
    evidence = [
        Evidence(
            passage=each.passage,
            article=each.source,
            score=hits.scores[passage_id]
            + (inside.scores[passage_id] if query.wanted else 0.0)
            - (LATER if passage_id not in inside.scores else 0.0) * query.strict
            - STALENESS * age(each.source, now),
            similarity=hits.by_vector.get(passage_id, inside.by_vector.get(passage_id)),
            lexical=hits.by_words.get(passage_id, inside.by_words.get(passage_id)),
        )
        for passage_id, each in found.items()
    ]
    mass = sum(weight * library.words.idf(term) for term, weight in query.terms.items())
    shown = inside if query.strict and inside.scores else hits
    return Findings(
        evidence=best_of(evidence, stories, k, per_story),
        vector=vector,
        similarity=max(shown.by_vector.values(), default=0.0),
        lexical=max(shown.by_words.values(), default=0.0) / mass if mass else 0.0,
        stories=stories,
        now=now,
        searched=_searched(library, shown.scope),
        as_wanted=bool(query.wanted and inside.found),
        notices=notices,
    )


class _Hits:
    """What both indexes find within a scope: ids with cosines, with BM25 scores, and fused."""

    def __init__(
        self,
        library: Library,
        scope: Scope,
        vector: NDArray[np.float32],
        terms: Mapping[str, float],
        count: int,
    ) -> None:
        self.scope = scope
        dense = nearest(library, vector, count, scope)
        lexical = matching(library, terms, count, scope)
        self.by_vector, self.by_words = dict(dense), dict(lexical)
        self.scores: defaultdict[str, float] = defaultdict(float)
        for weight, ranking in ((DENSE_WEIGHT, dense), (LEXICAL_WEIGHT, lexical)):
            for rank, (passage_id, _) in enumerate(ranking, start=1):
                self.scores[passage_id] += weight / (RRF_CONSTANT + rank)
        self.found = library.catalogue.found(self.scores, scope.as_of)


def _of_what_is_wanted(
    query: Query, hits: _Hits, inside: _Hits
) -> tuple[Mapping[str, Sourced], tuple[str, ...]]:
    """The passages that may be shown, and what is to be said about that."""
    found = {**hits.found, **inside.found}
    if not query.strict:
        return found, ()
    outlets = query.wanted.outlets
    undated = {
        passage_id: each
        for passage_id, each in hits.found.items()
        if passage_id not in inside.found
        and (query.wanted.first or query.wanted.last)
        and each.source.published is None
        and (not outlets or each.source.outlet in outlets)
    }
    if not inside.found and not undated:
        return found, ("No article is of what the question asks for; all were searched.",)
    if not inside.found:
        return undated, ("No article is known to be of that time; these are of unknown date.",)
    notices = ("Articles of unknown date come last.",) if undated else ()
    return {**inside.found, **undated}, notices


def _searched(library: Library, scope: Scope) -> int:
    if scope:
        return library.catalogue.passages_within(scope, MOST_COUNTED)
    return min(library.coverage().passages, MOST_COUNTED)


def _now(library: Library, query: Query) -> date | None:
    """The last day of the time frame or, if that is open or to come, of the articles up to today.

    So one article of the year 9025 does not make all others equally old.
    """
    last = query.wanted.as_of or query.time_frame.last
    return last if last and last <= query.today else library.catalogue.newest_day(query.today)


def age(article: Source, now: date | None) -> float:
    """How old an article is, ln(1 + days), where it matters: 0 if no day is "now".

    A day after "now" is a mistake of somebody's, and as good as unknown.
    """
    if now is None:
        return 0.0
    if article.published is None or article.published > now:
        return math.log1p(AGE_UNKNOWN)
    return math.log1p((now - article.published).days)


def best_of(
    evidence: Iterable[Evidence], stories: Mapping[str, str], k: int, per_story: int
) -> tuple[Evidence, ...]:
    """The ``k`` of the highest score, at most ``per_story`` of one story."""
    told: Counter[str] = Counter()
    best: list[Evidence] = []
    # Ties go to the passage that comes first by id, so that a run can be repeated.
    for item in sorted(evidence, key=lambda item: (-item.score, item.passage.id)):
        story = stories[item.passage.id]
        if told[story] < per_story and len(best) < k:
            told[story] += 1
            best.append(item)
    return tuple(best)


def within_budget(evidence: Sequence[Evidence], tokens: int) -> tuple[Evidence, ...]:
    """As much of the evidence, in its order, as fits the token budget; at least the first."""
    kept: list[Evidence] = []
    for item in evidence:
        tokens -= count_tokens(f"{item.article.title}\n{item.passage.text}")
        if kept and tokens < 0:
            break
        kept.append(item)
    return tuple(kept)
