from __future__ import annotations

import pytest

from assistant.asking.following import earlier_questions, whole


@pytest.mark.parametrize(
    ("question", "earlier", "expected"),
    [
        ("when?", ["Did Brill resign?"], "When did Brill resign?"),
        ("And in May?", ["What was paid in March?"], "What was paid in May?"),
        ("and the oldest?", ["What is the newest article?"], "What is the oldest article?"),
        (
            "summarise both",
            ["What did Brill say?", "What did Odda say?"],
            "Summarise: What did Brill say? What did Odda say?",
        ),
        (
            "And in the letter?",
            ["What was it to cost when they voted in March?"],
            "What was it to cost in the letter?",
        ),
        ("and the report?", ["What did it cost in the letter?"], "What did it cost in the report?"),
        ("And the baker?", ["What did Brill say about the bread?"], None),
        ("What did he say?", ["Who is Brill?"], None),
        ("When did the ferry sail?", ["Who is Brill?"], None),
        ("when?", [], None),
    ],
)
def test_a_follow_up_is_made_whole(question: str, earlier: list[str], expected: str | None) -> None:
    assert whole(question, earlier) == expected


def test_earlier_questions_end_where_the_subject_was_changed() -> None:
    asked = ["Who is Brill?", "Something else: did Odda sell the ferry?", "why?"]

    assert earlier_questions(asked)[-1] == "Why did Odda sell the ferry?"
    assert len(earlier_questions(asked)) == 2


def test_a_hundred_turns_are_bounded() -> None:
    assert len(earlier_questions(["why?"] * 100)) <= 4
