from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.doors.line import Line, Ticket
from assistant.errors import Busy


def in_loop(test: Callable[[], Awaitable[None]]) -> None:
    async def run() -> None:
        await test()

    asyncio.run(run())


async def places(ticket: Ticket) -> list[int]:
    return [place async for place in ticket.places()]


def test_first_come_first_served_and_told_at_each_step() -> None:
    async def test() -> None:
        line = Line(at_once=1, waiting=9)
        first, second, third = (line.join(f"reader {n}") for n in range(3))
        assert await places(first) == []
        waits = [asyncio.create_task(places(each)) for each in (second, third)]
        await asyncio.sleep(0)
        first.leave()
        await asyncio.sleep(0)
        second.leave()
        assert [await wait for wait in waits] == [[1], [2, 1]]

    in_loop(test)


def test_who_gives_up_makes_room() -> None:
    async def test() -> None:
        line = Line(at_once=1, waiting=9)
        _, second, third = (line.join(f"reader {n}") for n in range(3))
        second.leave()
        second.leave()
        assert line.place(third) == 1

    in_loop(test)


def test_a_full_line_says_how_many_wait_and_when_to_come_back() -> None:
    line = Line(at_once=2, waiting=4)
    held = [line.join(f"reader {n}") for n in range(6)]

    with pytest.raises(Busy, match="4 questions are waiting before this one") as refused:
        line.join("reader 7")
    assert refused.value.retry_after == 5  # of two seconds each, five more on two places
    assert "Ask again in 5 seconds." in str(refused.value)
    held[0].leave()
    line.join("reader 7")


def test_one_who_asks_leaves_places_for_others() -> None:
    line = Line(at_once=2, waiting=4)
    own = [line.join("script") for _ in range(3)]

    with pytest.raises(Busy, match="3 of your own questions"):
        line.join("script")
    line.join("reader")
    own[0].leave()
    line.join("script")


def test_a_line_that_closes_sends_away_who_waits_and_lets_who_works_finish() -> None:
    async def test() -> None:
        line = Line(at_once=1, waiting=9)
        working, waiting = line.join("a"), line.join("b")
        told = asyncio.create_task(places(waiting))
        await asyncio.sleep(0)
        closing = asyncio.create_task(line.close(30))
        with pytest.raises(Busy, match="stopping"):
            await told
        with pytest.raises(Busy, match="stopping"):
            line.join("c")
        assert not closing.done()
        working.leave()
        await asyncio.wait_for(closing, 5)

    in_loop(test)


@given(st.lists(st.integers(0, 9), max_size=60))
def test_never_more_at_work_or_in_line_than_there_are_places(steps: list[int]) -> None:
    line = Line(at_once=2, waiting=3)
    held: list[Ticket] = []
    for step in steps:
        if step < 5:
            try:
                held.append(line.join(f"reader {len(held)}"))
            except Busy:
                assert len(held) == 5
        elif held:
            held.pop(step % len(held)).leave()
        working = [ticket for ticket in held if ticket.began]
        waiting = [ticket for ticket in held if not ticket.began]
        assert len(working) == min(2, len(held))
        assert [line.place(ticket) for ticket in waiting] == list(range(1, len(waiting) + 1))
