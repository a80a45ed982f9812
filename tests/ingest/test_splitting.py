from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from assistant.models.embedder import MiniLM
from assistant.models.tokens import count_tokens
from assistant.text.sentences import sentence_spans
from ingest.splitting import MAX_TOKENS, split

EMBEDDER = MiniLM(threads=1)
# Articles reach the splitter with single spaces and blank lines; other white space may come too.
WORDS = st.sampled_from(
    (
        *("The", "mayor", "of", "Quenby", "said", "antidisestablishmentarianism", "3.6"),
        *("“Stop.", "Go.”", "U.S.", "Jan.", "5,", "fell.", "rain!"),
        *("漢字", "🙂", "שלום", "한국어", "e\u0301\u0301clair"),
    )
)
ARTICLES = st.lists(st.tuples(WORDS, st.sampled_from([" ", " ", " ", " ", "\n\n"])), max_size=900)


def joined(words: list[tuple[str, str]]) -> str:
    return "".join(word + gap for word, gap in words)


def assert_bounded(text: str, title: str) -> None:
    for start, end in split(text, title, EMBEDDER):
        assert count_tokens(text[start:end]) <= MAX_TOKENS
        assert EMBEDDER.pieces(f"{title}\n{text[start:end]}") + 2 <= EMBEDDER.max_pieces


@settings(max_examples=40)
@given(st.text(st.characters(exclude_categories=["Cs"])) | ARTICLES.map(joined))
@example("")
@example(" \n ")
@example("word " * 3000)
@example("x\n" * 700)
def test_every_character_that_is_not_white_space_is_in_exactly_one_passage(text: str) -> None:
    spans = split(text, "A title", EMBEDDER)

    assert all(start < end for start, end in spans)
    assert all(before[1] <= after[0] for before, after in pairwise(spans))
    covered = {at for start, end in spans for at in range(start, end)}
    assert all(text[at].isspace() for at in set(range(len(text))) - covered)


@settings(max_examples=40)
@given(ARTICLES, st.sampled_from(["", "Rain", "Rain falls in Quenby for the ninth day running"]))
def test_a_passage_and_its_title_are_read_to_the_end(
    words: list[tuple[str, str]], title: str
) -> None:
    assert_bounded(joined(words), title)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Harbour " * 4000, id="words"),
        pytest.param("🙂" * 230, id="emoji"),
        pytest.param("𒀀" * 230, id="cuneiform"),
        pytest.param("漢" * 230, id="han"),
        pytest.param("뷁" * 230, id="hangul"),
        pytest.param("\u05e9\u05c1" * 230, id="hebrew with points"),
        pytest.param("e\u0301\u0323" * 230, id="combining marks"),
        pytest.param("ﷺ" * 230, id="ligature"),
        pytest.param("1" * 5000, id="digits"),
        pytest.param("x" * 100_000, id="one word of 100,000 letters"),
        pytest.param("🧑\u200d🚒" * 2000, id="joined emoji"),
    ],
)
def test_a_text_without_sentences_is_cut_to_size_too(text: str) -> None:
    assert_bounded(text, "Rain")
    spans = split(text, "Rain", EMBEDDER)
    assert "".join(text[start:end] for start, end in spans).replace(" ", "") == text.replace(
        " ", ""
    )


def test_a_title_that_is_too_long_leaves_room_for_the_text() -> None:
    text = "The mayor of Quenby opened a bridge on Friday. " * 40

    spans = split(text, "Endless headline " * 300, EMBEDDER)

    assert max(EMBEDDER.pieces(text[start:end]) for start, end in spans) > 150


def test_a_short_text_is_one_passage() -> None:
    text = "Rain fell.\n\nIt was cold."

    assert split(text, "Weather", EMBEDDER) == ((0, len(text)),)


def test_passages_are_filled_up() -> None:
    text = " ".join(["The mayor of Quenby opened a bridge on Friday."] * 100)

    *full, _ = split(text, "Rain", EMBEDDER)

    assert all(count_tokens(text[start:end]) > 0.8 * MAX_TOKENS for start, end in full)


def test_no_sentence_that_fits_is_cut() -> None:
    quotation = '"We waited. Nobody came. Then it snowed on us all," said Mr. Vennick of St. Aldry.'
    text = " ".join([quotation, "The U.S. sent 1,200 tents on Jan. 5."] * 30)

    cuts = {start for start, _ in split(text, "Snow", EMBEDDER)}

    assert cuts <= {start for start, _ in sentence_spans(text)}
    assert len(cuts) > 1


def test_a_sentence_that_is_too_long_is_cut_between_words() -> None:
    words = [f"stone{number}" for number in range(600)]
    text = " ".join(words)

    spans = split(text, "", EMBEDDER)

    assert [word for start, end in spans for word in text[start:end].split()] == words
