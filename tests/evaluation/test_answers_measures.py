from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.evaluation.measures.answers import contains, exact_match, list_recall, token_f1


def test_exact_match_takes_the_wording_and_nothing_else() -> None:
    assert exact_match("The 23 votes.", ["23 votes"]) == 1
    assert exact_match("It was 23 votes", ["23 votes"]) == 0
    assert exact_match("twenty-three", ["24", "23"]) == 1
    assert exact_match("anything", []) == 0


def test_f1_worked_out_by_hand() -> None:
    # said: kestrane marine won; expected: kestrane marine → precision 2/3, recall 1
    assert token_f1("Kestrane Marine won", ["Kestrane Marine"]) == pytest.approx(0.8)
    assert token_f1("Kestrane Marine won", ["Brannoch Civil", "Kestrane Marine"]) == (
        pytest.approx(0.8)
    )
    # a word said twice is matched once: precision 1/2, recall 1
    assert token_f1("eels eels", ["eels"]) == pytest.approx(2 / 3)
    assert token_f1("", ["eels"]) == token_f1("oysters", ["eels"]) == token_f1("x", []) == 0


def test_a_list_is_right_only_as_a_whole() -> None:
    wanted = [["Brannoch Civil", "Brannoch"], ["Sundferrow Works"], ["Kestrane"]]
    text = "Brannoch and Sundferrow Works lost."

    assert list_recall(text, wanted) == pytest.approx(2 / 3)
    assert contains(text, wanted) == 0
    assert contains(text, wanted[:2]) == 1
    assert contains(text, []) == list_recall(text, []) == 0


phrases = st.lists(st.sampled_from("eel gate 23 vote city".split()), max_size=6).map(" ".join)


@given(phrases, st.lists(phrases.filter(bool), min_size=1, max_size=3))
def test_bounds_and_how_the_measures_stand_to_each_other(text: str, wordings: list[str]) -> None:
    exact, f1 = exact_match(text, wordings), token_f1(text, wordings)
    held = contains(text, [wordings])

    assert 0 <= f1 <= 1 + 1e-12
    assert exact <= held
    assert exact <= f1 + 1e-12
    assert token_f1(text, wordings[::-1]) == f1


@given(phrases, phrases.filter(bool), phrases, phrases)
def test_saying_more_never_loses_what_is_contained(
    text: str, wording: str, before: str, after: str
) -> None:
    assert contains(f"{before} {text} {after}", [[wording]]) >= contains(text, [[wording]])
