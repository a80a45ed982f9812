from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.evaluation.measures.abstention import (
    area_under_risk,
    auroc,
    brier,
    calibration,
    calibration_error,
    risk_coverage,
    share,
)


def flags(*values: int) -> np.ndarray:
    return np.array(values, dtype=bool)


def test_precision_and_recall_of_abstaining() -> None:
    abstained, unanswerable = flags(1, 1, 1, 0, 0), flags(1, 0, 0, 1, 0)

    assert share(unanswerable, abstained) == pytest.approx(1 / 3)
    assert share(abstained, unanswerable) == 1 / 2
    assert share(abstained, flags(0, 0, 0, 0, 0)) is None


def test_auroc_worked_out_by_hand() -> None:
    # pairs: .9>.5, .9>.1, .5=.5 (a half), .5>.1 → 3.5 of 4
    assert auroc(np.array([0.9, 0.5, 0.5, 0.1]), flags(1, 1, 0, 0)) == 3.5 / 4
    assert auroc(np.array([0.3, 0.3]), flags(1, 0)) == 0.5
    assert auroc(np.array([0.3, 0.3]), flags(1, 1)) is None


def test_risk_and_coverage_worked_out_by_hand() -> None:
    # five were asked, four answered; those of .8 are given together
    curve = risk_coverage(np.array([0.8, 0.9, 0.8, 0.2]), flags(1, 0, 0, 1), 5)

    assert curve == [(0.2, 0.0), (0.6, pytest.approx(1 / 3)), (0.8, 0.5)]
    assert area_under_risk(curve) == pytest.approx((0.2 * 0 + 0.4 / 3 + 0.2 * 0.5) / 0.8)
    assert risk_coverage(np.array([]), flags(), 5) == []
    assert area_under_risk([]) is None


def test_calibration_worked_out_by_hand() -> None:
    bins = calibration(np.array([0.12, 0.18, 0.95, 1.0]), flags(0, 1, 1, 1))

    assert [(each.questions, each.observed) for each in bins] == [(2, 0.5), (2, 1.0)]
    assert bins[0].confidence == pytest.approx(0.15)
    assert calibration_error(bins) == pytest.approx((2 * 0.35 + 2 * 0.025) / 4)
    assert calibration_error([]) is None
    assert brier(np.array([0.5, 1.0]), flags(1, 0)) == pytest.approx((0.25 + 1) / 2)


cases = st.lists(
    st.tuples(st.sampled_from([0.0, 0.1, 0.25, 0.5, 0.75, 0.9, 1.0]), st.booleans()),
    min_size=1,
    max_size=40,
)


@given(cases, st.randoms(use_true_random=False))
def test_neither_bounds_nor_order_matter(rows: list[tuple[float, bool]], chance: object) -> None:
    def measured(rows: list[tuple[float, bool]]) -> list[float | None]:
        confidence = np.array([row[0] for row in rows])
        happened = np.array([row[1] for row in rows], dtype=bool)
        curve = risk_coverage(confidence, happened, len(rows))
        assert curve[-1] == (1.0, pytest.approx(happened.mean()))
        assert all(one[0] < other[0] for one, other in pairwise(curve))
        return [
            auroc(confidence, happened),
            area_under_risk(curve),
            calibration_error(calibration(confidence, happened)),
            brier(confidence, happened),
        ]

    values = measured(rows)
    assert all(value is None or -1e-12 <= value <= 1 + 1e-12 for value in values)
    turned = list(rows)
    chance.shuffle(turned)  # type: ignore[attr-defined]
    assert measured(turned) == [v if v is None else pytest.approx(v) for v in values]


@given(cases)
def test_a_better_score_tells_more_apart(rows: list[tuple[float, bool]]) -> None:
    confidence = np.array([row[0] for row in rows])
    happened = np.array([row[1] for row in rows], dtype=bool)
    found = auroc(confidence, happened)

    if found is not None:
        assert auroc(np.where(happened, 1.0, confidence), happened) >= found - 1e-12  # type: ignore[operator]
        assert auroc(1 - confidence, happened) == pytest.approx(1 - found)
