from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.evaluation.uncertainty import (
    adjusted,
    difference,
    figure,
    figure_of,
    resampled_difference,
)


def test_the_interval_of_equal_values_is_a_point() -> None:
    found = figure([1.0] * 20)

    assert (found.value, found.low, found.high, found.questions) == (1, 1, 1, 20)


def test_the_interval_is_that_of_the_binomial_and_the_same_each_time() -> None:
    found = figure([1.0] * 50 + [0.0] * 50, seed=3)

    # 1.96 standard errors of .05 to each side
    assert found.low == pytest.approx(0.402, abs=0.02)
    assert found.high == pytest.approx(0.598, abs=0.02)
    assert found == figure([1.0] * 50 + [0.0] * 50, seed=3)


def test_intervals_hold_the_truth_about_as_often_as_they_say() -> None:
    chance = np.random.default_rng(0)
    held = 0
    for seed in range(100):
        found = figure(list((chance.random(80) < 0.6).astype(float)), seed)
        held += found.low <= 0.6 <= found.high

    assert 88 <= held <= 99


def test_a_measure_of_the_whole_has_an_interval_too() -> None:
    values = np.arange(100.0)
    found = figure_of(lambda at: float(np.median(values[at])), 100)

    assert found is not None
    assert found.low < found.value == 49.5 < found.high
    assert figure_of(lambda at: None, 100) is None
    assert figure_of(lambda at: 1.0, 0) is None


def test_the_paired_test_worked_out_by_hand() -> None:
    # five questions got better: of 32 ways to flip the signs, two are as extreme
    found = difference([0.0] * 5 + [1.0], [1.0] * 6)

    assert found.mean == pytest.approx(5 / 6)
    assert found.p == 2 / 32
    assert difference([0.0, 1.0], [1.0, 0.0]).p == 1


def test_more_than_can_be_counted_out_is_drawn() -> None:
    same = difference([0.0, 1.0] * 10, [1.0, 0.0] * 10)
    better = difference([0.0] * 20, [1.0] * 20)

    assert same.p > 0.9
    assert better.p == pytest.approx(1 / 10_001)
    assert better.low == better.high == 1


def test_two_runs_of_the_same_do_not_differ() -> None:
    values = [0.0, 1.0, 0.5] * 30

    assert difference(values, values) == (0, 0, 0, 1)


def test_the_paired_bootstrap_of_a_measure_of_the_whole() -> None:
    low, high = np.arange(50.0), np.arange(50.0) + 3

    found = resampled_difference(
        lambda at: float(np.median(low[at])), lambda at: float(np.median(high[at])), 50
    )
    assert found is not None
    before, after, gap = found
    assert (before, after, gap.mean, gap.low, gap.high) == (24.5, 27.5, 3, 3, 3)
    assert gap.p < 0.01
    same = resampled_difference(lambda at: 1.0, lambda at: 1.0, 50)
    assert same is not None
    assert same[2].p == 1
    assert resampled_difference(lambda at: None, lambda at: 1.0, 50) is None


def test_holm_worked_out_by_hand() -> None:
    assert adjusted([0.01, 0.04, 0.03]) == pytest.approx([0.03, 0.06, 0.06])
    assert adjusted([]) == []


scores = st.lists(st.floats(0, 1, width=16), min_size=1, max_size=30)


@given(scores)
def test_an_interval_lies_around_its_value_and_between_the_extremes(values: list[float]) -> None:
    found = figure(values)

    assert min(values) - 1e-9 <= found.low <= found.high <= max(values) + 1e-9


@given(st.lists(st.tuples(st.integers(0, 1), st.integers(0, 1)), min_size=1, max_size=20))
def test_better_and_worse_are_mirror_images(pairs: list[tuple[int, int]]) -> None:
    before, after = ([float(value) for value in column] for column in zip(*pairs, strict=True))
    there, back = difference(before, after), difference(after, before)

    assert there.mean == pytest.approx(-back.mean)
    assert there.p == pytest.approx(back.p)
    assert 0 < there.p <= 1


@given(st.lists(st.floats(0.001, 1), max_size=8))
def test_adjusting_never_makes_a_chance_smaller(chances: list[float]) -> None:
    larger = adjusted(chances)

    assert all(low <= high <= 1 for low, high in zip(chances, larger, strict=True))
