"""Results as tables, the same figures as Markdown for people and as JSON for machines, and as
pictures."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from .questionset import Estimate

__all__ = ["Cell", "Picture", "Result", "Table", "as_json", "as_markdown"]

Cell = str | int | float | Estimate | None


@dataclass(frozen=True)
class Table:
    """A title, the names of the columns, the rows, and what to know when reading them."""

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    note: str = ""


@dataclass(frozen=True)
class Picture:
    """An SVG that stands alone, and the name of its file."""

    name: str
    svg: str


Result = Table | Picture


def as_markdown(table: Table) -> str:
    """The table as Markdown."""
    lines = [
        f"### {table.title}",
        "",
        _line(table.columns),
        _line(["---", *["---:"] * (len(table.columns) - 1)]),
        *(_line([_text(cell) for cell in row]) for row in table.rows),
    ]
    return "\n".join([*lines, "", table.note, ""] if table.note else [*lines, ""])


def as_json(table: Table) -> dict[str, Any]:
    """The table as plain values, unrounded; an estimate as its mean and interval."""
    rows = [dict(zip(table.columns, map(_value, row), strict=True)) for row in table.rows]
    return {"title": table.title, "rows": rows, "note": table.note}


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _text(cell: Cell) -> str:
    if cell is None:
        return "–"
    if isinstance(cell, int):
        return f"{cell:,}"
    if isinstance(cell, float):
        return _rounded(cell)
    return str(cell)


def _rounded(number: float) -> str:
    """Three figures that count: .587, 7.43, 1,355."""
    if not math.isfinite(number):
        return "–"
    if abs(number) >= 100:
        return f"{number:,.0f}"
    if 0 < abs(number) < 0.01:
        return f"{number:.2g}"
    return f"{number:.3f}" if abs(number) < 1 else f"{number:.3g}"


def _value(cell: Cell) -> Any:
    return asdict(cell) if isinstance(cell, Estimate) else cell
