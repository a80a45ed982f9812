"""Measures a system over questions: the way in for Python, and what the command line calls."""

from __future__ import annotations

import importlib.metadata
import platform
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ..assistant import Assistant
from ..datamodels import Answerer
from ..errors import InputError
from ..library import Library
from ..models.checker import Checker, MiniLMChecker
from .adapters import System, newsdesk
from .carrying import LearnedCheck, LexicalCheck
from .datamodels import Manifest, Outcome, Question, Summary
from .holdings import AsWritten, LibraryHoldings
from .measures.citations import SupportCheck
from .questions import digest
from .running import Ruler, answered, read_outcomes, record
from .summarising import Price, Tally, summarise, tally

if TYPE_CHECKING:
    import pandas

__all__ = ["Evaluation", "Job", "evaluate", "job"]

PACKAGES = ("chromadb", "llama-index-core", "numpy", "onnxruntime", "tantivy", "tokenizers")
# Settings that change how fast answers are made; all other numbers and switches change them.
SPEED = {"timeout", "threads"}


@dataclass(frozen=True)
class Job:
    """A system ready to be measured: how it is asked, with what ruler, and what it is."""

    system: System
    ruler: Ruler
    manifest: Manifest

    def ask(self, questions: Sequence[Question], workers: int = 1) -> Iterator[Outcome]:
        """The outcome of each question, in order."""
        return answered(questions, self.system, self.ruler, workers, self.manifest.versions)


class Evaluation:
    """A finished run: its ``summary``, its ``outcomes``, and both as pandas frames."""

    def __init__(self, counted: Tally, summary: Summary, read: Callable[[], Iterator[Outcome]]):
        self.tally = counted
        self.summary = summary
        self._read = read

    @property
    def outcomes(self) -> Iterator[Outcome]:
        """The outcome of each question; read from the folder, if there is one."""
        return self._read()

    def frame(self) -> pandas.DataFrame:
        """One row for each question, by its id: type, failure and every measure."""
        import pandas

        rows = pandas.DataFrame([dict(each) for each in self.tally.measures], index=self.tally.ids)
        rows.index.name = "id"
        rows.insert(0, "type", list(self.tally.types))
        rows.insert(1, "failure", list(self.tally.failures))
        return rows

    def figures(self) -> pandas.DataFrame:
        """One row for each measure: value, low, high, questions."""
        import pandas

        return pandas.DataFrame(
            {name: each.model_dump() for name, each in self.summary.figures.items()}
        ).T


def evaluate(
    questions: Sequence[Question],
    system: Assistant | System,
    *,
    library: Library | None = None,
    out: str | Path | None = None,
    workers: int = 1,
    seed: int = 0,
    price: Price | None = None,
) -> Evaluation:
    """Ask a system all questions and measure its answers.

    ``system`` is an ``Assistant``, or anything that takes a ``Question`` and gives a ``Result``
    (or an ``Answer``); it is called from ``workers`` threads. ``library`` is a Newsdesk library
    of the articles that another system searches: then sources may be file names, and copies and
    verbatim quotes are known; without one, ``sources`` must be the ids that the system uses.
    With ``out``, each outcome is written there at once, and a run that was broken off goes on.

    Raises ``InputError`` for a source that the library does not hold, and for an id that two
    questions have.
    """
    asked = tuple(questions)
    if not asked:
        raise InputError("There are no questions.")
    twice = [each for each, count in Counter(q.id for q in asked).items() if count > 1]
    if twice:
        raise InputError(f"Several questions have the id {twice[0]!r}.")
    work = job(asked, system, library)
    for question in asked:
        unknown = work.ruler.holdings.gold(question).unknown
        if unknown:
            raise InputError(
                f"Question {question.id!r}: the library does not hold {', '.join(unknown)}."
            )
    if out is None:
        outcomes = tuple(work.ask(asked, workers))

        def read() -> Iterator[Outcome]:
            return iter(outcomes)
    else:
        folder = Path(out)
        record(folder, work.manifest, asked, lambda rest: work.ask(rest, workers))

        def read() -> Iterator[Outcome]:
            return read_outcomes(folder)

    counted = tally(read(), price)
    return Evaluation(counted, summarise(counted, work.manifest, seed), read)


def job(
    questions: Sequence[Question],
    system: Assistant | System,
    library: Library | None = None,
    answerer: Answerer | None = None,
) -> Job:
    """What is needed to measure a system. ``answerer`` is for an ``Assistant``."""
    if isinstance(system, Assistant):
        held = system.library
        ruler = Ruler(LibraryHoldings(held), _checks(system.checker, held.words.idf))
        manifest = _manifest(questions, "newsdesk", ruler, held)
        chosen = answerer or system.settings.chosen_answerer
        settings = {
            name: float(value)
            for name, value in system.settings
            if isinstance(value, int | float) and name not in SPEED
        }
        return Job(
            newsdesk(system, answerer),
            ruler,
            manifest.model_copy(
                update={
                    "answerer": chosen,
                    "model": system.settings.model if chosen == "llm" else "",
                    "settings": settings,
                    "embedder": f"{held.embedder.name} {held.embedder.fingerprint}",
                    "reader": system.reader.fingerprint if system.reader else "",
                }
            ),
        )
    name = getattr(system, "__qualname__", type(system).__qualname__)
    if library is None:
        ruler = Ruler(AsWritten(), _checks(MiniLMChecker(), lambda stem: 1.0))
    else:
        checks = _checks(MiniLMChecker(), library.words.idf)
        ruler = Ruler(LibraryHoldings(library, False), checks)
    return Job(system, ruler, _manifest(questions, name, ruler, library))


def _checks(checker: Checker, weight: Callable[[str], float]) -> dict[str, SupportCheck]:
    """The checker says what a sentence stands on; what words alone say stands beside it."""
    return {"": LearnedCheck(checker, weight), "lexical_": LexicalCheck(weight)}


def _manifest(
    questions: Sequence[Question], system: str, ruler: Ruler, library: Library | None
) -> Manifest:
    catalogue = library.catalogue if library else None
    return Manifest(
        newsdesk=importlib.metadata.version("newsdesk"),
        questions=digest(questions),
        asked=len(questions),
        system=system,
        library=f"{catalogue.meta('id')} version {catalogue.version}" if catalogue else "",
        coverage=library.coverage() if library else None,
        support=", ".join(check.name for check in ruler.checks.values()),
        packages={name: importlib.metadata.version(name) for name in PACKAGES}
        | {"python": platform.python_version()},
    )
