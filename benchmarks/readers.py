"""The reader that ships, with each of its parts switched off, and beside other ways to read.

Readers that lie in `training/results/NAME/reader.onnx` (`make train ARGS="--ship …"`) have a row
each: so a training without some of its data is measured like the one that ships.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

import numpy as np

from assistant.answering.quoting import READ, UNREAD
from assistant.library import Library
from assistant.models.embedder import Embedder
from assistant.models.reader import MiniLMReader, Reader, Reading
from assistant.settings import Settings

from .questionset import QuestionSet, interval
from .reading import Case, case_of, fit_order, fit_quotes, gold_at, held_out, quoted, sampled
from .retrieval import spread
from .tables import Cell, Table
from .workplace import REPOSITORY, ProgressLine, Workplace

__all__ = ["Cosine", "Timed", "WithoutTitle", "by_itself", "run"]

TRAINED = REPOSITORY / "training" / "results"
Passage = tuple[str, str]  # title and text


def run(workplace: Workplace) -> list[Table]:
    """Passages and quotes on both sets, a row for each way to read; constants by five folds."""
    columns = ("", "gold@1", "gold@5", "first quote", "one of three", "reading, p50 ms", "p95 ms")
    return [
        Table(
            f"Ways to read, {questions.name}",
            columns,
            [_row(name, cases, times) for name, cases, times in _read(workplace, questions)],
            "Every row has its own constants, fitted on four folds and measured on the fifth.",
        )
        for questions in workplace.sets
    ]


def _row(name: str, cases: Sequence[Case], times: Sequence[float]) -> list[Cell]:
    if any(case.findings.spans for case in cases):
        ordered = held_out(cases, fit_order, gold_at)
        quotes = held_out(cases, fit_quotes, lambda case, w: quoted(case, w, READ.enough))
    else:
        ordered = [gold_at(case, np.array([0.0, 1.0])) for case in cases]
        quotes = [quoted(case, np.array(UNREAD.weights), UNREAD.enough) for case in cases]
    at_1, at_5, _ = zip(*ordered, strict=True)
    first, three, _ = zip(*quotes, strict=True)
    spent: list[Cell] = list(spread(times)) if times else ["–", "–"]
    return [name, *map(interval, (at_1, at_5, first, three)), *spent]


def _read(
    workplace: Workplace, questions: QuestionSet
) -> Iterator[tuple[str, list[Case], Sequence[float]]]:
    """Each way to read, with the cases that it makes and its time for each question."""
    asked = [question for question, kind in sampled(questions) if kind == "answerable"]
    with Library.open(workplace.library(questions), Settings()) as library:
        for name, reader in _ways(library.embedder):
            shown = ProgressLine(f"{name}, {questions.name}", len(asked))
            cases = [
                case_of(questions.name, library, reader, question, "answerable")
                for question in shown.of(asked)
            ]
            yield name, cases, reader.times if isinstance(reader, Timed) else ()


def _ways(embedder: Embedder) -> Iterator[tuple[str, Reader | None]]:
    shipped = MiniLMReader()
    readings = Timed(shipped)
    yield "search and likeness alone, nothing read", None
    yield "the reader that ships", readings
    yield "without the headline", Timed(WithoutTitle(shipped))
    yield "without its relevance", Altered(readings, lambda r: replace(r, relevance=0.0))
    yield "without its spans", Altered(readings, _without_spans)
    yield "each passage's spans normalised by themselves", Altered(readings, by_itself)
    yield "the embedder's cosine as relevance", Timed(Cosine(embedder))
    for file in sorted(TRAINED.glob("*/reader.onnx")):
        yield file.parent.name, Timed(MiniLMReader(folder=file.parent))


def _without_spans(reading: Reading) -> Reading:
    nothing = np.zeros_like(reading.starts)
    return replace(reading, starts=nothing, ends=nothing)


def by_itself(reading: Reading) -> Reading:
    """Logits less their own log-sums: a passage without an answer has as much to share out as one
    with it (what Clark & Gardner 2018 warn of)."""
    if not len(reading.starts):
        return reading
    starts, ends = (
        logits - np.logaddexp.reduce(logits) for logits in (reading.starts, reading.ends)
    )
    return replace(reading, starts=starts, ends=ends)


class Timed:
    """A reader that notes its time for each question, in milliseconds, and reads nothing twice."""

    def __init__(self, reader: Reader) -> None:
        self.fingerprint = reader.fingerprint
        self.times: list[float] = []
        self._reader = reader
        self._known: dict[tuple[str, Passage], Reading] = {}

    def read(self, question: str, passages: Sequence[Passage]) -> list[Reading]:
        new = [passage for passage in passages if (question, passage) not in self._known]
        if new:
            began = time.perf_counter()
            readings = self._reader.read(question, new)
            self.times.append(1_000 * (time.perf_counter() - began))
            self._known.update(
                ((question, passage), reading)
                for passage, reading in zip(new, readings, strict=True)
            )
        return [self._known[question, passage] for passage in passages]


class Altered:
    """A reader of whose readings something is taken away."""

    def __init__(self, reader: Reader, change: Callable[[Reading], Reading]) -> None:
        self.fingerprint = reader.fingerprint
        self._reader, self._change = reader, change

    def read(self, question: str, passages: Sequence[Passage]) -> list[Reading]:
        return [*map(self._change, self._reader.read(question, passages))]


class WithoutTitle:
    """A reader that is not shown what stands above a passage."""

    def __init__(self, reader: Reader) -> None:
        self.fingerprint = reader.fingerprint
        self._reader = reader

    def read(self, question: str, passages: Sequence[Passage]) -> list[Reading]:
        return self._reader.read(question, [("", text) for _, text in passages])


class Cosine:
    """No reader at all: the likeness of question and passage, from two separate encodings."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self.fingerprint = embedder.fingerprint

    def read(self, question: str, passages: Sequence[Passage]) -> list[Reading]:
        asked, *there = self._embedder.embed([question, *(f"{t}\n{p}" for t, p in passages)])
        nothing = np.zeros(0, dtype=np.float32)
        nowhere = np.zeros((0, 2), dtype=np.int64)
        return [Reading(float(asked @ vector), nothing, nothing, nowhere) for vector in there]
