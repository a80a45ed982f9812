from __future__ import annotations

import pytest
from newsroom import evidence

from assistant.evaluation.checking import LexicalCheck

NIGHT = evidence(
    "The night ferry to Skarholm will not sail until spring. Its owner said that the gearbox had"
    " failed. Passengers will get their money back."
)
FLOUR = evidence("Flour costs 40 per cent more than a year ago.", id="flour")


@pytest.mark.parametrize(
    ("claim", "carried"),
    [
        ("The night ferry to Skarholm will not sail until spring.", True),
        (NIGHT.passage.text, True),  # a long quote, sentence by sentence
        ("The night ferry to Skarholm will not sail until spring. Flour costs 40 per cent.", True),
        ("The night ferry sank off Lowmere with 300 passengers.", False),
        ("Passengers will get their money back. The captain was drunk.", False),
        ("Flour costs 50 per cent more than a year ago.", False),
    ],
)
def test_a_claim_is_carried_if_each_of_its_sentences_is(claim: str, carried: bool) -> None:
    assert LexicalCheck().carries(claim, [NIGHT, FLOUR]) is carried


def test_nothing_is_carried_by_nothing() -> None:
    assert not LexicalCheck().carries("Flour costs more.", [])
