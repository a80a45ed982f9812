"""Nothing that is measured on may be learned from: checked by text, whatever it is called."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path

from .groups import Group, normalised
from .pool import read_rows

__all__ = ["Apart"]

SHINGLE_WORDS = 8
SAMPLED = 8  # one shingle in so many is kept, those whose hash it divides (Broder 1997)
# The share of a passage's shingles in what is measured on, from which it counts as taken from
# there. What agencies' reports have in common with each other stays below it.
TAKEN = 0.3


class Apart:
    """Knows the questions and articles of some folders, and what has been taken from them.

    Each folder holds ``questions.jsonl`` and ``articles.jsonl`` (or ``.xz``).
    """

    def __init__(self, folders: Sequence[Path]) -> None:
        self._questions: set[str] = set()
        self._shingles: set[int] = set()
        for folder in folders:
            packed = folder / "articles.jsonl.xz"
            articles = read_rows(packed if packed.exists() else folder / "articles.jsonl")
            self._questions |= {
                normalised(row["question"]) for row in read_rows(folder / "questions.jsonl")
            }
            for row in articles:
                self._shingles.update(_shingles(row["text"]))

    def free(self, group: Group) -> bool:
        """Whether neither the question nor any passage of a group is of those folders."""
        if normalised(group.question) in self._questions:
            return False
        return not any(self._taken(text.text) for text in group.texts)

    def _taken(self, text: str) -> bool:
        own = list(_shingles(text))
        return sum(shingle in self._shingles for shingle in own) > TAKEN * len(own)


def _shingles(text: str) -> Iterator[int]:
    words = normalised(text).split()
    for at in range(len(words) - SHINGLE_WORDS + 1):
        value = zlib.crc32(" ".join(words[at : at + SHINGLE_WORDS]).encode())
        if value % SAMPLED == 0:
            yield value
