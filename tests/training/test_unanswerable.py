from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.groups import Text
from training.unanswerable import twisted, without_answer

TEXT = (
    "Ilse Varga was elected mayor of Quenby in 1998. Before that, Otto Brill ran the town hall. He"
)
TEXT += " had been in office for 12 years, longer than anyone before him in the history of Quenby."
VARGA = Text("Mayors of Quenby", TEXT, ((0, 10),))


def test_the_sentence_with_the_answer_is_gone_and_the_rest_is_there() -> None:
    bare = without_answer(VARGA, ("Ilse Varga",))

    assert bare is not None
    assert "Varga" not in bare.text
    assert "Otto Brill ran the town hall." in bare.text
    assert not bare.answers


def test_other_sentences_that_hold_the_answer_go_too() -> None:
    again = Text("", TEXT + " ILSE VARGA had a dog.", ((0, 10),))

    bare = without_answer(again, ("Ilse Varga",))

    assert bare is not None
    assert "varga" not in bare.text.casefold()


def test_a_passage_of_which_nothing_is_left_is_none() -> None:
    assert without_answer(Text("", "Ilse Varga won.", ((0, 10),)), ("Ilse Varga",)) is None


@pytest.mark.parametrize("seed", range(20))
def test_a_twisted_question_differs_in_a_detail(seed: int) -> None:
    question = "Who was first elected mayor of Quenby in 1998?"

    changed = twisted(question, VARGA, random.Random(seed))

    assert changed is not None
    assert changed != question
    assert changed.startswith("Who ")
    assert "Ilse Varga" not in changed


@given(st.text(max_size=80), st.text(min_size=1, max_size=200), st.integers(0, 99))
def test_twisting_takes_any_text(question: str, text: str, seed: int) -> None:
    assert twisted(question, Text("", text), random.Random(seed)) != question
