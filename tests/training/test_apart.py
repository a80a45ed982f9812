from __future__ import annotations

import json
from pathlib import Path

import pytest

from training.apart import Apart
from training.groups import Group, Text

STORY = " ".join(f"On day {n} the council of Quenby heard witness number {n}." for n in range(60))
OTHER = " ".join(f"Farmer {n} of Tarrow sold {n} sacks of barley at the fair." for n in range(60))


@pytest.fixture
def apart(tmp_path: Path) -> Apart:
    (tmp_path / "articles.jsonl").write_text(json.dumps({"id": "a", "text": STORY}) + "\n")
    (tmp_path / "questions.jsonl").write_text(json.dumps({"id": "q", "question": "Who ran?"}))
    return Apart([tmp_path])


def test_what_has_nothing_in_common_is_free(apart: Apart) -> None:
    assert apart.free(Group("Who sold barley?", (Text("", OTHER),), "news"))


def test_the_same_question_in_other_letters_is_not(apart: Apart) -> None:
    assert not apart.free(Group("who RAN", (Text("", OTHER),), "news"))


def test_a_passage_out_of_the_middle_of_an_article_is_not(apart: Apart) -> None:
    middle = STORY[len(STORY) // 3 : len(STORY) // 3 + 900].upper()

    assert not apart.free(Group("Who sold barley?", (Text("", OTHER), Text("", middle)), "news"))


def test_without_folders_all_is_free() -> None:
    assert Apart([]).free(Group("Who ran?", (Text("", STORY),), "news"))
