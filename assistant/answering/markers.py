"""How language models mark the sources of what they write, read and taken out.

Asked for ``[1]``, they write ``【1†source】``, ``[Source 1]``, ``[^1]``, ``[1-3]``, ``(1)``,
superscripts, HTML and links as well, before the full stop or after it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

__all__ = ["begins_marker", "masked", "numbers_in", "with_names", "without_markers"]

MOST_IN_RANGE = 20  # "[1-3]" names three sources; "[1990-2024]" is no range of sources

_KEY = r"(?:sources?|passages?|refs?|references?|documents?|docs?|articles?|citations?|notes?)"
_ONE = rf"(?:{_KEY}[\s:.#]*)?[#^]?\d+(?:[†‡:][^\]】\n]{{0,40}})?"
_LIST = rf"{_ONE}(?:\s*(?:[,;&–—-]|\band\b)\s*{_ONE})*"
_SQUARE = rf"\\?[\[【]{{1,2}}\s*{_LIST}\s*\\?[\]】]{{1,2}}(?:\([^()\s]*\))?"
_PLAIN = r"\d+(?:\s*[,;&–-]\s*\d+)*"
_RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_SURE = "|".join(
    (
        rf"\(\s*(?:see\s+)?(?:{_KEY}[\s:.#]*{_LIST}|{_SQUARE}(?:\s*[,;]?\s*{_SQUARE})*)\s*\)",
        rf"\^?{_SQUARE}",
        rf"<sup>\s*(?:{_SQUARE}|{_PLAIN})\s*</sup>",
        rf"<(?:passage|source|cite)\b[^<>]*\d[^<>]*/?>(?:\s*{_PLAIN}?\s*</(?:passage|source|cite)>)?",
        r"\^\d+\^?",
        # "8 km²" is no source, nor is "CO²".
        rf"(?:(?<=[.!?…,;:”\"’')\]])|(?<=[^\W\d_]{{3}})|(?<=\d{{4}})|(?<=\s))[{_RAISED}]+"
        rf"(?:[,⁻˒·]\s?[{_RAISED}]+)*",
    )
)
# White space in front is looked through from its beginning only: else long stretches take long.
_MARKER = re.compile(rf"(?<!\s)\s*\*{{0,2}}(?:{_SURE})\*{{0,2}}", re.I)
# A bare "(1)" marks a source only where a sentence ends; elsewhere it may be a count.
_ROUND = re.compile(rf"(?<!\s)\s*\(({_PLAIN})\)(?=\s*(?:[.!?…]|\Z))")
_AFTER_STOP = re.compile(
    r"(?<=[.!?…。！？\"”»’'])\*{0,2}\s*"
    rf"(?:(?:{_SURE}|\(\s*{_PLAIN}\s*\))[\s*]*)+\.?(?=\s|\Z)",
    re.I,
)
_BEGUN = re.compile(
    rf"(?:\s|[\[【(\\^<*#&,;:.†–—\-\]】){_RAISED}\d]|\bsup\b|\band\b|{_KEY})*", re.I
)
_NAMED = re.compile(
    rf"\b(?:the\s+)?(?:{_KEY})\s*(?:[\[【(#]\s*)?(\d+)\b(?:\s*[\]】)])?"
    rf"|(?<=\b[Tt]o )(?:{_SQUARE})|(?<=\b[Bb]y )(?:{_SQUARE})(?=\s+\w)|^\s*{_SQUARE}(?=\s+(?:says?"
    r"|reports?|states?|notes?|adds?|writes?|also|mentions?|reported|said|stated)\b)",
    re.I,
)


def masked(text: str) -> str:
    """The text in its length, with markers and markup that would mislead a cutter into sentences
    made harmless: white space after a full stop, letters before one."""
    text = _AFTER_STOP.sub(lambda match: " " * len(match[0]), text)
    text = _MARKER.sub(lambda match: _filled(match[0]), text)
    return re.sub(r"[*_`]{2,}|`", lambda match: " " * len(match[0]), text)


def begins_marker(text: str) -> bool:
    """Whether a text may turn out to be nothing but markers once it goes on."""
    return _BEGUN.fullmatch(text) is not None


def numbers_in(text: str, given: Mapping[int, object]) -> frozenset[int]:
    """The numbers among those ``given`` that a text's markers name."""
    found = _MARKER.findall(text) + _bare(text, given) + [m[0] for m in _NAMED.finditer(text)]
    return frozenset(number for marker in found for number in _numbers(marker) if number in given)


def without_markers(text: str, given: Mapping[int, object]) -> str:
    """The text without its markers, whatever numbers they name."""
    for marker in _bare(text, given):
        text = text.replace(marker, "")
    text = re.sub(r"(?<=[.!?…])\.(?=\s|\Z)", "", _AFTER_STOP.sub(" ", _MARKER.sub("", text)))
    return re.sub(r"(?<!\s)\s+(?=[.,;:!?](?:\s|\Z))", "", text)


def with_names(text: str, names: Mapping[int, str]) -> str:
    """The text with the names of sources where it speaks of them by number: "Source 1 says"."""

    def name(match: re.Match[str]) -> str:
        numbers = _numbers(match[0])
        known = [names[number] for number in numbers if number in names]
        return " and ".join(known) if known and not _inside_brackets(match) else match[0]

    return _NAMED.sub(name, text)


def _inside_brackets(match: re.Match[str]) -> bool:
    before = match.string[: match.start()].rstrip()
    return before.endswith(("[", "【", "(", ",", "see", ";", "&"))


def _bare(text: str, given: Mapping[int, object]) -> list[str]:
    """The markers in round brackets that name nothing but given numbers."""
    found = [match[0] for match in _ROUND.finditer(text)]
    return [marker for marker in found if all(number in given for number in _numbers(marker))]


def _filled(marker: str) -> str:
    words = marker.lstrip()
    return " " * (len(marker) - len(words)) + "x" * len(words)


def _numbers(marker: str) -> list[int]:
    """The numbers that a marker names; "1-3" names three."""
    plain = marker.translate(str.maketrans(_RAISED + "⁻", "0123456789-"))
    plain = re.sub(r"(?<=\d)[†‡:][^\]】,;]*|\]\([^()]*\)", "]", plain)
    numbers: list[int] = []
    for first, last in re.findall(r"(\d{1,9})(?:\s*[–—-]\s*(\d{1,9}))?", plain):
        low, high = int(first), int(last or first)
        numbers += range(low, high + 1) if low <= high < low + MOST_IN_RANGE else [low, high]
    return numbers
