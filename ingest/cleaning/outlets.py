"""Finds which outlet an article is from when nothing but its text says so."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice
from urllib.parse import urlsplit

from .bylines import is_press_name
from .dates import age_in_line
from .furniture import is_caption, is_furniture
from .lines import bare, ends_sentence, words_in

__all__ = ["host_of", "masthead", "named_by_itself", "named_with_age", "named_with_author"]

NAME_WORDS = 5
NAME_CHARACTERS = 100
READ = 100_000  # characters; a longer page has named its outlet by then
_NAME = r"(?:the )?(?P<name>[A-ZÀ-Þ][\w'’&.-]*(?: [A-ZÀ-Þ][\w'’&.-]*){0,4})"
_FREQUENCY = re.compile(r"\s+\d[\d.,]*(?:\s*(?:FM|AM|MHz))?$")  # of a radio station
_EMPLOYER = re.compile(rf"\b{_NAME}(?: \w+)? (?:journalist|reporter|correspondent|columnist) \Z")
AUTHORS = 10  # of an article, and
NAMED = 100  # places where each is named, and
IN_FRONT = 150  # characters before that: what is looked at for "Daily Planet journalist"
# How an article speaks of the paper it stands in. Each alone may be about another paper.
_SELF_REFERENCES = tuple(
    re.compile(pattern)
    for pattern in (
        rf"\b(?:obtained|seen|reviewed|verified) by {_NAME}",
        rf"\b(?:told|comment(?:ary)? (?:to|for)|interview with|spoke to) {_NAME}",
        rf"[Pp]hoto: {_NAME}",
    )
)


def host_of(url: str | None) -> str | None:
    """The host of a web address, without ``www.``."""
    host = urlsplit(url).hostname if url else None
    return host.removeprefix("www.") if host else None


def masthead(lines: Sequence[str], below: Sequence[str]) -> tuple[str, bool] | None:
    """The outlet named at the top of a page, above the headline, and whether it comes again below.

    The first line that is no furniture is taken: "Harbour Gazette", "NORTHLINE WIRE". Spelled
    as further down, if there it is not all in capitals.
    """
    line = next((line for line in lines if not is_furniture(line)), "")
    if len(line) > NAME_CHARACTERS:
        return None
    name = _FREQUENCY.sub("", line)
    if not _may_be_outlet(name):
        return None
    if not all(
        word[0].isupper() or word[0] in "&-" or word in "of the and" for word in name.split()
    ):
        return None
    own = re.sub(r"^the ", "", name, flags=re.I)
    again = re.search(rf"\b{re.escape(own)}\b", "\n".join(below), re.I)
    if not (again or is_press_name(name)):
        return None
    return (again[0] if again and name.isupper() else name), bool(again)


def _may_be_outlet(name: str) -> bool:
    return name[:1].isupper() and words_in(name) <= NAME_WORDS and not ends_sentence(name)


def named_with_age(lines: Sequence[str]) -> str | None:
    """The outlet on an aggregator's page: a name glued to an age, or above one.

    "Daily Planeta day ago"; or "Daily Planet", "time2 hours ago" on two lines.
    """
    for number, line in enumerate(lines):
        age = age_in_line(line)
        if age is None:
            continue
        above = lines[number - 1] if number else ""
        for name in (age.front, bare(above)):
            if len(name) <= NAME_CHARACTERS and _may_be_outlet(name):
                return name
    return None


def named_with_author(lines: Sequence[str], authors: Sequence[str]) -> str | None:
    """The outlet that the text names in front of its author: "Daily Planet journalist Ann Poe"."""
    text = "\n".join(lines)[:READ]
    for author in authors[:AUTHORS]:
        for named in islice(re.finditer(re.escape(author), text), NAMED):
            start = max(0, named.start() - IN_FRONT)
            if match := _EMPLOYER.search(text, start, named.start()):
                return re.sub(r"[’']s?$", "", match["name"])
    return None


def named_by_itself(lines: Sequence[str]) -> str | None:
    """The outlet that an article speaks of as its own, in two different ways.

    "a memo obtained by the Dunmarrow Tribune" and "told the Tribune": one alone may be about
    another paper.
    """
    text = "\n".join(line for line in lines if is_caption(line) or words_in(line) > NAME_WORDS)
    text = text[:READ]
    ways = [{match["name"].rstrip(".") for match in way.finditer(text)} for way in _SELF_REFERENCES]
    names = sorted(set().union(*ways), key=len, reverse=True)
    for name in filter(is_press_name, names):
        if sum(any(_is_short_for(other, name) for other in way) for way in ways) >= 2:
            return name
    return None


def _is_short_for(short: str, name: str) -> bool:
    """Whether "the Tribune" may be the Dunmarrow Tribune."""
    return set(short.split()) <= set(name.split())
