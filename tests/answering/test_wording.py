from __future__ import annotations

from datetime import date

import pytest

from assistant.answering.wording import (
    attribution,
    carriers,
    coverage_in_words,
    date_span,
    day_in_words,
)
from assistant.datamodels import CARRIERS_COUNTED, Coverage, Source


def test_who_said_it_and_when() -> None:
    assert attribution(Source(id="a", outlet="Courier", published=date(2024, 3, 4))) == (
        "Courier, 4 March 2024"
    )
    assert attribution(Source(id="a")) == "a, date unknown"
    assert day_in_words(date(1999, 12, 31)) == "31 December 1999"


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (date(2024, 3, 4), date(2024, 3, 4), "4 March 2024"),
        (date(2024, 3, 4), date(2024, 11, 6), "4 March – 6 November 2024"),
        (date(2023, 3, 4), date(2024, 3, 4), "4 March 2023 – 4 March 2024"),
    ],
)
def test_a_span_of_days_in_words(first: date, last: date, words: str) -> None:
    assert date_span(first, last) == words


def test_what_a_library_covers_in_words() -> None:
    def words(**fields: object) -> str:
        return coverage_in_words(Coverage.model_validate({"passages": 9, "undated": 0, **fields}))

    assert words(articles=1) == "The library holds 1 article, of unknown date."
    assert words(articles=1234, first="2024-05-03", last="2024-05-03") == (
        "The library holds 1,234 articles (3 May 2024)."
    )
    assert words(articles=5, undated=2, first="2024-05-03", last="2024-06-01") == (
        "The library holds 5 articles (3 May – 1 June 2024, 2 of them of unknown date)."
    )


def test_who_else_carried_an_article_is_named_and_the_others_are_counted() -> None:
    def told(*names: str, count: int = 0) -> str:
        own = Source(id="a", outlet="Courier", also_carried_by=names, carriers=count)
        return carriers(own)

    assert told() == ""
    assert told("Courier", count=1) == ""
    assert told("Aldry Echo", count=1) == "Aldry Echo"
    assert told("Aldry Echo", "Isle News", count=14) == "Aldry Echo, Isle News and 12 more"
    assert told("Isle News", count=CARRIERS_COUNTED) == "Isle News and at least 99 more"
