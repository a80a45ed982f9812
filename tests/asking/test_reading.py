from __future__ import annotations

from datetime import date

import pytest

from assistant.asking.outlets import Outlets
from assistant.asking.reading import Held
from assistant.asking.understanding import Query, understand
from assistant.datamodels import Request, TimeFrame, Turn

OUTLETS = ["Brindle Courier", "The Fennimore Post", "Deutsche Welle", "Russia Today"]
HELD = Held(Outlets(OUTLETS), (date(2025, 1, 1), date(2025, 11, 6)))


def understood(question: str, *earlier: str, **fields: object) -> Query:
    turns = tuple(Turn(role="user", content=each) for each in earlier)
    request = Request.model_validate({"question": question, "history": turns, **fields})
    return understand(request, OUTLETS, HELD)


def test_an_outlet_that_is_to_speak_is_heard_alone() -> None:
    query = understood("What did the Courier say about the ferry in March?")

    assert query.wanted.outlets == ("Brindle Courier",)
    assert (query.wanted.first, query.wanted.last) == (date(2025, 3, 1), date(2025, 3, 31))
    assert query.strict
    assert not query.whole
    assert not query.scope  # that is the reader's own filters


def test_an_outlet_that_is_spoken_of_narrows_nothing() -> None:
    query = understood("Who owns the Brindle Courier?")

    assert query.understood.outlets == ("Brindle Courier",)
    assert not query.wanted


@pytest.mark.parametrize(
    "question",
    ["How do the Courier and the Post differ on it?", "Compare the votes in March and October"],
)
def test_what_is_set_side_by_side_is_not_narrowed(question: str) -> None:
    assert not understood(question).wanted


def test_days_of_events_come_first_and_days_of_reports_alone() -> None:
    assert not understood("What did the bakers want in April?").strict
    assert understood("What was it to cost, by the reports of April?").strict
    assert understood("What happened in April?").whole


def test_how_things_stood_on_a_day() -> None:
    query = understood("As things stood in June 2025, when would the ferry sail?")

    assert query.wanted.as_of == date(2025, 6, 30)
    assert query.strict


def test_the_name_of_an_outlet_is_no_day() -> None:
    query = understood("What does Russia Today say about the talks?")

    assert query.understood.time_frame == TimeFrame()
    assert query.wanted.outlets == ("Russia Today",)


def test_the_filters_of_a_request_go_before_what_a_question_says() -> None:
    frame = TimeFrame(after=date(2025, 5, 1))
    query = understood("What did DW say in March?", time_frame=frame, outlets=("Russia Today",))

    assert not query.wanted
    assert query.scope.outlets == ("Russia Today",)
    assert [notice for notice in query.notices if "filters" in notice] == list(query.notices)
    assert len(query.notices) == 2


def test_a_kind_is_carried_on_by_a_bare_follow_up() -> None:
    assert understood("and the baker?", "What does Otto Brill think of it?").understood.kind == (
        "opinion"
    )


def test_a_change_of_subject_leaves_the_rest_behind() -> None:
    query = understood("Something else: who owns the ferry?", "Why do bakers strike in Lowmere?")

    assert query.text == "who owns the ferry?"
    assert set(query.terms) == {"ferri"}


def test_outlets_and_days_are_not_lent_to_a_question_that_has_its_own() -> None:
    query = understood("And what did DW report in May?", "What did the Courier report in April?")

    assert not {"courier", "april"} & set(query.terms)


@pytest.mark.parametrize("question", ["what happened?", "why?", "tell me more"])
def test_a_question_without_a_subject_is_vague(question: str) -> None:
    assert understood(question).understood.vague
    assert not understood(question, "Why did Brill sell the ferry?").understood.vague


def test_a_long_question_is_cut_and_that_is_said() -> None:
    query = understood("ferry " * 10_000)

    assert "Only the first" in query.notices[0]


def test_control_characters_are_no_words() -> None:
    assert understood("Who\x07 owns\x1b the ferry?").question == "Who owns the ferry?"


def test_a_hundred_turns_are_bounded() -> None:
    query = understood("and then?", *["Why did Brill sell the ferry?"] * 100)

    assert len(query.text) < 1_000


def test_several_questions_are_told_apart() -> None:
    parts = understood("Who owns the ferry and when does it sail?").understood.parts

    assert parts == ("Who owns the ferry?", "When does the ferry sail?")


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("What did the Courier write about the ferry?", "fact"),
        ("What did the Courier report in May?", "summary"),
        ("What does DW make of the talks?", "opinion"),
        ("When did the Courier publish its story about the ferry?", "library"),
        ("What did Otto Brill say about the ferry?", "opinion"),
    ],
)
def test_an_outlet_reports_and_a_person_has_a_view(question: str, kind: str) -> None:
    assert understood(question).understood.kind == kind
