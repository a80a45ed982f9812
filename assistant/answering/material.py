"""What a form of answer draws on: the query, what was found for it, its sentences and scores.

More than was read is to be had, more cheaply: ``wide`` takes in further passages by what the search
alone tells, ``within`` searches again where the first search was not asked to look.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property, lru_cache

from ..asking.understanding import Query
from ..datamodels import Evidence, Question
from ..finding.ranking import read_on, search
from ..finding.retrieval import Findings, retrieve
from ..finding.spans import Spans
from ..library import Library, Scope, stems
from ..models.reader import Reader
from ..settings import Settings
from .days import whens
from .quoting import READ, UNREAD, Candidate, Scale, quotes_among, scored, sentences_of

__all__ = ["Material"]

WIDE, WIDE_PER_STORY = 40, 6  # passages, read or not
SIDE_READ = 6  # passages that are read of a second search
READ_ON = 10  # more that are read where all that the articles hold is asked for

COMMON = 0.5  # what a word says at least, in units of idf
REMEMBERED = 512  # passages and headlines

# What a question says of the form that it wants, not of its subject.
_OF_THE_FORM = frozenset(
    stems(
        "timeline chronology chronological order events happened happen summary summarise summarize"
        " sum gist overview brief briefing digest recap story whole list items compare comparison"
        " differ difference differences different agree disagree contradict change changed changes"
        " evolve evolved over time develop developed latest newest news recent update updates give"
        " tell show me please articles papers reports sentences figures numbers which who what when"
        " every all year list name kinds views view opinion think say says said everything"
        " know known many much long old far few short words lines bullet points away order put"
        " monday tuesday wednesday thursday friday saturday sunday january february march april may"
        " june july august september october november december"
    )
)


# What stands above an article without being of it.
_ASIDE = re.compile(r"(?:correction|clarification|update|editor['’]s note|note)\b[^.]{0,20}:", re.I)


@lru_cache(REMEMBERED)
def _terms(text: str) -> frozenset[str]:
    return frozenset(stems(text))


class Material:
    """For one question: ``query``, ``findings``, and how to have more.

    ``reader`` is what read the findings, ``None`` if nothing did.
    """

    def __init__(
        self,
        library: Library,
        settings: Settings,
        query: Query,
        findings: Findings,
        reader: Reader | None,
    ) -> None:
        self.library = library
        self.settings = settings
        self.query = query
        self.findings = findings
        self.reader = reader

    @property
    def spans(self) -> Spans | None:
        """What the reader made of the passages that it read."""
        return self.findings.spans

    @property
    def scale(self) -> Scale:
        """How the signs of a sentence make its score."""
        return READ if self.spans else UNREAD

    @cached_property
    def sentences(self) -> list[Candidate]:
        """The whole sentences of the evidence with what speaks for them, best first."""
        return self._sentences(self.findings)

    @cached_property
    def subject(self) -> dict[str, float]:
        """The stems of what is asked about, with what each says (its idf, and a little for words
        that every article of a library has); none if only a time is asked for."""
        said = {term for term in self.query.terms if not term.isdigit()} or set(self.query.terms)
        terms = said - _OF_THE_FORM
        return {term: COMMON + self.library.words.idf(term) for term in terms}

    @cached_property
    def wide_evidence(self) -> tuple[Evidence, ...]:
        """The evidence, and as many passages more as a form over many articles looks through."""
        found = retrieve(self.library, self.query, WIDE, WIDE_PER_STORY)
        known = {item.passage.id for item in self.findings.evidence}
        more = [item for item in found.evidence if item.passage.id not in known]
        self.stories = {**found.stories, **self.findings.stories}
        return (*self.findings.evidence, *more)

    @cached_property
    def wide(self) -> list[Candidate]:
        """The whole sentences of the wide evidence, best first."""
        evidence = self.wide_evidence
        return self._sentences(replace(self.findings, evidence=evidence, stories=self.stories))

    @cached_property
    def deep(self) -> Material:
        """The same with more passages of the wide evidence read."""
        if not self.reader:
            return self
        more = self.wide_evidence[len(self.findings.evidence) :][:READ_ON]
        findings = replace(self.findings, stories=self.stories)
        findings = read_on(findings, more, self.reader, self.query)
        return Material(self.library, self.settings, self.query, findings, self.reader)

    def _sentences(self, findings: Findings) -> list[Candidate]:
        embedder, idf = self.library.embedder, self.library.words.idf
        return scored(sentences_of(self.query, findings, embedder, idf, WIDE), self.scale)

    def about(self, sentence: Candidate, headed: bool = True) -> float:
        """The share of what is asked about that a sentence has, ``headed`` by its headline; then
        what only the rest of its passage has counts half."""
        there: Collection[str] = sentence.terms
        around: Collection[str] = ()
        if headed:
            there = sentence.terms | _terms(sentence.evidence.article.title)
            around = _terms(sentence.evidence.passage.text)
        total = sum(self.subject.values())
        if not total:  # "What happened in May?" is about whatever did
            return 1.0
        return (
            sum(
                says * (1.0 if term in there else 0.5 if term in around else 0.0)
                for term, says in self.subject.items()
            )
            / total
        )

    def opens(self, sentence: Candidate) -> bool:
        """Whether it is the first of its article: in news, the one that says what is new."""
        passage = sentence.evidence.passage
        first = self._openings.get(passage.article_id)
        return passage.ordinal == 0 and sentence.start == first

    @cached_property
    def _openings(self) -> dict[str, int]:
        """By article, where its first sentence worth quoting begins."""
        begins: dict[str, int] = {}
        for each in self.wide:
            if each.quotable and not _ASIDE.match(each.text):
                own = each.evidence.article.id
                begins[own] = min(each.start, begins.get(own, each.start))
        return begins

    def day_of(self, evidence: Evidence) -> date:
        """The day of an article; of one without, the newest day up to now that its words speak of,
        the first of all days if they speak of none."""
        if evidence.article.published:
            return evidence.article.published
        own = evidence.article.id
        named = [
            when.first
            for item in self.wide_evidence
            if item.article.id == own
            for when in whens(item.passage.text, None)
        ]
        return max((day for day in named if day <= self.query.today), default=date.min)

    def best(self, count: int) -> list[Candidate]:
        """The best sentences of different stories, with what is to be quoted around them."""
        return list(quotes_among(self.sentences, count, self.scale))

    def within(
        self,
        *,
        first: date | None = None,
        last: date | None = None,
        outlets: Sequence[str] = (),
        text: str = "",
        understood: Question | None = None,
    ) -> Material:
        """What a second search finds where it is narrowed down, or for another ``text``, of which
        something else may be wanted (``understood``)."""
        scope = self.query.scope
        narrowed = Scope(
            max(filter(None, (scope.first, first)), default=None),
            min(filter(None, (scope.last, last)), default=None),
            tuple(outlets) or scope.outlets,
            scope.as_of,
        )
        text = text or self.query.text
        terms = self.query.terms
        if text != self.query.text:
            terms = dict.fromkeys(stems(text), 2.0)
        query = replace(
            self.query,
            text=text,
            terms=terms,
            scope=narrowed,
            wanted=Scope() if first or last or outlets else self.query.wanted,
            understood=understood or self.query.understood,
        )
        findings = search(self.library, query, self.settings.passages, self.reader, most=SIDE_READ)
        return Material(self.library, self.settings, query, findings, self.reader)
