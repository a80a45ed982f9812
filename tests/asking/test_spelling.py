from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.asking.spelling import corrected, doubtful_words, slips
from assistant.asking.surroundings import Surroundings

TEXTS = Surroundings(
    [
        "Passengers of the night ferry to Skarholm get money back in September, said Odda Lines.",
        "The hydrologist Petra Vennick said that many passengers had been flooded in their homes.",
        "Petra Vennick asked Skarholm and the gazettes for oysters.",
    ]
)


def put_right(question: str) -> str:
    return corrected(question, doubtful_words(question), TEXTS)[0]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("who is peetra venick", "who is Petra Vennick"),
        ("how mnay pasengers", "how many passengers"),
        ("wheer is teh fery", "where is the ferry"),
        ("what was floded in septmber", "what was flooded in September"),
        ("Skarhollm ferry", "Skarholm ferry"),
        ("oisters?", "oysters?"),
    ],
)
def test_misspelt_words_are_put_right(question: str, expected: str) -> None:
    assert put_right(question) == expected


@pytest.mark.parametrize(
    "question",
    [
        "Who is Petra Vennick?",
        "What do hydrologists say?",
        "the gist of it, a recap",
        "Who is Oddo Brandt?",
        "Is NASA at brindle-courier.example/fery1?",
        "whats the thaw",
        "Zelenskyy and Lavrov",
        "asdfgh qwertz",
        "wer war es",
    ],
)
def test_what_may_be_meant_is_left_alone(question: str) -> None:
    assert put_right(question) == question


words = st.text("abcd", max_size=7)


@given(words, words)
def test_slips_are_counted_alike_from_both_sides(one: str, other: str) -> None:
    assert slips(one, other, 3) == slips(other, one, 3)
    assert (slips(one, other, 0) == 0) is (one == other)


@given(words, st.data())
def test_one_slip_is_one(word: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(word)))
    slipped = data.draw(
        st.sampled_from([word[:at] + "x" + word[at:], word[:at] + "x" + word[at + 1 :]])
    )

    assert slips(word, slipped, 2) == 1


@given(st.text(max_size=80))
def test_no_text_is_too_odd(question: str) -> None:
    assert isinstance(put_right(question), str)
