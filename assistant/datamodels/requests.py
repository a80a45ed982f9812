"""The nouns of what is asked, and by whom it is to be answered."""

from __future__ import annotations

from datetime import date
from typing import Literal

from .articles import Noun, Words

__all__ = [
    "Answerer",
    "Request",
    "TimeFrame",
    "Turn",
]

Answerer = Literal["quotes", "llm"]
"""Who writes an answer: the articles themselves, or a language model."""


class TimeFrame(Noun):
    """The days an answer may draw on, all inclusive; ``None`` leaves that side open.

    ``as_of`` is the day on which the answer is to stand: later articles, and later versions of
    an article, do not exist for it.
    """

    after: date | None = None
    before: date | None = None
    as_of: date | None = None

    @property
    def last(self) -> date | None:
        """The last day allowed: the earlier of ``before`` and ``as_of``."""
        return min((day for day in (self.before, self.as_of) if day), default=None)

    def __bool__(self) -> bool:
        return any((self.after, self.before, self.as_of))


class Turn(Noun):
    """One earlier message of a conversation."""

    role: Literal["user", "assistant"]
    content: Words


class Request(Noun):
    """What is asked: one noun for the chat window, the command line, Python and evaluation.

    ``time_frame`` and ``outlets`` (all if there are none) say which articles may answer,
    ``history`` is the conversation so far, oldest turn first. ``answerer`` overrides the
    settings. `assistant.asking.requesting.to_request` makes one of what people write.
    """

    question: Words
    time_frame: TimeFrame = TimeFrame()
    outlets: tuple[Words, ...] = ()
    history: tuple[Turn, ...] = ()
    answerer: Answerer | None = None
