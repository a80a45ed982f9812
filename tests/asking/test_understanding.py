from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from assistant.asking.understanding import MAX_CHARACTERS, MAX_TERMS, to_day, to_turns, understand
from assistant.datamodels import TimeFrame, Turn
from assistant.errors import InputError, UnknownOutlet

OUTLETS = ["Brindle Courier", "Isle News", "ISLE NEWS", "The Fennimore Post"]


def test_a_question_is_looked_for_by_what_it_says() -> None:
    query = understand("  Who opened\nthe bridges of Quenby? ")

    assert query.question == "Who opened the bridges of Quenby?"
    assert query.text == query.question
    assert set(query.terms) == {"open", "bridg", "quenbi"}
    assert not query.scope


@pytest.mark.parametrize("question", ["", "   ", "\n\t\u00a0"])
def test_an_empty_question_is_refused(question: str) -> None:
    with pytest.raises(InputError, match="empty"):
        understand(question)


def test_a_question_of_stopwords_is_looked_for_by_its_vector_alone() -> None:
    query = understand("Who is it?")

    assert query.terms == {}
    assert query.text == "Who is it?"


def test_a_question_of_5000_words_is_bounded() -> None:
    query = understand(" ".join(f"word{number}" for number in range(5_000)))

    assert len(query.question) == MAX_CHARACTERS
    assert len(query.terms) == MAX_TERMS


def test_long_earlier_turns_are_bounded_too() -> None:
    long = " ".join(f"word{number}" for number in range(5_000))
    query = understand("And then?", [Turn(role="user", content=long)])

    assert len(query.text) <= MAX_CHARACTERS + 20
    assert len(query.terms) <= MAX_TERMS


def test_the_question_before_lends_its_words_at_less_weight() -> None:
    history = to_turns(
        [
            {"role": "user", "content": "What did the bakers of Stane want?"},
            {"role": "user", "content": "Who opened the bridge?"},
            Turn(role="assistant", content="Petra Vennick opened it."),
        ]
    )

    query = understand("When was the bridge closed?", history)

    assert query.terms["close"] > query.terms["open"] > 0
    assert query.terms["bridg"] == query.terms["close"] + query.terms["open"]
    assert not query.terms.keys() & {"baker", "stane", "petra", "vennick"}
    assert query.text == "Who opened the bridge? When was the bridge closed?"
    assert query.question == "When was the bridge closed?"


def test_the_time_frame_becomes_the_scope() -> None:
    frame = TimeFrame(after=date(2024, 1, 1), before=date(2024, 3, 1), as_of=date(2024, 2, 1))

    scope = understand("Rain?", time_frame=frame).scope

    assert (scope.first, scope.last) == (date(2024, 1, 1), date(2024, 2, 1))


@pytest.mark.parametrize("last", ["before", "as_of"])
def test_a_time_frame_without_any_day_is_refused(last: str) -> None:
    frame = TimeFrame.model_validate({"after": "2024-03-02", last: "2024-03-01"})

    with pytest.raises(InputError, match=r"2024-03-02.*2024-03-01"):
        understand("Rain?", time_frame=frame)


def test_a_time_frame_of_one_day_will_do() -> None:
    day = date(2024, 3, 1)

    assert understand("Rain?", time_frame=TimeFrame(after=day, before=day)).scope.first == day


def test_outlets_are_known_in_any_case() -> None:
    scope = understand(
        "Rain?", outlets=["brindle COURIER", "isle news"], known_outlets=OUTLETS
    ).scope

    assert scope.outlets == ("Brindle Courier", "Isle News", "ISLE NEWS")


def test_an_unknown_outlet_is_named_with_near_ones() -> None:
    with pytest.raises(UnknownOutlet, match=r"'Brindel Couriers'.*Did you mean: Brindle Courier"):
        understand("Rain?", outlets=["Brindel Couriers"], known_outlets=OUTLETS)


def test_an_unknown_outlet_without_near_ones_is_told_what_there_is() -> None:
    with pytest.raises(UnknownOutlet, match="The Fennimore Post"):
        understand("Rain?", outlets=["Qqq"], known_outlets=OUTLETS)
    with pytest.raises(UnknownOutlet, match="names no outlets"):
        understand("Rain?", outlets=["Qqq"])


def test_days_are_read_from_dates_datetimes_and_text() -> None:
    day = date(2024, 2, 29)

    assert to_day("2024-02-29", "after") == day
    assert to_day(day, "after") == day
    assert to_day(datetime(2024, 2, 29, 23, 59, tzinfo=UTC), "after") == day
    assert to_day(None, "after") is None


@pytest.mark.parametrize("value", ["2024-02-30", "yesterday", "", "29.2.2024", "2024-02"])
def test_a_day_that_is_none_is_named_with_its_filter(value: str) -> None:
    with pytest.raises(InputError, match="as_of") as refused:
        to_day(value, "as_of")

    assert repr(value) in str(refused.value)


def test_half_a_surrogate_in_a_question_does_no_harm() -> None:
    query = understand("Who opened the \ud800bridge?")

    assert {"open", "bridg"} <= set(query.terms)
    assert query.question.encode()


@pytest.mark.parametrize(
    ("question", "about_now"),
    [
        ("Who won the vote this week?", True),
        ("What did the minister say YESTERDAY?", True),
        ("Which film is the latest to be delayed?", True),
        ("Who was mayor in 1999?", False),
        ("Who knows the way to Nowhere?", False),
        ("How long is the week in the Todayan calendar?", False),
    ],
)
def test_a_question_tells_whether_it_is_about_now(question: str, about_now: bool) -> None:
    assert understand(question).about_now is about_now
