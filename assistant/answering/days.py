"""On which day, month or year something was, by the words of a sentence and its article's day."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from ..text.numerals import NUMERALS
from ..text.quantities import Moment, moments
from .wording import day_in_words

__all__ = ["When", "whens"]

_AHEAD = re.compile(
    r"\b(?:will|would|is to|are to|was to|were to|due to|due|until|next|coming|from|by|plans? to"
    r"|planned|expects?|expected|scheduled|set (?:to|for)|invites?)\b",
    re.I,
)
# What happened lies behind; a month without a year is then not the next of its name.
_BEHIND = re.compile(
    r"\b(?:was|were|had|\w{2,}ed|wrote|began|held|met|took|came|went|fell|rose|left|won|lost|gave"
    r"|made|found|shut|hit|cut)\b",
    re.I,
)
# A time up to which something is to last or to be done is not the time of an event.
_LIMIT = re.compile(r"\b(?:until|till|by(?: the end of)?|through|before|than)\s+\Z", re.I)
_LAST = re.compile(r"\blast\s+\Z", re.I)
_NEXT = re.compile(r"\b(?:next|coming|this coming)\s+\Z", re.I)
_AGO = re.compile(
    r"\b(?P<count>an?|\d{1,2}|[a-z]+)\s+(?P<unit>day|week|month|year)s?\s+(?:ago|earlier)\b"
    r"|\blast\s+(?P<last>week)\b",
    re.I,
)


@dataclass(frozen=True, order=True)
class When:
    """A day, or a month (``day`` 0), or a year (``month`` 0 as well); in order of time."""

    year: int
    month: int = 0
    day: int = 0

    @property
    def words(self) -> str:
        """As it is written above an event: "4 March 2025", "March 2025", "2025"."""
        if self.day:
            return day_in_words(date(self.year, self.month, self.day))
        return f"{calendar.month_name[self.month]} {self.year}" if self.month else str(self.year)

    @property
    def first(self) -> date:
        """Its first day."""
        return date(self.year, self.month or 1, self.day or 1)

    @property
    def last(self) -> date:
        """Its last day."""
        if self.day:
            return self.first
        month = self.month or 12
        return date(self.year, month, calendar.monthrange(self.year, month)[1])

    def holds(self, other: When) -> bool:
        """Whether the other time lies within this one."""
        return self.first <= other.first and other.last <= self.last


def whens(text: str, today: date | None) -> list[When]:
    """The times that a sentence of an article of ``today`` names, in its order.

    Weekdays, "last month" and days without a year are those nearest to the article's day, before it
    unless the sentence looks ahead; without a day, only what is written out can be told.
    """
    named = [
        (moment.start, _resolved(moment, text, today))
        for moment in moments(text, today)
        if not _LIMIT.search(text[: moment.start])
    ]
    named += list(_ago(text, today)) if today else []
    return [when for _, when in sorted(named, key=lambda each: each[0]) if when]


def _resolved(moment: Moment, text: str, today: date | None) -> When | None:
    if moment.either:
        return _weekday(moment, text, today)
    if moment.year:
        return _valid(moment.year, moment.month or 0, moment.day or 0)
    if today is None or not moment.month:
        return None
    years = (today.year - 1, today.year, today.year + 1)
    possible = [_valid(year, moment.month, moment.day or 0) for year in years]
    before = text[max(0, moment.start - 60) : moment.start]
    ahead = bool(_AHEAD.search(before))
    known = [
        when
        for when in possible
        if when and (ahead or when.first <= today or not _BEHIND.search(before))
    ]
    return min(known, key=lambda when: _distance(when, today, ahead), default=None)


def _distance(when: When, today: date, ahead: bool) -> float:
    """How far a time is from the article's day; what does not lie where the sentence looks is
    farther."""
    days = (when.first - today).days
    looked_for = days >= 0 if ahead else days <= 31
    return abs(days) * (1.0 if looked_for else 3.0)


def _weekday(moment: Moment, text: str, today: date | None) -> When | None:
    if today is None:
        return None
    before, ahead, _ = moment.either
    lead = text[max(0, moment.start - 40) : moment.start]
    if _NEXT.search(lead) or (_AHEAD.search(lead) and before != today):
        day = ahead
    elif _LAST.search(lead) and before == today:
        day = today - timedelta(7)
    else:
        day = before
    return When(day.year, day.month, day.day)


def _ago(text: str, today: date) -> Iterator[tuple[int, When | None]]:
    for match in _AGO.finditer(text):
        if match["last"]:
            continue  # a week is no day; the article's own will do
        said = match["count"].lower()
        count = int(said) if said.isdigit() else 1 if said in ("a", "an") else NUMERALS.get(said)
        if count is None:
            continue
        yield match.start(), _before(today, int(count), match["unit"].lower())


def _before(today: date, count: int, unit: str) -> When | None:
    if unit in ("day", "week"):
        day = today - timedelta(count * (7 if unit == "week" else 1))
        return When(day.year, day.month, day.day)
    if unit == "month":
        months = today.year * 12 + today.month - 1 - count
        return When(months // 12, months % 12 + 1)
    return When(today.year - count) if count < today.year else None


def _valid(year: int, month: int, day: int) -> When | None:
    try:
        date(year, month or 1, day or 1)
    except ValueError:
        return None
    return When(year, month, day)
