"""What the reader learns from: a question with passages of which some, or none, answer it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

__all__ = ["Group", "Text", "normalised"]

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
    origin: Literal["news", "squad", "selqa", "covidqa", "cloze"]
    answers: tuple[str, ...] = field(default=())

    @property
    def answerable(self) -> bool:
        return any(text.answers for text in self.texts)


def normalised(text: str) -> str:
    """A text without what may differ between two copies of it: case, punctuation, white space."""
    return " ".join("".join(c if c.isalnum() else " " for c in text.casefold()).split())
