"""From a question file to a folder with figures and a report: the work of ``newsdesk eval``."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import partial
from pathlib import Path

from ..assistant import Assistant
from ..datamodels import Answerer, Noun
from ..errors import InputError
from .comparing import Comparison, compare, read_baseline
from .datamodels import JudgeReport, Summary
from .drafting import draft
from .evaluation import job
from .files import write_whole
from .holdings import known_sources_only
from .judging import judge, judge_model
from .measures.listing import HEADLINE, MEASURES, measure, shown_value
from .questions import BadLine, read_questions, select, write_questions
from .report import report
from .running import read_outcomes, record
from .summarising import Price, Tally, summarise, tally
from .tables import as_csv

__all__ = [
    "Bound",
    "Finished",
    "Plan",
    "complaints",
    "fulfil",
    "in_words",
    "propose",
    "to_bound",
]

Show = Callable[[int, int | None, str], None]
"""Called with the questions done, those there are, and both in words."""

NAMED = 10  # questions that changed, and those that broke off, named on the screen


@dataclass(frozen=True)
class Bound:
    """The least that a measure must reach; the most, where lower is better."""

    name: str
    value: float


class Plan(Noun):
    """What is to be measured, and how; ``bounds`` are written ``measure=number``."""

    questions: Path
    out: Path
    baseline: Path | None = None
    bounds: tuple[str, ...] = ()
    only: tuple[str, ...] = ()
    limit: int | None = None
    workers: int = 1
    seed: int = 0
    skip_bad: bool = False
    answerer: Answerer | None = None
    price: Price | None = None
    judge: str | None = None


@dataclass(frozen=True)
class Finished:
    """What came of it; ``missed`` says which bounds were not met, in words."""

    summary: Summary
    comparison: Comparison | None
    missed: tuple[str, ...]
    bad: tuple[BadLine, ...]
    broke_off: tuple[tuple[str, str], ...]


def to_bound(text: str) -> Bound:
    """A bound from ``measure=number``. Raises ``InputError``."""
    name, _, value = text.rpartition("=")
    try:
        measure(name)
    except KeyError:
        near = get_close_matches(name, MEASURES, n=3)
        hint = f" Did you mean {', '.join(near)}?" if near else ""
        raise InputError(f"There is no measure {name!r} in {text!r}.{hint}") from None
    try:
        bound = Bound(name, float(value))
    except ValueError:
        bound = Bound(name, math.nan)
    if not math.isfinite(bound.value):
        raise InputError(f"{text!r} must end with a number, as in recall@5=0.8.")
    return bound


def fulfil(
    desk: Assistant,
    plan: Plan,
    show: Show = lambda done, total, counts: None,
) -> Finished:
    """Ask the questions, measure, compare, and write it all to ``plan.out``.

    Raises ``InputError`` for what is asked wrongly, before anything is written.
    """
    bounds = [to_bound(text) for text in plan.bounds]
    judge_with = judge_model(desk.settings, plan.judge) if plan.judge else None
    baseline = read_baseline(plan.baseline) if plan.baseline else None
    file = known_sources_only(read_questions(plan.questions), desk.library)
    if not plan.skip_bad:
        file.checked()
    asked = select(file.questions, plan.only, plan.limit)
    if baseline and not {question.id for question in asked} & set(baseline[1].ids):
        raise InputError(f"--baseline: {plan.baseline} was not asked any of these questions.")
    work = job(asked, desk, answerer=plan.answerer)
    ask = partial(work.ask, workers=plan.workers)
    record(plan.out, work.manifest, asked, ask, _with_rate(show))
    counted = tally(read_outcomes(plan.out), plan.price)
    summary = summarise(counted, work.manifest, plan.seed, file.notices)
    if judge_with:
        read = partial(read_outcomes, plan.out)
        judged = judge(plan.out, read, judge_with, _with_rate(show))
        summary = summary.model_copy(update={"judge": judged})
    comparison = compare(baseline, (work.manifest, counted), plan.seed) if baseline else None
    _write(plan.out, counted, summary, comparison)
    return Finished(
        summary=summary,
        comparison=comparison,
        missed=tuple(_missed(bounds, summary)),
        bad=file.bad,
        broke_off=tuple(_broke_off(plan.out, counted)),
    )


def propose(desk: Assistant, out: Path, count: int, seed: int) -> str:
    """Write proposed questions to a new file; returns what a person is told."""
    if out.exists():
        raise InputError(f"{out} is there already; drafts go into a new file.")
    drafts = draft(desk, count, seed)
    try:
        write_questions(out, drafts)
    except OSError as error:
        raise InputError(f"{out} cannot be written: {error.strerror}.") from error
    return (
        f"{len(drafts):,} proposed questions are in {out}. Review and reword each, then take out"
        ' its "draft": a question in the words of the article is too easy to find.'
    )


def in_words(finished: Finished, out: Path) -> Iterator[str]:
    """What a person is told at the end, line by line."""
    summary = finished.summary
    yield f"{summary.questions:,} questions. What became of them:"
    for failure, count in sorted(summary.failures.items(), key=lambda item: -item[1]):
        yield f"  {count:6,}  {failure}"
    yield "Figures, with 95% intervals:"
    for name in (*HEADLINE, "latency_p50", "latency_p95", "price"):
        if name in summary.figures:
            found = summary.figures[name]
            value, low, high = (shown_value(name, x) for x in (found.value, found.low, found.high))
            yield f"  {name:22} {value} [{low} – {high}]"
    if summary.judge:
        yield _judge_in_words(summary.judge)
    if finished.comparison:
        yield from _comparison_in_words(finished.comparison)
    yield f"All figures are in {out / 'summary.json'}, the report is {out / 'report.html'}."


def complaints(finished: Finished) -> Iterator[str]:
    """What was left out, what broke off and which bounds were missed, line by line."""
    yield from (f"left out: line {at}: {reason}" for at, reason in finished.bad)
    for question, reason in finished.broke_off[:NAMED]:
        yield f"broke off: {question}: {reason}"
    if len(finished.broke_off) > NAMED:
        yield f"broke off: {len(finished.broke_off) - NAMED:,} more"
    yield from (f"failed: {reason}" for reason in finished.missed)


def _with_rate(show: Show) -> Callable[[int, int], None]:
    """Progress in questions, and how many a second since this run began."""
    began = time.monotonic()
    first: int | None = None  # what an earlier run has done already

    def told(done: int, total: int) -> None:
        nonlocal first
        first = done if first is None else first
        rate = (done - first) / max(time.monotonic() - began, 1e-3)
        show(done, total, f"{done:,} of {total:,}, {rate:.1f} a second")

    return told


def _write(out: Path, counted: Tally, summary: Summary, comparison: Comparison | None) -> None:
    outcomes = partial(read_outcomes, out)
    write_whole(out / "summary.json", [summary.model_dump_json(indent=2) + "\n"])
    write_whole(out / "results.csv", as_csv(outcomes(), counted.names))
    write_whole(out / "report.html", report(summary, comparison, outcomes()))
    (out / "comparison.json").unlink(missing_ok=True)  # of an earlier baseline
    if comparison:
        write_whole(out / "comparison.json", [comparison.model_dump_json(indent=2) + "\n"])


def _missed(bounds: Sequence[Bound], summary: Summary) -> Iterator[str]:
    for bound in bounds:
        found = summary.figures.get(bound.name)
        limit = shown_value(bound.name, bound.value)
        if found is None:
            yield f"{bound.name} could not be measured on these questions."
        elif measure(bound.name).lower_is_better and found.value > bound.value:
            yield f"{bound.name} is {shown_value(bound.name, found.value)}, over {limit}."
        elif not measure(bound.name).lower_is_better and found.value < bound.value:
            yield f"{bound.name} is {shown_value(bound.name, found.value)}, under {limit}."


def _broke_off(out: Path, counted: Tally) -> Iterator[tuple[str, str]]:
    if "broke off" in counted.failures:
        yield from ((each.question.id, each.error) for each in read_outcomes(out) if each.error)


def _judge_in_words(judged: JudgeReport) -> str:
    agreed = "" if judged.agreement is None else f", agrees with contains on {judged.agreement:.3f}"
    beyond = "" if judged.kappa is None else f" (kappa {judged.kappa:.3f})"
    return (
        f"Judge {judged.model}, in no figure above: {judged.right:,} of {judged.judged:,} right,"
        f" {judged.unclear:,} unclear{agreed}{beyond}."
    )


def _comparison_in_words(comparison: Comparison) -> Iterator[str]:
    yield f"Against the baseline, over {comparison.questions:,} questions:"
    for warning in comparison.warnings:
        yield f"  warning: {warning}"
    significant = {name: c for name, c in comparison.changes.items() if c.significant}
    for name, change in significant.items():
        before, after = shown_value(name, change.before), shown_value(name, change.after)
        word = "better" if change.better else "worse"
        yield f"  {name:22} {before} → {after}, {word} (p = {change.p:.4f})"
    if not significant:
        yield "  none of the primary measures changed significantly."
    for word, moved in (("right now", comparison.better), ("no longer right", comparison.worse)):
        names = ", ".join(each.id for each in moved[:NAMED])
        more = f" and {len(moved) - NAMED:,} more" if len(moved) > NAMED else ""
        yield f"  {len(moved):,} {word}{': ' if moved else ''}{names}{more}"
