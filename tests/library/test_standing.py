from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from assistant.library.standing import Stage, standing


def march(day: int) -> date:
    return date(2024, 3, day)


def stood(*stages: Stage) -> dict[int, int | None]:
    """What stood on each of the first nine days of the month."""
    return {day: standing(stages, march(day)) for day in range(1, 10)}


def test_a_text_stands_since_the_day_that_its_page_states() -> None:
    stages = [Stage(1, march(2), march(9)), Stage(2, march(5), march(9))]

    assert list(stood(*stages).values()) == [None, 1, 1, 1, 2, 2, 2, 2, 2]


def test_a_change_that_no_page_states_was_made_when_it_was_read() -> None:
    stages = [Stage(1, march(2), march(3)), Stage(4, march(2), march(7)), Stage(5, None, march(8))]

    assert list(stood(*stages).values()) == [None, 1, 1, 1, 1, 1, 4, 5, 5]


def test_an_article_without_any_day_stands_since_it_was_read() -> None:
    assert standing([Stage(1, None, march(3))], march(2)) is None
    assert standing([Stage(1, None, march(3))], march(3)) == 1


def test_a_page_that_was_cleaned_otherwise_stands_since_it_did_before() -> None:
    stages = [Stage(1, march(2), march(3), recleaned=True), Stage(2, march(2), march(9))]

    assert standing(stages, march(2)) == 2
    assert standing(stages, march(1)) is None


def test_a_change_that_is_stated_to_be_older_than_one_read_before_takes_its_place() -> None:
    stages = [
        Stage(1, march(1), march(1)),
        Stage(2, march(1), march(8)),
        Stage(3, march(5), march(9)),
    ]

    assert standing(stages, march(4)) == 1
    assert {standing(stages, march(day)) for day in range(5, 10)} == {3}


DAYS = st.integers(1, 28).map(march)
STAGES = st.lists(st.tuples(st.none() | DAYS, DAYS, st.booleans()), max_size=6).map(
    lambda known: [Stage(number, *each) for number, each in enumerate(known, start=1)]
)


@given(STAGES, DAYS)
def test_what_stands_once_is_only_superseded_by_what_was_read_later(
    stages: list[Stage], day: date
) -> None:
    before, after = standing(stages, day), standing(stages, day + timedelta(1))

    assert before is None or (after is not None and after >= before)
    assert before in {None, *(stage.revision for stage in stages)}
    assert not stages or standing(stages, date.max) == stages[-1].revision
