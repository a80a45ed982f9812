from __future__ import annotations

from newsroom import evidence

from assistant.answering.citations import Draft, Ground
from assistant.answering.parts import Part, told

PASSAGE = evidence("Ada Venn paid nine crowns. Otto Brill paid four. Nobody else paid.")


def draft(start: int, end: int) -> Draft:
    return Draft(PASSAGE.passage.text[start:end], (Ground(PASSAGE, start, end),), "supported")


FIRST, SECOND, THIRD = draft(0, 26), draft(27, 48), draft(49, 67)


def labels(*parts: Part) -> list[tuple[str, str]]:
    return [(each.text, each.label) for each in told(parts)]


def test_each_part_has_its_own_sentences() -> None:
    assert labels(Part("Who?", (FIRST,)), Part("How much?", (SECOND, THIRD))) == [
        (FIRST.text, "Who?"),
        (SECOND.text, "How much?"),
        (THIRD.text, "How much?"),
    ]


def test_what_answers_two_parts_is_told_once_under_both() -> None:
    assert labels(Part("Who?", (FIRST, SECOND)), Part("How much?", (FIRST,))) == [
        (FIRST.text, "Who? · How much?"),
        (SECOND.text, "Who?"),
    ]


def test_a_part_without_an_answer_leaves_the_others() -> None:
    assert labels(Part("Who?", ()), Part("How much?", (FIRST,))) == [(FIRST.text, "How much?")]
