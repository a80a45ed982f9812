from __future__ import annotations

from collections.abc import Sequence

import pytest
from newsroom import evidence

from assistant.datamodels import Evidence
from assistant.evaluation.measures.citations import citation_precision, citation_recall

GATES, COST, EELS = (evidence(text) for text in ("gates", "cost", "eels"))


class Holding:
    """Carries a claim whose every word is a passage."""

    name = "holding"

    def carries(self, claim: str, passages: Sequence[Evidence]) -> bool:
        return set(claim.split()) <= {item.passage.text for item in passages}


def test_an_answer_worked_out_by_hand() -> None:
    sentences = [
        ("gates cost", [GATES, COST]),  # carried; both are needed
        ("gates", [GATES, EELS]),  # carried; the second is not needed
        ("eels cost", [COST]),  # not carried: no citation of it counts
        ("cost", []),  # cites nothing
    ]

    assert citation_recall(sentences, Holding()) == 2 / 4
    assert citation_precision(sentences, Holding()) == 3 / 5


def test_two_that_carry_a_sentence_each_alone_are_both_right() -> None:
    copy = evidence("gates", id="b")

    assert citation_precision([("gates", [GATES, copy])], Holding()) == 1


def test_without_citations_there_is_no_precision() -> None:
    assert citation_precision([("gates", [])], Holding()) is None
    assert citation_recall([("gates", [])], Holding()) == 0


@pytest.mark.parametrize("turn", [1, 2, 3])
def test_the_order_of_citations_does_not_count(turn: int) -> None:
    cited = [GATES, EELS, COST]
    turned = [*cited[turn:], *cited[:turn]]

    assert citation_precision([("gates cost", turned)], Holding()) == pytest.approx(2 / 3)
