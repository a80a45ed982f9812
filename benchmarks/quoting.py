"""Answers without a language model: do the quotes hold the answer, and how long do they take."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean

from assistant import Assistant
from assistant.datamodels import Answer
from assistant.settings import Settings

from .questionset import Question, QuestionSet, holds, interval
from .retrieval import spread
from .tables import Cell, Table
from .workplace import ProgressLine, Workplace

__all__ = ["Quote", "quotes", "right", "run"]

LONGEST = 400  # characters; a longer quote counts as a miss, for nobody reads half a page


@dataclass(frozen=True)
class Quote:
    """What an answer quotes, and the id of the article it is from."""

    text: str
    article: str


def quotes(answer: Answer) -> list[Quote]:
    """The quotes of an answer in the order of its sentences."""
    ordered = sorted(answer.citations, key=lambda citation: citation.sentence)
    return [Quote(citation.quote, citation.article.id) for citation in ordered]


def right(quote: Quote, question: Question) -> bool:
    """Whether a quote is short enough, of a source of the question, and holds its answer."""
    fits = len(quote.text) <= LONGEST and quote.article in question.sources
    return fits and holds(quote.text, question.answers)


def run(workplace: Workplace) -> list[Table]:
    """Quotes on both sets, abstaining off: every question gets its quotes."""
    rows = [_row(workplace, questions) for questions in workplace.sets]
    columns = (
        "",
        "first quote",
        "one of three",
        "quotes",
        "characters",
        "p50, ms",
        "p95, ms",
    )
    return [
        Table(
            "Answers without a language model",
            columns,
            rows,
            "Right: the quote holds an accepted answer, is of an article among the question's"
            f" sources and has at most {LONGEST} characters. Mean quotes of an answer, mean"
            " characters of a quote; the time is all of `Assistant.ask`.",
        )
    ]


def _row(workplace: Workplace, questions: QuestionSet) -> list[Cell]:
    firsts: list[float] = []
    anywhere: list[float] = []
    counts: list[int] = []
    lengths: list[int] = []
    times: list[float] = []
    index = workplace.library(questions)
    with Assistant.open(index, Settings(abstain_below=0)) as desk:
        desk.ask(questions.answerable[0].text)  # the first one reads files into memory
        shown = ProgressLine(f"quotes, {questions.name}", len(questions.answerable))
        for question in shown.of(questions.answerable):
            began = time.perf_counter()
            answer = desk.ask(question.text)
            times.append(1_000 * (time.perf_counter() - began))
            given = quotes(answer)
            counts.append(len(given))
            lengths += [len(quote.text) for quote in given]
            hits = [right(quote, question) for quote in given]
            firsts.append(float(any(hits[:1])))
            anywhere.append(float(any(hits)))
    return [
        f"{questions.name}, {len(times)} questions",
        interval(firsts),
        interval(anywhere),
        _mean(counts),
        _mean(lengths),
        *spread(times),
    ]


def _mean(values: Sequence[int]) -> float:
    return fmean(values) if values else 0.0
