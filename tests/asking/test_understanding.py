from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from typing import Any
from unicodedata import normalize

import pytest

from assistant.asking.understanding import MAX_CHARACTERS, MAX_TERMS, Query, understand
from assistant.datamodels import Request, TimeFrame, Turn
from assistant.errors import InputError, UnknownOutlet

OUTLETS = ["Brindle Courier", "Isle News", "ISLE NEWS", "The Fennimore Post"]


def understood(question: str, known_outlets: list[str] = OUTLETS, **fields: Any) -> Query:
    return understand(Request(question=question, **fields), known_outlets)


def test_a_question_is_looked_for_by_what_it_says() -> None:
    query = understood("  Who opened\nthe bridges of Quenby? ")

    assert query.question == "Who opened the bridges of Quenby?"
    assert query.text == query.question
    assert set(query.terms) == {"open", "bridg", "quenbi"}
    assert not query.scope


@pytest.mark.parametrize("question", ["", "   ", "\n\t\u00a0"])
def test_an_empty_question_is_refused(question: str) -> None:
    with pytest.raises(InputError, match="empty"):
        understood(question)


def test_a_question_of_stopwords_is_looked_for_by_its_vector_alone() -> None:
    query = understood("Who is it?")

    assert query.terms == {}
    assert query.text == "Who is it?"


def test_a_question_of_5000_words_is_bounded() -> None:
    query = understood(" ".join(f"word{number}" for number in range(5_000)))

    assert len(query.question) == MAX_CHARACTERS
    assert len(query.terms) == MAX_TERMS


def test_long_earlier_turns_are_bounded_too() -> None:
    long = " ".join(f"word{number}" for number in range(5_000))
    query = understood("And then?", history=[Turn(role="user", content=long)])

    assert len(query.text) <= MAX_CHARACTERS + 20
    assert len(query.terms) <= MAX_TERMS


def test_earlier_turns_lend_their_words_at_less_weight() -> None:
    history = [
        Turn(role="user", content="What did the bakers of Stane want?"),
        Turn(role="user", content="Who opened the bridge in Quenby?"),
        Turn(role="assistant", content="Petra Vennick opened it."),
    ]

    query = understood("When did it close?", history=history)

    weights = [query.terms[term] for term in ("close", "quenbi", "baker", "vennick")]
    assert weights == sorted(weights, reverse=True)
    assert weights[-1] > 0
    assert "Quenby" in query.text
    assert query.text.endswith("When did it close?")
    assert query.question == "When did it close?"


def test_the_time_frame_becomes_the_scope() -> None:
    frame = TimeFrame(after=date(2024, 1, 1), before=date(2024, 3, 1), as_of=date(2024, 2, 1))

    scope = understood("Rain?", time_frame=frame).scope

    assert (scope.first, scope.last) == (date(2024, 1, 1), date(2024, 2, 1))


@pytest.mark.parametrize("last", ["before", "as_of"])
def test_a_time_frame_without_any_day_is_refused(last: str) -> None:
    frame = TimeFrame.model_validate({"after": "2024-03-02", last: "2024-03-01"})

    with pytest.raises(InputError, match=r"2024-03-02.*2024-03-01"):
        understood("Rain?", time_frame=frame)


def test_a_time_frame_of_one_day_will_do() -> None:
    day = date(2024, 3, 1)

    assert understood("Rain?", time_frame=TimeFrame(after=day, before=day)).scope.first == day


def test_outlets_are_known_in_any_case() -> None:
    scope = understood("Rain?", outlets=["brindle COURIER", "isle news"]).scope

    assert scope.outlets == ("Brindle Courier", "Isle News", "ISLE NEWS")


@pytest.mark.parametrize(("held", "typed"), [("NFC", "NFD"), ("NFD", "NFC"), ("NFD", "NFD")])
def test_an_outlet_is_known_in_either_spelling(held: str, typed: str) -> None:
    outlet = normalize(held, "Le Télégramme")

    query = understood("Rain?", [outlet], outlets=[normalize(typed, "LE TÉLÉGRAMME")])

    assert query.scope.outlets == (outlet,)


def test_an_unknown_outlet_is_named_with_near_ones() -> None:
    with pytest.raises(UnknownOutlet, match=r"'Brindel Couriers'.*Did you mean: Brindle Courier"):
        understood("Rain?", outlets=["Brindel Couriers"])


def test_an_unknown_outlet_without_near_ones_is_told_what_there_is() -> None:
    with pytest.raises(UnknownOutlet, match="The Fennimore Post"):
        understood("Rain?", outlets=["Qqq"])
    with pytest.raises(UnknownOutlet, match="names no outlets"):
        understood("Rain?", [], outlets=["Qqq"])


def test_half_a_surrogate_in_a_question_does_no_harm() -> None:
    history = [{"role": "user", "content": "When was the \udfffquay?"}]
    query = understood("Who opened the \ud800bridge?", history=history)

    assert {"open", "bridg", "quay"} <= set(query.terms)
    assert query.text == "quay Who opened the ?bridge?"


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
    assert understood(question).about_now is about_now


def test_today_is_the_day_where_it_is_latest() -> None:
    earliest = datetime.now(timezone(timedelta(hours=14))).date()
    today = understand(Request(question="Where is the ferry now?")).today

    assert earliest <= today <= datetime.now(timezone(timedelta(hours=14))).date()


@pytest.mark.parametrize(
    "question",
    ["Who is Ada Venn?", "timeline of the ferry", "How much does the new ferry cost?"],
)
def test_a_question_that_stands_by_itself_is_lent_nothing(question: str) -> None:
    earlier = ("hello", "List the votes of the harbour board", "Which outlets do you have?")
    turns = tuple(Turn(role="user", content=each) for each in earlier)

    assert understood(question, history=turns).text == question
