from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.asking.plainly import changes_the_subject, plain


@pytest.mark.parametrize(
    ("question", "bare"),
    [
        ("Hi there, who baked it?", "who baked it?"),
        ("Could you tell me when the ferry sails?", "when the ferry sails?"),
        ("do you know who baked it", "who baked it"),
        ("I’d like to know what “it” is, please", 'what "it" is'),
        ("Something else: how much is bread?", "how much is bread?"),
        ("hello", "hello"),
        ("Nowhere man", "Nowhere man"),
        ("Something else happened", "Something else happened"),
    ],
)
def test_courtesies_are_left_out(question: str, bare: str) -> None:
    assert plain(question) == bare


def test_a_new_subject_is_announced() -> None:
    assert changes_the_subject("OK, something else: who baked it?")
    assert changes_the_subject("On another topic, who baked it?")
    assert not changes_the_subject("What else did he bake?")


@given(st.text(max_size=60))
def test_something_is_left_of_every_question(question: str) -> None:
    assert bool(plain(question)) == bool(question.split())
