from __future__ import annotations

import json
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
from answered import ScriptedDesk
from calling import Caller, Window

from assistant.settings import Settings
from assistant.ui.chat import Examples

AT_ONCE, WAITING = Settings().at_once, Settings().waiting


def shown(reply: dict[str, Any]) -> str:
    """The last message that a step of the window shows."""
    return str(json.loads(reply["data"][0])["messages"][-1]["content"][0]["text"])


def outcome(caller: Caller) -> str:
    """The last message once the queued answer has come."""
    completed = [each for each, _ in caller.updates() if each["msg"] == "process_completed"]
    assert [each["success"] for each in completed] == [True]
    return shown(completed[0]["output"])


# -- how many at once ----------------------------------------------------------------------


def test_no_more_are_answered_at_once_than_stated_whatever_the_way_to_ask(held: Window) -> None:
    callers = [held.caller() for _ in range(3 * AT_ONCE)]
    for number, caller in enumerate(callers):
        assert caller.ask("What of the ferry?", way=number % 3).status_code == 200
    held.wait_for(AT_ONCE)
    time.sleep(0.5)  # in which more would begin, if more could
    held.tell("let go")
    for caller in callers:
        assert "It rests." in outcome(caller)
    assert held.tell() == (0, AT_ONCE)


def test_a_cancelled_answer_counts_until_it_has_ended(held: Window) -> None:
    callers = [held.caller() for _ in range(2 * AT_ONCE)]
    events = [caller.ask("And now?").json()["event_id"] for caller in callers[:AT_ONCE]]
    held.wait_for(AT_ONCE)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        cancelled = [pool.submit(c.cancel, e) for c, e in zip(callers, events, strict=False)]
        for caller in callers[AT_ONCE:]:
            caller.ask("And now?")
        time.sleep(1)  # in which more would begin, if more could
        assert held.tell("let go")[1] == AT_ONCE
        assert {each.result().status_code for each in cancelled} == {200}
    assert {"It rests." in outcome(caller) for caller in callers[AT_ONCE:]} == {True}


def test_nobody_is_answered_past_the_line(window: Window) -> None:
    caller = window.caller()
    caller.call("begin", None, "What of the ferry?").raise_for_status()
    assert caller.call("reply", None, "", "", [], None).status_code == 404


def test_a_line_that_is_full_is_said_and_the_question_can_be_asked_again(held: Window) -> None:
    waiting = [held.caller() for _ in range(AT_ONCE + WAITING)]
    for number, caller in enumerate(waiting):
        assert caller.ask("What of the ferry?").status_code == 200
        held.wait_for(min(number + 1, AT_ONCE))
    late = held.caller()
    assert late.ask("And now?").status_code == 200
    assert f"Newsdesk is busy: {WAITING} questions are waiting" in outcome(late)
    assert late.call("welcome").status_code == 200  # a page opens all the same
    held.tell("let go")
    assert "It rests." in outcome(waiting[-1])
    assert late.ask("And now?").status_code == 200
    assert "It rests." in outcome(late)


def test_who_waits_sees_the_place_in_line(held: Window) -> None:
    before = [held.caller() for _ in range(AT_ONCE + 1)]
    for caller in before:
        caller.ask("What of the ferry?")
    held.wait_for(AT_ONCE)
    late = held.caller()
    late.ask("And now?")
    updates = (each for each, _ in late.updates() if each["msg"] == "process_generating")
    assert "Busy: place 2 in line" in shown(next(updates)["output"])
    held.tell("let go")
    assert "It rests." in outcome(before[-1])


def test_programs_wait_in_the_same_line(held: Window) -> None:
    for caller in [held.caller() for _ in range(AT_ONCE)]:
        caller.ask("What of the ferry?")
    held.wait_for(AT_ONCE)
    asked = {"question": "And now?", "stream": True}
    with httpx.stream("POST", f"{held.address}/api/ask", json=asked, timeout=60) as reply:
        lines = reply.iter_lines()
        assert [next(lines), next(lines)] == ["event: in_line", 'data: {"place":1}']
        held.tell("let go")
        assert "event: answer" in list(lines)


# -- how much is sent ----------------------------------------------------------------------


def test_an_update_is_no_larger_for_the_talk_before_it(window: Window) -> None:
    caller = window.caller()

    def sent() -> list[int]:
        begun = caller.call("begin", None, "What of the ferry?")
        caller.join(caller.steps("reply")[0], None, "", "", [], None)
        return [len(begun.content), *(size for _, size in caller.updates())]

    first = sent()
    for _ in range(20):
        last = sent()
    assert len(last) == len(first)
    assert all(late <= early + 100 for early, late in zip(first, last, strict=True))


def test_each_step_sends_what_changed_and_where(window: Window) -> None:
    caller = window.caller()

    def change(reply: dict[str, Any]) -> tuple[int, int, int]:
        found = json.loads(reply["data"][0])
        return found["place"], len(found["messages"]), len(found["kept"])

    for place in range(3):
        assert change(caller.call("begin", None, "And now?").json()) == (place, 2, 1)
        caller.join(caller.steps("reply")[0], None, "", "", [], None)
        outcome(caller)
    undone = {"index": 2, "value": ""}
    assert change(caller.call("take_back", None, event_data=undone).json()) == (1, 0, 0)
    assert change(caller.call("clear", None).json()) == (0, 0, 0)


# -- around it -----------------------------------------------------------------------------


def test_examples_are_asked_of_the_desk_once_for_each_version_of_the_library() -> None:
    class Counting(ScriptedDesk):
        asked_for = 0

        def example_questions(self, count: int) -> list[str]:
            self.asked_for += 1
            return [f"What of version {self.version}?"]

    desk = Counting()
    examples = Examples(desk)
    assert [examples() for _ in range(3)] == [["What of version 1?"]] * 3
    assert desk.asked_for == 1
    desk.version = 2
    assert examples() == examples() == ["What of version 2?"]
    assert desk.asked_for == 2
