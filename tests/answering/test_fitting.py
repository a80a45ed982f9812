from __future__ import annotations

import pytest

from assistant.answering.fitting import fitness, is_view, view_of
from assistant.datamodels import Kind


@pytest.mark.parametrize(
    ("kind", "answers", "repeats"),
    [
        (
            "why",
            "The engine had leaked oil since May, so nobody would insure it.",
            "The night ferry to Skarholm will not sail until the spring.",
        ),
        (
            "why",
            "The board acted to protect its passengers.",
            "The board took the night ferry out of service.",
        ),
        (
            "how",
            "They raised the sum by selling the old pier.",
            "They found the sum that they had wanted.",
        ),
        (
            "opinion",
            "Ada Venn called it “a gift to the gulls”.",
            "Ada Venn has a boat in the harbour.",
        ),
    ],
)
def test_what_goes_on_fits_better_than_what_repeats(kind: Kind, answers: str, repeats: str) -> None:
    assert fitness(kind, answers, 0.3) > max(0.5, fitness(kind, repeats, 0.9))
    assert fitness(kind, repeats, 0.9) < 0


@pytest.mark.parametrize("kind", ["fact", "timeline", "who"])
def test_other_kinds_have_no_sign(kind: Kind) -> None:
    assert fitness(kind, "It leaked because it was old, said Ada Venn.", 1.0) == 0


def test_a_view_is_that_of_the_person_asked_for() -> None:
    said = {"ada", "venn", "gull"}

    assert view_of(("Ada Venn",), 1.0, said, ()) == 1.0
    assert view_of(("Otto Brill",), 1.0, said, ()) < 0
    assert view_of((), 1.0, said, ()) == 1.0
    assert view_of(("Otto Brill",), 0.0, said, ["Otto Brill"]) > 0.5


def test_a_view_is_told_by_its_verb() -> None:
    assert is_view("The board rejected the claim.")
    assert not is_view("It rained on the harbour.")
