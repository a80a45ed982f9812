from __future__ import annotations

import pytest
from trams import asked

from assistant.answering.suggesting import Told, follow_ups, questions_from, suggestions
from assistant.library import Library
from assistant.models.reader import MiniLMReader


@pytest.mark.parametrize(
    ("text", "question"),
    [
        (
            "The Harbour Board on Friday suspended the night ferry, saying that its engine leaked.",
            "Why did the Harbour Board suspend the night ferry?",
        ),
        (
            "The town has postponed the opening of the new school because the roof is not tight.",
            "Why did the town postpone the opening of the new school?",
        ),
        (
            "The night ferry was cancelled on Monday after its owner ran out of money.",
            "Why was the night ferry cancelled?",
        ),
        ("Ada Venn resigned an hour after the count.", "Why did Ada Venn resign?"),
        ("A speech by harbour master Ada Venn was cheered.", "Who is Ada Venn?"),
        ("Ada Venn, a pilot from Skarholm, saw it first.", "Who is Ada Venn?"),
    ],
)
def test_a_sentence_becomes_the_question_that_it_answers(text: str, question: str) -> None:
    assert question in [each.question for each in questions_from([Told(text, "", text)])]


@pytest.mark.parametrize(
    "text",
    [
        "She suspended it because it leaked.",
        "“The town suspended the ferry,” he said.",
        "It rained on Monday.",
        "After Ada Venn the river fell.",
        "The measures involved a ferry being suspended by the town.",
        "",
    ],
)
def test_what_would_not_read_as_a_question_is_left(text: str) -> None:
    assert list(questions_from([Told(text, "", text)])) == []


FERRY = Told(
    "The Harbour Board suspended the night ferry because its engine leaked oil.",
    "No night ferry",
    "The Harbour Board suspended the night ferry because its engine leaked oil. It rained.",
)


def test_a_question_that_was_asked_is_not_suggested_again(reader: MiniLMReader) -> None:
    question = "Why did the Harbour Board suspend the night ferry?"

    assert suggestions([FERRY], reader, 3) == (question,)
    assert suggestions([FERRY], reader, 3, asked="why did the board suspend the ferry") == ()
    assert suggestions([FERRY], reader, 0) == ()
    assert suggestions([FERRY], None, 3) == ()


def test_the_evidence_suggests_what_else_it_answers(trams: Library, reader: MiniLMReader) -> None:
    found = follow_ups(asked(trams, reader, "What does the tram line cost?"))

    assert 0 < len(found) <= 3
    assert any(name in " ".join(found) for name in ("Ottoline Frake", "Hedda Lunt", "Bram Oakes"))
