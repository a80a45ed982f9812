from __future__ import annotations

from datetime import date

import pytest

from assistant.datamodels import Coverage, TimeFrame
from assistant.ui.wording import count, frame, holdings

MARCH, NOVEMBER = date(2025, 3, 4), date(2025, 11, 6)


def test_count() -> None:
    assert [count(n, "article") for n in (0, 1, 1200)] == [
        "0 articles",
        "1 article",
        "1,200 articles",
    ]


@pytest.mark.parametrize(
    ("time_frame", "words"),
    [
        (TimeFrame(), ""),
        (TimeFrame(after=MARCH), "from 4 March 2025"),
        (TimeFrame(before=NOVEMBER), "up to 6 November 2025"),
        (TimeFrame(as_of=MARCH, before=NOVEMBER), "up to 4 March 2025"),
        (TimeFrame(after=MARCH, before=NOVEMBER), "4 March – 6 November 2025"),
    ],
)
def test_frame(time_frame: TimeFrame, words: str) -> None:
    assert frame(time_frame) == words


def test_holdings() -> None:
    held = Coverage(articles=16, passages=30, undated=0, first=MARCH, last=NOVEMBER)
    assert holdings(held, 8) == "16 articles from 8 outlets, 4 March – 6 November 2025"


def test_holdings_without_days_or_outlets() -> None:
    assert holdings(Coverage(articles=0, passages=0, undated=0), 0) == "0 articles"
    held = Coverage(articles=2, passages=2, undated=2)
    assert holdings(held, 1) == "2 articles from 1 outlet (2 of unknown date)"
