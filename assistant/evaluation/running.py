"""Asks all questions of a system and keeps the outcomes, so that a run can be broken off."""

from __future__ import annotations

import os
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from ..datamodels import Answer
from ..errors import InputError
from .adapters import System
from .datamodels import Manifest, Outcome, Question, Result
from .files import HALF, good_lines, mend_lines, order_lines, write_whole
from .holdings import Holdings
from .measures.citations import SupportCheck
from .scoring import failure_of, score

__all__ = [
    "MANIFEST",
    "RESULTS",
    "Counted",
    "Ruler",
    "answered",
    "read_manifest",
    "read_outcomes",
    "record",
]

MANIFEST, RESULTS = "run.json", "results.jsonl"
AHEAD = 4  # questions in work for each worker, while the oldest is waited for

Counted = Callable[[int, int], None]
"""Called with the questions done and those of the whole run."""


@dataclass(frozen=True)
class Ruler:
    """What results are measured with: what is known of the articles, and what says whether
    citations carry a sentence, by the prefix of the measures that are made of it."""

    holdings: Holdings
    checks: Mapping[str, SupportCheck]


def answered(
    questions: Iterable[Question],
    system: System,
    ruler: Ruler,
    workers: int = 1,
    versions: Mapping[str, str] = {},
) -> Iterator[Outcome]:
    """The outcome of each question, in the questions' order whatever the number of workers.

    A system that raises has broken off that question; the others go on.
    """
    waiting: deque[Future[Outcome]] = deque()
    with ThreadPoolExecutor(workers) as pool:
        try:
            for question in questions:
                waiting.append(pool.submit(_outcome, question, system, ruler, versions))
                if len(waiting) >= AHEAD * workers:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def record(
    folder: Path,
    manifest: Manifest,
    questions: Sequence[Question],
    ask: Callable[[Sequence[Question]], Iterator[Outcome]],
    progress: Counted = lambda done, total: None,
) -> None:
    """Write an outcome a line to the folder's results, going on where an earlier run stopped.

    ``ask`` gives the outcomes of questions in their order. What was answered is not asked again;
    a line that cannot be read costs its own question only, which is asked anew. Raises
    ``InputError`` if the folder holds a run of something else.
    """
    _claim(folder, manifest)
    path = folder / RESULTS
    kept = mend_lines(path, Outcome, _question_of)
    answered_before = set(kept)
    missing = [question for question in questions if question.id not in answered_before]
    done = len(questions) - len(missing)
    progress(done, len(questions))
    with path.open("a", encoding="utf-8") as results:
        for outcome in ask(missing):
            results.write(outcome.model_dump_json() + "\n")
            results.flush()
            done += 1
            progress(done, len(questions))
        os.fsync(results.fileno())
    order = [question.id for question in questions]
    if [*kept, *(question.id for question in missing)] != order:
        order_lines(path, Outcome, _question_of, order)


def read_outcomes(folder: Path) -> Iterator[Outcome]:
    """The outcomes of a run, one at a time. Raises ``InputError`` if there are none.

    A line that is none is left out, and named in the log; ``record`` leaves no such line.
    """
    any_read = False
    try:
        for _, outcome in good_lines(folder / RESULTS, Outcome):
            any_read = True
            yield outcome
    except OSError as error:
        raise InputError(f"{folder} holds no run: {error.strerror}.") from error
    if not any_read:
        raise InputError(f"{folder / RESULTS} holds no outcome.")


def read_manifest(folder: Path) -> Manifest | None:
    """What the run in a folder was made from; ``None`` if it holds no run."""
    path = folder / MANIFEST
    try:
        return Manifest.model_validate_json(path.read_bytes())
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, ValueError) as error:
        raise InputError(f"{path} cannot be read; it is no run of `newsdesk eval`.") from error


def _question_of(outcome: Outcome) -> str:
    return outcome.question.id


def _outcome(
    question: Question, system: System, ruler: Ruler, versions: Mapping[str, str]
) -> Outcome:
    began = time.perf_counter()
    try:
        answer = system(question)
    except Exception as error:
        milliseconds = 1_000 * (time.perf_counter() - began)
        return Outcome(
            question=question,
            result=None,
            failure="broke off",
            measures={"right": 0.0},
            error=f"{type(error).__name__}: {error}"[:500],
            milliseconds=milliseconds,
            versions=versions,
        )
    milliseconds = 1_000 * (time.perf_counter() - began)
    result = Result.of(answer) if isinstance(answer, Answer) else answer
    gold = ruler.holdings.gold(question)
    return Outcome(
        question=question,
        result=result,
        failure=failure_of(question, result, ruler.holdings, gold),
        gold=tuple(sorted(gold.articles)),
        measures=score(question, result, ruler.holdings, gold, ruler.checks),
        milliseconds=milliseconds,
        versions=versions,
    )


def _claim(folder: Path, manifest: Manifest) -> None:
    """Note whose results these will be, or find that they are the same run's."""
    earlier = read_manifest(folder)
    if earlier is None:
        try:
            folder.mkdir(parents=True, exist_ok=True)
            if any(path.suffix != HALF for path in folder.iterdir()):
                raise InputError(f"{folder} is not empty, and holds no run to go on with.")
            write_whole(folder / MANIFEST, [manifest.model_dump_json(indent=2) + "\n"])
        except OSError as error:
            raise InputError(f"{folder} cannot be a folder: {error.strerror}.") from error
        return
    fields = [f for f in Manifest.model_fields if getattr(earlier, f) != getattr(manifest, f)]
    if fields:
        raise InputError(
            f"{folder} holds a run of something else ({', '.join(fields)} changed). Choose"
            " another --out, or delete that folder to measure anew."
        )
