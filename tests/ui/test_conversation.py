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


def test_a_reload_brings_everything_back_that_was_shown() -> None:
    cut = Exchange("Cut?", tuple(pieces(draft("It rests.", ground(MAY)))), stopped=True)
    withheld = answer(abstained=True, text="No.", evidence=[ground(MAY).evidence])
    talk = (ANSWERED, cut, Exchange("No?", answer=withheld), Exchange("Lost?", problem="No."))
    kept = unpacked(packed((*talk, Exchange("On its way?"))))
    assert messages(kept, 0) == messages(talk, 0)


def test_a_browser_is_not_made_to_keep_unused_evidence() -> None:
    heavy = ANSWER.model_copy(update={"evidence": (ground(MAY).evidence,) * 8})
    assert "evidence" in json.dumps(heavy.model_dump(mode="json"))
    (kept,) = unpacked(packed((Exchange("q", answer=heavy),)))
    assert kept.answer is not None
    assert kept.answer.evidence == ()
    assert kept.answer.citations == ANSWER.citations


def test_only_the_latest_exchanges_are_kept() -> None:
    talk = tuple(Exchange(f"Question {number}", problem="No.") for number in range(30))
    kept = unpacked(packed(talk))
    assert len(kept) == 20
    assert kept[-1] == talk[-1]


@pytest.mark.parametrize(
    "text",
    ["", "null", "{}", "[1]", '[{"question": 1}]', "<script>", '[{"question": "a", "x": 1}]'],
)
def test_what_a_browser_made_up_is_dropped(text: str) -> None:
    assert unpacked(text) == () or all(isinstance(e.question, str) for e in unpacked(text))


@pytest.mark.parametrize("words", HOSTILE)
def test_a_kept_conversation_is_escaped_like_any_other(words: str) -> None:
    for message in messages(unpacked(packed((Exchange(words, problem=words),))), 0):
        assert "<script" not in message["content"]
        assert "<img" not in message["content"]
