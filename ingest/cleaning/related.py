"""Tells apart the articles that stand on one page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from .bylines import is_byline, is_stamp
from .furniture import is_furniture, is_related_heading
from .headlines import may_be_headline
from .lines import LONG, ends_sentence, is_prose, words_in

__all__ = ["Section", "sections_of"]

HEAD_LINES = 10  # from a headline through outlet, date and byline to the first paragraph
NEAR = 4  # a byline or date this close below a line makes a headline of it
# What a full article has; a teaser is shorter.
ARTICLE_CHARACTERS = 400
ARTICLE_SENTENCES = 3
NAME_WORDS = 5


class Section(NamedTuple):
    """The lines of one article, and where its headline stands among them (``None``: unknown)."""

    lines: Sequence[str]
    headline: int | None


def sections_of(lines: Sequence[str]) -> list[Section]:
    """The lines of a page, one section for each full article on it; the first is the page's own.

    Below a heading such as "Related articles" an article begins with a headline that stands
    twice or has an outlet's byline or a date under it; without such a heading it needs both.
    Headlines without a full article below them are teasers and go with what is around them.
    """
    heads = _heads(lines)
    if not heads:
        return [Section(lines, None)]
    starts = [_start(lines, head) for head in heads]
    ends = [*starts[1:], len(lines)]
    found = [
        Section(lines[start:end], head - start)
        for start, head, end in zip(starts, heads, ends, strict=True)
        if _is_article(lines[head + 1 : end])
    ]
    return [Section(_up_to_marker(lines[: starts[0]]), None), *found]


def _heads(lines: Sequence[str]) -> list[int]:
    """Where the headlines of further articles stand."""
    heads: list[int] = []
    prose = skip_to = 0
    marked = False
    seen: set[str] = set()
    for number, line in enumerate(lines):
        if number < skip_to:
            continue
        if prose >= LONG and is_related_heading(line):
            marked = True
        elif prose >= LONG and line not in seen and _opens_article(lines, number, marked):
            heads.append(number)
            skip_to = _first_prose(lines, number)
        elif is_prose(line) and not is_furniture(line):
            prose += len(line)
        seen.add(line)
    return heads


def _opens_article(lines: Sequence[str], number: int, marked: bool) -> bool:
    line, after = lines[number], lines[number + 1 : number + 1 + HEAD_LINES]
    prose = next((at for at, below in enumerate(after) if is_prose(below)), None)
    if not prose:  # none, or right below: then nothing marks the line as a headline
        return False
    doubled = line in after[:prose]
    if not (doubled or marked) or not may_be_headline(line):
        return False
    dated = any(is_stamp(below) or is_byline(below) for below in after[: min(prose, NEAR)])
    return (doubled or dated) if marked else (doubled and dated)


def _first_prose(lines: Sequence[str], number: int) -> int:
    return next(at for at in range(number + 1, len(lines)) if is_prose(lines[at]))


def _start(lines: Sequence[str], head: int) -> int:
    """Where the section begins: an outlet's name between "Related" and the headline is its own."""
    start = head
    while start and _may_be_name(lines[start - 1]):
        start -= 1
    return start if start and is_related_heading(lines[start - 1]) else head


def _may_be_name(line: str) -> bool:
    return words_in(line) <= NAME_WORDS and not (ends_sentence(line) or is_furniture(line))


def _up_to_marker(lines: Sequence[str]) -> Sequence[str]:
    """The first article's lines without what announces the further ones."""
    last = max((n for n, line in enumerate(lines) if is_related_heading(line)), default=None)
    if last is None or any(is_prose(line) for line in lines[last:]):
        return lines
    return lines[: last + 1]


def _is_article(lines: Sequence[str]) -> bool:
    prose = [line for line in lines if is_prose(line)]
    sentences = sum(line.count(". ") + 1 for line in prose)
    return sum(map(len, prose)) >= ARTICLE_CHARACTERS and sentences >= ARTICLE_SENTENCES
