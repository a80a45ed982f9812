"""A question and its filters, as people and programs write them, become a request."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date, datetime
from operator import index

from pydantic import ValidationError

from ..datamodels import Answerer, Request, TimeFrame, Turn
from ..errors import InputError
from .understanding import understand

__all__ = ["Day", "History", "Outlets", "to_count", "to_request", "to_requests"]

Day = date | str | None
"""A day, or its ISO text ("2025-03-13"); ``None`` leaves that side open.

Of a moment (a ``datetime``, or its ISO text) the day counts that it has in its own zone.
"""
Outlets = str | Sequence[str] | None
"""The name of an outlet, or several; ``None`` stands for all."""
History = Sequence[Turn | Mapping[str, str]] | None
"""Earlier turns, oldest first; a mapping has a ``role`` and its ``content``."""

WANTED = {
    "question": "The question must be text",
    "outlets": "outlets must be the name of an outlet or a list of such names",
    "answerer": "answerer must be 'quotes' or 'llm'",
}


def to_request(
    question: str | Request,
    *,
    after: Day = None,
    before: Day = None,
    as_of: Day = None,
    outlets: Outlets = None,
    history: History = None,
    answerer: Answerer | None = None,
) -> Request:
    """The request that these make; one that is a request already stays as it is.

    Raises ``InputError`` naming what cannot be used, and for a request with filters beside it,
    since it has its own.
    """
    if isinstance(question, Request):
        if any((after, before, as_of, outlets, history, answerer)):
            raise InputError("A request has its own filters; give none beside it.")
        return question
    frame = TimeFrame(
        after=_day(after, "after"), before=_day(before, "before"), as_of=_day(as_of, "as_of")
    )
    try:
        return Request(
            question=question,
            time_frame=frame,
            outlets=_names(outlets),  # type: ignore[arg-type]  # validated, as is what follows
            history=_turns(history or ()),
            answerer=answerer,
        )
    except ValidationError as error:
        wrong = error.errors()[0]
        raise InputError(f"{WANTED[str(wrong['loc'][0])]}, not {wrong['input']!r:.200}.") from error


def to_requests(questions: Iterable[str | Request]) -> Iterator[Request]:
    """Each question as a request. Raises ``InputError`` naming the place of one that is none."""
    if isinstance(questions, str | Request):
        raise InputError("This is one question; give a list of them, or use ask().")
    for number, question in enumerate(questions, start=1):
        try:
            request = to_request(question)
            understand(request.model_copy(update={"outlets": ()}))
            yield request
        except InputError as error:
            raise InputError(f"Question {number}: {error}") from error


def to_count(k: int, most: int) -> int:
    """How many are wanted. Raises ``InputError`` unless it is a whole number from 1 to ``most``."""
    with suppress(TypeError):
        if 1 <= index(k) <= most:
            return index(k)
    raise InputError(f"k must be a whole number from 1 to {most:,}, not {k!r:.200}.")


def _names(outlets: Outlets) -> Sequence[str]:
    if isinstance(outlets, str):
        return (outlets,) if outlets else ()
    return () if outlets is None else outlets


def _turns(history: Sequence[Turn | Mapping[str, str]]) -> tuple[Turn, ...]:
    turns = []
    for number, turn in enumerate(history, start=1):
        try:
            turns.append(Turn.model_validate(turn))
        except ValidationError as error:
            raise InputError(
                f"Turn {number} of the history needs a `role` (user or assistant) and its"
                f" `content`: {turn!r:.200}."
            ) from error
    return tuple(turns)


def _day(value: Day, name: str) -> date | None:
    if value is None:
        return None
    with suppress(ValueError, TypeError):  # TypeError: neither text nor a day at all
        moment = value if isinstance(value, date) else datetime.fromisoformat(value)
        return moment.date() if isinstance(moment, datetime) else moment
    raise InputError(f"{name} must be a day such as 2025-03-13, not {value!r:.200}.")
