from __future__ import annotations

import unicodedata
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from newsroom import REPO

from assistant.text.characters import nfc, without_surrogates

ANY_TEXT = st.text(st.characters() | st.characters(categories=["Cs"]))


@given(ANY_TEXT)
def test_half_a_surrogate_becomes_a_question_mark_and_nothing_moves(text: str) -> None:
    whole = without_surrogates(text)

    assert len(whole) == len(text)
    assert whole.encode().decode() == whole
    for was, now in zip(text, whole, strict=True):
        assert now == ("?" if "\ud800" <= was <= "\udfff" else was)


@given(ANY_TEXT)
def test_a_word_has_one_spelling(text: str) -> None:
    assert nfc(unicodedata.normalize("NFD", text)) == nfc(text) == nfc(nfc(text))


def test_two_ways_to_write_a_name_are_one() -> None:
    assert nfc("Te\u0301le\u0301gramme") == nfc("Télégramme") == "Télégramme"


def test_there_is_one_way_to_take_surrogates_out() -> None:
    own = Path("assistant/text/characters.py")
    copies = [
        path.relative_to(REPO)
        for package in ("assistant", "ingest")
        for path in (REPO / package).rglob("*.py")
        if '.encode("utf-8", "replace")' in path.read_text("utf-8")
    ]
    assert copies == [own]
