from __future__ import annotations

import pytest
from trams import asked

from assistant.answering.values import point_of, values_of
from assistant.library import Library
from assistant.models.reader import MiniLMReader


@pytest.mark.parametrize(
    ("question", "point"),
    [
        ("How did the price of the pier change over time?", "What is the price of the pier?"),
        ("Do the papers agree on how many boats sank?", "how many boats sank?"),
        ("I read different prices for the pier. Who gives them?", "What are prices for the pier?"),
        ("How many boats sank?", "How many boats sank?"),
    ],
)
def test_the_plain_question_in_one_about_differences(question: str, point: str) -> None:
    assert point_of(question) == point


def test_values_are_those_asked_for_and_each_stands_once(
    trams: Library, reader: MiniLMReader
) -> None:
    values, _ = values_of(asked(trams, reader, "How did the cost of the tram line change?"))

    assert [value.words for value in values] == [
        "80 million crowns",
        "95 million crowns",
        "110 million crowns",
    ]


def test_without_a_reader_no_value_is_told(trams: Library) -> None:
    values, _ = values_of(asked(trams, None, "How did the cost of the tram line change?"))

    assert values == []
