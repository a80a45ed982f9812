"""The days that a question speaks of: "in April", "last week", "as things stood in June 2025".

dateparser is not asked: it takes two seconds to be imported, and tells no "before" from an "in".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from ..datamodels import TimeFrame

__all__ = ["Days", "Span", "days_in"]


Held = tuple[date | None, date | None]


class Span(NamedTuple):
    """From the first to the last day of a time that is named; both belong to it."""

    first: date
    last: date


@dataclass(frozen=True)
class Days:
    """The days that a question speaks of.

    ``frame`` holds them all; ``spans`` are the times as they are named, ``words`` how.
    ``of_reports``: it is asked what was reported then, not what happened then.
    """

    frame: TimeFrame
    spans: tuple[Span, ...]
    words: tuple[str, ...]
    of_reports: bool = False


_MONTHS = (
    "january february march april may june july august september october november december".split()
)
_SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}
_NAMES = {name: number for number, name in enumerate(_MONTHS, start=1)}
_NAMES |= {name[:3]: number for name, number in _NAMES.items()} | {"sept": 9}
_MONTH = rf"(?:{'|'.join(sorted(_NAMES, key=len, reverse=True))})\b\.?"
_YEAR = r"(?:19|20)\d\d\b"
_DAY = r"(?:[12]\d|3[01]|0?[1-9])(?:st|nd|rd|th)?\b"
_UNIT = r"(?:days?|weeks?|months?|years?)"
_NUMBERS = {"a": 1, "an": 1, "couple of": 2, "few": 3, "several": 3}
_NUMBERS |= {
    word: number
    for number, word in enumerate(
        "one two three four five six seven eight nine ten eleven twelve".split(), start=1
    )
}
_MANY = rf"(?:\d{{1,3}}|{'|'.join(_NUMBERS)})"
_DAYS_AGO = {"today": 0, "yesterday": 1, "day before yesterday": 2}
_TIME = re.compile(
    rf"(?P<iso>\b(?:19|20)\d\d-\d\d-\d\d\b)"
    rf"|\b(?:the )?(?P<day>{_DAY})(?: of)? (?P<month>{_MONTH}),?(?: (?P<year>{_YEAR}))?"
    rf"|\b(?P<month2>{_MONTH}) (?:the )?(?P<day2>{_DAY}),?(?: (?P<year2>{_YEAR}))?(?!\d)"
    rf"|\b(?P<numeric>\d{{1,2}}[./]\d{{1,2}}[./]{_YEAR})"
    rf"|\b(?P<part>early |mid-?|late |the (?:start|beginning|middle|end) of )?(?P<month3>{_MONTH})"
    rf"(?:,? (?:of )?(?P<year3>{_YEAR}))?"
    rf"|\b(?P<season>{'|'.join(_SEASONS)})(?: of)? (?P<year4>{_YEAR})"
    rf"|\b(?P<past>(?:the )?(?:last|past|previous) (?:{_MANY} )?{_UNIT})\b"
    rf"|\b(?P<ago>{_MANY} {_UNIT} ago)\b"
    r"|\b(?P<this>this (?:week|weekend|month|year)|today|yesterday|the day before yesterday)\b"
    rf"|\b(?P<year5>{_YEAR})",
    re.I,
)
_BEFORE, _UNTIL = r"(?:before|prior to|ahead of|earlier than)", r"(?:until|till|up to|through to)"
_SINCE, _AFTER = r"(?:since|starting(?: in| from)?)", r"(?:after|following|later than)"
_IN = (
    r"(?:in|on|at|during|of|over|for|within|throughout|around|about|by|into|between|and|to|or"
    r"|back in|through|vs\.?|versus|than|with|as of|both|that|dated|from)"
)
# What may stand in front of a time; "may" and "march" are no months without it.
_LEADING = re.compile(
    rf"\b(?:(?P<before>{_BEFORE})|(?P<until>{_UNTIL})|(?P<since>{_SINCE})|(?P<after>{_AFTER})"
    rf"|(?P<inside>{_IN}))"
    r"(?: the| all of| (?:early|late|mid|the (?:start|beginning|end|middle) of))*[\s,]*$",
    re.I,
)
# "Before the vote of 3 May", "after the bridge fell in June".
_FARTHER = re.compile(
    rf"\b(?:(?P<before>{_BEFORE})|(?P<since>{_SINCE}|{_AFTER}))\b[^,;?]{{1,60}}\b(?:in|on|of|at)"
    r"(?: the| early| late| mid)*\s*$",
    re.I,
)
_BETWEEN = re.compile(r"\b(?:between|from)(?: the)?[\s,]*$", re.I)
_ONWARDS = re.compile(r"\s+(?:on|onwards?)\b(?! the)", re.I)
_JOINS = re.compile(r"[\s,]*(?:and|to|until|till|through|[-–—])(?: the)?[\s,]*", re.I)
_AS_OF = re.compile(
    r"\bas (?:things|it|they|matters|.{1,40}?) stood\b|\b(?:as|state) of\b"
    r"|\bwhat (?:did|was|were)\b.*\b(?:we|people|anyone|publicly|the public|readers) known?\b"
    r"|\bwhat (?:was|were)\b.*\b(?:known|believed|expected|thought)\b"
    r"|\b(?:known|believed|expected) (?:at the time|then|by|in|on|as of)\b",
    re.I,
)
_OF_REPORTS = re.compile(
    r"\b(?:reports?|articles?|stories|story|coverage|papers|newspapers|press|reporting|publications?"
    r"|headlines?|published|reported|printed|news)\b"
    r"(?: (?:published|printed|written|dated|that appeared|from))?"
    r"(?: (?:of|in|from|on|during|since|before|after|for))?(?: the)?[\s,]*$",
    re.I,
)


def days_in(question: str, today: date, held: Held = (None, None)) -> Days | None:
    """The days that a question names, ``None`` if it names none.

    ``today`` is what "last week" is read against. A month without a year is the last one of that
    name that is not beyond what the library has, whose first and last day ``held`` is.
    """
    named = list(_named(question, today, held))
    if not named:
        return None
    after, before = _bounds(question, named)
    if _AS_OF.search(question) and len(named) == 1 and before:
        frame = TimeFrame(as_of=before)
    else:
        frame = TimeFrame(after=after, before=before)
    return Days(
        frame,
        tuple(each.span for each in named),
        tuple(each.words for each in named),
        any(_OF_REPORTS.search(question[: each.start]) for each in named),
    )


class _Named(NamedTuple):
    span: Span
    start: int
    end: int
    words: str


def _named(question: str, today: date, held: Held) -> Iterator[_Named]:
    """The times that a question names, a list's shared year given to each of its months."""
    year: int | None = None
    found: list[_Named] = []
    for match in reversed(list(_TIME.finditer(question))):
        if not _is_a_time(question, match):
            continue
        told = next((int(match[g]) for g in _YEARS if match[g]), None)
        span = _span(match, told or year, today, held)
        if span and span.first <= today:
            year = told or (year if match["month3"] or match["day"] or match["day2"] else None)
            found.append(_Named(span, match.start(), match.end(), match[0].strip()))
    yield from reversed(found)


_YEARS = ("year", "year2", "year3", "year4", "year5")


def _is_a_time(question: str, match: re.Match[str]) -> bool:
    """Whether a word is a time here: "may" and "march" are others too, and 2028 may be a sum."""
    in_front = _LEADING.search(question[: match.start()])
    if match["year5"]:
        return bool(in_front) or question[: match.start()].rstrip().endswith((",", "("))
    if not match["month3"] or match["year3"] or match["part"]:
        return True
    month = match["month3"].rstrip(".").casefold()
    if month in ("may", "march", "mar", "sun", "dec", "jan"):
        return bool(in_front) or bool(
            re.search(r"\b(?:last|this|next)\s*$", question[: match.start()], re.I)
        )
    return True


def _span(match: re.Match[str], year: int | None, today: date, held: Held) -> Span | None:
    groups = match.groupdict()
    try:
        if groups["iso"]:
            day = date.fromisoformat(groups["iso"])
            return Span(day, day)
        if groups["numeric"]:
            return _numeric(groups["numeric"])
        if month := groups["month"] or groups["month2"]:
            number = int(re.sub(r"\D", "", groups["day"] or groups["day2"]))
            return _a_day(_month_number(month), number, year, today, held)
        if groups["month3"]:
            return _a_month(_month_number(groups["month3"]), year, today, held)
        if groups["season"]:
            return _season(groups["season"].casefold(), int(groups["year4"]))
        if groups["year5"]:
            return Span(date(int(groups["year5"]), 1, 1), date(int(groups["year5"]), 12, 31))
        return _relative(match[0], today)
    except (ValueError, OverflowError):
        return None


def _month_number(name: str) -> int:
    return _NAMES[name.rstrip(". ").casefold()]


def _numeric(text: str) -> Span | None:
    """A day in numbers only, if it can be but one."""
    first, second, year = (int(part) for part in re.split(r"[./]", text))
    if first <= 12 and second <= 12 and first != second:
        return None
    day = date(year, *((second, first) if first > 12 or first == second else (first, second)))
    return Span(day, day)


def _a_month(month: int, year: int | None, today: date, held: Held) -> Span:
    first = date(year or _likely_year(date(2000, month, 1), today, held), month, 1)
    return Span(first, _month_end(first))


def _a_day(month: int, number: int, year: int | None, today: date, held: Held) -> Span:
    day = date(2000, month, number)
    day = day.replace(year=year or _likely_year(day, today, held))
    return Span(day, day)


def _likely_year(day: date, today: date, held: Held) -> int:
    """The last year in which this day is not beyond today, nor beyond what the library has."""
    end = min(held[1] or today, today)
    return end.year if (day.month, day.day) <= (end.month, end.day) else end.year - 1


def _month_end(first: date) -> date:
    return (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def _season(name: str, year: int) -> Span:
    first = date(year, _SEASONS[name], 1)
    third = first.replace(month=first.month + 2) if first.month < 12 else date(year + 1, 2, 1)
    return Span(first, _month_end(third))


def _relative(words: str, today: date) -> Span | None:
    """ "Last week", "three months ago", "the past ten days", read against today."""
    words = " ".join(words.casefold().split()).removeprefix("the ")
    if words in _DAYS_AGO:
        day = today - timedelta(days=_DAYS_AGO[words])
        return Span(day, day)
    stretch = re.fullmatch(rf"(?:last|past|previous) (?:({_MANY}) )?({_UNIT})", words)
    if stretch and stretch[1]:
        return Span(_whole(stretch[2], _number(stretch[1]), today, exact=True).first, today)
    if stretch:
        return _whole(stretch[2], 1, today)
    if found := re.fullmatch(rf"({_MANY}) ({_UNIT}) ago", words):
        return _whole(found[2], _number(found[1]), today)
    return _whole(words.removeprefix("this ").replace("weekend", "week"), 0, today)


def _number(words: str) -> int:
    return int(words) if words.isdigit() else _NUMBERS[words]


def _whole(unit: str, ago: int, today: date, exact: bool = False) -> Span:
    """The whole day, week, month or year that was so long ago; ``exact``: counted from today."""
    unit = unit.rstrip("s")
    if unit in ("day", "week"):
        day = today - timedelta(days=ago * (7 if unit == "week" else 1))
        back = 0 if exact or unit == "day" else day.weekday()
        monday = day - timedelta(days=back)
        return Span(monday, monday + timedelta(days=6 if unit == "week" else 0))
    months = today.year * 12 + today.month - 1 - ago * (12 if unit == "year" else 1)
    first = date(months // 12, months % 12 + 1, 1)
    if exact:
        return Span(min(first.replace(day=min(today.day, _month_end(first).day)), today), today)
    if unit == "year":
        return Span(date(first.year, 1, 1), date(first.year, 12, 31))
    return Span(first, _month_end(first))


def _bounds(question: str, named: list[_Named]) -> tuple[date | None, date | None]:
    """The first and the last day that are meant: those of the times, or an open side."""
    first, last = min(each.span.first for each in named), max(each.span.last for each in named)
    if len(named) == 2 and _is_stretch(question, *named):
        return first, last
    if len(named) > 1:
        return first, last
    in_front = question[: named[0].start]
    if farther := _FARTHER.search(in_front):
        return (None, first - timedelta(days=1)) if farther["before"] else (first, None)
    leading = _LEADING.search(in_front)
    if leading and leading["before"]:
        return None, first - timedelta(days=1)
    if leading and leading["until"]:
        return None, last
    if (leading and leading["since"]) or _ONWARDS.match(question[named[0].end :]):
        return first, None
    if leading and leading["after"]:
        return last + timedelta(days=1), None
    return first, last


def _is_stretch(question: str, start: _Named, end: _Named) -> bool:
    between = question[start.end : end.start]
    return bool(_JOINS.fullmatch(between) and _BETWEEN.search(question[: start.start]))
