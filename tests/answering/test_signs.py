from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from newsroom import evidence

from assistant.answering.citations import Ground
from assistant.answering.grounds import choose_grounds
from assistant.answering.signs import SIGNS, signs_of

VOTE = evidence(
    "On Tuesday the council of Velmouth approved the barrier by 23 votes to 18. Mayor Marchwane"
    " did not speak. It costs 412 million crowns.",
    title="Barrier approved",
    outlet="Harbour Gazette",
    published="2025-03-05",
)


def sign(name: str, claim: str) -> float:
    grounds = choose_grounds(claim, [VOTE], lambda term: 1.0)
    return dict(zip(SIGNS, signs_of(claim, grounds, lambda term: 1.0), strict=True))[name]


@pytest.mark.parametrize(
    ("claim", "missing"),
    [
        ("The barrier costs 412,000,000 crowns.", 0),
        ("The barrier costs about 410 million crowns.", 0),
        ("The barrier costs 421 million crowns.", 1),
        ("The barrier was approved by twenty-three votes to eighteen.", 0),
        ("The barrier was approved by 23 votes to 16.", 1),
    ],
)
def test_numbers_are_compared_as_values(claim: str, missing: int) -> None:
    assert sign("numbers", claim) == missing
    assert sign("other numbers", claim) == missing


@pytest.mark.parametrize(
    ("claim", "missing"),
    [
        ("The council of Velmouth approved the barrier on 4 March 2025.", 0),
        ("The council of Velmouth approved the barrier in March.", 0),
        ("The council of Velmouth approved the barrier on Wednesday.", 0),  # the day of the article
        ("The council of Velmouth approved the barrier on Friday.", 1),
        ("The council of Velmouth approved the barrier in April 2025.", 1),
    ],
)
def test_times_are_read_against_the_day_of_the_article(claim: str, missing: int) -> None:
    assert sign("times", claim) == missing


def test_a_name_that_no_ground_has_is_counted() -> None:
    assert sign("names", "The barrier was approved by Mayor Marchwane and Bram Coldwater.") == 2


def test_a_denial_on_one_side_alone_is_a_turn() -> None:
    assert sign("turned", "Mayor Marchwane spoke.") == 1
    assert sign("turned", "Mayor Marchwane did not speak.") == 0


def test_what_is_copied_is_covered() -> None:
    claim = "It costs 412 million crowns."

    assert sign("covered", claim) == sign("copied", claim) == sign("weakest", claim) == 1.0


@given(st.text(), st.sampled_from([(), (Ground(VOTE, 0, 75),)]))
def test_no_claim_breaks_the_signs(claim: str, grounds: tuple[Ground, ...]) -> None:
    signs = signs_of(claim, grounds, lambda term: 1.0)

    assert len(signs) == len(SIGNS)
    assert all(0 <= value <= 2 for value in signs)
