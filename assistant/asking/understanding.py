"""Turns a question, the conversation before it and its filters into a query."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from pydantic import ValidationError

from ..datamodels import TimeFrame, Turn
from ..errors import InputError, UnknownOutlet
from ..library import Scope, stems
from ..text.characters import without_surrogates

__all__ = ["Query", "to_day", "to_turns", "understand"]

MAX_CHARACTERS = 4_000  # what lies beyond is not read; no question is that long
MAX_TERMS = 64
# The last question twice and the one before once finds best on the MTRAG-UN conversations
# (Katsis et al. 2025); whole conversations drift.
WEIGHTS = (2.0, 1.0)

_NOW = re.compile(
    r"\b(?:(?:this|past|last) (?:week|weekend|month|year|night|quarter|season)|today|tonight"
    r"|yesterday|now|current(?:ly)?|recent(?:ly)?|latest|newest|upcoming)\b",
    re.I,
)


@dataclass(frozen=True)
class Query:
    """What to look for: ``text`` for the vectors, weighted ``terms`` for the words.

    ``about_now``: the question says that it is about the days in which it is asked.
    """

    question: str
    text: str
    terms: Mapping[str, float]
    scope: Scope
    time_frame: TimeFrame
    about_now: bool = False


def understand(
    question: str,
    history: Sequence[Turn] = (),
    time_frame: TimeFrame = TimeFrame(),
    outlets: Sequence[str] | None = None,
    known_outlets: Sequence[str] = (),
) -> Query:
    """The query for a question; earlier turns lend it the words it leaves unsaid.

    Raises ``InputError`` for an empty question or an impossible time frame, ``UnknownOutlet``
    for an outlet that the library does not name (case does not matter).
    """
    words = " ".join(without_surrogates(question).split())[:MAX_CHARACTERS]
    if not words:
        raise InputError("The question is empty.")
    if time_frame.after and time_frame.last and time_frame.after > time_frame.last:
        raise InputError(f"No day is both from {time_frame.after} on and up to {time_frame.last}.")
    asked = [turn.content[:MAX_CHARACTERS] for turn in history if turn.role == "user"]
    terms: Counter[str] = Counter()
    for weight, text in zip(WEIGHTS, [words, *asked[::-1]], strict=False):
        terms.update(dict.fromkeys(stems(text)[:MAX_TERMS], weight))
    return Query(
        question=words,
        text=" ".join([*asked[-1:], words]),
        terms=terms,
        scope=Scope(time_frame.after, time_frame.last, _outlets(outlets, known_outlets)),
        time_frame=time_frame,
        about_now=_NOW.search(words) is not None,
    )


def to_turns(history: Sequence[Turn | Mapping[str, str]]) -> list[Turn]:
    """The turns of a conversation. Raises ``InputError`` naming the one that is none."""
    turns = []
    for number, turn in enumerate(history, start=1):
        try:
            turns.append(Turn.model_validate(turn))
        except ValidationError as error:
            raise InputError(
                f"Turn {number} of the history needs a `role` (user or assistant) and its"
                f" `content`: {turn!r:.200}."
            ) from error
    return turns


def to_day(value: date | str | None, name: str) -> date | None:
    """A day from a date, a datetime or ISO text. Raises ``InputError`` naming the filter."""
    if isinstance(value, datetime):
        return value.date()
    if value is None or isinstance(value, date):
        return value
    try:
        return date.fromisoformat(value)
    except ValueError as error:
        raise InputError(f"{name} must be a day such as 2025-03-13, not {value!r}.") from error


def _outlets(wanted: Sequence[str] | None, known: Sequence[str]) -> tuple[str, ...]:
    by_folded: dict[str, list[str]] = {}
    for outlet in known:
        by_folded.setdefault(outlet.casefold(), []).append(outlet)
    chosen: list[str] = []
    for outlet in wanted or ():
        if outlet.casefold() not in by_folded:
            raise UnknownOutlet(outlet, known)
        chosen += by_folded[outlet.casefold()]
    return tuple(chosen)
