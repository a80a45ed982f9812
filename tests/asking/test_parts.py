from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.asking.parts import completed, parts_of

SEVERAL = {
    "What will the new fence consist of, what will it cost, and when is it to be finished?": (
        "What will the new fence consist of?",
        "What will the new fence cost?",
        "When is the new fence to be finished?",
    ),
    "How many ovens did Odda promise and how many is it closing?": (
        "How many ovens did Odda promise?",
        "How many ovens is Odda closing?",
    ),
    "Who wrote the letter, when, and how long is it?": (
        "Who wrote the letter?",
        "Who wrote the letter, and when?",
        "How long is the letter?",
    ),
    "what did the board say about the wolves and what about the sheep": (
        "What did the board say about the wolves?",
        "What did the board say about the sheep?",
    ),
    "When and where was the telescope opened?": (
        "When was the telescope opened?",
        "Where was the telescope opened?",
    ),
    "Is the bridge safe? Who says so?": ("Is the bridge safe?", "Who says so?"),
    "What did Odda say in March, and what in October?": (
        "What did Odda say in March?",
        "What did Odda say in October?",
    ),
    "Where is the ferry, who owns it and why did it stop?": (
        "Where is the ferry?",
        "Who owns the ferry?",
        "Why did the ferry stop?",
    ),
}


@pytest.mark.parametrize("question", SEVERAL)
def test_several_questions_in_one_are_each_made_whole(question: str) -> None:
    assert parts_of(question, ["Odda"]) == SEVERAL[question]


@pytest.mark.parametrize(
    "question",
    [
        "Who is Ines Quarrie?",
        "Who said when and why he left?",
        "Does the firm know what it will cost and when it will end?",
        "What did the mayor, who was ill, say?",
        "so the judge gives them six months to count the newts, why might that be impossible?",
        "Which towns and villages voted?",
        "",
    ],
)
def test_one_question_stays_one(question: str) -> None:
    assert parts_of(question) == ()


@pytest.mark.parametrize(
    ("part", "first", "expected"),
    [
        ("when?", "which insurer is leaving", "when is the insurer leaving"),
        ("why?", "Did Brill resign?", "why did Brill resign"),
        ("and in May?", "What was paid in March?", "What was paid in May"),
        ("For how much?", "What does Odda sell?", "For how much does Odda sell"),
        ("What about the sheep?", "What is known about wolves?", "What is known about the sheep"),
        ("and Otto Brill?", "Who is Ines Quarrie?", "Who is Otto Brill"),
    ],
)
def test_a_question_leans_on_the_one_before(part: str, first: str, expected: str) -> None:
    assert completed(part, first, ["Ines Quarrie", "Brill"]) == expected


@given(st.text(max_size=120), st.text(max_size=120))
def test_no_text_is_too_odd(part: str, first: str) -> None:
    assert isinstance(completed(part, first), str)
    assert len(parts_of(f"{part}? {first}, and what?")) != 1
