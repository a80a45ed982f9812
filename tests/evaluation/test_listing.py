from __future__ import annotations

import pytest

from assistant.evaluation.measures.listing import (
    HEADLINE,
    MEASURES,
    PRIMARY,
    measure,
    shown_value,
)


def test_what_is_shown_first_and_judged_by_is_there() -> None:
    assert set(HEADLINE) <= set(MEASURES)
    assert set(PRIMARY) <= set(MEASURES)


def test_less_is_better_where_it_costs_or_is_wrong() -> None:
    less = {name for name, each in MEASURES.items() if each.lower_is_better}

    assert less == {
        *("after_as_of", "outside_time", "aurc", "ece", "brier"),
        *("latency_p50", "latency_p95", "prompt_tokens", "completion_tokens", "price"),
    }


def test_every_stage_has_a_latency() -> None:
    assert measure("choose_p95").unit == "ms"
    assert "“choose”" in measure("choose_p95").meaning
    for name in ("choose", "_p95", "choose_p99"):
        with pytest.raises(KeyError):
            measure(name)


def test_figures_are_shown_with_their_unit() -> None:
    assert shown_value("mrr", 0.12345) == "0.123"
    assert shown_value("latency_p50", 1234.5) == "1,234 ms"
    assert shown_value("prompt_tokens", 900) == "900 tokens"
    assert shown_value("price", 0.000123) == "0.00012"
