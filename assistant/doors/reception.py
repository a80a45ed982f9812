"""Where everyone who asks is received: one desk, one line for it, and threads that do the work."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Event
from typing import TypeVar

from ..datamodels.articles import Noun
from .desk import Desk
from .line import Line, Ticket
from .rates import Rates

__all__ = ["InLine", "Reception"]

T = TypeVar("T")
CLOSE_WITHIN = 10.0  # seconds in which answers on their way may be finished when it is closed


class InLine(Noun):
    """The news that one waits: 1 is next, and 0, after that, that it is one's turn."""

    place: int


class Reception:
    """Admits who asks, lets them wait in line, and does the work that they come for."""

    def __init__(self, desk: Desk) -> None:
        settings = desk.settings
        self.desk = desk
        self.line = Line(settings.at_once, settings.waiting)
        self._rates = Rates(settings.requests_per_minute)
        self._threads = ThreadPoolExecutor(settings.at_once, "newsdesk")

    def count(self, who: str) -> None:
        """Count a request. Raises ``Busy`` if too many came from one who asks."""
        self._rates.count(who)

    def admit(self, who: str) -> Ticket:
        """A place in the line. Raises ``Busy``; later is better than never."""
        self._rates.count(who)
        return self.line.join(who)

    async def run(
        self, ticket: Ticket, work: Callable[[], Iterable[T]]
    ) -> AsyncGenerator[InLine | T, None]:
        """The places in line, then what the work yields.

        Closing this stops the work, which keeps its place until it has really stopped.
        """
        waited = False
        try:
            async for place in ticket.places():
                yield InLine(place=place)
                waited = True
            if waited:
                yield InLine(place=0)
        except BaseException:
            ticket.leave()
            raise
        job = _Job(ticket, work)
        self._threads.submit(job)
        try:
            while (event := await job.events.get()) is not _END:
                if isinstance(event, BaseException):
                    raise event
                yield event  # type: ignore[misc]  # what is not the end, or an error, is a T
        finally:
            job.stopped.set()

    async def close(self, within: float = CLOSE_WITHIN) -> None:
        """Take in nobody more; what is on its way may be finished within so many seconds."""
        await self.line.close(within)
        self._threads.shutdown(wait=False, cancel_futures=True)


_END = object()


class _Job:
    """Work in a thread of its own, whose events are brought to the server's loop."""

    def __init__(self, ticket: Ticket, work: Callable[[], Iterable[object]]) -> None:
        self.events: asyncio.Queue[object] = asyncio.Queue()
        self.stopped = Event()
        self._loop = asyncio.get_running_loop()
        self._ticket = ticket
        self._work = work

    def __call__(self) -> None:
        try:
            self._iterate()
        except Exception as error:
            self._tell(self.events.put_nowait, error)
        finally:
            self._tell(self._ticket.leave)
            self._tell(self.events.put_nowait, _END)

    def _iterate(self) -> None:
        events = self._work()
        try:
            for event in events:
                if self.stopped.is_set():
                    return
                self._tell(self.events.put_nowait, event)
        finally:
            getattr(events, "close", lambda: None)()

    def _tell(self, what: Callable[..., object], *arguments: object) -> None:
        with suppress(RuntimeError):  # the loop is closed: nobody is left to be told
            self._loop.call_soon_threadsafe(what, *arguments)
