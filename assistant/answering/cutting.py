"""Cuts what a language model writes into sentences while it arrives.

However the stream is cut into pieces, the same sentences come.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, pairwise, takewhile
from typing import NamedTuple

from ..text.characters import without_surrogates
from ..text.sentences import sentence_spans
from .markers import begins_marker, masked

__all__ = ["Cut", "whole_sentences", "without_thoughts"]

# Characters after which a text that goes on without an end is not looked at at every word.
LONG = 1_000

_WORD_BEGINS = re.compile(r"(?<=[\s。！？])\S")
_LINE = re.compile(r"[^\n\r]*(?:[\n\r]+|\Z)")
_ITEM = re.compile(r"\s*(?:[-*•–—+▪◦>#]+|\(?\d{1,2}[.)])\s+")
# What models put around what they think before they answer.
_THOUGHTS = {
    **{f"<{name}>": f"</{name}>" for name in "think thinking thought reasoning reflection".split()},
    "[think]": "[/think]",
    "<|channel|>analysis": "<|channel|>final<|message|>",
}
_TAGS = [*_THOUGHTS, *_THOUGHTS.values()]
_TAG = re.compile("|".join(map(re.escape, _TAGS)), re.I)


class Cut(NamedTuple):
    """A sentence with the markers and the white space that follow it, and whether it is where the
    model stopped."""

    text: str
    last: bool


def without_thoughts(pieces: Iterable[str]) -> Iterator[str]:
    """The pieces without what a model thinks aloud, which may have no end.

    An end without a beginning (some servers swallow it) becomes a line break.
    """
    rest, closing = "", ""
    for piece in pieces:
        rest += piece
        while tag := _TAG.search(rest):
            if not closing:
                yield rest[: tag.start()]
                closing = _THOUGHTS.get(tag[0].lower(), "")
                yield "" if closing else "\n"
            elif tag[0].lower() == closing:
                closing = ""
                yield "\n"
            rest = rest[tag.end() :]
        kept = _begun(rest)
        if not closing:
            yield rest[: len(rest) - kept]
        rest = rest[len(rest) - kept :]
    if not closing:
        yield rest


def _begun(text: str) -> int:
    """How many characters at the end of a text may become a tag."""
    end = text[-max(map(len, _TAGS)) :].lower()
    starts = (at for at in range(len(end)) if any(tag.startswith(end[at:]) for tag in _TAGS))
    return len(end) - next(starts, len(end))


def whole_sentences(pieces: Iterable[str]) -> Iterator[Cut]:
    """Sentences as soon as they are complete, each with the markers that follow it.

    What is complete is decided where a word begins, from the text up to there, and once it is told
    it stands. Each is decided from where the last one ended, and a text without an end is looked at
    ever more seldom, so that the work grows as the text does.
    """
    rest, read, patience = "", 0, 0
    for piece in pieces:
        rest += without_surrogates(piece)
        while word := _WORD_BEGINS.search(rest, read):
            read = word.end()
            if read < patience:
                continue
            complete = _complete(rest[:read])
            yield from (Cut(sentence, False) for sentence in complete if sentence.strip())
            told = sum(map(len, complete))
            rest, read = rest[told:], read - told
            patience = 0 if read < LONG else read + read // 4
        read = len(rest)
    *others, last = [each for each in _segments(rest) if each.strip()] or [""]
    yield from (Cut(sentence, False) for sentence in others)
    if last:
        yield Cut(last, True)


def _complete(text: str) -> list[str]:
    """The first sentences of a text that ends with the beginning of a word, as far as they stay
    what they are however that word goes on ("Mr. I" would be two, "Mr. Irving" is not), and as
    far as no quotation or bracket is open."""
    *segments, last = _segments(text)
    if begins_marker(last):
        segments = segments[:-1]
    ends = set(_ends(_segments(f"{text}x")))
    closed = _first_open(text)
    stay = takewhile(lambda end: end in ends and end <= closed, _ends(segments))
    return segments[: len(list(stay))]


def _ends(segments: Sequence[str]) -> Iterator[int]:
    return accumulate(map(len, segments))


def _first_open(text: str) -> int:
    """Where the first quotation or bracket of the last line begins that is not closed yet; else
    the end."""
    opened: list[int] = []
    straight: int | None = None
    line = max(text.rfind("\n"), text.rfind("\r")) + 1
    for at, character in enumerate(text[line:], line):
        if character in "“([«":
            opened.append(at)
        elif character in "”)]»" and opened:
            opened.pop()
        elif character == '"':
            straight = at if straight is None else None
    return min([*opened, len(text) if straight is None else straight, len(text)])


def _segments(text: str) -> list[str]:
    """A text in sentences: a line break ends one, a line of nothing but markers goes with the one
    before, and a row of a table is one."""
    segments: list[str] = []
    for line in filter(None, _LINE.findall(text)):
        if segments and not masked(f". {line}").strip(" .\r\n\t"):
            segments[-1] += line
        elif line.lstrip().startswith("|"):
            segments.append(line)
        else:
            segments += _sentences(line)
    return segments or [""]


def _sentences(line: str) -> Iterator[str]:
    item = _ITEM.match(line)
    begin = item.end() if item else 0
    starts = [start for start, _ in sentence_spans(" " * begin + masked(line[begin:]))]
    for start, end in pairwise([0, *starts[1:], len(line)]):
        yield line[start:end]
