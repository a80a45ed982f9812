"""Turns a request into a query: what to look for, and where."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone

from ..datamodels import Request, TimeFrame, Turn
from ..errors import InputError, UnknownOutlet
from ..library import Scope, stems
from ..text.characters import nfc

__all__ = ["Query", "understand"]

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


def _where_it_is_latest() -> date:
    return datetime.now(timezone(timedelta(hours=14))).date()


@dataclass(frozen=True)
class Query:
    """What to look for: ``text`` for the vectors, weighted ``terms`` for the words.

    ``about_now``: the question says that it is about the days in which it is asked. ``today`` is
    the last of these: nothing that is published bears a later day.
    """

    question: str
    text: str
    terms: Mapping[str, float]
    scope: Scope
    time_frame: TimeFrame
    history: tuple[Turn, ...] = ()
    about_now: bool = False
    today: date = field(default_factory=_where_it_is_latest)


def understand(request: Request, known_outlets: Sequence[str] = ()) -> Query:
    """The query for a request; earlier turns lend it the words it leaves unsaid.

    Raises ``InputError`` for an empty question or an impossible time frame, ``UnknownOutlet``
    for an outlet that the library does not name (case does not matter).
    """
    words = " ".join(request.question.split())[:MAX_CHARACTERS]
    if not words:
        raise InputError("The question is empty.")
    frame = request.time_frame
    if frame.after and frame.last and frame.after > frame.last:
        raise InputError(f"No day is both from {frame.after} on and up to {frame.last}.")
    asked = [turn.content[:MAX_CHARACTERS] for turn in request.history if turn.role == "user"]
    terms: Counter[str] = Counter()
    for weight, text in zip(WEIGHTS, [words, *asked[::-1]], strict=False):
        terms.update(dict.fromkeys(stems(text)[:MAX_TERMS], weight))
    return Query(
        question=words,
        text=" ".join([*asked[-1:], words]),
        terms=terms,
        scope=Scope(frame.after, frame.last, _outlets(request.outlets, known_outlets), frame.as_of),
        time_frame=frame,
        history=request.history,
        about_now=_NOW.search(words) is not None,
    )


def _outlets(wanted: Sequence[str], known: Sequence[str]) -> tuple[str, ...]:
    by_name: dict[str, list[str]] = {}
    for outlet in known:
        by_name.setdefault(nfc(outlet).casefold(), []).append(outlet)
    chosen: list[str] = []
    for outlet in wanted:
        if outlet.casefold() not in by_name:
            raise UnknownOutlet(outlet, known)
        chosen += by_name[outlet.casefold()]
    return tuple(chosen)
