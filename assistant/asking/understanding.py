"""Turns a request into a query: what to look for, and where."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone

from ..datamodels import Question, Request, TimeFrame, Turn
from ..errors import InputError, UnknownOutlet
from ..library import Scope, stems
from ..text.characters import nfc
from .resolving import lend

__all__ = ["MAX_CHARACTERS", "Query", "understand"]

MAX_CHARACTERS = 4_000  # what lies beyond is not read; no question is that long
MAX_TERMS = 64
# How much the words count: of the question; of earlier ones, times the chance that they belong into
# it; of the question just before and of its answer besides, as far as anything earlier belongs.
OWN, LENT, BEFORE, ANSWERED = 2.0, 2.0, 0.5, 0.2

_NOW = re.compile(
    r"\b(?:(?:this|past|last) (?:week|weekend|month|year|night|quarter|season)|today|tonight"
    r"|yesterday|now|current(?:ly)?|recent(?:ly)?|latest|newest|upcoming)\b",
    re.I,
)


def _where_it_is_latest() -> date:
    return datetime.now(timezone(timedelta(hours=14))).date()


@dataclass(frozen=True)
class Query:
    """What to look for: ``text`` for the vectors and the reader, weighted ``terms`` for the words.

    ``text`` is the question with the words in front that earlier turns lend it, ``understood`` what
    is wanted of it.

    ``about_now``: the question says that it is about the days in which it is asked. ``today`` is
    the last of these: nothing that is published bears a later day.
    """

    question: str
    text: str
    terms: Mapping[str, float]
    scope: Scope
    time_frame: TimeFrame
    understood: Question
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
    asked, answered = (
        [turn.content[:MAX_CHARACTERS] for turn in request.history if turn.role == role]
        for role in ("user", "assistant")
    )
    whole, chances = lend(words, asked)
    belongs = max(chances.values(), default=0.0)
    sources = (
        (OWN, [words]),
        (belongs * BEFORE, asked[-1:]),
        (belongs * ANSWERED, answered[-1:]),
    )
    terms: defaultdict[str, float] = defaultdict(float)
    for weight, texts in sources:
        for stem in dict.fromkeys(stems(" ".join(texts))[:MAX_TERMS]):
            terms[stem] += weight
    for stem, each in chances.items():
        terms[stem] += LENT * each
    heaviest = sorted(terms, key=lambda stem: -terms[stem])[:MAX_TERMS]
    return Query(
        question=words,
        text=whole,
        terms={stem: terms[stem] for stem in heaviest},
        scope=Scope(frame.after, frame.last, _outlets(request.outlets, known_outlets), frame.as_of),
        time_frame=frame,
        understood=Question(asked=words, text=whole),
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
