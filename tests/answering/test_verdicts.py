from __future__ import annotations

import pytest

from assistant import Assistant, check_text
from assistant.errors import InputError

TEXT = "The night ferry to Skarholm will not sail until spring. Its gearbox had failed."


def test_a_text_is_checked_without_a_library() -> None:
    verdict = check_text("The night ferry to Skarholm will not sail until spring.", TEXT)

    assert verdict.support == "supported"
    assert [ground.quote for ground in verdict.grounds] == [TEXT.split(" Its")[0]]
    assert check_text("Bakers in Lowmere pay more for flour.", TEXT).support == "unstated"


def test_no_library_has_a_say_in_what_a_text_says(desk: Assistant) -> None:
    sentence = "The gearbox of the ferry had failed."

    assert desk.check(sentence, text=TEXT) == check_text(sentence, TEXT)


@pytest.mark.parametrize(
    ("sentence", "text"), [("", TEXT), ("\n", TEXT), ("So.", ""), ("So.", "\n")]
)
def test_there_must_be_something_to_check(sentence: str, text: str) -> None:
    with pytest.raises(InputError, match="is empty"):
        check_text(sentence, text)
