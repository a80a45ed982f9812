"""Puts the lines of printed pages in the order in which they are read."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

__all__ = ["column_by_column", "without_running_heads"]

GAP = 3  # blanks that part two columns; fewer are a wide space
SAME = 1  # characters by which the lines of one column may begin apart
COLUMN_ROWS = 3  # as many lines beside each other make a column
COLUMN_SHARE = 0.2  # of a page's lines
COLUMN_CHARACTERS = 14  # on average; what is shorter is a column of a table
EDGE = 2  # lines at the top and at the foot of a page that may run through all pages

_SEGMENT = re.compile(rf"\S+(?: {{1,{GAP - 1}}}\S+)*")
_DIGITS = re.compile(r"\d+")
_PAGE_NUMBER = re.compile(
    r"[\W_]*(?:(?:page|p\.|seite|s\.|página|pagina|pág\.|стр\.|страница|sida|side|strana)\s*)?#"
    r"(?:\s*(?:/|of|von|de|di|из|av|z)\s*#)?[\W_]*",
    re.I,
)


class _Segment(NamedTuple):
    start: int
    end: int
    text: str


def column_by_column(rows: Sequence[str]) -> list[str]:
    """The lines of a page that is set on a grid of characters, each column from top to bottom.

    A line that runs across the columns comes after what is above it and before what is below.
    """
    cut = [[_Segment(*m.span(), m[0]) for m in _SEGMENT.finditer(row)] for row in rows]
    starts = _starts_of_columns([row for row in cut if row])
    if not starts:
        return [" ".join(row.split()) for row in rows]
    lines: list[str] = []
    columns: list[list[str]] = [[] for _ in range(len(starts) + 1)]
    for row in cut:
        if any(_crosses(segment, start) for segment in row for start in starts):
            lines += [line for column in columns for line in column]
            lines.append(" ".join(" ".join(segment.text for segment in row).split()))
            columns = [[] for _ in range(len(starts) + 1)]
            continue
        parts: list[list[str]] = [[] for _ in columns]
        for segment in row:
            parts[sum(segment.start >= start - SAME for start in starts)].append(segment.text)
        for column, part in zip(columns, parts, strict=True):
            if part:
                column.append(" ".join(" ".join(part).split()))
    return lines + [line for column in columns for line in column]


def _starts_of_columns(rows: Sequence[Sequence[_Segment]]) -> list[int]:
    """Where the columns beside the first begin."""
    found: dict[int, list[int]] = {}
    for row in rows:
        for segment in row[1:]:
            near = next((s for s in found if abs(s - segment.start) <= SAME), segment.start)
            found.setdefault(near, []).append(len(segment.text))
    enough = max(COLUMN_ROWS, COLUMN_SHARE * len(rows))
    return sorted(
        start
        for start, sizes in found.items()
        if len(sizes) >= enough and sum(sizes) >= COLUMN_CHARACTERS * len(sizes)
    )


def _crosses(segment: _Segment, start: int) -> bool:
    return segment.start < start - SAME and segment.end > start


def without_running_heads(pages: Sequence[Sequence[str]]) -> Iterator[str]:
    """The lines of all pages without what stands at the top or foot of each.

    A head of the first page stays: it may be the only place that names the paper and the day.
    """
    filled = [[line for line in page if line] for page in pages]
    heads = _running([line for page in filled for line in {*map(_unnumbered, page[:EDGE])}], filled)
    feet = _running([line for page in filled for line in {*map(_unnumbered, page[-EDGE:])}], filled)
    for number, page in enumerate(filled):
        top, end = 0, len(page)
        while number and top < min(EDGE, end) and _goes(page[top], heads):
            top += 1
        while end > max(top, len(page) - EDGE) and _goes(page[end - 1], feet):
            end -= 1
        yield from page[top:end]


def _goes(line: str, running: set[str]) -> bool:
    plain = _unnumbered(line)
    return plain in running or bool(_PAGE_NUMBER.fullmatch(plain))


def _running(lines: Sequence[str], pages: Sequence[Sequence[str]]) -> set[str]:
    counts = Counter(lines)
    return {line for line, count in counts.items() if count > 1 and 2 * count >= len(pages)}


def _unnumbered(line: str) -> str:
    return _DIGITS.sub("#", line)
