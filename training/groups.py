"""What the reader learns from: a question with passages of which some, or none, answer it."""

from __future__ import annotations

import json
import lzma
import random
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

__all__ = ["Group", "Text", "normalised", "read_groups", "write_groups"]

Span = tuple[int, int]


@dataclass(frozen=True)
class Text:
    """A passage under its title; ``answers`` are the spans of ``text`` that answer the question,
    none if it does not. ``exact`` spans are the answer itself, others a sentence that holds it."""

    title: str
    text: str
    answers: tuple[Span, ...] = ()
    exact: bool = True

    def __post_init__(self) -> None:
        assert all(0 <= start < end <= len(self.text) for start, end in self.answers)


@dataclass(frozen=True)
class Group:
    """A question and passages that are read for it together. ``origin`` names the data."""

    question: str
    texts: tuple[Text, ...]
    origin: Literal["news", "squad", "selqa", "covidqa", "cloze", "written"]
    answers: tuple[str, ...] = field(default=())

    @property
    def answerable(self) -> bool:
        return any(text.answers for text in self.texts)

    def drawn(self, count: int | None, chance: random.Random) -> Group:
        """The group with at most ``count`` passages: the first, and others by chance."""
        if count is None or len(self.texts) <= count:
            return self
        first, *others = self.texts
        return replace(self, texts=(first, *chance.sample(others, count - 1)))


def normalised(text: str) -> str:
    """A text without what may differ between two copies of it: case, punctuation, white space."""
    return " ".join("".join(c if c.isalnum() else " " for c in text.casefold()).split())


def write_groups(path: Path, groups: Sequence[Group], made_with: Mapping[str, Any]) -> None:
    """Keep groups in a file, and beside them what they were made with: JSON lines in xz."""
    lines = [json.dumps(made_with), *(json.dumps(asdict(group)) for group in groups)]
    path.write_bytes(lzma.compress("\n".join(lines).encode()))


def read_groups(path: Path) -> tuple[list[Group], Mapping[str, Any]]:
    """The groups that ``write_groups`` kept, and what they were made with."""
    made_with, *rows = map(json.loads, lzma.decompress(path.read_bytes()).decode().split("\n"))
    return [_group(row) for row in rows], made_with


def _group(row: Mapping[str, Any]) -> Group:
    texts = tuple(
        Text(**{**text, "answers": tuple(map(tuple, text["answers"]))}) for text in row["texts"]
    )
    return Group(row["question"], texts, row["origin"], tuple(row["answers"]))
