from __future__ import annotations

import asyncio
from contextlib import aclosing

import pytest
from opened import BusyDesk

from assistant.datamodels import Answer, Request
from assistant.doors.reception import InLine, Reception
from assistant.errors import Busy
from assistant.settings import Settings

ASKED = Request(question="What of the ferry?")


def test_work_keeps_its_place_until_it_has_really_stopped() -> None:
    async def run() -> None:
        desk = BusyDesk(Settings(at_once=1, waiting=3))
        desk.let_go.clear()
        reception = Reception(desk)
        first = asyncio.ensure_future(
            anext(reception.run(reception.admit("a"), lambda: desk.stream(ASKED)))
        )
        await asyncio.to_thread(desk.wait_for, 1)
        first.cancel()
        await asyncio.sleep(0.05)
        second = reception.run(reception.admit("b"), lambda: desk.stream(ASKED))
        assert await anext(second) == InLine(place=1)
        desk.let_go.set()
        events = [event async for event in second]
        assert events[0] == InLine(place=0)
        assert isinstance(events[-1], Answer)
        assert desk.most == 1
        await reception.close()

    asyncio.run(run())


def test_closing_lets_answers_on_their_way_be_finished() -> None:
    async def run() -> None:
        desk = BusyDesk(Settings(at_once=1))
        desk.let_go.clear()
        reception = Reception(desk)
        work = reception.run(reception.admit("a"), lambda: desk.stream(ASKED))
        events = asyncio.ensure_future(_all(work))
        await asyncio.to_thread(desk.wait_for, 1)
        closing = asyncio.ensure_future(reception.close(30))
        await asyncio.sleep(0.05)
        with pytest.raises(Busy, match="stopping"):
            reception.admit("b")
        desk.let_go.set()
        await asyncio.wait_for(closing, 10)
        assert isinstance((await events)[-1], Answer)

    asyncio.run(run())


async def _all(work: object) -> list[object]:
    async with aclosing(work):  # type: ignore[type-var]
        return [event async for event in work]  # type: ignore[attr-defined]
