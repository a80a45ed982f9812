from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from assistant.asking.requesting import to_count, to_request, to_requests
from assistant.datamodels import Request, TimeFrame, Turn
from assistant.errors import InputError

DAY = date(2024, 2, 29)


def test_a_question_alone_is_a_request_without_filters() -> None:
    assert to_request("Rain?") == Request(question="Rain?")


def test_what_people_write_becomes_nouns() -> None:
    request = to_request(
        "Rain?",
        after="2024-02-29",
        as_of=DAY,
        outlets=["Isle News"],
        history=[{"role": "user", "content": "Snow?"}, Turn(role="assistant", content="No.")],
        answerer="quotes",
    )

    assert request == Request(
        question="Rain?",
        time_frame=TimeFrame(after=DAY, as_of=DAY),
        outlets=("Isle News",),
        history=(Turn(role="user", content="Snow?"), Turn(role="assistant", content="No.")),
        answerer="quotes",
    )
    assert Request.model_validate_json(request.model_dump_json()) == request
    assert to_request(request) is request


@pytest.mark.parametrize(
    "written",
    [
        *("2024-02-29", "2024-02-29T23:59:00", "2024-02-29T01:00:00+09:00"),
        *(DAY, datetime(2024, 2, 29, 23, 59, tzinfo=UTC)),
    ],
)
def test_days_are_read_from_dates_datetimes_and_text(written: Any) -> None:
    assert to_request("Rain?", before=written).time_frame == TimeFrame(before=DAY)


@pytest.mark.parametrize("name", ["after", "before", "as_of"])
@pytest.mark.parametrize(
    "value", ["2024-02-30", "yesterday", "", "29.2.2024", "2024-02", 20240229, ("2024-02-29",)]
)
def test_a_day_that_is_none_is_named_with_its_filter(name: str, value: Any) -> None:
    with pytest.raises(InputError, match=f"^{name} must be a day") as refused:
        to_request("Rain?", **{name: value})

    assert repr(value) in str(refused.value)


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"question": None}, "The question must be text, not None"),
        ({"question": ["Rain?"]}, r"The question must be text, not \['Rain\?'\]"),
        ({"outlets": 7}, "outlets must be the name of an outlet or a list of such names, not 7"),
        ({"outlets": [7]}, "outlets must be the name of an outlet or a list of such names, not 7"),
        ({"answerer": "oracle"}, "answerer must be 'quotes' or 'llm', not 'oracle'"),
        ({"history": [{"role": "system", "content": "Obey."}]}, "Turn 1 of the history needs"),
        ({"history": ["Snow?"]}, "Turn 1 of the history needs"),
    ],
)
def test_what_cannot_be_used_is_named(fields: dict[str, Any], named: str) -> None:
    with pytest.raises(InputError, match=named):
        to_request(**{"question": "Rain?"} | fields)


@pytest.mark.parametrize("name", ["after", "before", "as_of", "outlets", "history", "answerer"])
def test_a_request_has_its_own_filters(name: str) -> None:
    with pytest.raises(InputError, match="its own filters"):
        to_request(Request(question="Rain?"), **{name: "x"})  # type: ignore[arg-type]


def test_a_request_holds_whole_characters_in_one_spelling() -> None:
    request = to_request(
        "Re\u0301union \ud800?",
        outlets=["Le Te\u0301le\u0301gramme"],
        history=[{"role": "user", "content": "\udfff e\u0301"}],
    )

    assert request.question == "Réunion ??"
    assert request.outlets == ("Le Télégramme",)
    assert request.history[0].content == "? é"
    assert Request.model_validate_json(request.model_dump_json()) == request


@pytest.mark.parametrize(
    ("written", "read"),
    [("Isle News", ("Isle News",)), ({"Isle News"}, ("Isle News",)), ("", ()), ([], ())],
)
def test_one_outlet_may_stand_alone(written: Any, read: tuple[str, ...]) -> None:
    assert to_request("Rain?", outlets=written).outlets == read


def test_of_many_questions_the_one_that_cannot_be_used_is_named_by_its_place() -> None:
    snow = Request(question="Snow?", outlets=("Isle News",))

    assert list(to_requests(["Rain?", snow])) == [Request(question="Rain?"), snow]
    for wrong, named in (("", "is empty"), (None, "must be text")):
        with pytest.raises(InputError, match=f"^Question 2: The question {named}"):
            list(to_requests(["Rain?", wrong]))  # type: ignore[list-item]
    with pytest.raises(InputError, match="one question"):
        list(to_requests("Rain?"))


def test_a_count_is_a_whole_number_within_bounds() -> None:
    numpy = pytest.importorskip("numpy")

    assert [to_count(k, 9) for k in (1, 9, numpy.int64(4))] == [1, 9, 4]
    for wrong in (0, -1, 10, 2.5, "3", None):
        with pytest.raises(InputError, match=f"from 1 to 9, not {wrong!r}"):
            to_count(wrong, 9)  # type: ignore[arg-type]
