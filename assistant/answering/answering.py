"""From evidence to an answer: quotes, or a language model's sentences, or none."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date

from ..asking.understanding import Query
from ..datamodels import Answer, Answerer, Disagreement, Evidence, Piece, Usage
from ..finding.abstaining import confidence
from ..finding.ranking import search
from ..finding.retrieval import Findings, within_budget
from ..library import Library, Scope
from ..models.checker import Checker
from ..models.endpoint import Endpoint
from ..models.reader import Reader
from ..settings import Settings
from .checking import Checking
from .citations import Composer, Draft
from .forms import OF_A_SUBJECT, chosen
from .leading import age_of, lead
from .material import Material
from .stopwatch import Stopwatch
from .suggesting import follow_ups
from .wording import coverage_in_words, listed
from .writing import LENGTHS
from .written import Written

__all__ = ["Answering"]


class Answering:
    """Answers one question; ``run`` may be called once.

    ``endpoint`` is the language model that writes, ``None`` for quotes; ``reader`` reads the
    evidence, ``None`` to go by the search alone; ``checker`` gets what checks a model's sentences,
    once there are any. ``stopwatch`` has been running since the
    question came in.
    """

    def __init__(
        self,
        library: Library,
        settings: Settings,
        query: Query,
        endpoint: Endpoint | None,
        reader: Reader | None,
        checker: Callable[[], Checker],
        stopwatch: Stopwatch,
    ) -> None:
        self._library = library
        self._settings = settings
        self._query = query
        self._endpoint = endpoint
        self._reader = reader
        self._checker = checker
        self._stopwatch = stopwatch
        self._composer = Composer()
        self._notices = list(query.notices)

    def run(self) -> Iterator[Piece | Answer]:
        """The answer's sentences as they are found good, then the whole ``Answer``."""
        findings, chance = self._found()
        self._note_undated()
        if chance < self._settings.abstain_below:
            yield self._abstained(findings, chance)
        elif self._endpoint:
            yield from self._written(findings, chance, self._endpoint)
        else:
            yield from self._quoted(findings, chance)

    def _found(self) -> tuple[Findings, float]:
        """The evidence and the chance that it answers.

        Where what the question asks to hear from has no answer, others are heard; but nothing that
        came later than the day on which the answer is to stand.
        """
        query = self._query
        findings, chance = self._searched(query)
        enough = self._settings.abstain_below
        if query.strict and not query.wanted.as_of and chance < enough:
            others, other_chance = self._searched(replace(query, wanted=Scope(), strict=False))
            if other_chance >= enough:
                asked_of = listed(query.wanted.outlets) or "That time"
                self._notices.append(f"{asked_of} has no answer here; this is what others tell.")
                return others, other_chance
        self._notices += findings.notices
        return findings, chance

    def _searched(self, query: Query) -> tuple[Findings, float]:
        keep, lap = self._settings.passages, self._stopwatch.lap
        findings = search(self._library, query, keep, self._reader, lap)
        return findings, self._chance(findings)

    def _quoted(self, findings: Findings, chance: float) -> Iterator[Piece | Answer]:
        """The articles' own words, after what a language model has said, if it has."""
        composer = self._composer
        answerer: Answerer = "llm" if composer.sentences else "quotes"
        first: Draft | None = None
        material = self._material(findings)
        for draft in chosen(material):
            first = first or draft
            yield composer.add(draft)
        self._stopwatch.lap("choose")
        if first:
            answer = self._answer(findings.evidence, chance, answerer, first.right)
            led = self._led(answer, first)
            suggested = follow_ups(material)
            self._stopwatch.lap("suggest")
            timings = self._stopwatch.timings
            yield led.model_copy(update={"suggestions": suggested, "timings": timings})
        else:
            yield self._abstained(findings, chance)

    def _led(self, answer: Answer, first: Draft) -> Answer:
        """The answer with its lead, and with the values in which its sources differ."""
        values = sorted(
            self._composer.values, key=lambda value: value.article.published or date.max
        )
        kind, question = self._query.understood.kind, self._query.question
        led = lead(kind, question, answer.sentences, values, first)
        if kind == "latest":
            led = age_of(answer.sources[0], self._query.today)
        differ = (Disagreement(values=tuple(values)),) if len(values) > 1 else ()
        return answer.model_copy(update={"lead": led, "disagreements": differ})

    def _material(self, findings: Findings) -> Material:
        return Material(self._library, self._settings, self._query, findings, self._reader)

    def _chance(self, findings: Findings) -> float:
        """The chance that the articles answer; of a question about a whole subject, at least the
        one that they are about it, since no passage says all of it. What a day or an outlet tells
        answers a question that names nothing else."""
        chance = confidence(findings)
        if self._query.whole and findings.as_wanted:
            return max(chance, self._settings.abstain_below)
        if self._query.understood.kind in OF_A_SUBJECT:
            return max(chance, confidence(replace(findings, spans=None)))
        return chance

    def _written(
        self, findings: Findings, chance: float, endpoint: Endpoint
    ) -> Iterator[Piece | Answer]:
        kind, budget = self._query.understood.kind, self._settings.evidence_tokens
        evidence = within_budget(findings.evidence, budget * LENGTHS.get(kind, 1))
        written = Written(
            endpoint,
            self._query,
            evidence,
            Checking(self._checker(), self._library.words.idf),
            lambda: chosen(self._material(findings)),
            self._settings,
        )
        for draft in written.drafts():
            yield self._composer.add(draft)
        self._stopwatch.lap("write")
        self._notices += written.notices
        if written.broken or (written.withheld and not written.said):
            yield from self._quoted(findings, chance)
        elif written.said:
            first = next(chosen(self._material(findings)), None)
            yield self._answer(evidence, chance, "llm", first.right if first else None)
        else:
            yield self._abstained(findings, chance)

    def _answer(
        self,
        evidence: Sequence[Evidence],
        chance: float,
        answerer: Answerer,
        right: float | None,
    ) -> Answer:
        """The finished answer; ``right`` is the chance that the first quote of it is right."""
        composer = self._composer
        days = sorted(source.published for source in composer.sources if source.published)
        return Answer(
            question=self._query.question,
            text=composer.text,
            abstained=False,
            answerer=answerer,
            sentences=tuple(composer.sentences),
            citations=tuple(composer.citations),
            sources=tuple(composer.sources),
            span=(days[0], days[-1]) if days else None,
            evidence=tuple(evidence),
            time_frame=self._query.time_frame,
            coverage=self._library.coverage(),
            notices=tuple(self._notices),
            confidence=chance,
            certainty="sure" if (right or 0.0) >= self._settings.sure_from else "unsure",
            searched=self._query.text,
            understood=self._query.understood,
            timings=self._stopwatch.timings,
            usage=self._usage,
        )

    def _abstained(self, findings: Findings, chance: float) -> Answer:
        coverage = self._library.coverage()
        text = f"The articles do not answer this. {coverage_in_words(coverage)}"
        if self._query.scope:
            text += " Only those that pass the filters were searched."
        return Answer(
            question=self._query.question,
            text=f"{text} These passages come nearest." if findings.evidence else text,
            abstained=True,
            answerer="llm" if self._endpoint else "quotes",
            evidence=findings.evidence,
            time_frame=self._query.time_frame,
            coverage=coverage,
            notices=tuple(self._notices),
            confidence=chance,
            searched=self._query.text,
            understood=self._query.understood,
            timings=self._stopwatch.timings,
            usage=self._usage,
        )

    @property
    def _usage(self) -> Usage | None:
        return self._endpoint.usage if self._endpoint else None

    def _note_undated(self) -> None:
        undated = self._library.coverage().undated
        if self._query.time_frame and undated:
            self._notices.append(
                f"{undated} {'article' if undated == 1 else 'articles'} of unknown date"
                " could not be considered for this time frame."
            )
