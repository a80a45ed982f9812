from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from newsroom import evidence

from assistant.answering.grounds import (
    MOST_WORDS,
    around,
    carrying,
    choose_grounds,
    clauses,
    head,
    shown,
    terms_of,
)
from assistant.datamodels import Evidence

FERRY = evidence(
    "The harbour was quiet on Monday. Odda Lines cancelled the night ferry to Skarholm until"
    " spring. Repairs cost 1.2 million crowns. The gulls did not mind. The harbour master, Tom"
    " Garrick, did not blame the crew.",
    start=30,
    id="ferry",
    title="Night ferry is cancelled",
    outlet="Brindle Courier",
    published="2024-02-13",
)
FLOUR = evidence("Bakers in Lowmere pay 40 per cent more for flour.", id="flour")


def chosen(claim: str, *found: Evidence) -> list[str]:
    grounds = choose_grounds(claim, found or (FERRY, FLOUR), lambda term: 1.0)
    return [ground.quote for ground in grounds]


def test_the_sentence_that_says_it_is_chosen_with_the_one_before_it() -> None:
    assert chosen("Odda Lines cancelled its night ferry.", FERRY) == [
        "The harbour was quiet on Monday.",
        "Odda Lines cancelled the night ferry to Skarholm until spring.",
    ]


def test_a_claim_may_join_sentences_of_several_passages() -> None:
    quotes = chosen("The night ferry to Skarholm is cancelled, and bakers pay more for flour.")

    assert "Odda Lines cancelled the night ferry to Skarholm until spring." in quotes
    assert "Bakers in Lowmere pay 40 per cent more for flour." in quotes


def test_a_number_is_found_by_its_value() -> None:
    assert "Repairs cost 1.2 million crowns." in chosen("The bill is 1,200,000 crowns.", FERRY)


@pytest.mark.parametrize("claim", ["", "?!", "It is what it was.", "A comet was seen."])
def test_a_claim_that_shares_no_word_has_no_grounds(claim: str) -> None:
    assert chosen(claim) == []


def test_an_overlapping_passage_adds_no_sentence_twice() -> None:
    later = evidence(FERRY.passage.text[33:], start=63, id="ferry")

    quotes = chosen("Odda Lines cancelled the night ferry to Skarholm.", FERRY, later)

    assert quotes.count("Odda Lines cancelled the night ferry to Skarholm until spring.") == 1


def test_the_grounds_stay_within_their_room() -> None:
    long = evidence(" ".join(f"Ferry number {n} sailed at night in the fog." for n in range(99)))

    assert sum(len(quote.split()) for quote in chosen("A ferry sailed at night.", long)) <= (
        MOST_WORDS
    )


def test_they_are_shown_under_outlet_day_and_title_with_a_mark_for_what_is_left_out() -> None:
    grounds = choose_grounds("Odda Lines did not blame the crew.", [FERRY], lambda term: 1.0)

    assert shown(grounds).startswith("Brindle Courier, 13 February 2024: Night ferry is cancelled.")
    assert "until spring. … The harbour master" in shown(grounds)
    assert head(FLOUR.article) == ""


def test_only_what_carries_the_claim_is_cited() -> None:
    claim = "Odda Lines cancelled the night ferry."
    grounds = choose_grounds(claim, [FERRY], lambda term: 1.0)

    assert [g.quote for g in carrying(claim, grounds, lambda term: 1.0)] == [
        "Odda Lines cancelled the night ferry to Skarholm until spring."
    ]


def test_words_are_surrounded_by_the_sentences_beside_theirs() -> None:
    start = 30 + FERRY.passage.text.index("1.2 million")

    quotes = [ground.quote for ground in around(FERRY, start, start + 11)]

    assert quotes == [
        "The harbour was quiet on Monday.",
        "Odda Lines cancelled the night ferry to Skarholm until spring.",
        "Repairs cost 1.2 million crowns.",
        "The gulls did not mind.",
    ]


def test_clauses_are_cut_at_their_edges_and_short_ones_joined() -> None:
    claim = "The ferry to Skarholm sank, which surprised the whole town of Lowmere, and so on."

    assert clauses(claim) == [
        "The ferry to Skarholm sank",
        "which surprised the whole town of Lowmere and so on.",
    ]


def test_terms_are_stems_and_values() -> None:
    assert terms_of("Ferries carried 1,200 crates in 2024") == {
        "ferri", "carri", "crate", "=1200", "=2024"
    }  # fmt: skip


@given(st.text(st.sampled_from("Aa1 .,[]()\\*+?{}^$|\n\"“”'’<>&\x00🙂漢é") | st.characters()))
def test_no_claim_breaks_the_choice(claim: str) -> None:
    for ground in choose_grounds(claim, (FERRY, FLOUR), lambda term: 1.0):
        assert ground.quote
        assert ground.quote in ground.evidence.passage.text
