from __future__ import annotations

import pytest
from trams import asked

from assistant.answering.comparing import sides_of
from assistant.library import Library


@pytest.mark.parametrize(
    ("question", "labels"),
    [
        ("Compare the tram in January and September", ["January 2024", "September 2024"]),
        ("Compare the tram in October 2023 and March 2024", ["October 2023", "March 2024"]),
        ("What was the tram like in 1963 and in 2024?", ["1963", "2024"]),
        ("How good is the new tram next to the old ferry?", ["new tram", "old ferry"]),
        ("How good is the tram?", []),
    ],
)
def test_the_sides_of_a_comparison(trams: Library, question: str, labels: list[str]) -> None:
    assert [side.label for side in sides_of(asked(trams, None, question))] == labels


def test_outlets_go_before_what_else_is_named(trams: Library) -> None:
    wanted = {"outlets": ("Isle News", "Brindle Courier"), "names": ("Rufus Tansley", "Hedda Lunt")}

    sides = sides_of(asked(trams, None, "How do they differ in May and June?", **wanted))

    assert [side.outlet for side in sides] == ["Isle News", "Brindle Courier"]
