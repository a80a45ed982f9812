"""What counts as a character, and in which of its spellings."""

from __future__ import annotations

import re
import unicodedata

__all__ = ["UNSPACED", "is_unspaced", "nfc", "printable", "shown", "without_surrogates"]

_LINE_END = re.compile(r"\r\n|[\r\v\f\x1c-\x1e\x85\u2028\u2029]")
# Scripts that put no space between words.
UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u3040-\u30ff\u3400-\u9fff]")
# What is left of C0 and C1, and the marks that change the direction of what follows.
# Marks that are no part of a word: where it may be divided or must not be, and places of objects.
_UNSEEN = re.compile(r"[\u00ad\u034f\u180e\u200b\u2060-\u2064\ufeff\ufffc]")
_ODD = re.compile(r"[\u00ad\u034f\u180e\u200b-\u200d\u2060-\u2064\ufb00-\ufb06\ufeff\ufffc]")
# The joiners spell words in Persian and Hindi; between these letters they say nothing.
_IDLE_JOINER = re.compile(r"(?<=[A-Za-z\u00c0-\u052f])[\u200c\u200d]+(?=[A-Za-z\u00c0-\u052f])")
# What a typesetter's fonts call one letter and a reader two.
_LIGATURES = {0xFB00: "ff", 0xFB01: "fi", 0xFB02: "fl", 0xFB03: "ffi", 0xFB04: "ffl",
              0xFB05: "st", 0xFB06: "st"}  # fmt: skip
_STEERING = re.compile(r"[\x00-\x08\x0e-\x1b\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def without_surrogates(text: str) -> str:
    """The text, same length, a "?" for each half of a surrogate pair.

    Broken JSON can leave such a half; it is no character to a tokenizer, an index or UTF-8.
    """
    return text.encode("utf-8", "replace").decode("utf-8")


def nfc(text: str) -> str:
    """The text in Unicode's composed form (NFC), in which one word has one spelling.

    Some systems write "é" as two characters, an "e" and an accent (NFD); to a reader both are the
    same, to a comparison they are not. It may be shorter than the text. Source: Unicode Standard
    Annex #15.
    """
    return unicodedata.normalize("NFC", text)


def shown(text: str) -> str:
    """The text as a reader sees its words: no soft hyphens or marks without width, no ligatures.

    It may be shorter or longer than the text.
    """
    if text.isascii() or not _ODD.search(text):  # as most are
        return text
    return _IDLE_JOINER.sub("", _UNSEEN.sub("", text)).translate(_LIGATURES)


def printable(text: str) -> str:
    """The text without what would steer a terminal: control characters, those that begin an
    escape sequence among them, and marks that reverse the reading direction.

    Tabs stay, and every kind of line end is a newline.
    """
    return _STEERING.sub("", _LINE_END.sub("\n", without_surrogates(text)))


def is_unspaced(text: str) -> bool:
    """Whether a text holds letters of a script that puts no space between words."""
    return bool(UNSPACED.search(text))
