from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.supervision import spans_of


@pytest.mark.parametrize(
    ("answers", "text", "found"),
    [
        (("Juan Soto",), "He met Juan  Soto, and JUAN SOTO left.", ["Juan  Soto", "JUAN SOTO"]),
        (("12",), "There were 1,125 of them, then 12.", ["12"]),
        (("Star",), "Starlight is no star", ["star"]),
        (("The sun", "sun"), "It turned to the sun.", ["the sun"]),
        (("“Squid Game”",), "They watched Squid Game twice.", ["Squid Game"]),
        (("",), "text", []),
        ((), "text", []),
        (("(",), "text (", []),
    ],
)
def test_answers_are_found_word_for_word(
    answers: tuple[str, ...], text: str, found: list[str]
) -> None:
    assert [text[start:end] for start, end in spans_of(answers, text)] == found


@given(st.lists(st.text(max_size=20), max_size=3), st.text(max_size=100))
def test_spans_lie_in_the_text_and_do_not_overlap(answers: list[str], text: str) -> None:
    last = 0
    for start, end in spans_of(answers, text):
        assert last <= start < end <= len(text)
        last = end
