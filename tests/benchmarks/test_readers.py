from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from assistant.models.embedder import MiniLM
from assistant.models.reader import Reading
from benchmarks.readers import Cosine, Timed, WithoutTitle, by_itself

PASSAGES = [("Quenby", "Ilse Varga won."), ("Tarrow", "Hail fell on the barley.")]


class Echo:
    """A reader that remembers what it was given; relevance is the length of the text."""

    fingerprint = "echo"

    def __init__(self) -> None:
        self.given: list[tuple[str, str]] = []

    def read(self, question: str, passages: Sequence[tuple[str, str]]) -> list[Reading]:
        self.given += passages
        edges = np.array([2.0, 7.0], dtype=np.float32)
        offsets = np.array([(0, 1), (1, 2)])
        return [Reading(float(len(text)), edges, edges + 3, offsets) for _, text in passages]


def test_nothing_is_read_twice_and_each_question_has_its_time() -> None:
    echo = Echo()
    timed = Timed(echo)

    first = timed.read("Who won?", PASSAGES[:1])
    both = timed.read("Who won?", PASSAGES)
    timed.read("Who lost?", PASSAGES)

    assert first[0] is both[0]
    assert [reading.relevance for reading in both] == [15, 24]
    assert echo.given == [*PASSAGES, *PASSAGES]
    assert len(timed.times) == 3


def test_a_title_can_be_kept_from_a_reader() -> None:
    echo = Echo()

    WithoutTitle(echo).read("Who won?", PASSAGES)

    assert echo.given == [("", text) for _, text in PASSAGES]


def test_by_itself_every_passage_has_the_whole_answer_to_share_out() -> None:
    (reading,) = Echo().read("Who won?", PASSAGES[:1])
    alone = by_itself(reading)

    for logits in (alone.starts, alone.ends):
        assert np.exp(logits).sum() == pytest.approx(1, abs=1e-5)
    assert alone.starts[1] - alone.starts[0] == pytest.approx(5, abs=1e-5)


def test_the_cosine_finds_the_passage_about_the_question(embedder: MiniLM) -> None:
    won, hail = Cosine(embedder).read("Who won in Quenby?", PASSAGES)

    assert won.relevance > hail.relevance
    assert not len(won.starts)
