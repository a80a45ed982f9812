"""All question sets as `newsdesk eval` measures them."""

from __future__ import annotations

from pathlib import Path

from assistant import Assistant
from assistant.evaluation import (
    Evaluation,
    Figure,
    Summary,
    compare,
    evaluate,
    query_engine,
    read_questions,
)
from assistant.evaluation.datamodels import Failure
from assistant.evaluation.holdings import known_sources_only
from assistant.evaluation.plots import HEIGHT, WIDTH, calibration_plot, risk_plot
from assistant.library import Library
from assistant.settings import Settings
from ingest import ingest

from .questionset import Estimate, QuestionSet
from .starter import embedding, starter_over
from .tables import Cell, Picture, Result, Table
from .workplace import REPOSITORY, Workplace

__all__ = ["curves", "measured", "run", "starter_measured"]

QUESTIONS = REPOSITORY / "benchmarks" / "questions"
MEASURES = (
    *("right", "contains", "attributed", "answer_recall@5", "recall@5", "mrr"),
    *("citation_recall", "citation_precision", "lexical_citation_recall", "verbatim"),
    "outside_time",
    *("abstention_precision", "abstention_recall", "auroc", "aurc", "ece"),
)
FINDING = ("recall@1", "recall@5", "mrr", "ndcg@10", "answer_recall@1", "answer_recall@5")
WORKERS = 2
GAP = 20.0  # between two plots
# The report's plots take their colours from its page; these stand alone.
STYLE = (
    ".plot text{fill:#57606a;font:11px sans-serif}.plot .grid{stroke:#d8dee4}"
    ".plot .dot{fill:#1f6feb}.plot .between{fill:none;stroke:#1f6feb;opacity:.35}"
    ".plot .curve{fill:none;stroke:#1f6feb;stroke-width:2}"
    ".plot .ideal{fill:none;stroke:#57606a;stroke-dasharray:4 4}"
)
FAILURES: tuple[Failure, ...] = (
    *("right", "not retrieved", "retrieved but not chosen", "chosen but wrong"),
    *("should have answered", "should have abstained"),
)


def run(workplace: Workplace) -> list[Result]:
    """The figures and the failures of every set, `seeds` only where its pages are; on the two
    large ones LlamaIndex's starter, measured with the same ruler."""
    runs: dict[str, Evaluation] = {}
    for name in ("samples", "seeds"):
        pages = REPOSITORY / name if name == "samples" else workplace.data.parent / name
        if pages.is_dir():
            index = workplace.place(f"library-{name}")
            ingest([pages], index)
            runs[name] = measured(index, QUESTIONS / f"{name}.jsonl")
    besides: list[Table] = []
    for questions in workplace.sets:
        index = workplace.library(questions)
        file = workplace.data / questions.name / "questions.jsonl"
        runs[questions.name] = ours = measured(index, file)
        besides.append(_beside(questions.name, ours, starter_measured(workplace, questions)))
    pictures = [curves(name, run.summary) for name, run in runs.items()]
    return [_figures(runs), _failures(runs), *besides, *pictures]


def measured(index: Path, questions: Path) -> Evaluation:
    """The run of a question file over a library, without questions about what it does not hold."""
    with Assistant.open(index, Settings(index=index)) as desk:
        file = known_sources_only(read_questions(questions).checked(), desk.library)
        return evaluate(file.questions, desk, workers=WORKERS)


def starter_measured(workplace: Workplace, questions: QuestionSet) -> Evaluation:
    """The same questions to the starter, which is asked for as many passages as ours gives."""
    starter = starter_over(workplace, questions, embedding(workplace.weights))
    system = query_engine(starter.query_engine(Settings().passages))
    with Library.open(workplace.library(questions), Settings()) as library:
        file = read_questions(workplace.data / questions.name / "questions.jsonl").checked()
        known = known_sources_only(file, library).questions
        return evaluate(known, system, library=library, workers=WORKERS)


def _beside(name: str, ours: Evaluation, starters: Evaluation) -> Table:
    first, second = ((run.summary.manifest, run.tally) for run in (starters, ours))
    found = compare(first, second)
    changes = {measure: found.changes[measure] for measure in FINDING if measure in found.changes}
    rows: list[list[Cell]] = [
        [measure, c.before, c.after, Estimate(c.difference, c.low, c.high), c.p]
        for measure, c in changes.items()
    ]
    return Table(
        f"Found for {name}, by the same ruler",
        ("", "starter", "ours", "ours − starter", "p"),
        rows,
        f"The top {Settings().passages} passages of each, question by question. Without a language"
        " model the starter finds but does not answer.",
    )


def curves(name: str, summary: Summary) -> Picture:
    """Risk–coverage curve and calibration, side by side."""
    plots = [risk_plot(summary.risk_coverage), calibration_plot(summary.calibration)]
    inside = "".join(
        str(plot).replace("<svg ", f'<svg x="{at * (WIDTH + GAP):g}" width="{WIDTH:g}" ', 1)
        for at, plot in enumerate(plots)
    )
    return Picture(
        f"{name}.svg",
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {2 * WIDTH + GAP:g} {HEIGHT:g}">'
        f'<style>{STYLE}</style><rect width="100%" height="100%" fill="#fff"/>{inside}</svg>\n',
    )


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
