from __future__ import annotations

import pytest

from assistant.text.numerals import parted


@pytest.mark.parametrize(
    ("typed", "as_printed"),
    [
        ("Who paid 1250000 crowns?", "Who paid 1,250,000 crowns?"),
        ("12000 people in 2024", "12,000 people in 2024"),
        ("1,250,000 and 3.14159", "1,250,000 and 3.14159"),
        ("flight AB12345 of 10000.", "flight AB12345 of 10,000."),
    ],
)
def test_long_numbers_are_parted_as_in_print(typed: str, as_printed: str) -> None:
    assert parted(typed) == as_printed
