"""A question and its filters, as people and programs write them, become a request."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from pydantic import ValidationError

from ..datamodels import Answerer, Request, TimeFrame, Turn
from ..errors import InputError

__all__ = ["Day", "History", "to_request"]

Day = date | str | None
"""A day, or its ISO text ("2025-03-13"); ``None`` leaves that side open."""
History = Sequence[Turn | Mapping[str, str]] | None
"""Earlier turns, oldest first; a mapping has a ``role`` and its ``content``."""


def to_request(
    question: str | Request,
    *,
    after: Day = None,
    before: Day = None,
    as_of: Day = None,
    outlets: Sequence[str] | None = None,
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
            outlets=outlets or (),  # type: ignore[arg-type]  # validated, as is what follows
            history=_turns(history or ()),
            answerer=answerer,
        )
    except ValidationError as error:
        wrong = error.errors()[0]
        message = wrong["msg"].removeprefix("Input ")
        raise InputError(f"{wrong['loc'][0]} {message}, not {wrong['input']!r:.200}.") from error


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
    if isinstance(value, datetime):
        return value.date()
    if value is None or isinstance(value, date):
        return value
    try:
        return date.fromisoformat(value)
    except ValueError as error:
        raise InputError(f"{name} must be a day such as 2025-03-13, not {value!r}.") from error
