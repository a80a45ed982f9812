"""The outcomes of a run as CSV, for spreadsheets."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from .datamodels import Outcome

__all__ = ["as_csv"]

COLUMNS = ("id", "type", "question", "answerable", "abstained", "confidence", "failure", "answer")
# What a spreadsheet would run as a formula (OWASP, CSV injection).
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def as_csv(outcomes: Iterable[Outcome], measures: Sequence[str]) -> Iterator[str]:
    """Lines of CSV: one for each question, with a column for each measure; empty if not taken."""
    yield _line([*COLUMNS, "milliseconds", *measures])
    for outcome in outcomes:
        question, result = outcome.question, outcome.result
        yield _line(
            [
                _safe(question.id),
                _safe(question.type),
                _safe(question.question),
                question.answerable,
                result.abstained if result else "",
                result.confidence if result and result.confidence is not None else "",
                outcome.failure,
                _safe(result.text if result else outcome.error),
                round(outcome.milliseconds, 1),
                *(outcome.measures.get(name, "") for name in measures),
            ]
        )


def _safe(text: str) -> str:
    return f"'{text}" if text.startswith(FORMULA) else text


def _line(cells: Sequence[object]) -> str:
    line = io.StringIO()
    csv.writer(line).writerow(cells)
    return line.getvalue()
