from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from assistant.library.scope import Scope, day_number


@given(st.dates(), st.dates())
def test_numbers_of_days_sort_like_days(one: date, other: date) -> None:
    assert (day_number(one) < day_number(other)) == (one < other)
    assert f"{day_number(one):08}" == one.isoformat().replace("-", "")


def test_a_scope_that_restricts_nothing_is_false() -> None:
    assert not Scope()
    assert Scope(first=date(2024, 1, 1))
    assert Scope(outlets=("Courier",))
