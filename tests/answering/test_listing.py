from __future__ import annotations

import pytest
from trams import answered, asked

from assistant.answering.listing import listed_in
from assistant.library import Library
from assistant.models.reader import MiniLMReader


@pytest.mark.parametrize(
    ("question", "listed"),
    [
        ("List all council votes on the bridge", "votes"),
        ("Which companies did the town ask?", "companies"),
        ("What setbacks have there been?", "setbacks"),
        ("Name the people who spoke", "people"),
        ("bridges?", ""),
    ],
)
def test_what_is_to_be_listed(question: str, listed: str) -> None:
    assert listed_in(question) == listed


def test_people_are_listed_by_whom_the_articles_let_speak(
    trams: Library, reader: MiniLMReader
) -> None:
    question = "Which people speak about the tram line in Pellwick?"

    said = " ".join(sentence.text for sentence in answered(asked(trams, reader, question, "list")))

    assert all(name in said for name in ("Ottoline Frake", "Rufus Tansley", "Bram Oakes"))
