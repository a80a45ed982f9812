from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.asking.days import days_in

TODAY = date(2026, 11, 28)
HELD = (date(2025, 3, 4), date(2025, 11, 6))


@pytest.mark.parametrize(
    ("question", "after", "before"),
    [
        ("What did the Courier report on 13 March 2025?", "2025-03-13", "2025-03-13"),
        ("In April, what happened in Lowmere?", "2025-04-01", "2025-04-30"),
        ("and in sept?", "2025-09-01", "2025-09-30"),
        ("Who spoke in December?", "2024-12-01", "2024-12-31"),
        ("what was decided last week", "2026-11-16", "2026-11-22"),
        ("what happened in 2024", "2024-01-01", "2024-12-31"),
        ("who spoke before June", None, "2025-05-31"),
        ("What was said before the vote of 3 May 2025?", None, "2025-05-02"),
        ("what followed after the bridge fell in June", "2025-06-01", None),
        ("What happened in September and October 2025, in order?", "2025-09-01", "2025-10-31"),
        ("between 3 March and 12 April 2025", "2025-03-03", "2025-04-12"),
        ("from January to March 2025", "2025-01-01", "2025-03-31"),
        ("since last month", "2026-10-01", None),
        ("three weeks ago", "2026-11-02", "2026-11-08"),
        ("in the past two weeks", "2026-11-14", "2026-11-28"),
        ("a year ago", "2025-01-01", "2025-12-31"),
        ("yesterday's vote", "2026-11-27", "2026-11-27"),
        ("after 12 May 2025", "2025-05-13", None),
        ("from May 12, 2025 on", "2025-05-12", None),
        ("until the end of 2024", None, "2024-12-31"),
        ("in the winter of 2024", "2024-12-01", "2025-02-28"),
        ("on 13/04/2025", "2025-04-13", "2025-04-13"),
        ("on 2025-04-13", "2025-04-13", "2025-04-13"),
        ("this year", "2026-01-01", "2026-12-31"),
        ("the meeting of March 12th", "2025-03-12", "2025-03-12"),
    ],
)
def test_a_question_speaks_of_days(question: str, after: str | None, before: str | None) -> None:
    days = days_in(question, TODAY, HELD)

    assert days is not None
    told = [day and day.isoformat() for day in (days.frame.after, days.frame.before)]
    assert told == [after, before]
    assert days.frame.as_of is None


@pytest.mark.parametrize(
    "question",
    [
        "May the ferry sail?",
        "Did they march on the town?",
        "what may happen",
        "Will it cost 2028 crowns?",
        "When will it be finished, by 2028?",
        "Who won the 2024 race?",
        "on 03/04/2025",
        "on February 30, 2025",
        "in the last 999 years",
        "What did the Marchers want?",
    ],
)
def test_what_is_no_day_or_is_to_come_is_none(question: str) -> None:
    days = days_in(question, TODAY, HELD)

    assert days is None or days.frame.after is None or days.frame.after.year < 2028


@pytest.mark.parametrize(
    ("question", "day"),
    [
        ("As things stood in June 2025, when would the ferry sail?", date(2025, 6, 30)),
        ("What did we know in April 2025 about the wolves?", date(2025, 4, 30)),
        ("What was known of it before the letter leaked in May?", date(2025, 4, 30)),
        ("As of 2 April 2025, who led?", date(2025, 4, 2)),
    ],
)
def test_a_question_may_ask_how_things_stood(question: str, day: date) -> None:
    days = days_in(question, TODAY, HELD)

    assert days is not None
    assert (days.frame.as_of, days.frame.after, days.frame.before) == (day, None, None)


@pytest.mark.parametrize(
    ("question", "of_reports"),
    [
        ("going by the reports of March 2025, what was it to cost", True),
        ("What was reported in April?", True),
        ("What happened in April?", False),
    ],
)
def test_days_of_reports_are_told_from_days_of_events(question: str, of_reports: bool) -> None:
    days = days_in(question, TODAY, HELD)

    assert days is not None
    assert days.of_reports is of_reports


@given(st.text(max_size=80), st.dates(), st.none() | st.dates(), st.none() | st.dates())
def test_no_text_is_too_odd(question: str, today: date, first: date, last: date) -> None:
    days = days_in(question, today, (first, last))

    assert days is None or all(span.first <= span.last for span in days.spans)


@given(
    st.sampled_from("in since before after until last this".split()),
    st.sampled_from("March 31 2024;29 February;week;month;year;2 years;summer 1999".split(";")),
    st.dates(date(1900, 1, 1)),
)
def test_bounds_are_in_order_whatever_today_is(word: str, time: str, today: date) -> None:
    days = days_in(f"What happened {word} {time}?", today)

    if days and days.frame.after and days.frame.before:
        assert days.frame.after <= days.frame.before
