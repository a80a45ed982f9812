from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from assistant.answering import cutting
from assistant.answering.cutting import whole_sentences, without_thoughts
from assistant.text.sentences import sentence_spans

WORDS = st.sampled_from(
    (
        *("The", "ferry", "sank.", "It", "rose!", "Why?", "St.", "U.S.", "Mr.", "Jan. 5,", "e.g."),
        *("“We", "left.”", '"No', 'way."', "(so", "said).", "3.6", "12"),
        *("[1]", "[1][2]", "[1, 2].", "[12]", "【1†source】", "(Source 2)", "(1).", "¹", "[^1]"),
        *("- So", "* **No**", "2. Yes", "## What", "| a |", "<think>", "</think>", "**Why?**"),
    )
)
GAPS = st.sampled_from([" ", " ", " ", "", "\n", "\n\n", "  "])


def words_of(pieces: Iterable[str]) -> list[str]:
    return "".join(sentence.text for sentence in whole_sentences(pieces)).split()


def sentences(*pieces: str) -> list[str]:
    return [sentence.text.strip() for sentence in whole_sentences(pieces)]


def test_sentences_keep_the_markers_that_follow_them() -> None:
    assert sentences("It sank. [1] Why? [2][3]\nNobody knew [4]. Yet. [5, 6]") == [
        "It sank. [1]",
        "Why? [2][3]",
        "Nobody knew [4].",
        "Yet. [5, 6]",
    ]


def test_a_sentence_comes_as_soon_as_the_next_begins() -> None:
    taken = []

    def pieces() -> Iterator[str]:
        for piece in ("It sank", ". [1", "] Why", "? Nobody knew."):
            taken.append(piece)
            yield piece

    stream = whole_sentences(pieces())

    assert next(stream).text.strip() == "It sank. [1]"
    assert taken[-1] == "] Why"


def test_nothing_said_is_no_sentence() -> None:
    assert sentences() == sentences("") == sentences(" ", "\n", "") == []


@given(st.lists(st.tuples(WORDS, GAPS), max_size=25), st.data())
@example([('"We', " "), ("stopped.", " "), ("We", " "), ('left,"', " "), ("said", "")], None)
@example([("e.g.", " "), ("It", ""), ("[1]", "\n")], None)  # "e.g. I" are two sentences
@example([("Mr.", " "), ("It", " "), ("sank.", "\n"), ("Mr.", " "), ("The", "“We")], None)
def test_the_sentences_are_the_same_however_the_stream_is_cut(
    words: list[tuple[str, str]], data: st.DataObject | None
) -> None:
    text = "".join(word + gap for word, gap in words)
    cuts = data.draw(st.sets(st.integers(0, len(text)))) if data else set(range(len(text)))
    edges = [0, *sorted(cuts), len(text)]
    pieces = [text[start:end] for start, end in pairwise(edges)]

    assert sentences(*pieces) == sentences(text)
    assert words_of(pieces) == text.split()


@pytest.mark.parametrize(
    "words",
    [
        "The night ferry to Skarholm will not sail until spring [1]. ",
        "and so on ",
        "Mr. ",
        "“We left. ",
        "(The ferry sank. ",
        "x",
        "漢字。",
        "[1]",
        "\n",
        "It sank! - Why? ",
    ],
)
def test_the_work_grows_as_the_text_does(words: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def characters_read(length: int) -> int:
        read = 0

        def counted(text: str, language: str | None = None) -> list[tuple[int, int]]:
            nonlocal read
            read += len(text)
            return sentence_spans(text, language)

        text = words * (length // len(words))
        with monkeypatch.context() as patch:
            patch.setattr(cutting, "sentence_spans", counted)
            assert words_of(text) == text.split()
        return read

    assert characters_read(32_000) < 8 * characters_read(8_000)  # 16 times if it were the square


def test_only_where_the_model_stopped_is_a_sentence_the_last() -> None:
    assert [(c.text, c.last) for c in whole_sentences(["It sank. [1]\n- Why", "?\n- So\n"])] == [
        ("It sank. [1]\n", False),
        ("- Why?\n", False),
        ("- So\n", True),
    ]


@pytest.mark.parametrize(
    "marker",
    ["[1]", " 【1†source】", "¹", " (Source 1)", "[^1]", " [[1]](https://a.example)", " (1)"],
)
def test_a_marker_goes_with_its_sentence_whatever_its_form(marker: str) -> None:
    assert sentences(f"It sank.{marker} Nobody knew{marker}. Yet.") == [
        f"It sank.{marker}",
        f"Nobody knew{marker}.",
        "Yet.",
    ]


def test_a_number_that_begins_a_line_of_a_list_is_no_marker() -> None:
    assert sentences("1. It sank.\n2. It rose. Why?\n") == ["1. It sank.", "2. It rose.", "Why?"]


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("<think>Let me see. [1]</think>It sank.", "\nIt sank."),
        ("It <THINK>hm</Think>sank.", "It \nsank."),
        ("It sank. <think>Was it", "It sank. "),
        ("<think>a</thinking>b</think>c", "\nc"),
        ("[THINK]a[/THINK]b", "\nb"),
        ("<|channel|>analysis<|message|>a<|channel|>final<|message|>b", "\nb"),
        ("I see.</think>It sank.", "I see.\nIt sank."),
        ("5 < 6 <thin", "5 < 6 <thin"),
        ("<think></think>", "\n"),
    ],
)
@given(st.data())
def test_thoughts_are_left_out_however_they_are_cut(
    written: str, said: str, data: st.DataObject
) -> None:
    cuts = data.draw(st.sets(st.integers(0, len(written))))
    pieces = [written[a:b] for a, b in pairwise([0, *sorted(cuts), len(written)])]

    assert "".join(without_thoughts(pieces)) == said
