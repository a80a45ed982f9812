from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.asking.resolving import LIKELY, lend
from assistant.library import stems

BRIDGE = "Who opened the iron bridge in Quenby?"


@pytest.mark.parametrize(
    ("question", "earlier", "lent"),
    [
        ("When did it close?", [BRIDGE], "Quenby"),
        ("And what did they pay for it?", [BRIDGE, "How long is it?"], "Quenby"),
        ("Did she say why?", ["What did Ilse Varga want from Tarrow?"], "Varga"),
    ],
)
def test_a_follow_up_is_lent_what_it_is_about(question: str, earlier: list[str], lent: str) -> None:
    whole, chances = lend(question, earlier)

    assert lent in whole
    assert whole.endswith(question)
    assert all(chances[stem] >= LIKELY for stem in stems(lent))


def test_a_question_about_something_else_is_lent_nothing() -> None:
    question = "Which schools of Fennimore were shut because of crumbling concrete in 2024?"

    assert lend(question, [BRIDGE, "How long is it?"])[0] == question


def test_a_first_question_stays_as_it_is() -> None:
    assert lend(BRIDGE, []) == (BRIDGE, {})


@given(st.text(max_size=80), st.lists(st.text(max_size=80), max_size=6))
def test_only_words_of_earlier_questions_are_lent(question: str, earlier: list[str]) -> None:
    whole, chances = lend(question, earlier)

    assert whole.endswith(question)
    said = {stem for each in earlier for stem in stems(each)}
    assert chances.keys() <= said - set(stems(question))
    assert all(0 <= chance <= 1 for chance in chances.values())
