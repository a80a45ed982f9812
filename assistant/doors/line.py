"""The line in which everyone waits who asks something: chat window and programs alike.

All of it runs in the server's one event loop, so nothing here is locked.
"""

from __future__ import annotations

import asyncio
import math
import time
from collections import Counter, deque
from collections.abc import AsyncIterator

from ..errors import Busy

__all__ = ["Line", "Ticket"]

USUAL = 2.0  # seconds that an answer is taken to need before any was given
LATEST = 0.2  # how much the last answer weighs in how long one usually takes
PATIENCE = 60  # seconds; nobody is told to come back later than that
CLOSING = 5  # seconds until a server that stops may be there again


class Ticket:
    """A place in the line, and then one at which work is done; give it back by ``leave``."""

    def __init__(self, line: Line, who: str) -> None:
        self.who = who
        self.began: float | None = None
        self.moved = asyncio.Event()
        self._line = line

    async def places(self) -> AsyncIterator[int]:
        """The place in line, 1 is next, each time that it changes; ends when work may begin.

        Raises ``Busy`` if the line is closed meanwhile.
        """
        told = 0
        while self.began is None:
            place = self._line.place(self)
            if place != told:
                told = place
                yield place
            await self.moved.wait()
            self.moved.clear()

    def leave(self) -> None:
        """Make room for the next. May be called again."""
        self._line.leave(self)


class Line:
    """First come, first served: ``at_once`` at work, ``waiting`` in line, and no more.

    One who asks may have half of all these places, so that others find one.
    """

    def __init__(self, at_once: int, waiting: int) -> None:
        self.at_once = at_once
        self.waiting = waiting
        self.closed = False
        self._each = max(1, (at_once + waiting) // 2)
        self._line: deque[Ticket] = deque()
        self._at_work: set[Ticket] = set()
        self._held: Counter[str] = Counter()
        self._usual = USUAL

    def join(self, who: str) -> Ticket:
        """The next ticket. Raises ``Busy`` if there is no place for one more."""
        if self.closed:
            raise _closing()
        if len(self._line) >= self.waiting and len(self._at_work) >= self.at_once:
            raise self._busy(f"{len(self._line)} questions are waiting before this one")
        if self._held[who] >= self._each:
            raise self._busy(f"{self._held[who]} of your own questions are not answered yet")
        ticket = Ticket(self, who)
        self._held[who] += 1
        self._line.append(ticket)
        self._move_up()
        return ticket

    def place(self, ticket: Ticket) -> int:
        """Where in line this ticket is; 1 is next. Raises ``Busy`` if the line is closed."""
        if ticket not in self._line:
            raise _closing()
        return self._line.index(ticket) + 1

    def leave(self, ticket: Ticket) -> None:
        """Make room for the next."""
        if ticket in self._at_work:
            self._at_work.remove(ticket)
            took = time.monotonic() - (ticket.began or 0)
            self._usual += LATEST * (took - self._usual)
        elif ticket in self._line:
            self._line.remove(ticket)
        else:
            return
        self._held[ticket.who] -= 1
        self._held += Counter()  # forgets who holds none
        self._move_up()

    async def close(self, within: float) -> None:
        """Send away who waits and who comes, and let who is at work finish, for so many seconds."""
        self.closed = True
        for ticket in list(self._line):
            self.leave(ticket)
            ticket.moved.set()
        end = time.monotonic() + within
        while self._at_work and time.monotonic() < end:
            await asyncio.sleep(0.02)

    def _move_up(self) -> None:
        while self._line and len(self._at_work) < self.at_once:
            ticket = self._line.popleft()
            ticket.began = time.monotonic()
            self._at_work.add(ticket)
            ticket.moved.set()
        for ticket in self._line:
            ticket.moved.set()

    def _busy(self, why: str) -> Busy:
        wait = math.ceil(self._usual * (len(self._line) + 1) / self.at_once)
        seconds = min(max(wait, 1), PATIENCE)
        unit = "second" if seconds == 1 else "seconds"
        return Busy(f"Newsdesk is busy: {why}. Ask again in {seconds} {unit}.", seconds)


def _closing() -> Busy:
    return Busy("Newsdesk is stopping just now. Ask again when it is back.", CLOSING)
