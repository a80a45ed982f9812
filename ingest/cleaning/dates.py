"""Reads a date where it is written out in full; never guesses."""

from __future__ import annotations

import re
from collections.abc import Iterable
from contextlib import suppress
from datetime import date, datetime, timedelta
from typing import NamedTuple

from assistant.errors import InputError

__all__ = [
    "Age",
    "age_in_line",
    "date_in_line",
    "date_in_url",
    "day_first_in",
    "is_day_first",
    "parse_published",
]

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
    re.compile(r"(?<!\d)(?P<y>\d{4})\s?年\s?(?P<m>\d{1,2})\s?月\s?(?P<d>\d{1,2})\s?日"),
    re.compile(rf"\b{_MONTH}\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<y>\d{{4}})\b", re.I),
    re.compile(rf"\b(?P<d>\d{{1,2}})(?:st|nd|rd|th)?\s+{_MONTH},?\s+(?P<y>\d{{4}})\b", re.I),
    re.compile(r"(?<!\d)(?P<first>\d{1,2})[/.](?P<second>\d{1,2})[/.](?P<y>\d{4})(?!\d)"),
)
_NUMERIC = _PATTERNS[-1]
_IN_URL = re.compile(r"/(?P<y>(?:19|20)\d\d)[-/]?(?P<m>\d{2})[-/]?(?P<d>\d{2})(?=[/_.-]|$)")
# Spelled-out dates in other languages go to dateparser; only these lines are worth its time.
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_DAY_AND_WORD = re.compile(r"\d{1,2}\D{1,6}[^\W\d_]{3}|[^\W\d_]{3}\D{1,6}\d{1,2}")
STAMP_CHARACTERS = 60

_AGE = re.compile(
    r"(?P<front>.{0,60}?)(?P<number>an?|one|\d{1,3}) (?P<unit>second|minute|hour|day|week)s? ago"
)

# Whether languages write the day or the month first when a date is numbers only. English is not
# here: it does both, by country.
_DAY_FIRST_LANGUAGES = frozenset(
    "ar bg ca cs da de el es et fi fr he hi hr id it lv nb nl no pl pt ro ru sk sl sq sr sv th tr"
    " uk ur vi".split()
)
_DAY_FIRST_COUNTRIES = frozenset("au gb ie in ng nz pk sg uk".split())


class Age(NamedTuple):
    """How long ago a line says an article appeared, and what stands in front of that."""

    front: str
    ago: timedelta
    precise: bool  # to the day


def date_in_line(line: str, day_first: bool | None = None, language: str = "en") -> date | None:
    """The day that a short line of text names in full, or ``None``.

    "03/04/2025" is a different day in London and in New York: it gives ``None`` unless
    ``day_first`` says which. "13/03/2025" can only be one. Months spelled out are read in
    English, and in ``language`` by dateparser.
    """
    for pattern in _PATTERNS:
        if match := pattern.search(line):
            return _day(match.groupdict(), day_first)
    if language != "en" and len(line) <= STAMP_CHARACTERS:
        return _foreign_date(line, language)
    return None


def _day(parts: dict[str, str], day_first: bool | None) -> date | None:
    month = parts.get("m") or _MONTHS.get((parts.get("month") or "").lower())
    day = parts.get("d")
    if "first" in parts:
        first, second = int(parts["first"]), int(parts["second"])
        if first > 12 or first == second:
            day_first = True
        elif second > 12:
            day_first = False
        if day_first is None:
            return None
        day, month = (str(first), second) if day_first else (str(second), first)
    try:
        return date(int(parts["y"]), int(month or 0), int(day or 0))
    except ValueError:
        return None


def _foreign_date(line: str, language: str) -> date | None:
    if not (_YEAR.search(line) and _DAY_AND_WORD.search(line)):
        return None
    from dateparser.search import search_dates

    settings = {"REQUIRE_PARTS": ["day", "month", "year"], "PREFER_DATES_FROM": "past"}
    try:
        found = search_dates(line, languages=[language], settings=settings)
    except ValueError:  # a language that dateparser does not know
        return None
    return found[0][1].date() if found else None


def date_in_url(url: str) -> date | None:
    """The day in an address such as ``/2025/03/04/title``, or ``None``."""
    match = _IN_URL.search(url)
    return _day(match.groupdict(), None) if match else None


def day_first_in(lines: Iterable[str]) -> bool | None:
    """The order that numeric dates on a page show by one that can be read only one way.

    ``None`` if none shows it, or if two disagree.
    """
    orders = {
        int(first) > 12
        for line in lines
        if len(line) <= 2 * STAMP_CHARACTERS
        for first, second, _ in _NUMERIC.findall(line)
        if (int(first) > 12) != (int(second) > 12)
    }
    return orders.pop() if len(orders) == 1 else None


def is_day_first(language: str | None, host: str | None) -> bool | None:
    """How numeric dates are written in a language ("de", "en-GB") or by an outlet's country.

    ``None`` where neither tells.
    """
    name, _, region = (language or "").replace("_", "-").lower().partition("-")
    country = (host or "").rsplit(".", 1)[-1]
    if name in _DAY_FIRST_LANGUAGES or region in _DAY_FIRST_COUNTRIES:
        return True
    if name == "en" and region == "us":
        return False
    return True if country in _DAY_FIRST_COUNTRIES else None


def age_in_line(line: str) -> Age | None:
    """The age that a line ends with: "2 hours ago", or glued, "Daily Planeta day ago"."""
    match = _AGE.fullmatch(line) if len(line) <= STAMP_CHARACTERS + 30 else None
    if not match:
        return None
    number = int(match["number"]) if match["number"].isdigit() else 1
    ago = timedelta(**{f"{match['unit']}s": number})
    return Age(match["front"].strip(" •|·–-,"), ago, match["unit"] != "week")


def parse_published(value: str, field: str = "published") -> tuple[date, datetime | None]:
    """The day, and the moment if one is given, of an ISO 8601 date or datetime.

    The day is the one written, whatever the time zone. Raises ``InputError``, which names the
    field, if it is neither.
    """
    with suppress(ValueError):  # with a time of day it is no date, and is read as a moment below
        return date.fromisoformat(value.strip()), None
    try:
        moment = datetime.fromisoformat(value.strip())
    except ValueError as error:
        raise InputError(f"`{field}` is no ISO date: {value!r}") from error
    return moment.date(), moment
