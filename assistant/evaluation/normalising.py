"""Brings texts into one form, so that answers can be compared word for word.

Starts from the normalisation of SQuAD (Rajpurkar et al. 2016: case, punctuation and the words a,
an, the do not count) and adds what news needs: 1,000 and 1000, 2.5 million and 2,500,000,
1 000 too, twenty-three and 23, 16 June 2025 and 2025-06-16, Dr Oswick and Oswick, Łódź and Lodz,
U.S. and US, 9 a.m. and 9am are one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from ..text.characters import shown
from ..text.numerals import NUMERALS

__all__ = ["is_within", "words"]

_MONTHS = "january february march april may june july august september october november december"
_MONTH = {name: number for number, name in enumerate(_MONTHS.split(), start=1)}
_MONTH |= {name[:3]: number for name, number in _MONTH.items()} | {"sept": 9}
_MONTH_NAME = rf"({'|'.join(sorted(_MONTH, key=len, reverse=True))})\b\.?"
_DAY = r"\b(\d{1,2})(?:st|nd|rd|th)?"
# Year apart from day, so that "16 June" is within "16 June 2025".
_DAY_FIRST = re.compile(rf"{_DAY}(?: of)? {_MONTH_NAME}")
_MONTH_FIRST = re.compile(rf"\b{_MONTH_NAME} {_DAY}\b(?![.,]?\d)")
_ISO = re.compile(r"\b(\d{4})-(\d\d)-(\d\d)\b")

_SCALES = {"hundred": 100, "thousand": 10**3, "million": 10**6, "billion": 10**9}
_SCALES |= {"trillion": 10**12, "bn": 10**9, "mn": 10**6}
_TITLES = frozenset("mr mrs ms miss dr prof professor sir dame lord lady rev".split())
_ARTICLES = frozenset(("a", "an", "the"))

_POSSESSIVE = re.compile(r"(?<=\w)'s\b")
_GROUPED = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
# By spaces or apostrophes, too, and by points if there are two: one may be a decimal point.
_SPACED = re.compile(r"(?<![\d.,])\d{1,3}(?:(?:[ '’]\d{3})+|(?:\.\d{3}){2,})(?![\d.,]*\d)")
_INITIALS = re.compile(r"\b(?:[a-z]\.){2,}")
_HOUR = re.compile(r"(?<=\d)(am|pm)\b")
# Letters that Unicode does not take apart into a plain one and a mark.
_PLAIN = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe",
                        "ı": "i", "ħ": "h"})  # fmt: skip
_CURRENCY = re.compile(r"[$€£¥]\s?(\d[\d.]*)\s?(m|b)\b")
_PERCENT = re.compile(r"\s?%|\bper cent\b")
_NUMBER_AND_SCALE = re.compile(r"(\d)(bn|mn)\b")
_WORD = re.compile(r"day\d{4}|\d+(?:\.\d+)?|[^\W\d_]+")


def words(text: str) -> list[str]:
    """The words that count, in order, each in the one form in which it is compared."""
    text = unicodedata.normalize("NFKD", text).casefold().replace("’", "'")
    text = "".join(character for character in text if not unicodedata.combining(character))
    text = _POSSESSIVE.sub("", " ".join(shown(text).split())).translate(_PLAIN)
    text = _GROUPED.sub("", text)
    text = _SPACED.sub(lambda m: re.sub(r"\D", "", m[0]), text)
    text = _INITIALS.sub(lambda m: m[0].replace(".", ""), _HOUR.sub(r" \1", text))
    text = _CURRENCY.sub(lambda m: f"{m[1]} {'million' if m[2] == 'm' else 'billion'}", text)
    text = _PERCENT.sub(" percent", _NUMBER_AND_SCALE.sub(r"\1 \2", text))
    text = _ISO.sub(lambda m: f"{_day(int(m[3]), int(m[2]))} {m[1]}", text)
    text = _DAY_FIRST.sub(lambda m: _day(int(m[1]), _MONTH[m[2]]), text)
    text = _MONTH_FIRST.sub(lambda m: _day(int(m[2]), _MONTH[m[1]]), text)
    kept = [word for word in _WORD.findall(text) if word not in _TITLES | _ARTICLES]
    return _numbers_joined(kept)


def is_within(inner: Sequence[str], outer: Sequence[str]) -> bool:
    """Whether the words ``inner`` stand one after the other in ``outer``; no words do not."""
    size = len(inner)
    first = inner[0] if inner else None
    return bool(inner) and any(
        word == first and list(outer[at : at + size]) == list(inner)
        for at, word in enumerate(outer)
    )


def _day(day: int, month: int) -> str:
    return f"day{month:02}{day:02}"  # one word, that no text has by itself


def _numbers_joined(kept: Sequence[str]) -> list[str]:
    """Runs of number words, and figures before a scale, as one figure."""
    joined: list[str] = []
    at = 0
    while at < len(kept):
        value, end = _number(kept, at)
        # "One" by itself is a pronoun more often than a number.
        if value is None or (end == at + 1 and kept[at] in ("one", *_SCALES)):
            joined.append(kept[at])
            at += 1
        else:
            joined.append(f"{value:.6f}".rstrip("0").rstrip("."))
            at = end
    return joined


def _number(kept: Sequence[str], at: int) -> tuple[float | None, int]:
    """The number that begins here, and where it ends; ``None`` if none does."""
    total, group, start = 0.0, 0.0, at
    last: float | None = None  # the small number just read; twenty may be followed by three
    while at < len(kept):
        word = kept[at]
        if word in NUMERALS and (last is None or (last % 10 == 0 and 20 <= last > NUMERALS[word])):
            last = NUMERALS[word] if last is None else last + NUMERALS[word]
            group += NUMERALS[word]
        elif at == start and word.replace(".", "", 1).isdecimal():
            last = group = float(word)
        elif word in _SCALES and at > start:
            group *= _SCALES[word]
            if word != "hundred":
                total, group = total + group, 0.0
            last = None
        elif not (word == "and" and kept[at - 1] == "hundred" and _is_small(kept, at + 1)):
            break
        at += 1
    return (None, start) if at == start else (total + group, at)


def _is_small(kept: Sequence[str], at: int) -> bool:
    return at < len(kept) and kept[at] in NUMERALS
