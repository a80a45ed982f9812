from __future__ import annotations

import re

from assistant.evaluation.datamodels import Bin, Figure
from assistant.evaluation.plots import calibration_plot, risk_plot, whisker


def points(svg: str) -> list[tuple[float, float]]:
    (found,) = re.findall(r'class="curve" points="([^"]*)"', svg)
    return [(float(x), float(y)) for x, y in (pair.split(",") for pair in found.split())]


def test_the_curve_goes_in_steps_to_its_end() -> None:
    svg = risk_plot([(0.5, 0.0), (1.0, 1.0)])

    # x: 44 … 348, y: 210 … 10
    assert points(svg) == [
        *((44, 210), (44, 210), (196, 210)),
        *((196, 10), (348, 10)),
    ]
    assert 'cx="348.0" cy="10.0"' in svg


def test_a_long_curve_is_thinned_and_keeps_its_end() -> None:
    curve = [(n / 5_000, n / 10_000) for n in range(1, 5_001)]

    found = points(risk_plot(curve))
    assert len(found) < 1_000
    assert found[-1] == (348, 110)


def test_bins_are_dots_that_grow_with_their_questions() -> None:
    svg = calibration_plot(
        [Bin(confidence=0.0, observed=0.0, questions=1), Bin(confidence=1, observed=1, questions=4)]
    )

    assert re.findall(r'<circle class="dot" cx="([\d.]+)" cy="([\d.]+)" r="([\d.]+)"', svg) == [
        ("44.0", "210.0", "5.5"),
        ("348.0", "10.0", "8.0"),
    ]
    assert "<title>4 questions</title>" in svg


def test_nothing_is_drawn_of_nothing() -> None:
    assert risk_plot([]) == calibration_plot([]) == ""


def test_a_whisker_stays_within_its_track() -> None:
    svg = whisker(Figure(value=0.5, low=0, high=1, questions=3))

    assert 'x1="6.0" x2="114.0"' in svg
    assert 'cx="60.0"' in svg
    assert "<title>0.500 [0.000 – 1.000]</title>" in svg
