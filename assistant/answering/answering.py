"""From evidence to an answer: quotes, or a language model's sentences, or none."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from ..asking.understanding import Query
from ..datamodels import Answer, Answerer, Evidence, Piece, Usage
from ..errors import EndpointError
from ..finding.abstaining import confidence
from ..finding.ranking import search
from ..finding.retrieval import Findings, within_budget
from ..library import Library
from ..models.checker import Checker
from ..models.endpoint import Endpoint
from ..models.reader import Reader
from ..settings import Settings
from .checking import Checking
from .citations import Composer, Draft
from .quoting import choose_quotes
from .stopwatch import Stopwatch
from .wording import coverage_in_words
from .writing import write

__all__ = ["Answering"]


class Answering:
    """Answers one question; ``run`` may be called once.

    ``endpoint`` is the language model that writes, ``None`` for quotes; ``reader`` reads the
    evidence, ``None`` to go by the search alone; ``checker`` gets what checks a model's sentences,
    once there are any. ``stopwatch`` has been running since the
    question came in. ``notices`` are told with those that come up on the way.
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
        notices: Iterable[str] = (),
    ) -> None:
        self._library = library
        self._settings = settings
        self._query = query
        self._endpoint = endpoint
        self._reader = reader
        self._checker = checker
        self._stopwatch = stopwatch
        self._composer = Composer()
        self._notices = list(notices)

    def run(self) -> Iterator[Piece | Answer]:
        """The answer's sentences as they are found good, then the whole ``Answer``."""
        keep, lap = self._settings.passages, self._stopwatch.lap
        findings = search(self._library, self._query, keep, self._reader, lap)
        self._note_undated()
        chance = confidence(findings)
        if chance < self._settings.abstain_below:
            yield self._abstained(findings, chance)
        elif self._endpoint:
            yield from self._written(findings, chance, self._endpoint)
        else:
            yield from self._quoted(findings, chance)

    def _quoted(self, findings: Findings, chance: float) -> Iterator[Piece | Answer]:
        """The articles' own words, after what a language model has said, if it has."""
        composer = self._composer
        answerer: Answerer = "llm" if composer.sentences else "quotes"
        right: float | None = None
        for number, draft in enumerate(self._quotes(findings, self._settings.quotes)):
            right = draft.right if number == 0 else right
            yield composer.add(draft)
        self._stopwatch.lap("choose")
        if composer.sentences:
            yield self._answer(findings.evidence, chance, answerer, right)
        else:
            yield self._abstained(findings, chance)

    def _quotes(self, findings: Findings, count: int) -> Iterator[Draft]:
        library, short_from = self._library, self._settings.short_answer_from
        embedder, idf = library.embedder, library.words.idf
        return choose_quotes(self._query, findings, count, embedder, idf, short_from)

    def _written(
        self, findings: Findings, chance: float, endpoint: Endpoint
    ) -> Iterator[Piece | Answer]:
        evidence = within_budget(findings.evidence, self._settings.evidence_tokens)
        withheld, broken = 0, None
        try:
            drafts = write(
                endpoint,
                self._query.question,
                self._query.history,
                evidence,
                self._query.time_frame,
                Checking(self._checker(), self._library.words.idf),
            )
            for draft in drafts:
                if self._may_show(draft):
                    yield self._composer.add(draft)
                else:
                    withheld += 1
        except EndpointError as error:
            broken = error
        self._stopwatch.lap("write")
        said = bool(self._composer.sentences)
        self._note_written(said, withheld, broken)
        if broken or (withheld and not said):
            yield from self._quoted(findings, chance)
        elif said:
            first = next(self._quotes(findings, 1), None)
            yield self._answer(evidence, chance, "llm", first.right if first else None)
        else:
            yield self._abstained(findings, chance)

    def _may_show(self, draft: Draft) -> bool:
        return draft.support != "unsupported" or self._settings.show_unsupported

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

    def _note_written(self, said: bool, withheld: int, broken: EndpointError | None) -> None:
        """What became of a language model's answer: what was left out, and where it ended.

        Nobody takes back what a reader has seen: it was checked, and quotes go on from there.
        """
        if broken and said:
            follow = "The articles' own words follow what it had said by then."
            self._notices.append(f"{broken} {follow}")
        elif broken:
            self._notices.append(f"{broken} These are the articles' own words instead.")
        if withheld and said:
            self._notices.append(
                f"{withheld} {'sentence' if withheld == 1 else 'sentences'} of the language model"
                " had no support in the articles and were left out."
            )
        elif withheld and not broken:
            self._notices.append(
                "Nothing that the language model wrote had support in the articles. These are the"
                " articles' own words instead."
            )
