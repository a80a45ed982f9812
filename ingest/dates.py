"""Reads a date where it is written out in full; never guesses."""

from __future__ import annotations

import re
from datetime import date, datetime

from assistant.errors import InputError

__all__ = ["date_in_line", "parse_published"]

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan", "february feb", "march mar", "april apr", "may", "june jun",
            "july jul", "august aug", "september sept sep", "october oct", "november nov",
            "december dec",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_MONTH = f"(?P<month>{'|'.join(sorted(_MONTHS, key=len, reverse=True))})\\.?"
_PATTERNS = (
    re.compile(r"(?<!\d)(?P<y>\d{4})[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})(?!\d)"),
    re.compile(rf"\b{_MONTH}\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<y>\d{{4}})\b", re.I),
    re.compile(rf"\b(?P<d>\d{{1,2}})(?:st|nd|rd|th)?\s+{_MONTH},?\s+(?P<y>\d{{4}})\b", re.I),
    re.compile(r"(?<!\d)(?P<first>\d{1,2})[/.](?P<second>\d{1,2})[/.](?P<y>\d{4})(?!\d)"),
)


def date_in_line(line: str) -> date | None:
    """The day that a short line of text names in full, or ``None``.

    "03/04/2025" is a different day in London and in New York and gives ``None``;
    "13/03/2025" can only be one.
    """
    for pattern in _PATTERNS:
        if match := pattern.search(line):
            return _day(match.groupdict())
    return None


def _day(parts: dict[str, str]) -> date | None:
    month = parts.get("m") or _MONTHS.get((parts.get("month") or "").lower())
    day = parts.get("d")
    if "first" in parts:
        first, second = int(parts["first"]), int(parts["second"])
        if first <= 12 and second <= 12 and first != second:
            return None
        day, month = (str(first), second) if first >= second else (str(second), first)
    try:
        return date(int(parts["y"]), int(month or 0), int(day or 0))
    except ValueError:
        return None


def parse_published(value: str) -> tuple[date, datetime | None]:
    """The day, and the moment if one is given, of an ISO 8601 date or datetime.

    The day is the one written, whatever the time zone. Raises ``InputError`` if it is neither.
    """
    try:
        return date.fromisoformat(value.strip()), None
    except ValueError:
        pass
    try:
        moment = datetime.fromisoformat(value.strip())
    except ValueError as error:
        raise InputError(f"`published` is no ISO date: {value!r}") from error
    return moment.date(), moment
