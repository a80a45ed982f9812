from __future__ import annotations

import json

import pytest
from newsroom import REPO

from assistant import Assistant

SET = REPO / "benchmarks" / "questions" / "samples.jsonl"
QUESTIONS = [json.loads(line) for line in SET.read_text("utf-8").splitlines()]


def answered(desk: Assistant, question: dict[str, str]) -> bool:
    frame = {name: question.get(name) for name in ("after", "before", "as_of", "history")}
    return not desk.ask(question["question"], **frame).abstained  # type: ignore[arg-type]


def test_questions_about_other_subjects_are_not_answered(desk: Assistant) -> None:
    far = [question for question in QUESTIONS if question["type"] == "unanswerable-far"]

    assert len(far) >= 4
    assert [question["question"] for question in far if answered(desk, question)] == []


def test_most_questions_that_the_articles_answer_are_answered(desk: Assistant) -> None:
    answerable = [question for question in QUESTIONS if question["answerable"]][::2]

    share = sum(answered(desk, question) for question in answerable) / len(answerable)

    assert share >= 0.6


@pytest.mark.parametrize("question", ["?", "and or the", "x" * 300])
def test_a_question_without_a_subject_breaks_nothing(desk: Assistant, question: str) -> None:
    assert 0 <= desk.ask(question).confidence <= 1
