from __future__ import annotations

import pytest

from assistant.asking.naming import names_in
from assistant.asking.surroundings import Surroundings

TEXTS = Surroundings(
    [
        "The Grey Seal sailed. Petra Vennick, a baker, saw the Grey Seal on a grey day.",
        "On Monday Vennick spoke of the Candle Fair. A seal and a candle were seen, said Kellogg.",
    ]
)


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("Who is Otto Brill?", ["Otto Brill"]),
        ("who's petra vennick??", ["Petra Vennick"]),
        ("What is the grey seal?", ["Grey Seal"]),
        ("candle fair", ["Candle Fair"]),
        ("who is kellogg", ["Kellogg"]),
        ("What is the Bella 1?", ["Bella 1"]),
        ("Did the Bank of Lowmere fail in March 2025?", ["Bank of Lowmere"]),
        ("What did Vennick's brother tell Dr Quarrie?", ["Vennick", "Dr Quarrie"]),
        ("Bakers on strike?", []),
        ("a candle on Monday", []),
        ("Why did I see it?", []),
    ],
)
def test_names_are_what_is_written_as_one_here_or_in_the_library(
    question: str, names: list[str]
) -> None:
    assert list(names_in(question, TEXTS)) == names
