"""All question sets as `newsdesk eval` measures them."""

from __future__ import annotations

from pathlib import Path

from assistant import Assistant
from assistant.evaluation import Evaluation, Figure, evaluate, read_questions
from assistant.evaluation.datamodels import Failure
from assistant.evaluation.holdings import known_sources_only
from assistant.settings import Settings
from ingest import ingest

from .questionset import Estimate
from .tables import Cell, Table
from .workplace import REPOSITORY, Workplace

__all__ = ["measured", "run"]

QUESTIONS = REPOSITORY / "benchmarks" / "questions"
MEASURES = (
    *("right", "contains", "attributed", "answer_recall@5", "recall@5", "mrr"),
    *("citation_recall", "citation_precision", "verbatim", "outside_time"),
    *("abstention_precision", "abstention_recall", "auroc", "aurc", "ece"),
)
FAILURES: tuple[Failure, ...] = (
    *("right", "not retrieved", "retrieved but not chosen", "chosen but wrong"),
    *("should have answered", "should have abstained"),
)


def run(workplace: Workplace) -> list[Table]:
    """The figures and the failures of every set; `seeds` only where its pages are."""
    runs: dict[str, Evaluation] = {}
    for name in ("samples", "seeds"):
        pages = REPOSITORY / name if name == "samples" else workplace.data.parent / name
        if pages.is_dir():
            index = workplace.place(f"library-{name}")
            ingest([pages], index)
            runs[name] = measured(index, QUESTIONS / f"{name}.jsonl")
    for questions in workplace.sets:
        index = workplace.library(questions)
        runs[questions.name] = measured(index, workplace.data / questions.name / "questions.jsonl")
    return [_figures(runs), _failures(runs)]


def measured(index: Path, questions: Path) -> Evaluation:
    """The run of a question file over a library, without questions about what it does not hold."""
    with Assistant.open(index, Settings(index=index)) as desk:
        file = known_sources_only(read_questions(questions).checked(), desk.library)
        return evaluate(file.questions, desk, workers=2)


def _figures(runs: dict[str, Evaluation]) -> Table:
    rows: list[list[Cell]] = [
        [f"{name}, {run.summary.questions:,} questions"]
        + [_estimate(run.summary.figures.get(measure)) for measure in MEASURES]
        for name, run in runs.items()
    ]
    return Table("Evaluation", ("", *MEASURES), rows, "docs/evaluation.md defines the measures.")


def _failures(runs: dict[str, Evaluation]) -> Table:
    rows: list[list[Cell]] = [
        [name, *(run.summary.failures.get(failure, 0) for failure in FAILURES)]
        for name, run in runs.items()
    ]
    return Table("What became of the questions", ("", *FAILURES), rows)


def _estimate(figure: Figure | None) -> Cell:
    return Estimate(figure.value, figure.low, figure.high) if figure else None
