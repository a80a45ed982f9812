"""What printers, mail programs and web editors cut into lines, and what they did not."""

from __future__ import annotations

import textwrap

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.cleaning.wrapping import paragraphs, unwrapped

ENGLISH = (
    "The lighthouse keeper of Skarholm has asked the parliament for a second boat, because the"
    " first one, a gift of Queen Ingrid, sank in the harbour on Monday night.",
    "Nobody was aboard. The minister of the interior, Aksel Dahl, said that he would not pay for"
    " a boat that had been moored by a man who was asleep.",
)
GERMAN = (
    "Der Leuchtturmwärter von Skarholm hat das Parlament um ein zweites Boot gebeten, weil das"
    " erste, ein Geschenk der Königin Ingrid, am Montag im Hafen gesunken ist.",
    "Niemand war an Bord. Der Minister Aksel Dahl sagte, er werde kein Boot bezahlen, das ein"
    " schlafender Mann festgemacht habe. Das sagte er, bevor ihm jemand erzählte, wer es war.",
)
RUSSIAN = (
    "Смотритель маяка попросил парламент о второй лодке, потому что первая, подарок королевы"
    " Ингрид, затонула в гавани в ночь на понедельник.",
    "На борту никого не было. Министр сказал, что не заплатит за лодку, которую привязал"
    " спящий человек.",
)
HINDI = (
    "स्कारहोम के प्रकाशस्तंभ के रखवाले ने संसद से दूसरी नाव माँगी है क्योंकि पहली नाव जो रानी की"
    " भेंट थी सोमवार की रात बंदरगाह में डूब गई।",
    "मंत्री ने कहा कि वे ऐसी नाव के लिए पैसे नहीं देंगे जिसे एक सोते हुए आदमी ने बाँधा था।",
)


def wrapped(text: str, width: int, first: str = "") -> str:
    return textwrap.fill(
        text, width, initial_indent=first, break_long_words=False, break_on_hyphens=False
    )


@pytest.mark.parametrize("width", [38, 52, 66, 72, 80])
@pytest.mark.parametrize("text", [ENGLISH, GERMAN, RUSSIAN, HINDI], ids=["en", "de", "ru", "hi"])
def test_what_was_cut_into_lines_is_whole_again(text: tuple[str, ...], width: int) -> None:
    assert paragraphs("\n\n".join(wrapped(each, width) for each in text)) == list(text)


@pytest.mark.parametrize("indent", ["   ", "\t", "     "])
def test_an_indented_line_begins_a_paragraph(indent: str) -> None:
    printed = "\n".join(wrapped(each, 60, indent) for each in ENGLISH)

    assert paragraphs(f"A SECOND BOAT\n\n{printed}") == ["A SECOND BOAT", *ENGLISH]


def test_a_short_line_after_a_sentence_ends_a_paragraph_without_a_blank_line() -> None:
    printed = "\n".join(wrapped(each, 61) for each in ENGLISH)

    assert paragraphs(printed) == list(ENGLISH)


def test_headline_byline_and_address_stay_lines_among_paragraphs_cut_into_lines() -> None:
    head = ["A second boat for Skarholm", "By Una Brill", "3 May 2024"]
    address = ["Brindle Courier", "Customs House 4", "Skarholm"]
    printed = "\n\n".join(
        ["\n".join(head), *(wrapped(each, 70) for each in ENGLISH), "\n".join(address)]
    )

    assert paragraphs(printed) == [*head, *ENGLISH, *address]


def test_items_keep_their_lines_and_take_in_what_hangs_below_them() -> None:
    items = (
        "- a boat of nine metres with an engine that was built after the war",
        "- two oars, one for the keeper and one for whoever he may find awake",
    )
    printed = "\n".join(textwrap.fill(each, 50, subsequent_indent="  ") for each in items)

    assert paragraphs(f"{wrapped(ENGLISH[0], 50)}\n\n{printed}") == [ENGLISH[0], *items]


@pytest.mark.parametrize(
    "lines",
    [
        ["The keeper slept, the keeper dreamed", "Of boats that never went to sea",
         "And in the dark the water gleamed", "And set the sleeping vessel free"],
        ["Adults pay nine crowns for each way", "Children pay four crowns for both",
         "Dogs go free if they are carried", "Horses pay by the leg, says the sign"],
        ["Customs House 4", "1408 Skarholm", "Norland"],
        ["Monday: closed", "Tuesday: nine to five", "Wednesday: nine to noon"],
        ["The ferry was late.", "The keeper was asleep.", "Nobody had told the queen of it."],
        ["First paragraph of a record, which ends with a full stop as it should.",
         "Second one, rather shorter than the first.",
         "A third that is as long as paragraphs are in papers that have no editor and no room"
         " either, and which therefore goes on."],
        ["１．灯台守は眠っていた", "２．船は沈んだ", "３．女王は怒っている"],
    ],
)  # fmt: skip
def test_verse_lists_and_addresses_keep_their_lines(lines: list[str]) -> None:
    assert paragraphs("\n".join(lines)) == lines
    assert unwrapped(lines) == lines
    assert paragraphs("\n".join(lines) + "\n\n" + wrapped(ENGLISH[0], 78)) == [*lines, ENGLISH[0]]


def test_a_quotation_in_a_reply_is_joined_without_its_marks_inside() -> None:
    quoted = "\n".join(f"> {line}" for line in wrapped(ENGLISH[0], 64).splitlines())

    assert paragraphs(f"No.\n\n{quoted}") == ["No.", f"> {ENGLISH[0]}"]


@given(st.lists(st.text(max_size=90), max_size=12))
def test_no_word_is_lost_whatever_the_lines(lines: list[str]) -> None:
    found = "".join(paragraphs("\n".join(lines)))
    kept = [c for c in found if c.isalnum()]

    assert len(kept) <= sum(c.isalnum() for line in lines for c in line) * 3
    assert sorted(set(kept)) == sorted(
        {c for line in paragraphs("\n\n".join(lines)) for c in line if c.isalnum()}
    )
