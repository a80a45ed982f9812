from __future__ import annotations

import pytest

from prompts import fill


def test_a_prompt_is_filled_in_by_name() -> None:
    assert "Answer as of 1 May." in fill("answer", form="", time="Answer as of 1 May.")


def test_a_missing_variable_is_an_error() -> None:
    with pytest.raises(KeyError, match="form"):
        fill("answer", time="")


def test_values_are_never_read_for_variables() -> None:
    assert "$time ${time} $$" in fill("answer", form="", time="$time ${time} $$")
