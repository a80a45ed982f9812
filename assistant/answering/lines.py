"""The lines of a passage as they may be quoted: without bullets, numbers and run-in headings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby
from typing import Literal

from ..datamodels import Evidence
from ..text.sentences import ends_sentence, sentence_spans
from ..text.setting import CELLS

__all__ = ["Line", "lines_of"]

Line = Literal["sentence", "listed", "line"]
"""With a full stop or a bullet; without, in a list or table; without, by itself."""

LIST_LINES = 3  # so many lines without a full stop, one after the other, are a list
_BULLET = re.compile(r"(?:[-–—•*▪·]|\(?\d{1,2}[.)]|[a-z]\))\s+")
# A heading that a page's clean text has run together with the list item after it.
_HEADED = re.compile(r"(?:[A-Z][\w’'-]*(?: (?:[A-Z&][\w’'-]*|of|and|for|in|the))* - )(?=[A-Z])")


def lines_of(item: Evidence) -> Iterator[tuple[int, int, Line]]:
    """The sentences and lines of a passage: start, end in the article, and what each is."""
    text, offset = item.passage.text, item.passage.start
    lines = [_line(text, *span) for span in sentence_spans(text, item.article.language)]
    for kind, run in groupby(lines, key=lambda line: line[2]):
        together = list(run)
        listed = kind == "line" and len(together) >= LIST_LINES
        for start, end, _ in together:
            yield offset + start, offset + end, "listed" if listed else kind


def _line(text: str, start: int, end: int) -> tuple[int, int, Line]:
    bullet = _BULLET.match(text, start, end)
    begins = bullet.end() if bullet else start
    headed = _HEADED.match(text, begins, end)
    begins = headed.end() if headed else begins
    words = text[begins:end]
    if bullet or headed or ends_sentence(words) or words[-1:] in (":", ";"):
        return begins, end, "sentence"
    return begins, end, "listed" if CELLS in words else "line"
