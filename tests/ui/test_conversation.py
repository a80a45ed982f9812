from __future__ import annotations

import json

import pytest
from answered import HOSTILE, answer, article, draft, ground, pieces

from assistant.datamodels import Turn
from assistant.ui.conversation import (
    Exchange,
    as_plain_text,
    history,
    messages,
    packed,
    unpacked,
)

MAY = "The night ferry will not sail until May."
ANSWER = answer(draft(MAY, ground(MAY), by="Brindle Courier, 1 February 2024"))
ANSWERED = Exchange("What of the ferry?", answer=ANSWER)


def test_each_exchange_is_two_messages() -> None:
    shown = messages((ANSWERED, Exchange("And now?")), 19)
    assert [message["role"] for message in shown] == ["user", "assistant"] * 2
    assert "What of the ferry?" in shown[0]["content"]
    assert "Searching 19 articles" in shown[3]["content"]


@pytest.mark.parametrize(
    ("exchange", "waiting"),
    [
        (Exchange("q"), True),
        (Exchange("q", pieces=tuple(pieces(draft(MAY, ground(MAY))))), True),
        (ANSWERED, False),
        (Exchange("q", problem="No."), False),
        (Exchange("q", stopped=True), False),
    ],
)
def test_waiting(exchange: Exchange, waiting: bool) -> None:
    assert exchange.waiting is waiting


def test_a_next_question_may_refer_to_what_was_answered_only() -> None:
    talk = (Exchange("Lost?", problem="No."), ANSWERED, Exchange("Cut?", stopped=True))
    assert history(talk) == [
        Turn(role="user", content="What of the ferry?"),
        Turn(role="assistant", content=ANSWER.text),
    ]


def test_the_clipboard_gets_the_last_answer_with_its_sources() -> None:
    assert as_plain_text((ANSWERED, Exchange("Cut?", stopped=True))) == (
        f"“{MAY}” — Brindle Courier, 1 February 2024 [1]\n\n"
        "[1] Night ferry is cancelled, Brindle Courier, 1 February 2024"
    )


def test_the_clipboard_gets_addresses_that_can_be_opened() -> None:
    there = article(url="https://brindle-courier.com/ferry", outlet=None, published=None)
    copied = as_plain_text((Exchange("q", answer=answer(draft(MAY, ground(MAY, there)))),))
    assert copied.endswith(
        "[1] Night ferry is cancelled, date unknown, https://brindle-courier.com/ferry"
    )


def test_nothing_to_copy() -> None:
    assert as_plain_text(()) == ""
    assert as_plain_text((Exchange("q", problem="No."),)) == ""


def reloaded(*exchanges: Exchange) -> tuple[Exchange, ...]:
    """What a browser that keeps these exchanges gives back."""
    return unpacked(json.dumps([packed(exchange) for exchange in exchanges]))


def test_a_reload_brings_everything_back_that_was_shown() -> None:
    cut = Exchange("Cut?", tuple(pieces(draft("It rests.", ground(MAY)))), stopped=True)
    withheld = answer(abstained=True, text="No.", evidence=[ground(MAY).evidence])
    talk = (ANSWERED, cut, Exchange("No?", answer=withheld), Exchange("Lost?", problem="No."))
    assert messages(reloaded(*talk), 0) == messages(talk, 0)


def test_a_reload_stops_an_answer_on_its_way_and_keeps_what_came_of_it() -> None:
    came = tuple(pieces(draft("It rests.", ground(MAY))))
    talk = (Exchange("On its way?", came), Exchange("Just asked?"))
    assert reloaded(*talk) == (
        Exchange("On its way?", came, stopped=True),
        Exchange("Just asked?", stopped=True),
    )


def test_a_browser_is_not_made_to_keep_unused_evidence() -> None:
    heavy = ANSWER.model_copy(update={"evidence": (ground(MAY).evidence,) * 8})
    assert "evidence" in json.dumps(heavy.model_dump(mode="json"))
    (kept,) = reloaded(Exchange("q", answer=heavy))
    assert kept.answer is not None
    assert kept.answer.evidence == ()
    assert kept.answer.citations == ANSWER.citations


def test_a_long_talk_outlives_a_reload_whole() -> None:
    talk = tuple(Exchange(f"Question {number}", problem="No.") for number in range(50))
    assert reloaded(*talk) == talk


@pytest.mark.parametrize(
    "text",
    ["", "null", "{}", "[1]", '[{"question": 1}]', "<script>", "[" * 100_000, '["x"]', '["{}"]'],
)
def test_what_a_browser_made_up_is_dropped(text: str) -> None:
    assert unpacked(text) == ()


@pytest.mark.parametrize("bad", ["", "null", "<script>", '{"question": 1}', "[" * 100_000])
def test_one_exchange_that_cannot_be_read_loses_no_other(bad: str) -> None:
    assert unpacked(json.dumps([packed(ANSWERED), bad, packed(ANSWERED)])) == (ANSWERED, ANSWERED)


@pytest.mark.parametrize("words", HOSTILE)
def test_a_kept_conversation_is_escaped_like_any_other(words: str) -> None:
    for message in messages(reloaded(Exchange(words, problem=words)), 0):
        assert "<script" not in message["content"]
        assert "<img" not in message["content"]
