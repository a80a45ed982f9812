from __future__ import annotations

import csv
import io

from assistant.evaluation.datamodels import Outcome, Question, Result
from assistant.evaluation.tables import as_csv

OUTCOMES = [
    Outcome(
        question=Question(id="q1", question='Who, "then"?', type="who"),
        result=Result(text="=cmd()\nand more", confidence=0.25),
        failure="right",
        measures={"f1": 0.5},
        milliseconds=12.34,
    ),
    Outcome(
        question=Question(id="-q2", question="?"),
        result=None,
        failure="broke off",
        error="RuntimeError: no",
        milliseconds=0,
    ),
]


def test_each_outcome_is_a_row_with_its_measures() -> None:
    first, second = csv.DictReader(io.StringIO("".join(as_csv(OUTCOMES, ["f1", "mrr"]))))

    assert (first["id"], first["question"], first["f1"], first["mrr"]) == (
        *("q1", 'Who, "then"?'),
        *("0.5", ""),
    )
    assert (first["confidence"], first["milliseconds"]) == ("0.25", "12.3")
    assert (second["failure"], second["answer"]) == ("broke off", "RuntimeError: no")


def test_nothing_is_run_by_a_spreadsheet() -> None:
    first, second = csv.DictReader(io.StringIO("".join(as_csv(OUTCOMES, []))))

    assert first["answer"] == "'=cmd()\nand more"
    assert second["id"] == "'-q2"
