"""The reader's filters: days and outlets, read from the window's fields."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from ..datamodels import TimeFrame
from ..errors import InputError
from .wording import frame

__all__ = ["Filters", "read_filters"]


@dataclass(frozen=True)
class Filters:
    """What an answer may draw on: days from ``after`` to ``before``, and outlets (all if none)."""

    after: date | None = None
    before: date | None = None
    outlets: tuple[str, ...] = ()

    @property
    def days(self) -> str:
        """The days in words; empty if all."""
        words = frame(TimeFrame(after=self.after, before=self.before))
        return words[:1].upper() + words[1:]


def read_filters(after: str | None, before: str | None, outlets: Sequence[str] | None) -> Filters:
    """The filters that the fields hold. Raises ``InputError`` for what is not a day."""
    first, last = _day(after, "From"), _day(before, "To")
    if first and last and first > last:
        raise InputError(f"“From” ({first}) lies after “To” ({last}): no article can be between.")
    return Filters(first, last, tuple(outlets or ()))


def _day(text: str | None, field: str) -> date | None:
    written = (text or "").strip()
    if not written:
        return None
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise InputError(
            f"“{field}” must be a day such as 2025-03-13; {written[:40]!r} is not one."
        ) from None
