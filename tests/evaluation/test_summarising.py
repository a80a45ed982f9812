from __future__ import annotations

import pytest

from assistant.datamodels import Timing
from assistant.evaluation.datamodels import Failure, Manifest, Outcome, Question, Result
from assistant.evaluation.summarising import Price, summarise, tally

MADE_FROM = Manifest(newsdesk="1", questions="abc", asked=4, system="test", support="lexical")


def outcome(
    name: str,
    failure: Failure,
    confidence: float | None,
    answerable: bool = True,
    milliseconds: float = 10,
) -> Outcome:
    abstained = failure == "should have answered" or (failure == "right" and not answerable)
    return Outcome(
        question=Question(id=name, question="?", answerable=answerable, type=name[0]),
        result=Result(
            text="x",
            abstained=abstained,
            confidence=confidence,
            timings=(Timing(stage="retrieve", milliseconds=milliseconds / 2),),
            prompt_tokens=1_000,
        ),
        failure=failure,
        measures={"right": float(failure == "right"), "prompt_tokens": 1_000},
        milliseconds=milliseconds,
    )


FOUR = [
    outcome("a1", "right", 0.9, milliseconds=10),
    outcome("a2", "chosen but wrong", 0.6, milliseconds=20),
    outcome("a3", "should have answered", 0.3, milliseconds=30),
    outcome("b1", "right", 0.1, answerable=False, milliseconds=40),
]


def test_a_run_worked_out_by_hand() -> None:
    summary = summarise(tally(FOUR), MADE_FROM)
    values = {name: figure.value for name, figure in summary.figures.items()}

    assert values["right"] == 0.5
    assert values["abstention_precision"] == 0.5
    assert values["abstention_recall"] == 1
    assert values["auroc"] == 1
    assert values["brier"] == pytest.approx((0.01 + 0.16 + 0.49 + 0.01) / 4)
    assert values["ece"] == pytest.approx((0.1 + 0.4 + 0.7 + 0.1) / 4)
    assert (values["latency_p50"], values["latency_p95"]) == (20, 40)
    assert (values["retrieve_p50"], values["retrieve_p95"]) == (10, 20)
    assert summary.risk_coverage == ((0.25, 0.0), (0.5, 0.5))
    assert values["aurc"] == pytest.approx(0.25)
    assert summary.failures == {"right": 2, "chosen but wrong": 1, "should have answered": 1}


def test_groups_are_measured_by_themselves() -> None:
    groups = summarise(tally(FOUR), MADE_FROM).groups

    assert groups["a"]["right"].value == pytest.approx(1 / 3)
    assert groups["a"]["right"].questions == 3
    assert groups["b"]["right"].value == 1
    assert summarise(tally(FOUR[:3]), MADE_FROM).groups == {}


def test_what_no_result_tells_has_no_figure() -> None:
    unsure = [outcome("a1", "right", None), outcome("a2", "chosen but wrong", 0.5)]
    summary = summarise(tally(unsure), MADE_FROM)

    assert not {"auroc", "ece", "brier", "abstention_recall"} & set(summary.figures)
    assert summary.figures["aurc"].value == 1  # of the one answer that tells
    assert not {"auroc", "ece"} & set(summarise(tally(FOUR[:2]), MADE_FROM).figures)


def test_a_question_that_broke_off_is_wrong_and_takes_part_in_no_curve() -> None:
    broken = Outcome(
        question=Question(id="z", question="?"),
        result=None,
        failure="broke off",
        measures={"right": 0.0},
        error="no",
        milliseconds=1,
    )
    summary = summarise(tally([*FOUR, broken]), MADE_FROM)

    assert summary.figures["right"].value == pytest.approx(2 / 5)
    assert summary.failures["broke off"] == 1
    assert summary.figures["auroc"].value == 1
    assert summary.risk_coverage[-1] == (0.4, 0.5)


def test_a_price_makes_tokens_into_money() -> None:
    counted = tally(FOUR, Price(prompt=3.0, completion=15.0))

    assert counted.values("price") == [0.003] * 4
    assert "price" not in tally(FOUR).names


def test_the_order_of_the_questions_does_not_count() -> None:
    there, back = (summarise(tally(rows), MADE_FROM) for rows in (FOUR, FOUR[::-1]))

    assert {n: f.value for n, f in there.figures.items()} == pytest.approx(
        {n: f.value for n, f in back.figures.items()}
    )
    assert there.calibration == back.calibration
