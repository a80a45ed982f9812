from __future__ import annotations

import pytest

from assistant.text.setting import joint


@pytest.mark.parametrize(
    ("first", "second", "whole"),
    [
        ("the light\u00ad", "house", "the lighthouse"),
        ("the light-", "house stood", "the lighthouse stood"),
        ("the self-", "taught keeper", "the self-taught keeper"),
        ("a 90-year-", "old boat", "a 90-year-old boat"),
        ("said Anne-", "Marie Dahl", "said Anne-Marie Dahl"),
        ("from 3-", "5 crowns", "from 3- 5 crowns"),
        ("Der Leuchtturm-", "wärter", "Der Leuchtturmwärter"),
        ("灯台守は", "眠っていた", "灯台守は眠っていた"),
        ("a boat", "sank", "a boat sank"),
    ],
)
def test_a_divided_word_is_made_whole_and_a_compound_keeps_its_hyphen(
    first: str, second: str, whole: str
) -> None:
    assert "".join(joint(first, second)) == whole
