from __future__ import annotations

from collections.abc import Sequence

import pytest
from newsroom import evidence

from assistant.evaluation.carrying import LexicalCheck, ReaderCheck
from assistant.evaluation.measures.citations import SupportCheck
from assistant.models.reader import MiniLMReader, Reading

NIGHT = evidence(
    "The night ferry to Skarholm will not sail until spring. Its owner said that the gearbox had"
    " failed. Passengers will get their money back."
)
FLOUR = evidence("Flour costs 40 per cent more than a year ago.", id="flour")


class Counting(MiniLMReader):
    """The shipped reader; counts the passages it is given."""

    reads = 0

    def read(self, question: str, passages: Sequence[tuple[str, str]]) -> list[Reading]:
        self.reads += len(passages)
        return super().read(question, passages)


@pytest.fixture(scope="module")
def reader() -> Counting:
    return Counting()


@pytest.fixture(params=["lexical", "reader"])
def check(request: pytest.FixtureRequest, reader: Counting) -> SupportCheck:
    return LexicalCheck() if request.param == "lexical" else ReaderCheck(reader)


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


def test_the_reader_takes_other_words_for_the_same(reader: Counting) -> None:
    claim = "The ferry to Skarholm is out of service until spring."

    assert ReaderCheck(reader).carries(claim, [NIGHT])
    assert not LexicalCheck().carries(claim, [NIGHT])
    assert not ReaderCheck(reader).carries(claim, [FLOUR])


def test_the_same_words_are_not_read_and_nothing_is_read_twice(reader: Counting) -> None:
    check = ReaderCheck(reader)
    before = reader.reads

    check.carries("Passengers will get their money back.", [NIGHT])
    assert reader.reads == before
    for _ in range(2):
        check.carries("Passengers are to be repaid.", [NIGHT])
    assert reader.reads == before + 1


def test_the_day_of_an_article_is_no_made_up_number(reader: Counting) -> None:
    claim = "On 10 July 2025 it was said that the ferry will not sail until spring."
    dated = evidence(NIGHT.passage.text, id="dated", published="2025-07-10")

    assert ReaderCheck(reader).carries(claim, [dated])
    assert not ReaderCheck(reader).carries(claim, [NIGHT])
