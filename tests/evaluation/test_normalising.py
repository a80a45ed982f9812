from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.evaluation.normalising import is_within, words


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The Buffalo Bills’ win!", "buffalo bills win"),
        ("1,125 people", "1125 people"),
        ("2.5 million crowns", "2,500,000 crowns"),
        ("$2.5m", "2.5 million"),
        ("£3bn", "three billion"),
        ("twenty-three", "23"),
        ("one hundred and five", "105"),
        ("two thousand three hundred", "2300"),
        ("40 per cent", "40%"),
        ("16 June 2025", "June 16, 2025"),
        ("16th of June 2025", "2025-06-16"),
        ("Jan. 5", "5 January"),
        ("Dr Ferrin Oswick's", "Ferrin Oswick"),
        ("Pelé", "Pele"),
        ("Łódź", "Lodz"),
        ("Søren Ærø", "Soren Aero"),
        ("the U.S. envoy", "US envoy"),
        ("9 a.m.", "9am"),
        ("250 000 homes", "250,000 homes"),
        ("1 250 000", "1250000"),
        ("1.250.000", "1'250'000"),
        ("har\u00adbour", "harbour"),
        ("２０ homes", "20 homes"),
        ("", "the a an …"),
    ],
)
def test_these_are_one(one: str, other: str) -> None:
    assert words(one) == words(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("412", "412 million"),
        ("1.5", "15"),
        ("16 June", "16 July"),
        ("16 June 2025", "16 June 2024"),
        ("twenty three-gate locks", "23 gate lock"),
        ("one of them", "1 of them"),
    ],
)
def test_these_are_two(one: str, other: str) -> None:
    assert words(one) != words(other)


@pytest.mark.parametrize(
    ("inner", "outer", "held"),
    [
        ("16 June", "It begins on 16 June 2025.", True),
        ("12", "About 1,125 people came.", False),
        ("6,200", "It would take 6200 homes out.", True),
        ("York Mets", "New York, Mets won", True),
        ("New York Mets", "York and the Mets", False),
        ("…", "Anything at all", False),
        ("x", "", False),
        ("day 616", "16 June", False),
    ],
)
def test_words_are_within_others_only_whole_and_in_order(
    inner: str, outer: str, held: bool
) -> None:
    assert is_within(words(inner), words(outer)) is held


@given(st.text(max_size=60), st.text(max_size=20), st.text(max_size=20))
def test_any_text_can_be_read_and_case_never_counts(text: str, before: str, after: str) -> None:
    assert all(word and not word.isspace() for word in words(text))
    assert words(text) == words(" ".join(text.split()))


@given(st.lists(st.sampled_from("alpha beta gamma".split()), min_size=1, max_size=6))
def test_a_text_is_within_itself_and_whatever_holds_it(said: list[str]) -> None:
    text = " ".join(said)
    assert is_within(words(text), words(text))
    assert is_within(words(text), words(f"before {text} behind"))
