"""Keeps the lines that are the article's own and takes off the rest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence

from .addressing import reports
from .bylines import is_byline, is_stamp, split_byline
from .furniture import (
    CAPTION_CHARACTERS,
    is_caption,
    is_contents_heading,
    is_furniture,
    is_related_heading,
    may_be_related_heading,
    opens_comments,
    signs_paragraph,
)
from .headlines import top_of
from .lines import LONG, bare, ends_sentence, is_bullet, is_prose, words_in

__all__ = ["own_lines"]

# Between two pieces of furniture, this many short lines are furniture too; a longer run is a
# list that the article ends with.
STRAY_LINES = 4
TEASER_CHARACTERS = 160  # the summary below a headline that points to another article
CAPTION_WORDS = 5  # a repeated line with fewer may be an entry of a list, such as a name


def own_lines(
    lines: Sequence[str], title: str, names: Collection[str] = (), language: str = "en"
) -> list[str]:
    """The article's own lines, in order, out of those below its headline.

    ``names`` are those of its outlet and authors: a line of one of them alone is a byline.
    Every line kept is kept whole, save that a byline running into the first paragraph goes.
    """
    lines = _before_comments(_without_contents(list(lines)))
    repeated = _repeated_captions(lines)
    lines = _before_teasers(_without_tail(lines))
    top = len(top_of(lines))
    apart = {_squeezed(name) for name in (title, *names)}
    last = len(lines) - 1
    kept: list[str] = []
    seen: set[str] = set()
    for number, line in enumerate(lines):
        if number <= top + 1:
            line = split_byline(line)[1]
        if line in repeated or is_furniture(line) or _describes_picture(line, number == last):
            continue
        if len(line) <= CAPTION_CHARACTERS and _squeezed(line) in apart:
            continue
        if is_byline(line) and (number <= top or number >= len(lines) - 3):
            continue
        if number <= top and is_stamp(line, language):
            continue
        if line in seen and (line in kept[-1:] or is_prose(line)):
            continue
        seen.add(line)
        kept.append(line)
    return kept


def _describes_picture(line: str, last: bool) -> bool:
    """Whether a line is a caption; the paragraph that an agency signs is none."""
    return is_caption(line) and not (signs_paragraph(line) and (last or reports(line)))


def _squeezed(line: str) -> str:
    return "".join(filter(str.isalnum, line)).casefold()


def _without_contents(lines: list[str]) -> list[str]:
    """Without a table of contents: bullets that come again as headings further down."""
    plain = {line for line in lines if not is_bullet(line)}
    listed = [is_bullet(line) and bare(line) in plain for line in lines]
    heads = [
        is_contents_heading(line) and below
        for line, below in zip(lines, [*listed, False][1:], strict=True)
    ]
    return [
        line for line, drop, head in zip(lines, listed, heads, strict=True) if not (drop or head)
    ]


def _before_comments(lines: list[str]) -> list[str]:
    """The lines above the readers' comments, which stand in the second half of a page."""
    half = sum(map(len, lines)) / 2
    above = 0
    for number, line in enumerate(lines):
        if above >= half and opens_comments(line):
            return lines[:number]
        above += len(line)
    return lines


def _without_tail(lines: list[str]) -> list[str]:
    """Without the furniture at the end and the few short lines that stand among it."""
    end, dropped = len(lines), False
    while end:
        start = end
        while start and not _is_mark(lines[start - 1]) and not ends_sentence(lines[start - 1]):
            start -= 1
        if end - start > STRAY_LINES or any(len(line) >= LONG for line in lines[start:end]):
            break
        if not start or not _is_mark(lines[start - 1]):
            return lines[:start] if dropped and start else lines[:end]
        end, dropped = start - 1, True
    return lines[:end]


def _is_mark(line: str) -> bool:
    return is_furniture(line) or (is_caption(line) and not signs_paragraph(line))


def _before_teasers(lines: list[str]) -> list[str]:
    """The lines above a list of other articles that the page ends with."""
    for number, line in enumerate(lines):
        if number > len(lines) // 3 and may_be_related_heading(line):
            rest = lines[number + 1 :]
            short = max(map(len, rest), default=0) <= TEASER_CHARACTERS
            told = not is_related_heading(line) and all(map(ends_sentence, rest)) and rest
            return lines[:number] if short and not told else lines
    return lines


def _repeated_captions(lines: Sequence[str]) -> set[str]:
    """Lines that stand twice between paragraphs and are no sentence: captions without a credit."""
    counts = Counter(lines)
    found = set()
    for number, line in enumerate(lines):
        if counts[line] > 1 and not ends_sentence(line) and words_in(line) >= CAPTION_WORDS:
            beside = [*lines[max(0, number - 2) : number], *lines[number + 1 : number + 3]]
            if len(line) < LONG and any(is_prose(other) for other in beside):
                found.add(line)
    return found
