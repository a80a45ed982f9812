"""Numbers and days of a text as values, however they are written.

"5,100,000", "5.1 million" and "five point one million" are one number; "Tuesday" is a day once the
day of the article is known. Nothing here judges: it says what is there, and whether two values can
be the same thing.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from .numerals import NUMERALS, TENS

__all__ = ["Moment", "Quantity", "moments", "quantities"]

SAME = 1e-9  # relative difference up to which two values are one
_SCALES = {
    "hundred": 1e2, "thousand": 1e3, "k": 1e3, "lakh": 1e5, "million": 1e6, "mn": 1e6, "m": 1e6,
    "crore": 1e7, "billion": 1e9, "bn": 1e9, "b": 1e9, "trillion": 1e12, "tn": 1e12,
}  # fmt: skip
_SPOKEN_SCALES = {name: value for name, value in _SCALES.items() if len(name) > 2}
_CURRENCIES = {
    "$": "$", "us$": "$", "dollar": "$", "dollars": "$", "usd": "$", "£": "£", "pound": "£",
    "pounds": "£", "gbp": "£", "sterling": "£", "€": "€", "euro": "€", "euros": "€", "eur": "€",
    "¥": "¥", "yen": "¥", "yuan": "yuan", "rmb": "yuan", "₹": "₹", "rs": "₹", "rupee": "₹",
    "rupees": "₹", "franc": "franc", "francs": "franc", "crown": "crown", "crowns": "crown",
    "cent": "cent", "cents": "cent", "pence": "pence",
}  # fmt: skip
_ORDINALS = {
    "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9,
    "tenth": 10, "eleventh": 11, "twelfth": 12,
}  # fmt: skip
_MONTHS = (
    "january february march april may june july august september october november december".split()
)
_WEEKDAYS = "monday tuesday wednesday thursday friday saturday sunday".split()

_SCALE = "|".join(sorted(_SCALES, key=len, reverse=True))
_UNIT_WORDS = "|".join(
    sorted((re.escape(word) for word in _CURRENCIES if word[0].isalpha()), key=len, reverse=True)
)
_AFTER = (
    r"(?:(?P<percent>\s?%|[\s-](?:per\s?cent(?:age)?|percent(?:age)?)(?:[\s-]points?)?)"
    rf"|[\s-](?P<unit>{_UNIT_WORDS})\b)?"
)
_DIGITS = re.compile(
    r"(?<![\w.,])(?P<sign>US\$|[$£€¥₹]|Rs\.?\s?)?\s?"
    r"(?P<digits>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+)"
    rf"(?:(?P<ordinal>st|nd|rd|th)\b|[\s-]?(?P<scale>{_SCALE})\b)?" + _AFTER + r"(?![\d])",
    re.I,
)
_SPOKEN = "|".join(sorted([*NUMERALS, *_SPOKEN_SCALES, "zero", "dozen"], key=len, reverse=True))
_WORDS = re.compile(
    r"(?<![\w-])(?:(?P<a>half an?|an?)\s+(?=hundred|thousand|million|billion|trillion|dozen))?"
    rf"(?P<words>(?:{_SPOKEN})(?:(?:[\s-]+|\s+and\s+|\s+point\s+)(?:{_SPOKEN}))*)(?![\w])" + _AFTER,
    re.I,
)
_ORDINAL_WORDS = re.compile(rf"\b(?:{'|'.join(_ORDINALS)})\b", re.I)

# A share in words is no count: neither "two" nor "fifths" of "two fifths" is a number of things.
_SHARE = re.compile(
    r"\b(?:an?|one|two|three|four)[\s-](?:half|halves|thirds?|quarters?|fifths?|tenths?)\b", re.I
)

_MONTH = (
    r"(?P<month>Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?"
    r"|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\b\.?"
)
_YEAR = r"(?P<year>(?:19|20)\d\d)(?!\d)"
_DAY = r"(?P<day>3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?(?![\d%])"
_DATED = (
    re.compile(rf"(?<!\d){_YEAR}-(?P<month>\d\d)-(?P<day>\d\d)(?!\d)"),
    re.compile(rf"(?<![\d.,]){_DAY}(?:\s+of)?\s+{_MONTH}(?:,?\s+{_YEAR})?"),
    re.compile(rf"\b{_MONTH}\s+{_DAY}(?![,.]?\d)(?:,?\s+{_YEAR})?"),
    re.compile(rf"\b{_MONTH},?\s+(?:of\s+)?{_YEAR}"),
    re.compile(
        rf"\b(?:in|since|until|by|from|during|late|early|mid|last|next|of|to)[\s-]+{_MONTH}"
    ),
    re.compile(rf"(?<![\d.,$£€-]){_YEAR}(?![-\d%]|[.,]\d)"),
)
_WEEKDAY = re.compile(rf"\b({'|'.join(day.title() for day in _WEEKDAYS)})s?\b")
_RELATIVE = re.compile(
    r"\b(?P<near>today|tonight|yesterday|tomorrow)\b"
    r"|\b(?P<which>last|this|next)\s+(?P<span>month|year)\b",
    re.I,
)


@dataclass(frozen=True)
class Quantity:
    """A number in a text, ``text[start:end]``, with its unit: ``%``, a currency, ``th`` for a
    place in an order, or nothing that is known."""

    value: float
    unit: str
    start: int
    end: int

    def same(self, other: Quantity) -> bool:
        """Whether both can be the same number of the same thing."""
        return self._alike(other) and math.isclose(self.value, other.value, rel_tol=SAME)

    def rounds(self, other: Quantity) -> bool:
        """Whether this is what ``other`` becomes when it is rounded: 5 million for 5,112,000."""
        if not self._alike(other) or not self.value or not other.value:
            return False
        step = 10.0 ** _trailing_place(self.value)
        # A number of one digit is a count: three is not two point six.
        coarse = step > 1 or self.value >= 10
        return coarse and abs(self.value - other.value) <= 0.5 * step * (1 + SAME)

    def _alike(self, other: Quantity) -> bool:
        return self.unit == other.unit or "" in (self.unit, other.unit)


@dataclass(frozen=True)
class Moment:
    """A day, a month or a year that a text names, ``text[start:end]``, as far as it names it.

    ``either`` are the two days that a weekday can be, the one before the article's day and the one
    after it.
    """

    year: int | None
    month: int | None
    day: int | None
    start: int
    end: int
    either: tuple[date, ...] = ()

    def same(self, other: Moment) -> bool:
        """Whether both can be one time: nothing that both say differs, and both say something."""
        if self.either or other.either:
            if self.either and other.either:
                return bool(set(self.either) & set(other.either))
            one, days = (self, other.either) if other.either else (other, self.either)
            return any(one._holds(day) for day in days)
        pairs = zip(self._parts, other._parts, strict=True)
        shared = [(a, b) for a, b in pairs if a is not None and b is not None]
        return bool(shared) and all(a == b for a, b in shared)

    def _holds(self, day: date) -> bool:
        named = zip(self._parts, (day.year, day.month, day.day), strict=True)
        return all(part is None or part == value for part, value in named)

    @property
    def _parts(self) -> tuple[int | None, int | None, int | None]:
        return self.year, self.month, self.day


def quantities(text: str) -> list[Quantity]:
    """The numbers of a text in its order, without those that name a day or a year."""
    taken = [(moment.start, moment.end) for moment in moments(text)]
    taken += [share.span() for share in _SHARE.finditer(text)]
    digits = [each for each in _in_digits(text) if not _within(each.start, each.end, taken)]
    # The "million" of "5.1 million" is not a number of its own.
    taken += [(each.start, each.end) for each in digits]
    words = [*_in_words(text), *_in_order(text)]
    found = digits + [each for each in words if not _within(each.start, each.end, taken)]
    return sorted(found, key=lambda each: each.start)


def moments(text: str, today: date | None = None) -> list[Moment]:
    """The times of a text in its order; ``today`` is the day on which it was written.

    Without it, weekdays and words such as "yesterday" name no day and are left out.
    """
    found: list[Moment] = []
    for pattern in _DATED:
        for match in pattern.finditer(text):
            if not _within(*match.span(), [(m.start, m.end) for m in found]):
                found.append(_dated(match))
    if today:
        found += _relative(text, today)
    return sorted(found, key=lambda moment: moment.start)


def _in_digits(text: str) -> Iterator[Quantity]:
    for match in _DIGITS.finditer(text):
        value = float(match["digits"].replace(",", ""))
        scale = match["scale"]
        if scale:
            value *= _SCALES[scale.lower()]
        unit = "th" if match["ordinal"] else _unit(match, match["sign"])
        yield Quantity(value, unit, *match.span())


def _in_words(text: str) -> Iterator[Quantity]:
    for match in _WORDS.finditer(text):
        words = re.findall(r"\w+", match["words"].lower())
        share = 0.5 if (match["a"] or "").lower().startswith("half") else 1.0
        values = _spoken(words)
        # "One" by itself is a pronoun more often than a number.
        if words == ["one"] and not match["percent"] and not match["unit"]:
            continue
        for value in values:
            yield Quantity(value * share, _unit(match), *match.span())


def _in_order(text: str) -> Iterator[Quantity]:
    for match in _ORDINAL_WORDS.finditer(text):
        yield Quantity(float(_ORDINALS[match[0].lower()]), "th", *match.span())


def _spoken(words: list[str]) -> list[float]:
    """The numbers that a run of number words says; most often one."""
    done: list[float] = []
    total = current = 0.0
    last: float | None = None  # the size of the last word: what follows must be smaller
    decimals = 0
    for word in words:
        if word == "and":
            continue
        if word == "point":
            decimals, last = 1, None
        elif word in _SPOKEN_SCALES or word == "dozen":
            scale = _SPOKEN_SCALES.get(word, 12.0)
            if scale == 100 or word == "dozen":
                current = (current or 1.0) * scale
            else:
                total += (current or 1.0) * scale
                current = 0.0
            last, decimals = scale, 0
        elif decimals:
            current += NUMERALS.get(word, 0) / 10**decimals
            decimals += 1
        else:
            value = NUMERALS.get(word, 0)
            size = 10.0 if word in TENS else 1.0
            fits = last is None or (last > size and not (last == 10 and value > 9))
            if not fits:
                done.append(total + current)
                total = current = 0.0
            current += value
            last = size
    return [*done, total + current]


def _unit(match: re.Match[str], sign: str | None = None) -> str:
    if match["percent"]:
        return "%"
    name = (sign or match["unit"] or "").lower().strip(" .")
    return _CURRENCIES.get(name, "")


def _dated(match: re.Match[str]) -> Moment:
    named = match.groupdict()
    month = named.get("month")
    if month and not month.isdigit():
        number = next(
            at for at, name in enumerate(_MONTHS, 1) if name.startswith(month[:3].lower())
        )
    else:
        number = int(month) if month else 0
    return Moment(
        year=int(named["year"]) if named.get("year") else None,
        month=number or None,
        day=int(named["day"]) if named.get("day") else None,
        start=match.start(),
        end=match.end(),
    )


def _relative(text: str, today: date) -> Iterator[Moment]:
    for match in _WEEKDAY.finditer(text):
        back = (today.weekday() - _WEEKDAYS.index(match[1].lower())) % 7
        before = today - timedelta(back)
        days = (before, before + timedelta(7), before - timedelta(7))
        yield Moment(None, None, None, *match.span(), either=days)
    for match in _RELATIVE.finditer(text):
        if match["near"]:
            ahead = {"yesterday": -1, "tomorrow": 1}.get(match["near"].lower(), 0)
            day = today + timedelta(ahead)
            yield Moment(day.year, day.month, day.day, *match.span())
        else:
            step = {"last": -1, "this": 0, "next": 1}[match["which"].lower()]
            if match["span"].lower() == "year":
                yield Moment(today.year + step, None, None, *match.span())
            else:
                months = today.year * 12 + today.month - 1 + step
                yield Moment(months // 12, months % 12 + 1, None, *match.span())


def _trailing_place(value: float) -> int:
    """The power of ten of the last digit of a number that is not nought: 2 for 5,100."""
    digits = f"{value:.6f}".rstrip("0")
    whole, _, decimals = digits.partition(".")
    if decimals:
        return -len(decimals)
    return len(whole) - len(whole.rstrip("0"))


def _within(start: int, end: int, spans: list[tuple[int, int]]) -> bool:
    return any(start < last and first < end for first, last in spans)
