"""Joins printed lines into the paragraphs that they were cut from.

A line that was cut for want of room tells so: the next word would not have fitted. Lists, verse,
addresses and tables are not cut for want of room, so their lines stay apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from assistant.text.characters import is_unspaced
from assistant.text.setting import joint

from .lines import as_line, ends_sentence, is_item, parted

__all__ = ["paragraphs", "unwrapped"]

WIDTHS = range(24, 140)  # characters; nobody prints narrower columns, and wider ones are no lines
NARROW = 45  # characters; lists and verse are as wide as narrow columns, so more must speak for one
FULL = 0.6  # the share of lines that must be full before a text counts as cut into lines
# The same, and how many at least, in a writing without capitals.
CASELESS_FULL, CASELESS = 0.8, 2
GOES_ON = 0.25  # the share of them that the next line must go on from in mid-sentence
SLACK = 0.85  # of the width; letters differ in width, and words are divided or not
_INDENT = re.compile(r"  |\t|\u3000")
_QUOTED = re.compile(r"(?:> ?)+")
_RULE = re.compile(r"[\W_]+")


class _Line(NamedTuple):
    words: str
    indented: bool = False


def paragraphs(text: str) -> list[str]:
    """The paragraphs, headings and items of a plain text, each on one line.

    Blank lines part them; so does every line end, unless the text was cut into lines.
    """
    return [line for block in _joined(_blocks(text)) for line in block]


def unwrapped(lines: Sequence[str]) -> list[str]:
    """The same for the lines of one block, such as those that ``<br>`` parts in a page."""
    return [line for block in _joined([[_line(line) for line in lines]]) for line in block]


def _blocks(text: str) -> list[list[_Line]]:
    blocks: list[list[_Line]] = [[]]
    for raw in parted(text):
        line = _line(raw)
        if line.words.strip("> "):
            blocks[-1].append(line)
        elif blocks[-1]:
            blocks.append([])
    return [block for block in blocks if block]


def _line(raw: str) -> _Line:
    divided = "\u00ad" if raw.rstrip().endswith("\u00ad") else ""
    return _Line(as_line(raw) + divided, bool(_INDENT.match(raw)))


def _joined(blocks: Sequence[Sequence[_Line]]) -> Iterator[list[str]]:
    width = _width(blocks)
    for block in blocks:
        whole = _paragraphs_of(block, width) if width else (line.words for line in block)
        yield [line for line in (line.rstrip("\u00ad") for line in whole) if line]


def _width(blocks: Sequence[Sequence[_Line]]) -> int:
    """The width that the lines were cut to; 0 if they were not."""
    pairs = [
        (line.words, after.words)
        for block in blocks
        for line, after in pairwise(block)
        if line.words and after.words and not is_item(after.words)
    ]
    sizes = sorted(len(line) for line, _ in pairs)
    if not sizes or (width := sizes[len(sizes) * 9 // 10]) not in WIDTHS:
        return 0
    # A short line, and one that ends a sentence, may be the last of its paragraph.
    wide = [
        (line, after) for line, after in pairs if len(line) > width / 2 and not ends_sentence(line)
    ]
    full = [(line, after) for line, after in wide if _is_full(line, after, width)]
    running = sum(_goes_on(line, after) for line, after in full)
    if not running or running < (2 * GOES_ON if width < NARROW else GOES_ON) * len(full):
        return 0
    if any(_has_case(after) for _, after in full):
        return width if len(full) >= FULL * len(wide) else 0
    # Letters without capitals tell less of where a sentence begins.
    open_ended = sum(not ends_sentence(line) for line, _ in pairs)
    return width if len(full) >= CASELESS and len(full) >= CASELESS_FULL * open_ended else 0


def _is_full(line: str, after: str, width: int) -> bool:
    """Whether the first word of the next line would not have fitted on this one."""
    if is_unspaced(after[:1]):
        return len(line) + 2 >= width
    word = after.split(maxsplit=1)[0]
    return len(line) + 1 + len(word) > width * (1.0 if ends_sentence(line) else SLACK)


def _goes_on(line: str, after: str) -> bool:
    """Whether the next line is in the middle of a sentence, as far as its letters can tell."""
    if ends_sentence(line):
        return False
    first = next((character for character in after if character.isalnum()), "")
    return first.islower() or (first.isalpha() and first.upper() == first.lower())


def _has_case(text: str) -> bool:
    return text.upper() != text.lower()


def _paragraphs_of(block: Sequence[_Line], width: int) -> Iterator[str]:
    if _is_verse(block, width):
        yield from (line.words for line in block)
        return
    hanging = is_item(block[0].words)
    parts = [block[0].words]
    quoted = _QUOTED.match(parts[0])
    for before, line in pairwise(block):
        if _begins(before, line, width, hanging):
            yield "".join(parts)
            parts, hanging, quoted = [line.words], is_item(line.words), _QUOTED.match(line.words)
        else:
            more = _QUOTED.sub("", line.words, count=1) if quoted else line.words
            # Only the ends matter, and adding to a long text again and again takes long.
            parts[-1:] = joint(parts[-1], more)
    yield "".join(parts)


def _begins(before: _Line, line: _Line, width: int, hanging: bool) -> bool:
    """Whether a new paragraph begins with this line."""
    if is_item(line.words) or _RULE.fullmatch(line.words) or _RULE.fullmatch(before.words):
        return True
    if hanging and line.indented:
        return False
    if line.indented and not before.indented:
        return True
    if len(before.words) < width / 2:
        return True
    return not (_goes_on(before.words, line.words) or _is_full(before.words, line.words, width))


def _is_verse(block: Sequence[_Line], width: int) -> bool:
    """Whether all of four lines or more begin with a capital, and some had room left."""
    starts = [line.words.lstrip("\"'“‘«„([–— ")[:1] for line in block]
    pairs = pairwise(block)
    return (
        len(block) > 3
        and all(start.isupper() for start in starts)
        and not all(_is_full(line.words, after.words, width) for line, after in pairs)
    )
