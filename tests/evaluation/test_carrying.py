from __future__ import annotations

import pytest
from newsroom import evidence

from assistant.evaluation.carrying import LearnedCheck, LexicalCheck
from assistant.evaluation.measures.citations import SupportCheck
from assistant.models.checker import Logits, MiniLMChecker

NIGHT = evidence(
    "The night ferry to Skarholm will not sail until spring. Its owner said that the gearbox had"
    " failed. Passengers will get their money back."
)
FLOUR = evidence("Flour costs 40 per cent more than a year ago.", id="flour")


class Counting(MiniLMChecker):
    """The shipped checker; counts what it is given."""

    judged = 0

    def judge(self, claim: str, evidence: str) -> Logits:
        self.judged += 1
        return super().judge(claim, evidence)


@pytest.fixture(scope="module")
def checker() -> Counting:
    return Counting()


@pytest.fixture(params=["lexical", "learned"])
def check(request: pytest.FixtureRequest, checker: Counting) -> SupportCheck:
    return LexicalCheck() if request.param == "lexical" else LearnedCheck(checker)


@pytest.mark.parametrize(
    ("claim", "carried"),
    [
        ("The night ferry to Skarholm will not sail until spring.", True),
        (NIGHT.passage.text, True),  # a long quote, sentence by sentence
        ("The night ferry to Skarholm will not sail until spring. Flour costs 40 per cent.", True),
        ("The night ferry sank off Lowmere with 300 passengers.", False),
        ("Passengers will get their money back. The captain was drunk.", False),
        ("Flour costs 50 per cent more than a year ago.", False),
        ("Passengers will get their money back, because the mayor of Lowmere has resigned.", False),
    ],
)
def test_a_claim_is_carried_if_each_of_its_sentences_is(
    check: SupportCheck, claim: str, carried: bool
) -> None:
    assert check.carries(claim, [NIGHT, FLOUR]) is carried


def test_nothing_is_carried_by_nothing(check: SupportCheck) -> None:
    assert not check.carries("Flour costs more.", [])


def test_a_sentence_about_something_else_carries_nothing(check: SupportCheck) -> None:
    claim = "The ferry to Skarholm is out of service until spring."

    assert not check.carries(claim, [FLOUR])


def test_the_same_words_are_not_judged_and_nothing_is_judged_twice(checker: Counting) -> None:
    check = LearnedCheck(checker)
    before = checker.judged

    check.carries("Passengers will get their money back.", [NIGHT])
    assert checker.judged == before
    for _ in range(2):
        check.carries("Passengers are to get their money back.", [NIGHT])
    assert checker.judged == before + 1


def test_the_day_of_an_article_is_no_made_up_number() -> None:
    claim = (
        "On 10 July 2025 it was said that the night ferry to Skarholm will not sail until spring."
    )
    dated = evidence(NIGHT.passage.text, id="dated", published="2025-07-10")

    assert LexicalCheck().carries(claim, [dated])
    assert not LexicalCheck().carries(claim, [NIGHT])
