"""The nouns of evaluation: what is asked, what a system answered, what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Literal, Self

from pydantic import Field, field_validator, model_validator

from ..datamodels import (
    Answer,
    Answerer,
    Citation,
    Coverage,
    Evidence,
    Noun,
    Request,
    Sentence,
    TimeFrame,
    Timing,
    Turn,
)

__all__ = [
    "Bin",
    "Failure",
    "Figure",
    "JudgeReport",
    "Manifest",
    "Outcome",
    "Question",
    "Result",
    "Summary",
]

Failure = Literal[
    "right",
    "not retrieved",
    "retrieved but not chosen",
    "chosen but wrong",
    "should have abstained",
    "should have answered",
    "not judged",
    "broke off",
]
"""What became of a question; the first fault on the way from the library to the answer."""


class Question(Noun):
    """One question with what is known about its answer; one line of a question file.

    ``answers`` are accepted wordings, any of which is right. If they are lists themselves, the
    question asks for all of several things, and each list holds the accepted wordings of one.
    ``sources`` name the articles that hold the answer by id, URL or file name; ``quotes`` are
    their very words. ``type`` is a label to group by. A ``draft`` was proposed by a machine, and
    nobody has reviewed it yet.
    """

    id: str = Field(min_length=1)
    question: str
    answers: tuple[str, ...] | tuple[tuple[str, ...], ...] = ()
    sources: tuple[str, ...] = ()
    quotes: tuple[str, ...] = ()
    answerable: bool = True
    after: date | None = None
    before: date | None = None
    as_of: date | None = None
    outlets: tuple[str, ...] = ()
    history: tuple[Turn, ...] = ()
    type: str = ""
    draft: bool = False

    @field_validator("question")
    @classmethod
    def _is_not_blank(cls, question: str) -> str:
        if not question.strip():
            raise ValueError("the question is empty")
        return question

    @model_validator(mode="after")
    def _agrees_with_itself(self) -> Self:
        if not self.answerable and (self.answers or self.sources or self.quotes):
            raise ValueError("it is not answerable, but has answers, sources or quotes")
        if any(not wordings or not all(map(str.strip, wordings)) for wordings in self.wanted):
            raise ValueError("an accepted answer is empty")
        last = min((day for day in (self.before, self.as_of) if day), default=None)
        if self.after and last and self.after > last:
            raise ValueError(f"no day is both from {self.after} on and up to {last}")
        return self

    def request(self, answerer: Answerer | None = None) -> Request:
        """What an ``Assistant`` is asked."""
        return Request(
            question=self.question,
            time_frame=TimeFrame(after=self.after, before=self.before, as_of=self.as_of),
            outlets=self.outlets,
            history=self.history,
            answerer=answerer,
        )

    @property
    def wanted(self) -> tuple[tuple[str, ...], ...]:
        """The accepted wordings of each thing that a right answer names."""
        if not self.answers:
            return ()
        if isinstance(self.answers[0], str):
            return (tuple(map(str, self.answers)),)
        return tuple(tuple(wordings) for wordings in self.answers)

    @property
    def wordings(self) -> tuple[str, ...]:
        """All accepted wordings of all that is wanted."""
        return tuple(wording for wordings in self.wanted for wording in wordings)


class Result(Noun):
    """What a system answered: all that the measures look at.

    ``text`` is the answer without markers, ``short`` the same in the fewest words, where a system
    gives it. ``confidence`` (0 to 1) is the system's own.
    ``searched`` is the question as it was looked up, with what earlier turns lend it. Leave out
    what a system does not tell; what needs it is not measured then.
    """

    text: str
    short: str = ""
    abstained: bool = False
    confidence: float | None = Field(default=None, ge=0, le=1)
    sentences: tuple[Sentence, ...] = ()
    citations: tuple[Citation, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    searched: str = ""
    answerer: str = ""
    notices: tuple[str, ...] = ()
    timings: tuple[Timing, ...] = ()
    prompt_tokens: int | None = Field(default=None, ge=0)
    completion_tokens: int | None = Field(default=None, ge=0)

    @model_validator(mode="after")
    def _citations_have_sentences(self) -> Self:
        if any(citation.sentence >= len(self.sentences) for citation in self.citations):
            raise ValueError("a citation names a sentence that the result does not have")
        return self

    @classmethod
    def of(cls, answer: Answer) -> Self:
        """An answer of Newsdesk; when it abstained, no words of it count as an answer."""
        return cls(
            text=" ".join(sentence.text for sentence in answer.sentences),
            short=answer.short.text if answer.short else "",
            abstained=answer.abstained,
            confidence=answer.confidence,
            sentences=answer.sentences,
            citations=answer.citations,
            evidence=answer.evidence,
            searched=answer.searched,
            answerer=answer.answerer,
            notices=answer.notices,
            timings=answer.timings,
            prompt_tokens=answer.usage.prompt if answer.usage else None,
            completion_tokens=answer.usage.completion if answer.usage else None,
        )


class Outcome(Noun):
    """One question with its result and its measures; one line of ``results.jsonl``.

    ``result`` is ``None`` if the system failed, and ``error`` says how. ``gold`` are the ids of
    the articles that the question's sources name. ``measures`` holds only what could be measured.
    ``versions`` name what the answer came from.
    """

    question: Question
    result: Result | None
    failure: Failure
    gold: tuple[str, ...] = ()
    measures: Mapping[str, float] = {}
    error: str = ""
    milliseconds: float = Field(ge=0)
    versions: Mapping[str, str] = {}


class Manifest(Noun):
    """What a run was made from: equal manifests make equal results.

    ``questions`` is the SHA-256 of the questions that are asked, ``library`` its id and version
    number.
    """

    newsdesk: str
    questions: str
    asked: int = Field(ge=0)
    system: str
    library: str = ""
    coverage: Coverage | None = None
    embedder: str = ""
    reader: str = ""
    answerer: str = ""
    model: str = ""
    support: str
    settings: Mapping[str, float] = {}
    packages: Mapping[str, str] = {}

    @property
    def versions(self) -> Mapping[str, str]:
        """What each line of the results says of where it came from."""
        names = ("newsdesk", "library", "embedder", "reader", "answerer", "model", "support")
        return {name: value for name in names if (value := getattr(self, name))}


class Figure(Noun):
    """A measure over ``questions`` questions with its 95% bootstrap interval."""

    value: float
    low: float
    high: float
    questions: int = Field(ge=1)


class Bin(Noun):
    """The answers of one range of confidence: how sure the system was, how often rightly."""

    confidence: float
    observed: float
    questions: int


class JudgeReport(Noun):
    """What a language model thought of the answers, and how far it agrees with ``contains``.

    ``prompt`` is the SHA-256 of what it was told. ``agreement`` is a share of 1, ``kappa`` the
    same beyond chance (Cohen 1960); unclear verdicts are left out of both.
    """

    model: str
    prompt: str
    judged: int
    right: int
    unclear: int
    agreement: float | None
    kappa: float | None


class Summary(Noun):
    """A run in figures; what ``summary.json`` holds.

    ``groups`` has the same figures for each ``type`` of question. ``risk_coverage`` is a list of
    (coverage, risk) points, ``calibration`` one bin for each tenth of confidence. ``judge`` is
    part of no figure.
    """

    manifest: Manifest
    seed: int
    questions: int
    figures: Mapping[str, Figure]
    groups: Mapping[str, Mapping[str, Figure]]
    failures: Mapping[Failure, int]
    risk_coverage: tuple[tuple[float, float], ...] = ()
    calibration: tuple[Bin, ...] = ()
    judge: JudgeReport | None = None
    notices: tuple[str, ...] = ()
