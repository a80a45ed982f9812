"""Reads a date where it is written out in full; never guesses."""

from __future__ import annotations

import re
from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from functools import cache
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
    "parse_stated",
]

# A word that may be a month, and what may stand beside it: "10-Mar-2025", "1er mars", "10 de marzo
# de 2025", "2025 m. kovo 10 d.".
_MONTH = r"(?P<month>[^\W\d_][^\s\d,.;:|/()-]{2,})"
_DAY = r"(?<![\d:.])(?P<d>\d{1,2})(?:st|nd|rd|th|er|re|º|°|ª|e|:e|-?го|-?га)?"
_MARK = r"(?:\s?[-/]\s?|\.\s?)"
_YEAR = r"(?P<y>\d{4})(?!\d)"
_FROM_YEAR = r"(?<!\d)(?P<y>\d{4})"
_NAMED = (
    rf"\b{_MONTH}[\s.\-/]+{_DAY}[\s.,/-]+{_YEAR}",
    rf"{_DAY}[\s.,/-]*(?:(?:de|di|din|of)\s|d['’])?\s*{_MONTH}[\s.,/-]*(?:(?:de|del|do)\s)?\s*{_YEAR}",
    rf"{_FROM_YEAR}\.?\s*(?:m\.|ko|urteko)?\s*{_MONTH}[\s.]+(?P<d>\d{{1,2}})(?![\d:])",
    rf"{_FROM_YEAR}\.?\s*gada\s+(?P<d>\d{{1,2}})\.?\s*{_MONTH}",
    # As programs write it: "Tue Nov 18 15:21:41 CET 2025".
    rf"\b{_MONTH}\s+(?P<d>\d{{1,2}})\s+\d\d:\d\d(?::\d\d)?\s+"
    rf"(?:[A-Z]{{2,5}}\s+|[+-]\d{{4}}\s+)?{_YEAR}",
)
_NUMERIC = re.compile(
    rf"(?<!\d)(?P<first>\d{{1,2}}){_MARK}(?P<second>\d{{1,2}}){_MARK}(?P<y>\d{{4}})(?!\d)"
)
_PATTERNS = (
    re.compile(rf"{_FROM_YEAR}{_MARK}(?P<m>\d{{1,2}}){_MARK}(?P<d>\d{{1,2}})(?!\d)"),
    re.compile(rf"{_FROM_YEAR}\s?[年년]\s?(?P<m>\d{{1,2}})\s?[月월]\s?(?P<d>\d{{1,2}})\s?[日일]"),
    re.compile(rf"(?<!\d)(?P<d>\d{{1,2}})\s+tháng\s+(?P<m>\d{{1,2}}),?\s+(?:năm\s+)?{_YEAR}", re.I),
    *(re.compile(pattern, re.I) for pattern in _NAMED),
    _NUMERIC,
    re.compile(
        r"(?<![\d.:/-])(?P<first>\d{1,2})(?P<mark>[/.-])(?P<second>\d{1,2})(?P=mark)"
        r"(?P<short>\d{2})(?![\d.:/-])"
    ),
)
_DIGIT = re.compile(r"\d")
# Months as they are shortened where CLDR does not.
_SHORT = {"en": {"sept": 9}, "de": {"mrz": 3, "jän": 1, "jänner": 1, "feber": 2}, "fr": {"aoû": 8}}
_LOCALES = {"no": ("nb",), "sr": ("sr_Latn", "sr_Cyrl"), "sh": ("sr_Latn", "hr"), "zh": ()}
BUDDHIST = 543  # years by which Thailand is ahead
# A day in an address is parted, or stands in front of more: a number alone is the article's own.
_IN_URL = re.compile(
    r"/(?P<y>(?:19|20)\d\d)(?:(?P<mark>[-/])(?P<m>\d{1,2})[-/](?P<d>\d{1,2})(?=[/_.-]|$)"
    r"|/?(?P<month>\d{2})(?P<day>\d{2})[/_-](?=[^/]))"
)
STAMP_CHARACTERS = 60
LINE_CHARACTERS = 1_000

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
    English and, in a line as short as a stamp, in ``language``, as Unicode's CLDR names them.
    """
    if not _DIGIT.search(line):
        return None
    spoken = language if len(line) <= 2 * STAMP_CHARACTERS else "en"
    for pattern in _PATTERNS:
        for match in pattern.finditer(line[:LINE_CHARACTERS]):
            if day := _day(match.groupdict(), day_first, spoken):
                return day
            if "month" not in pattern.groupindex:
                return None  # numbers that are no day, or could be two
    return None


def _day(parts: dict[str, str], day_first: bool | None, language: str = "en") -> date | None:
    month = int(parts.get("m") or 0) or _month(parts.get("month") or "", language)
    day = parts.get("d")
    year = int(parts.get("y") or 0)
    if "short" in parts:
        if day_first is None:
            return None
        year = 2000 + int(parts["short"])
    elif language == "th" and year > 2400:
        year -= BUDDHIST
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
        return date(year, month, int(day or 0))
    except ValueError:
        return None


def _month(word: str, language: str) -> int:
    """The number of the month that a word names or begins, 0 for none."""
    word = word.casefold()
    word = word.removeprefix("ב") if language == "he" else word  # "in March"
    for known in dict.fromkeys(("en", language)):
        names = _month_names(known)
        numbers = {names[word]} if word in names else {
            number for name, number in names.items() if name.startswith(word)
        }  # fmt: skip
        if len(numbers) == 1 and len(word) >= 3:
            return numbers.pop()
    return 0


@cache
def _month_names(language: str) -> dict[str, int]:
    from babel.core import UnknownLocaleError
    from babel.dates import get_month_names

    found = dict(_SHORT.get(language, {}))
    for locale in _LOCALES.get(language, (language,)):
        for width in ("wide", "abbreviated"):
            for context in ("format", "stand-alone"):
                with suppress(UnknownLocaleError, ValueError):
                    for number, name in get_month_names(width, context, locale).items():
                        plain = re.sub(r"^d(?:e |['’])", "", name.casefold()).strip(" .")
                        found.setdefault(plain, number)
    return found


def date_in_url(url: str) -> date | None:
    """The day in an address such as ``/2025/03/04/title``, or ``None``."""
    match = _IN_URL.search(url)
    if match is None:
        return None
    year, month, day = match["y"], match["m"] or match["month"], match["d"] or match["day"]
    return _day({"y": year, "m": month, "d": day}, None)


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


_NUMBER = re.compile(r"\d{8}|\d{10}|\d{13}|\d{14}")
_NEARLY_ISO = re.compile(
    r"(?P<y>\d{4})[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})(?:(?:\s*T\s*|,?\s+)(?P<hour>\d{1,2}):(?P<minute>\d\d)"
    r"(?::(?P<second>\d\d)(?:[.,]\d+)?)?\s*(?P<zone>Z|UTC|GMT|[+-]\d\d(?::?\d\d)?)?)?",
    re.I,
)
FIRST_YEAR = 1500  # of news; what programs write for "no date" is earlier
STATED_CHARACTERS = 200


def parse_stated(
    value: str, day_first: bool | None = None, language: str = "en"
) -> tuple[date, datetime | None] | None:
    """The day that a page states, in whatever way, and the moment if a zone is given.

    ISO 8601, RFC 822, seconds or milliseconds since 1970 (then the day is that of UTC), and
    whatever ``date_in_line`` reads. The day is the one written, whatever the zone.
    """
    value = value.strip()[:STATED_CHARACTERS]
    if _NUMBER.fullmatch(value):
        found = _from_number(value)
    else:
        found = _from_iso(value) or _from_mail(value)
    if found is None and (day := date_in_line(value, day_first, language)):
        found = day, None
    if found is None or found[0].year < FIRST_YEAR or _is_no_moment(found[1]):
        return None
    # A moment without a time zone could be any of 26 hours: only the day is known.
    return found[0], found[1] if found[1] and found[1].tzinfo else None


def _is_no_moment(at: datetime | None) -> bool:
    """Whether it is what programs write for none: the moment that they count from."""
    return at is not None and at.replace(tzinfo=UTC) == datetime(1970, 1, 1, tzinfo=UTC)


def _from_number(digits: str) -> tuple[date, datetime | None] | None:
    with suppress(ValueError, OverflowError, OSError):
        if len(digits) in (8, 14):
            return datetime.strptime(digits[:8], "%Y%m%d").date(), None
        at = datetime.fromtimestamp(int(digits) / (1000 if len(digits) == 13 else 1), UTC)
        return at.date(), at
    return None


def _from_iso(value: str) -> tuple[date, datetime | None] | None:
    with suppress(InputError):
        return parse_published(value)
    match = _NEARLY_ISO.match(value)
    if match is None:
        return None
    with suppress(ValueError):
        day = date(int(match["y"]), int(match["m"]), int(match["d"]))
        if not match["zone"]:
            return day, None
        clock = f"{int(match['hour']):02}:{match['minute']}:{match['second'] or '00'}"
        zone = "+00:00" if match["zone"][0] not in "+-" else match["zone"]
        return day, datetime.fromisoformat(f"{day}T{clock}{zone}")
    return None


def _from_mail(value: str) -> tuple[date, datetime | None] | None:
    """A date as e-mail writes it (RFC 822, and 5322 after it)."""
    from email.utils import parsedate_to_datetime

    if re.match(r"(?:[A-Z][a-z]{2,8}, )?\d{1,2} [A-Z][a-z]{2} \d{4} \d", value):
        with suppress(TypeError, ValueError, OverflowError):
            at = parsedate_to_datetime(value)
            return at.date(), at
    return None
