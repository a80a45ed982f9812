from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answering.days import When, whens

TUESDAY = date(2025, 4, 22)


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("They met on Monday.", When(2025, 4, 21)),
        ("They met on Tuesday.", When(2025, 4, 22)),
        ("They met last Tuesday.", When(2025, 4, 15)),
        ("They went to law last Thursday.", When(2025, 4, 17)),
        ("The vote will be on Thursday.", When(2025, 4, 24)),
        ("Work does not begin next Monday.", When(2025, 4, 28)),
        ("A supper was held a week ago.", When(2025, 4, 15)),
        ("It was built three years ago.", When(2022)),
        ("It closed two months ago.", When(2025, 2)),
        ("She left last month.", When(2025, 3)),
        ("The note is dated 17 January.", When(2025, 1, 17)),
        ("He left the post in October.", When(2024, 10)),
        ("She wrote it over three nights in June.", When(2024, 6)),
        ("The hearing opens in June.", When(2025, 6)),
        ("Policies will end from 1 January.", When(2026, 1, 1)),
        ("It opened on 3 May 1999.", When(1999, 5, 3)),
        ("It opened in 1999.", When(1999)),
    ],
)
def test_a_time_is_read_against_the_day_of_the_article(text: str, when: When) -> None:
    assert whens(text, TUESDAY) == [when]


@pytest.mark.parametrize(
    "text",
    ["It rained.", "Rates rise until 2032.", "Bids close by 4 May.", "It fell on 31 June 2024."],
)
def test_what_names_no_time_of_an_event_has_none(text: str) -> None:
    assert whens(text, TUESDAY) == []


def test_without_a_day_only_what_is_written_out_is_told() -> None:
    assert whens("On Monday, in May, they recalled 4 June 2019.", None) == [When(2019, 6, 4)]


@given(st.dates(date(1950, 1, 1), date(2090, 1, 1)), st.integers(-400, 400))
def test_a_day_that_is_written_out_is_that_day(today: date, away: int) -> None:
    day = today + timedelta(away)
    (when,) = whens(f"They met on {day.day} {day:%B} {day.year}.", today)

    assert when.first == when.last == day
    assert When(day.year).holds(when)
    assert When(day.year, day.month).holds(when)


def test_times_sort_as_they_pass() -> None:
    times = [When(2025, 3, 4), When(2024), When(2025), When(2025, 3)]

    assert [when.words for when in sorted(times)] == ["2024", "2025", "March 2025", "4 March 2025"]
