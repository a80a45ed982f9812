from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st
from newsroom import evidence

from assistant.answering.widening import WIDENED_CHARACTERS, dangles, widened
from assistant.datamodels import Evidence
from assistant.text.sentences import sentence_spans


@dataclass(frozen=True)
class Row:
    evidence: Evidence
    start: int
    end: int
    score: float


def quoted(text: str, best: int, *scores: float) -> str:
    item = evidence(text)
    rows = [
        Row(item, *span, score) for span, score in zip(sentence_spans(text), scores, strict=True)
    ]
    start, end = widened(rows[best], rows)
    return text[start:end]


@pytest.mark.parametrize(
    "text",
    [
        "But the mayor said no.",
        "And so it went on.",
        "However, the well was older.",
        "She signed it at noon.",
        "It will be lifted in June.",
        "At the same time, the town saved.",
        "That is why they left.",
    ],
)
def test_what_leans_on_the_sentence_before_dangles(text: str) -> None:
    assert dangles(text)


@pytest.mark.parametrize(
    "text",
    [
        "The mayor said no.",
        "Butter was scarce.",
        "“But it was mine,” she said.",
        "Itself is a word.",
    ],
)
def test_what_stands_by_itself_does_not(text: str) -> None:
    assert not dangles(text)


FULL = "The council of Lowmere met in the old school for four hours to speak of the well. "


def test_a_quote_takes_in_what_it_leans_on() -> None:
    text = FULL + "It voted by nine to two to fill the well with sand before the winter comes."

    assert quoted(text, 1, -9.0, 0.0) == text


def test_a_quote_leaves_out_what_is_beside_the_point() -> None:
    text = FULL + "A dog lay by the stove of the school and slept through all that was said there."

    assert quoted(text, 0, 0.0, -9.0) == FULL.strip()
    assert quoted(text, 0, 0.0, -1.0) == text


def test_a_quote_goes_on_where_somebody_goes_on_speaking() -> None:
    text = (
        "“We have waited for a new well since my father was a boy of nine,” said Ilse Varga, a"
        " farmer. “We can wait until May.”"
    )

    assert quoted(text, 0, 0.0, -9.0) == text


@given(st.lists(st.sampled_from("ab"), min_size=1, max_size=9), st.data())
def test_a_quote_holds_its_sentence_and_is_no_longer_than_it_may_be(
    kinds: list[str], data: st.DataObject
) -> None:
    sentences = [f"{'It' if kind == 'a' else 'Rain'} {'fell ' * 20}here." for kind in kinds]
    text = " ".join(sentences)
    best = data.draw(st.integers(0, len(sentences) - 1))
    scores = data.draw(st.lists(st.floats(-9, 0), min_size=len(kinds), max_size=len(kinds)))

    quote = quoted(text, best, *scores)

    assert sentences[best] in quote
    assert len(quote) <= max(WIDENED_CHARACTERS, len(sentences[best]))
