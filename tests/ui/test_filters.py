from __future__ import annotations

from datetime import date

import pytest

from assistant.errors import InputError
from assistant.ui.filters import Filters, read_filters


def test_empty_fields_filter_nothing() -> None:
    assert read_filters(None, "  ", None) == Filters()
    assert Filters().days == ""


def test_fields_become_filters() -> None:
    filters = read_filters("2025-03-04", " 2025-11-06 ", ["Harbour Gazette"])
    assert filters == Filters(date(2025, 3, 4), date(2025, 11, 6), ("Harbour Gazette",))
    assert filters.days == "4 March – 6 November 2025"


def test_an_open_side_is_said() -> None:
    assert read_filters("2025-03-04", None, []).days == "From 4 March 2025"
    assert read_filters(None, "2025-03-04", []).days == "Up to 4 March 2025"


@pytest.mark.parametrize("written", ["2025-13-40", "yesterday", "<b>", "2025-03-04 10:00:00", "1"])
def test_what_is_not_a_day_is_named(written: str) -> None:
    with pytest.raises(InputError, match="“To” must be a day such as 2025-03-13") as raised:
        read_filters(None, written, None)
    assert written in str(raised.value)


def test_days_the_wrong_way_round() -> None:
    with pytest.raises(InputError, match=r"“From” \(2025-03-05\) lies after “To” \(2025-03-04\)"):
        read_filters("2025-03-05", "2025-03-04", None)
