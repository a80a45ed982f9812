from __future__ import annotations

import unicodedata
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from newsroom import REPO

from assistant.text.characters import nfc, printable, without_surrogates

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


@given(ANY_TEXT)
def test_what_is_printed_steers_no_terminal(text: str) -> None:
    shown = printable(text)

    steering = {"Cc", "Cs", "Zl", "Zp"}
    assert {c for c in shown if unicodedata.category(c) in steering} <= {"\n", "\t"}
    assert not set(shown) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
    assert printable(shown) == shown


def test_words_tabs_and_line_ends_stay() -> None:
    text = "Zoë\u200d said:\t“No.”\r\nשלום\rOne\u2028two\x0bthree\x1b[1m"

    assert printable(text) == "Zoë\u200d said:\t“No.”\nשלום\nOne\ntwo\nthree[1m"


def test_there_is_one_way_to_take_surrogates_out() -> None:
    own = Path("assistant/text/characters.py")
    copies = [
        path.relative_to(REPO)
        for package in ("assistant", "ingest")
        for path in (REPO / package).rglob("*.py")
        if '.encode("utf-8", "replace")' in path.read_text("utf-8")
    ]
    assert copies == [own]
