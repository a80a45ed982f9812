from __future__ import annotations

import pytest

from prompts import fill


def test_a_prompt_is_filled_in_by_name() -> None:
    assert "Answer as of 1 May." in fill("answer", time="Answer as of 1 May.")


def test_a_missing_variable_is_an_error() -> None:
    with pytest.raises(KeyError, match="time"):
        fill("answer")


def test_values_are_never_read_for_variables() -> None:
    assert "$time ${time} $$" in fill("answer", time="$time ${time} $$")
