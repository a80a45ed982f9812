from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from newsroom import evidence, spans_of, told

from assistant import Assistant
from assistant.asking.understanding import understand
from assistant.datamodels import Evidence, Request
from assistant.finding.ranking import READ, read, search
from assistant.finding.retrieval import Findings
from assistant.finding.spans import LONGEST_ANSWER, Spans
from assistant.models.embedder import MiniLM
from assistant.models.reader import MiniLMReader, Reading
from assistant.text.sentences import sentence_spans

MAYOR = evidence(
    "Rain fell on Quenby all day. Ilse Varga was elected mayor of Quenby on Sunday. She is 41.",
    start=200,
    id="mayor",
    title="A new mayor for Quenby",
)
RIVER = evidence("The river rose by a metre in Quenby, said Otto Brill, a farmer.", id="river")
QUESTION = "Who was elected mayor of Quenby?"


def spans_over(*items: Evidence) -> Spans:
    readings = MiniLMReader(threads=1).read(
        QUESTION,
        [(item.article.title, item.passage.text) for item in items],
    )
    return Spans(items, readings, {item.passage.id: item.article.id for item in items})


def test_the_sentence_that_answers_has_most_of_the_answer() -> None:
    spans = spans_over(MAYOR, RIVER)
    shares = {
        MAYOR.passage.text[start:end]: spans.log_share(MAYOR, 200 + start, 200 + end)
        for start, end in sentence_spans(MAYOR.passage.text)
    }

    assert max(shares, key=lambda text: shares[text]).startswith("Ilse Varga was elected")


def test_the_shares_of_all_sentences_make_no_more_than_the_whole() -> None:
    spans = spans_over(MAYOR, RIVER)
    total = sum(
        math.exp(spans.log_share(item, item.passage.start + start, item.passage.start + end))
        for item in (MAYOR, RIVER)
        for start, end in sentence_spans(item.passage.text)
    )

    assert 0.5 < total <= 1.000001


def test_the_short_answer_stands_in_the_article_where_it_says() -> None:
    short = spans_over(MAYOR, RIVER).short_answer(MAYOR, 200 + 29, 200 + 78)

    assert short is not None
    assert short.text == "Ilse Varga"
    assert MAYOR.passage.text[short.start - 200 : short.end - 200] == short.text
    assert 0 < short.chance < 1


@given(
    st.lists(st.floats(-9, 9), min_size=1, max_size=60),
    st.integers(0, 59),
    st.integers(1, 60),
)
def test_a_short_answer_lies_inside_what_it_is_asked_of(
    logits: Sequence[float], first: int, length: int
) -> None:
    text = "".join("abcdefghij"[at % 10] for at in range(len(logits)))
    item = evidence(text, id="letters")
    offsets = np.array([(at, at + 1) for at in range(len(logits))])
    values = np.array(logits, dtype=np.float32)
    readings = [Reading(0.0, values, values[::-1], offsets)]
    spans = Spans([item], readings, {item.passage.id: item.article.id})

    short = spans.short_answer(item, first, first + length)

    if first >= len(text):
        assert short is None
        assert spans.log_share(item, first, first + length) < -10
    else:
        assert short is not None
        assert first <= short.start < short.end <= first + length
        assert short.end - short.start <= LONGEST_ANSWER
        assert text[short.start : short.end] == short.text


WON = told("Varga won the vote.", "Varga", "one")
SAID = told("Nobody but Varga stood.", "Varga", "two")
LOST = told("Otto Brill won the vote.", "Brill", "three")


def test_every_story_that_gives_the_same_answer_is_one_voice() -> None:
    spans = spans_of(WON, SAID, LOST, stories="abc")

    assert spans.voices(WON[0], 0, 19) == pytest.approx(math.log(3))
    assert spans.voices(LOST[0], 0, 24) == pytest.approx(math.log(2))


def test_copies_of_a_story_are_one_voice() -> None:
    spans = spans_of(WON, SAID, LOST, stories="aab")

    assert spans.voices(WON[0], 0, 19) == pytest.approx(math.log(2))


def test_a_name_agrees_with_the_whole_name() -> None:
    whole = told("Ilse Varga won.", "Ilse Varga", "four")
    spans = spans_of(whole, SAID, stories="ab")

    assert spans.voices(whole[0], 0, 10) == pytest.approx(math.log(3))


def test_what_nobody_answers_has_no_firm_words() -> None:
    nothing = told("Rain fell all day.", "", "five")

    assert spans_of(nothing, stories="a").firmest == 0
    assert spans_of(nothing, WON, stories="ab").firmest == 18


def test_a_passage_without_a_word_has_neither_answer_nor_voice() -> None:
    empty = told("...", "", "six")
    spans = spans_of(empty, stories="a")

    assert spans.short_answer(empty[0], 0, 3) is None
    assert spans.voices(empty[0], 0, 3) == 0
    assert spans.agreement == 0
    assert math.isfinite(spans.firmest)
    assert math.isfinite(spans.log_share(empty[0], 0, 3))


def test_reading_puts_what_answers_first(embedder: MiniLM) -> None:
    query = understand(Request(question=QUESTION))
    vector = embedder.embed([query.text])[0]
    stories = {item.passage.id: item.article.id for item in (RIVER, MAYOR)}
    findings = Findings((RIVER, MAYOR), vector, 0.5, 0.5, stories)

    found = read(findings, MiniLMReader(), query, 2)

    assert [item.article.id for item in found.evidence] == ["mayor", "river"]
    assert all(item.relevance is not None for item in found.evidence)
    assert found.spans is not None
    assert set(found.spans.readings) == set(stories)


@pytest.mark.parametrize("k", [1, 5, READ + 10])
def test_a_search_gives_its_passages_in_the_order_of_their_scores(desk: Assistant, k: int) -> None:
    found = desk.search("Which judge suspended the building permit?", k)

    assert 0 < len(found) <= k
    assert all(one.score >= other.score for one, other in pairwise(found))
    assert len({item.passage.id for item in found}) == len(found)


def test_without_a_reader_nothing_is_read(desk: Assistant) -> None:
    library = desk.library
    found = search(library, understand(Request(question="barrier")), 5, None)

    assert found.spans is None
    assert all(item.relevance is None for item in found.evidence)
