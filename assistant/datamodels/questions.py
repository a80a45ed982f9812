"""The nouns of what is wanted: a question, understood."""

from __future__ import annotations

from typing import Literal

from .articles import Noun
from .requests import TimeFrame

__all__ = ["Kind", "Question"]

Kind = Literal[
    "fact",
    "why",
    "how",
    "list",
    "yes/no",
    "who",
    "opinion",
    "comparison",
    "disagreement",
    "change",
    "timeline",
    "summary",
    "latest",
    "library",
    "talk",
]
"""What kind of answer is wanted, and so the form that it gets."""


class Question(Noun):
    """A question as it was understood.

    ``asked`` are the reader's words, ``text`` the whole question that is searched and read: with
    what earlier turns lend it, and without misspellings. ``parts`` are the questions that it is
    made of, each whole, if it asks several things. ``names`` are the people, places and things it
    names, ``outlets`` those of the library that it asks to hear from, ``time_frame`` the days it
    speaks of. ``corrections`` are the words that were put right, each with what was taken for it.
    ``language`` is its ISO 639-1 code. ``vague``: nothing in it, or before it, tells what it is
    about.
    """

    asked: str
    text: str
    kind: Kind = "fact"
    parts: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    outlets: tuple[str, ...] = ()
    time_frame: TimeFrame = TimeFrame()
    corrections: tuple[tuple[str, str], ...] = ()
    language: str = "en"
    vague: bool = False
