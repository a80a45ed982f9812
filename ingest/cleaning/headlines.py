"""Finds the headline among the lines at the top of an article."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from .bylines import is_byline, is_stamp
from .furniture import is_caption, is_furniture
from .lines import LONG, is_bullet, is_prose, words_in

__all__ = ["Headline", "find_headline", "may_be_headline", "top_of"]

TOP_LINES = 80  # a menu pasted line by line can be that long
TITLE_CHARACTERS = 250
TITLE_WORDS = range(3, 31)
CERTAIN_WORDS = 4  # without any other sign, fewer words are a section or an outlet
_CRUMBS = re.compile(r"\s*[»›>]\s*|\s+/\s+")


class Headline(NamedTuple):
    """A headline, where it stands, and whether the page itself marks it as one."""

    text: str
    line: int
    sure: bool


def find_headline(lines: Sequence[str], language: str = "en") -> Headline | None:
    """The headline, or ``None`` if the lines begin with the article's own prose.

    In order: the line that a breadcrumb ends with; the line that stands twice or has a date in
    brackets behind it; the line with a byline or date right below; the first that is long
    enough to be one. The last two only above any prose: further down they are subheadings.
    """
    top = top_of(lines)
    likely = [number for number in range(len(top)) if may_be_headline(top[number], language)]
    prose = [n for n, line in enumerate(top) if is_prose(line) and not is_furniture(line)]
    above = [number for number in likely if not prose or number < prose[0]]
    crumbs = {_CRUMBS.split(line)[-1] for line in top if _CRUMBS.search(line)}
    named = [number for number in likely if top[number] in crumbs]
    marked = [
        number for number in likely if _is_doubled(top, number) or _ends_with_date(top[number])
    ]
    signed = [number for number in above if _is_signed(top, number, language)]
    plain = [number for number in above if words_in(top[number]) >= CERTAIN_WORDS]
    found = named or ([n for n in marked if n in above] or (marked if not plain else []))
    number = next(iter(found or signed or plain), None)
    if number is None:
        return None
    return Headline(top[number], number, sure=bool(found or signed))


def top_of(lines: Sequence[str]) -> Sequence[str]:
    """The lines up to the first paragraph; one sentence alone may stand above a headline."""
    prose = 0
    for number, line in enumerate(lines[:TOP_LINES]):
        if is_prose(line) and not is_furniture(line):
            prose += 2 if len(line) >= LONG else 1
        if prose >= 2:
            return lines[:number]
    return lines[:TOP_LINES]


def may_be_headline(line: str, language: str = "en") -> bool:
    """Whether a line could be one: some words with a capital, no full stop, no furniture."""
    return (
        len(line) <= TITLE_CHARACTERS
        and not line.rstrip("'\"”’").endswith((".", "。", "।", ":", ","))
        and words_in(line) in TITLE_WORDS
        and (line.upper() == line.lower() or line != line.lower())
        and not is_bullet(line)
        and not (
            is_furniture(line) or is_caption(line) or is_stamp(line, language) or is_byline(line)
        )
    )


def _is_doubled(top: Sequence[str], number: int) -> bool:
    return top[number] in top[number + 1 : number + 9]


def _ends_with_date(line: str) -> bool:
    return line.endswith(")") and is_stamp(line[line.rfind("(") + 1 : -1])


def _is_signed(top: Sequence[str], number: int, language: str) -> bool:
    below = top[number + 1 : number + 3]
    return any(is_byline(line) or is_stamp(line, language) for line in below)
