from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.text.quantities import Moment, Quantity, moments, quantities

TUESDAY = date(2025, 3, 4)


def values(text: str) -> list[tuple[float, str]]:
    return [(each.value, each.unit) for each in quantities(text)]


def times(text: str, today: date | None = None) -> list[tuple[int | None, int | None, int | None]]:
    return [(each.year, each.month, each.day) for each in moments(text, today)]


@pytest.mark.parametrize(
    "text",
    ["5,100,000", "5100000", "5.1 million", "5.1m", "five point one million", "5.1-million"],
)
def test_a_number_is_one_however_it_is_written(text: str) -> None:
    assert values(f"It has {text} readers.") == [(5_100_000, "")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("twenty-three of two hundred and fifty", [(23, ""), (250, "")]),
        ("a dozen, half a million dollars", [(12, ""), (500_000, "$")]),
        ("$5m, £2.5bn and 30 euros", [(5e6, "$"), (2.5e9, "£"), (30, "€")]),
        ("23 per cent, 12%, six percent", [(23, "%"), (12, "%"), (6, "%")]),
        ("two, three", [(2, ""), (3, "")]),
        ("one hundred and ten thousand", [(110_000, "")]),
        ("third, 3rd and twelfth", [(3, "th"), (3, "th"), (12, "th")]),
        ("23 votes to 18", [(23, ""), (18, "")]),
        ("two thirds, a quarter", []),  # shares
        ("one of them", []),  # a pronoun
        ("on 4 March 2025 and in 2026", []),  # days
    ],
)
def test_numbers_are_read_with_their_units(text: str, expected: list[tuple[float, str]]) -> None:
    assert values(text) == expected


@given(st.integers(1, 10**12))
def test_digits_and_their_groups_are_the_same_number(number: int) -> None:
    # Between commas, since a bare 1985 is a year.
    assert values(f"{number:,} crowns") == [(number, "crown")]


@given(st.integers(1, 999), st.sampled_from(["thousand", "million", "billion"]))
def test_a_scale_multiplies(number: int, scale: str) -> None:
    factor = {"thousand": 10**3, "million": 10**6, "billion": 10**9}[scale]

    assert values(f"{number} {scale} people") == [(number * factor, "")]


@given(st.integers(10, 10**9), st.integers(1, 8))
def test_a_rounded_number_may_stand_for_the_exact_one(number: int, places: int) -> None:
    rounded = round(number, -places)
    one, other = Quantity(rounded, "", 0, 1), Quantity(number, "", 0, 1)

    assert rounded == 0 or rounded < 10 or one.same(other) or one.rounds(other)


def test_a_number_is_rounded_to_its_own_last_digit() -> None:
    million, exact, other = (
        Quantity(value, "", 0, 1) for value in (5_100_000, 5_112_000, 5_300_000)
    )

    assert million.rounds(exact)
    assert not million.rounds(other)
    assert not exact.rounds(million)


def test_units_that_differ_are_different_numbers() -> None:
    percent, dollars, bare = (Quantity(5, unit, 0, 1) for unit in ("%", "$", ""))

    assert not percent.same(dollars)
    assert bare.same(percent)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("on 24 February 2013", [(2013, 2, 24)]),
        ("Feb. 24, 2013", [(2013, 2, 24)]),
        ("the 24th of February", [(None, 2, 24)]),
        ("2013-02-24", [(2013, 2, 24)]),
        ("in May it may rain", [(None, 5, None)]),
        ("March 2025", [(2025, 3, None)]),
        ("1984, and 2,013 of them", [(1984, None, None)]),
    ],
)
def test_days_are_read_as_far_as_they_are_named(
    text: str, expected: list[tuple[int | None, int | None, int | None]]
) -> None:
    assert times(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("yesterday", (2025, 3, 3)),
        ("last month", (2025, 2, None)),
        ("next year", (2026, None, None)),
        ("tomorrow", (2025, 3, 5)),
    ],
)
def test_what_is_near_is_read_against_the_day_of_the_article(
    text: str, expected: tuple[int | None, int | None, int | None]
) -> None:
    assert times(text, TUESDAY) == [expected]
    assert times(text) == []


def test_a_weekday_is_a_day_near_the_article() -> None:
    (tuesday,) = moments("The vote was on Tuesday.", TUESDAY)
    (date_,) = moments("on 4 March 2025")
    (next_week,) = moments("on 11 March 2025")
    (year,) = moments("in 2025")
    (wednesday,) = moments("The vote was on Wednesday.", TUESDAY)

    assert tuesday.same(date_)
    assert tuesday.same(next_week)
    assert tuesday.same(year)
    assert not tuesday.same(wednesday)
    assert not wednesday.same(date_)


@given(st.dates(date(1950, 1, 1), date(2049, 12, 31)))
def test_a_day_is_the_same_in_every_notation(day: date) -> None:
    notations = [f"{day:%-d %B %Y}", f"{day:%B %-d, %Y}", f"{day:%Y-%m-%d}", f"{day:%b %-d, %Y}"]
    found = [moments(f"On {notation} it rained.") for notation in notations]

    assert all(len(each) == 1 for each in found)
    assert all(each[0].same(found[0][0]) for each in found)
    other = day + timedelta(1)
    assert not found[0][0].same(Moment(other.year, other.month, other.day, 0, 0))


@given(st.text())
def test_no_text_breaks_the_reading(text: str) -> None:
    for each in (*quantities(text), *moments(text, TUESDAY)):
        assert text[each.start : each.end]
