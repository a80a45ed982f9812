"""Where the sentences of a text begin and end."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from sentencex import segment

from .characters import without_surrogates

__all__ = ["ends_sentence", "sentence_spans"]

# A sentence's last mark in Latin, Greek, Arabic, Urdu, Armenian, Ethiopic, Indian, Burmese, Khmer,
# Tibetan, Chinese and Japanese writing, and the quotation marks or brackets that may close behind
# it; German closes with what opens a quotation in English.
_STOPS = ".!?…‽。！？．｡؟۔։።፧।॥။៕។།"
_CLOSING = r"""['\"”“’‘»«›‹)\]}」』】〉》〕）］｝]"""
_END = re.compile(rf"[{_STOPS}]{_CLOSING}*\s*\Z")
_LINE = re.compile(r"[^\n\r\x0b\x0c\x85\u2028\u2029]+")
# Scraped lists often come as one line: "Heading - First item - Second item".
_INLINE_BULLET = re.compile(r"(?<=\S\s)[-–•]\s+(?=[A-Z“\"])")
INLINE_BULLETS_FROM = 2  # one dash is punctuation; several on a line are a list


def ends_sentence(text: str) -> bool:
    """Whether a text ends as a sentence does, in whatever writing, closing marks apart."""
    return bool(_END.search(text[-8:]))


def sentence_spans(text: str, language: str | None = None) -> list[tuple[int, int]]:
    """The (start, end) of each sentence, in order, without the white space around it.

    A line break always ends a sentence: headings, bullet items and table rows stand alone.
    Quotations and brackets are kept whole. Rules by language (ISO 639-1, English if unknown)
    are those of Wikimedia's sentencex.
    """
    return [
        span
        for line in _LINE.finditer(text)
        for start, end in _items(line.group())
        for span in _spans_of_line(line[0][start:end], line.start() + start, language or "en")
    ]


def _items(line: str) -> Iterator[tuple[int, int]]:
    bullets = [match.start() for match in _INLINE_BULLET.finditer(line)]
    edges = [0, *(bullets if len(bullets) >= INLINE_BULLETS_FROM else ()), len(line)]
    return pairwise(edges)


def _spans_of_line(line: str, offset: int, language: str) -> Iterator[tuple[int, int]]:
    cursor = 0
    line = without_surrogates(line)
    for piece in segment(language[:2].lower(), line):
        words = piece.strip()
        if words:
            # Found again rather than added up: white space between pieces may be folded.
            start = line.index(words, cursor)
            cursor = start + len(words)
            yield offset + start, offset + cursor
