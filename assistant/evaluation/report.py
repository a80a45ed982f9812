"""The report of a run: one HTML page that stands by itself and asks no host for anything."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from typing import NamedTuple

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from ..datamodels import Evidence
from .comparing import Comparison
from .datamodels import Failure, Figure, Outcome, Summary
from .measures.listing import HEADLINE, PRIMARY, Measure, measure, shown_value
from .normalising import is_within, words
from .plots import calibration_plot, risk_plot, whisker

__all__ = ["report"]

BY_GROUP = ("right", "contains", "answer_recall@5", "recall@5", "citation_recall", "answered")
# In the order in which a question passes them.
FAILURES: tuple[Failure, ...] = (
    *("right", "not retrieved", "retrieved but not chosen", "chosen but wrong"),
    *("should have answered", "should have abstained", "broke off", "not judged"),
)


class Row(NamedTuple):
    """A figure of a table, with what it means."""

    measure: Measure
    figure: Figure


class Stage(NamedTuple):
    """How long a stage of answering took, and how wide its bars are, in percent."""

    name: str
    p50: float
    p95: float
    width50: float
    width95: float


class Stretch(NamedTuple):
    """A stretch of text that is quoted, or not."""

    text: str
    quoted: bool


@dataclass(frozen=True)
class ShownPassage:
    """A passage as a card shows it; ``gold`` is of a source, ``holds`` an accepted answer."""

    evidence: Evidence
    stretches: Sequence[Stretch]
    gold: bool
    holds: bool


@dataclass(frozen=True)
class Card:
    """A question of the report, with its evidence."""

    outcome: Outcome
    evidence: Sequence[ShownPassage]


def report(
    summary: Summary, comparison: Comparison | None, outcomes: Iterable[Outcome]
) -> Iterator[str]:
    """The page, piece by piece: outcomes are taken one at a time, however many there are."""
    environment = Environment(
        loader=PackageLoader(__package__, ""),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["shown"] = shown_value
    environment.globals.update(whisker=whisker, measure=measure)
    script = resources.files(__package__).joinpath("report.js").read_text("utf-8")
    allowed = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    return environment.get_template("report.html.j2").generate(
        summary=summary,
        comparison=comparison,
        primary=PRIMARY,
        headline=_rows(summary.figures, HEADLINE),
        sections=_sections(summary.figures),
        by_group=[name for name in BY_GROUP if name in summary.figures],
        failures=[(name, summary.failures[name]) for name in FAILURES if name in summary.failures],
        risk=risk_plot(summary.risk_coverage),
        calibration=calibration_plot(summary.calibration),
        stages=_stages(summary.figures),
        cards=map(_card, outcomes),
        # The same characters as the hash is of: nothing of them is markup.
        script=Markup(script),  # noqa: S704
        script_hash=allowed,
        style=Markup(resources.files(__package__).joinpath("report.css").read_text("utf-8")),  # noqa: S704
    )


def _rows(figures: Mapping[str, Figure], names: Iterable[str]) -> list[Row]:
    return [Row(measure(name), figures[name]) for name in names if name in figures]


def _sections(figures: Mapping[str, Figure]) -> dict[str, list[Row]]:
    sections: dict[str, list[Row]] = {}
    for row in _rows(figures, figures):
        sections.setdefault(row.measure.section, []).append(row)
    return sections


def _stages(figures: Mapping[str, Figure]) -> list[Stage]:
    names = [name.removesuffix("_p95") for name in figures if name.endswith("_p95")]
    longest = max((figures[f"{name}_p95"].value for name in names), default=0.0) or 1.0
    return [
        Stage(
            "in all" if name == "latency" else name,
            (half := figures[f"{name}_p50"].value),
            (most := figures[f"{name}_p95"].value),
            100 * half / longest,
            100 * most / longest,
        )
        for name in names
    ]


def _card(outcome: Outcome) -> Card:
    evidence = outcome.result.evidence if outcome.result else ()
    wanted = [words(wording) for wording in outcome.question.wordings]
    return Card(
        outcome,
        [
            ShownPassage(
                evidence=item,
                stretches=_stretches(outcome, item),
                gold=item.article.id in outcome.gold,
                holds=any(is_within(each, words(item.passage.text)) for each in wanted),
            )
            for item in evidence
        ],
    )


def _stretches(outcome: Outcome, item: Evidence) -> list[Stretch]:
    """The passage cut where quotes begin and end; overlapping quotes become one."""
    passage = item.passage
    quotes = sorted(
        (citation.start - passage.start, citation.end - passage.start)
        for citation in (outcome.result.citations if outcome.result else ())
        if citation.article.id == passage.article_id
        and passage.start <= citation.start < citation.end <= passage.end
    )
    stretches, at = [], 0
    for start, end in quotes:
        stretches += [
            Stretch(passage.text[at:start], False),
            Stretch(passage.text[max(at, start) : end], True),
        ]
        at = max(at, end)
    return [each for each in [*stretches, Stretch(passage.text[at:], False)] if each.text]
