"""Turns text into lines: one paragraph, heading, caption or scrap of a menu each."""

from __future__ import annotations

import re

from assistant.text.characters import UNSPACED, nfc, shown
from assistant.text.sentences import ends_sentence

__all__ = [
    "LONG",
    "as_line",
    "as_lines",
    "as_spelled",
    "bare",
    "ends_sentence",
    "is_bullet",
    "is_item",
    "is_prose",
    "parted",
    "words_in",
]

# Control and zero-width characters and halves of surrogate pairs; but not the joiners U+200C and
# U+200D, which spell words in Persian and Hindi, nor the marks that give a line its direction.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u2060\ufeff\ud800-\udfff]")
_BREAK = re.compile(r"\r\n|[\r\n\x0b\x0c\x85\u2028\u2029]")
_BULLET = re.compile(r"[•‣▪◦●■*–—-]\s+")
_NUMBERED = re.compile(r"(?:\d{1,3}|[a-zA-Z])[.)]\s+")
_ASKED = re.compile(r"[?!？！؟]['\"”’»)\]」』]*$")
_INNER_END = re.compile(r"[.!?…]['\"”’»)\]]* \S|[。！？]\S")
PROSE_WORDS = 8  # a sentence shorter than that may be a slogan, or a headline with a full stop
COUNTED = 1_000  # characters in which words are counted; no judgement here needs more
LONG = 200  # characters; a line this long is a paragraph however it ends


def as_line(text: str) -> str:
    """The text on one line, without what is not seen of it, with single spaces, and in NFC."""
    return nfc(as_spelled(shown(text)))


def as_spelled(text: str) -> str:
    """The same, with its characters left as they are: for what must stay what it was given as."""
    return " ".join(_CONTROL.sub("", text).split())


def as_lines(text: str) -> list[str]:
    """The lines of a text that hold words, each made single-spaced."""
    return [line for part in parted(text) if (line := as_line(part))]


def parted(text: str) -> list[str]:
    """The lines of a text as they stand, those without words among them."""
    return _BREAK.split(text)


def bare(line: str) -> str:
    """The line without the bullet in front of it."""
    return _BULLET.sub("", line, count=1) if is_bullet(line) else line


def is_bullet(line: str) -> bool:
    """Whether a line is an item of a list."""
    return bool(_BULLET.match(line))


def is_item(line: str) -> bool:
    """Whether a line is an item of a list, by a bullet, a number or a letter."""
    return is_bullet(line) or bool(_NUMBERED.match(line))


def is_prose(line: str) -> bool:
    """Whether a line is a paragraph, or at least one whole sentence of some length.

    A single question or exclamation is not: headlines often are.
    """
    if len(line) >= LONG:
        return True
    if not ends_sentence(line) or words_in(line) < PROSE_WORDS:
        return False
    return not _ASKED.search(line[-4:]) or bool(_INNER_END.search(line))


def words_in(line: str) -> int:
    """How many words a line has, up to where it is long by any measure.

    Two characters count as one where no spaces are written.
    """
    start = line[:COUNTED]
    return len(start.split()) + len(UNSPACED.findall(start)) // 2
