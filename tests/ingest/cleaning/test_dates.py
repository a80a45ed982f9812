from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.errors import InputError
from ingest.cleaning.dates import (
    age_in_line,
    date_in_line,
    date_in_url,
    day_first_in,
    is_day_first,
    parse_published,
)


@pytest.mark.parametrize(
    "line",
    [
        "2025-03-13",
        "2025/3/13",
        "2025.03.13",
        "Published 2025-03-13T08:00:00Z",
        "March 13, 2025",
        "Mar. 13, 2025",
        "Thursday, March 13th, 2025 at 9am",
        "13 March 2025",
        "13th of the month: 13 MARCH 2025",
        "Updated: 13 mar 2025",
        "13/03/2025",
        "03/13/2025",
        "• 13.3.2025 02:17",
    ],
)
def test_a_full_date_is_read_in_whatever_form(line: str) -> None:
    assert date_in_line(line) == date(2025, 3, 13)


@pytest.mark.parametrize(
    "line",
    [
        "03/04/2025",  # London or New York?
        "3.4.2025",
        "March 2025",
        "13 March",
        "2025",
        "31 February 2025",
        "2025-13-13",
        "32/01/2025",
        "0/0/2025",
        "12025-03-130",
        "Marching 13, 2025",
        "",
    ],
)
def test_what_is_no_full_date_is_not_guessed(line: str) -> None:
    assert date_in_line(line) is None


def test_a_day_that_is_its_month_is_not_ambiguous() -> None:
    assert date_in_line("04/04/2025") == date(2025, 4, 4)


def test_the_last_day_of_a_leap_february_is_a_day() -> None:
    assert date_in_line("29 Feb 2024") == date(2024, 2, 29)
    assert date_in_line("29 Feb 2025") is None


@given(st.dates(min_value=date(1000, 1, 1)))
def test_every_way_to_write_a_day_in_full_reads_as_that_day(day: date) -> None:
    assert date_in_line(day.isoformat()) == day
    assert date_in_line(f"{day.day} {day:%B} {day.year}") == day
    assert date_in_line(f"{day:%b} {day.day}, {day.year}") == day


@given(st.dates(min_value=date(1000, 1, 1)))
def test_numbers_alone_are_read_only_if_one_day_fits(day: date) -> None:
    read = date_in_line(f"{day.day:02}/{day.month:02}/{day.year}")

    assert read == (day if day.day > 12 or day.day == day.month else None)


@given(st.dates())
def test_a_published_day_comes_back(day: date) -> None:
    assert parse_published(day.isoformat()) == (day, None)


@given(st.datetimes(timezones=st.none() | st.timezones() | st.just(UTC)))
def test_a_published_moment_comes_back_with_the_day_as_written(moment: datetime) -> None:
    written = moment.isoformat()

    day, at = parse_published(written)

    assert day.isoformat() == written[:10]
    assert at is not None
    assert at.isoformat() == written


def test_the_day_is_the_one_written_whatever_the_time_zone() -> None:
    day, at = parse_published(" 2025-03-13T23:30:00-08:00 ")

    assert day == date(2025, 3, 13)
    assert at == datetime(2025, 3, 13, 23, 30, tzinfo=timezone(timedelta(hours=-8)))


def test_z_is_universal_time() -> None:
    assert parse_published("2025-03-13T08:15:00Z")[1] == datetime(2025, 3, 13, 8, 15, tzinfo=UTC)


@pytest.mark.parametrize(
    "value", ["yesterday", "2025-02-30", "13/03/2025", "2025-03-13T25:00:00", "\x00", "٢٠٢٥"]
)
def test_what_is_no_iso_date_is_refused_by_name(value: str) -> None:
    with pytest.raises(InputError, match="published") as refused:
        parse_published(value)

    assert repr(value) in str(refused.value)


def test_numbers_are_read_in_a_known_order() -> None:
    assert date_in_line("03/04/2025", day_first=True) == date(2025, 4, 3)
    assert date_in_line("03/04/2025", day_first=False) == date(2025, 3, 4)
    assert date_in_line("13/04/2025", day_first=False) == date(2025, 4, 13)


@pytest.mark.parametrize(
    ("language", "host", "order"),
    [
        ("de", None, True),
        ("en-GB", None, True),
        ("en-US", "paper.example", False),
        ("en", "paper.co.uk", True),
        ("en", "paper.com", None),
        ("en-CA", None, None),
        (None, None, None),
    ],
)
def test_the_order_of_numbers_follows_language_and_country(
    language: str | None, host: str | None, order: bool | None
) -> None:
    assert is_day_first(language, host) is order


def test_the_order_of_numbers_is_learned_from_a_date_that_fits_one_way_only() -> None:
    assert day_first_in(["03/04/2025", "27/03/2025"]) is True
    assert day_first_in(["03/27/2025"]) is False
    assert day_first_in(["03/27/2025", "27/03/2025"]) is None
    assert day_first_in(["03/04/2025"]) is None


@pytest.mark.parametrize(
    ("line", "language"),
    [
        ("Veröffentlicht am 13. März 2025, 14:05 Uhr", "de"),
        ("13 mars 2025 à 18h20", "fr"),
        ("13 марта 2025, 12:30", "ru"),
        ("2025年3月13日", "ja"),
    ],
)
def test_months_are_read_in_the_language_of_the_page(line: str, language: str) -> None:
    assert date_in_line(line, language=language) == date(2025, 3, 13)


@pytest.mark.parametrize(
    ("line", "front", "days"),
    [
        ("Daily Planeta day ago", "Daily Planet", 1),
        ("Daily Planet • 3 days ago", "Daily Planet", 3),
        ("a week ago", "", 7),
    ],
)
def test_an_age_is_read_even_when_glued_to_a_name(line: str, front: str, days: int) -> None:
    age = age_in_line(line)

    assert age is not None
    assert (age.front, age.ago) == (front, timedelta(days=days))
    assert age_in_line(f"{line} she left") is None


def test_a_day_in_an_address() -> None:
    assert date_in_url("https://a.example/2025/03/04/ferry") == date(2025, 3, 4)
    assert date_in_url("https://a.example/2025/03/ferry") is None
    assert date_in_url("https://a.example/2025/13/45/ferry") is None
