from __future__ import annotations

import pytest
from newsroom import evidence

from assistant.answering.profiles import describes, holders, introduced, subject_of
from assistant.answering.quoting import Candidate, Signs


def candidate(text: str, published: str | None = None) -> Candidate:
    item = evidence(text, id=text[:20], published=published)
    return Candidate(item, 0, len(text), item.article.id, True, Signs(0, 0, 0, 0))


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Ada Venn, who keeps the light, was there.", "Ada Venn"),
        ("Ada Venn, the keeper of the light, was there.", "Ada Venn"),
        ("It fell to Ada Venn, 71, a pilot.", "Ada Venn"),
        ("Ada Venn is the mayor of Lowmere.", "Ada Venn"),
        ("Their leader, Ada Venn, was there.", "Ada Venn"),
        ("The retired pilot Ada Venn was there.", "Ada Venn"),
        ("Mayor Ada Venn was there.", "Ada Venn"),
        ("The navy took an old tanker (the Gannet 4) to port.", "Gannet 4"),
        ("It blamed the barge Grey Gannet for the delay.", "Grey Gannet"),
        ("a boat called grey gannet sank", "grey gannet"),
    ],
)
def test_a_sentence_that_says_who_or_what_somebody_is(text: str, name: str) -> None:
    assert describes(text, name) >= 0.7


@pytest.mark.parametrize(
    "text",
    ["They saw Ada Venn.", "It was signed by Ada Venn.", "Ada Venn said no.", "Nobody came."],
)
def test_a_sentence_that_only_names_somebody(text: str) -> None:
    assert describes(text, "Ada Venn") == 0


@pytest.mark.parametrize(
    ("question", "names", "subject"),
    [
        ("Who is Ada Venn?", ("Ada Venn",), "Ada Venn"),
        ("who's ada venn??", (), "ada venn"),
        ("Who is the harbour master now?", (), "the harbour master"),
        ("What is the Grey Gannet?", (), "the Grey Gannet"),
        ("Tell me about Lowmere", ("Lowmere",), "Lowmere"),
        ("Who is Lowmere's harbour master?", ("Lowmere",), "Lowmere's harbour master"),
        ("When did it rain?", (), ""),
    ],
)
def test_whom_a_question_asks_about(question: str, names: tuple[str, ...], subject: str) -> None:
    assert subject_of(question, names) == subject


def test_an_office_is_held_by_whom_it_stands_beside() -> None:
    sentences = [
        candidate("Harbour master Otto Brill said that the ferry would not sail in the spring."),
        candidate("Its acting harbour master, Ada Venn, said that the ferry would sail again."),
        candidate("Former harbour master Rufus Tansley wrote to the board about the old ferry."),
        candidate("The harbour master met the Norwegian Consul Ines Quarrie on the old pier."),
    ]

    held = {each.name for each in holders("the harbour master of Lowmere", sentences)}

    assert held == {"Otto Brill", "Ada Venn"}


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("The pilot Ada Venn met Otto Brill, a farmer.", ["Ada Venn", "Otto Brill"]),
        ("Under Mill Street lies a well.", []),
        ("She found her address on Saltmarsh Row, found her boots.", []),
    ],
)
def test_who_is_introduced(text: str, names: list[str]) -> None:
    assert list(introduced(text)) == names
