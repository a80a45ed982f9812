from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from assistant.text.sentences import sentence_spans


def sentences(text: str, language: str | None = None) -> list[str]:
    return [text[start:end] for start, end in sentence_spans(text, language)]


@given(st.text(st.characters(exclude_categories=["Cs"])))
@example("a\tb.  C d.\u00a0\u00a0E\u3000f。")
@example("\x1c.\x1d A.\x85 \x1fB. \u200b")
@example("مرحبا بالعالم. كيف حالك؟ שלום עולם.")
@example("今日は雨。明日は晴れ。")
@example("e\u0301te\u0301. 👩‍👩‍👧 fin. 🏳️‍🌈")
@example('He said "Stop. Go. She did not.')
def test_every_character_that_is_not_white_space_is_in_exactly_one_sentence(text: str) -> None:
    spans = sentence_spans(text)

    covered = [at for start, end in spans for at in range(start, end)]
    assert len(covered) == len(set(covered))
    missed = set(range(len(text))) - set(covered)
    assert all(text[at].isspace() for at in missed)


@given(st.text(st.sampled_from("Ab .!?\n\t“”\"'()é漢🙂\u00a0")))
def test_sentences_are_in_order_and_trimmed(text: str) -> None:
    spans = sentence_spans(text)

    assert all(start < end for start, end in spans)
    assert all(before[1] <= after[0] for before, after in pairwise(spans))
    assert all(sentence == sentence.strip() for sentence in sentences(text))


@given(st.text(max_size=12))
def test_any_language_tag_will_do(language: str) -> None:
    assert "".join(sentences("Rain fell. It was cold.", language)).replace(" ", "") == (
        "Rainfell.Itwascold."
    )


def test_a_full_stop_ends_a_sentence() -> None:
    assert sentences("Rain fell. It was cold! Who knew?") == [
        "Rain fell.",
        "It was cold!",
        "Who knew?",
    ]


@pytest.mark.parametrize("line_break", ["\n", "\n\n", "\r\n", "\x0b", "\x0c", "\x85", "\u2028"])
def test_a_line_break_ends_a_sentence(line_break: str) -> None:
    assert sentences(f"Weather{line_break}Rain fell") == ["Weather", "Rain fell"]


@pytest.mark.parametrize(
    "sentence",
    [
        "The U.S. embassy in Lowmere was shut.",
        "The ferry sailed on Jan. 5 at noon.",
        "A bus from St. Louis broke down.",
        "Mr. Quarrie and Dr. Vennick agreed.",
        "It rose by 2.4 per cent to 1,234.50 crowns.",
    ],
)
def test_an_abbreviation_or_number_does_not_end_a_sentence(sentence: str) -> None:
    assert sentences(f"{sentence} Nobody was hurt.") == [sentence, "Nobody was hurt."]


def test_a_quotation_is_not_cut() -> None:
    said = '"We waited. Nobody came. Then it snowed," she said.'

    assert sentences(f"{said} The road is shut.") == [said, "The road is shut."]


def test_a_typographic_quotation_is_not_cut() -> None:
    said = "“We waited. Nobody came,” she said."

    assert sentences(f"{said} The road is shut.") == [said, "The road is shut."]


def test_other_languages_have_their_own_marks() -> None:
    assert sentences("今日は雨です。明日は晴れです。", "ja") == [
        "今日は雨です。",
        "明日は晴れです。",
    ]


def test_white_space_alone_holds_no_sentence() -> None:
    assert sentence_spans(" \n\t\u00a0\n ") == []
