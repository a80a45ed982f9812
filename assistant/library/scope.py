"""What both indexes agree on: the text of a passage, and which articles a search may draw on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

__all__ = ["Scope", "day_number", "indexed_text"]


@dataclass(frozen=True)
class Scope:
    """Articles published from ``first`` to ``last`` (inclusive) by one of ``outlets``.

    What is ``None`` or empty does not restrict. Once a day is given, articles whose date is
    unknown are out: they cannot be shown to lie within it. ``as_of`` asks for the texts that
    stood on that day; ``last`` is no later.
    """

    first: date | None = None
    last: date | None = None
    outlets: tuple[str, ...] = ()
    as_of: date | None = None

    def __bool__(self) -> bool:
        return any((self.first, self.last, self.outlets, self.as_of))

    def within(self, other: Scope) -> Scope:
        """What both allow; the outlets of this one, if it names any."""
        first = max((day for day in (self.first, other.first) if day), default=None)
        last = min((day for day in (self.last, other.last) if day), default=None)
        as_of = min((day for day in (self.as_of, other.as_of) if day), default=None)
        return Scope(first, last, self.outlets or other.outlets, as_of)


def day_number(day: date) -> int:
    """A day as an integer that sorts like it: 2025-03-13 → 20250313."""
    return day.year * 10_000 + day.month * 100 + day.day


def indexed_text(title: str, text: str) -> str:
    """What both indexes hold of a passage: its article's title, carried along in front."""
    return f"{title}\n{text}" if title else text
