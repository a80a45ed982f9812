from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answering.statements import Statement, statements

NAMES = {1: "Brindle Courier", 2: "The Fennimore Post"}


def read(reply: str) -> list[Statement]:
    return list(statements([reply], NAMES))


def texts(reply: str) -> list[str]:
    return [statement.text for statement in read(reply)]


SAME = [
    "The ferry sank [1]. Nobody drowned [2].",
    "- The ferry sank. [1]\n- Nobody drowned. [2]",
    "* The ferry **sank** [1].\n* Nobody _drowned_ [2].\n",
    "1. The ferry sank.【1†source】\n2. Nobody drowned.【2†source】",
    "1) The `ferry` sank (1).\n\n2) Nobody drowned (2).",
    "> The ferry sank [1].\n> Nobody drowned [2].",
    "## Answer\n\nThe ferry sank [1].\n\n### More\nNobody drowned [2].",
    "**Answer:** The ferry sank [1].\nNobody drowned [2].",
    "The user wants to know of the ferry.</think>The ferry sank [1]. Nobody drowned [2].",
    "**Answer**\nThe ferry sank [1]. Nobody drowned [2].",
    "Answer: The ferry sank [1]. Nobody drowned [2].",
    "Sure! Here is what happened:\n\nThe ferry sank [1]. Nobody drowned [2].",
    "Certainly. Below is a summary:\n- The ferry sank. [1]\n- Nobody drowned. [2]",
    "Based on the provided passages, the ferry sank [1]. The articles also state that nobody"
    " drowned [2].",
    "According to the given news articles, the ferry sank [1]. Nobody drowned [2].",
    "<think>Passage 1 says it sank.</think>\nThe ferry sank [1]. Nobody drowned [2].",
    "The ferry sank [1]. Nobody drowned [2].\n\nI hope this helps! Let me know if you need more.",
    "The ferry sank [1]. Nobody drowned [2].\n\nSources:\n[1] Brindle Courier\n[2] Fennimore Post",
    "The ferry sank[^1]. Nobody drowned[^2].\n\n[^1]: Brindle Courier. 4 May.\n[^2]: The Post.",
    "The ferry sank [1]. Nobody drowned [2].\n\n**References**\n\n1. Brindle Courier\n2. X.",
    "The ferry sank [1]. Nobody drowned [2].\n---\nSources: [1] Brindle Courier; [2] the Post.",
    "```text\nThe ferry sank [1].\nNobody drowned [2].\n```",
    "The [ferry](https://ferry.example/x) sank [1]. Nobody drowned ![x](https://y.example) [2].",
    "The ferry <b>sank</b><sup>1</sup>.<br>Nobody drowned<sup>2</sup>.",
    "The ferry sank¹. Nobody drowned².",
    "The ferry sank **[1]**. Nobody drowned. ²",
    "*The ferry sank* [1].\n\n***\n\n__Nobody drowned__ [2].",
]


@pytest.mark.parametrize("reply", SAME)
def test_whatever_the_way_of_writing_the_same_is_said(reply: str) -> None:
    assert [(each.text, each.numbers) for each in read(reply)] == [
        ("The ferry sank.", {1}),
        ("Nobody drowned.", {2}),
    ]
    assert all(statement.whole for statement in read(reply))


@given(st.sampled_from(SAME), st.data())
def test_however_the_stream_is_cut_the_same_is_said(reply: str, data: st.DataObject) -> None:
    cuts = data.draw(st.sets(st.integers(0, len(reply))))
    pieces = [reply[start:end] for start, end in pairwise([0, *sorted(cuts), len(reply)])]

    assert list(statements(pieces, NAMES)) == read(reply)


def test_a_list_without_full_stops_is_sentences() -> None:
    reply = "The outlets differ:\n\n- Sixty people were saved [1]\n- Fifty were\n- Forty or so"

    assert [(each.text, each.item, each.whole) for each in read(reply)] == [
        ("Sixty people were saved", True, True),
        ("Fifty were", True, True),
        ("Forty or so", True, False),
    ]


def test_lines_of_days_are_a_list_without_bullets() -> None:
    said = read("Timeline\n4 May 2025: It sank [1]\n5 May 2025 – It rose [1]\n")

    assert [(each.text, each.item) for each in said] == [
        ("4 May 2025: It sank", True),
        ("5 May 2025 – It rose", True),
    ]


def test_a_statement_knows_the_heading_that_it_stands_under() -> None:
    reply = "### 4 May 2025\n- It sank. [1]\n**Later**\nIt rose. And fell.\n\nThe Courier:\n- So."

    assert [(each.label, each.text) for each in read(reply)] == [
        ("4 May 2025", "It sank."),
        ("Later", "It rose."),
        ("Later", "And fell."),
        ("The Courier", "So."),
    ]


def test_rows_of_a_table_are_sentences() -> None:
    reply = (
        "| Outlet | Saved | Cost |\n|---|---:|---|\n| Courier | 60 | 4 million [1] |\n"
        "| Post | 50 [2] | – |\nIt sank [1]."
    )

    assert [(each.text, each.numbers, each.item) for each in read(reply)] == [
        ("Courier: Saved 60; Cost 4 million", {1}, True),
        ("Post: 50", {2}, True),
        ("It sank.", {1}, False),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "According to documents, the mayor knew.",
        "Sources close to the mayor: he will go.",
        "Here the ferry sank in 1953.",
        "According to the article's author, it sank.",
        "If you have a ticket, you get your money back.",
        "Answers were given to 40 questions.",
        "In the information office, nobody was in.",
        "Notes of the meeting were lost.",
        "2*3*4 and snake_case_names stay.",
        "“We left,” he said (it was late).",
        "Okay Airlines flew there.",
    ],
)
def test_news_that_looks_like_small_talk_stays(text: str) -> None:
    assert texts(text) == [text]


@pytest.mark.parametrize(
    ("reply", "said"),
    [
        ("According to [1], it sank.", "According to Brindle Courier, it sank."),
        ("Source 2 says that it rose.", "The Fennimore Post says that it rose."),
    ],
)
def test_sources_spoken_of_by_number_are_named(reply: str, said: str) -> None:
    assert texts(reply) == [said]


@pytest.mark.parametrize(
    "reply",
    [
        "The passages do not say when it sank.",
        "Unfortunately, the provided articles do not mention a ferry.",
        "I cannot answer this question.",
        "I couldn't find that.",
        "There is no information about the ferry.",
        "None of the passages tells who did it.",
    ],
)
def test_that_there_is_no_answer_is_seen(reply: str) -> None:
    (statement,) = read(reply)

    assert statement.refusal


def test_only_the_last_sentence_may_be_half() -> None:
    assert [each.whole for each in read("One line without a stop that goes on and on\nIt sa")] == [
        True,
        False,
    ]


@pytest.mark.parametrize(
    "reply", ["", " \n", "Sure!", "<think>Hm", "---", "## Answer", "[1]", "\n\n[1]\n"]
)
def test_nothing_said_is_no_statement(reply: str) -> None:
    assert read(reply) == []
