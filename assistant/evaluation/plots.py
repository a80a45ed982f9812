"""Plots as SVG that takes its colours from the page, so that they fit light and dark.

Only numbers and the names of this module's callers go in; labels are escaped all the same.
"""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from .datamodels import Bin, Figure

__all__ = ["HEIGHT", "WIDTH", "calibration_plot", "risk_plot", "whisker"]

WIDTH, HEIGHT = 360.0, 250.0
LEFT, RIGHT, TOP, BOTTOM = 44.0, 12.0, 10.0, 40.0
TICKS = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
MOST_POINTS = 400  # of a curve; more are not seen

Point = tuple[float, float]


def risk_plot(curve: Sequence[Point]) -> Markup:
    """Risk against coverage, as steps: how often answers are wrong if the surest are given."""
    step = max(1, len(curve) // MOST_POINTS)
    points = [*curve[::step], *([] if (len(curve) - 1) % step == 0 else curve[-1:])]
    if not points:
        return Markup("")
    corners = [(0.0, points[0][1])]
    for coverage, risk in points:
        corners += [(corners[-1][0], risk), (coverage, risk)]
    line = Markup('<polyline class="curve" points="{}"/>').format(_points(corners))
    end = Markup('<circle class="dot" cx="{:.1f}" cy="{:.1f}" r="3.5"/>').format(*_at(points[-1]))
    return _framed(line + end, "coverage: share of questions answered", "risk: share wrong")


def calibration_plot(bins: Sequence[Bin]) -> Markup:
    """How often the confident were right against how confident; the larger, the more questions."""
    if not bins:
        return Markup("")
    most = max(each.questions for each in bins)
    diagonal = Markup('<polyline class="ideal" points="{}"/>').format(_points([(0, 0), (1, 1)]))
    line = Markup('<polyline class="between" points="{}"/>').format(
        _points([(each.confidence, each.observed) for each in bins])
    )
    dots = Markup("").join(
        Markup(
            '<circle class="dot" cx="{:.1f}" cy="{:.1f}" r="{:.1f}"><title>{} questions</title>'
            "</circle>"
        ).format(
            *_at((each.confidence, each.observed)),
            3 + 5 * (each.questions / most) ** 0.5,
            each.questions,
        )
        for each in bins
    )
    return _framed(diagonal + line + dots, "confidence", "share answerable")


def whisker(figure: Figure) -> Markup:
    """A figure between 0 and 1 as a dot, its interval as a line."""
    low, value, high = (
        round(6 + 108 * min(1.0, max(0.0, x)), 1) for x in (figure.low, figure.value, figure.high)
    )
    return Markup(
        '<svg class="whisker" viewBox="0 0 120 14" role="img"><title>{:.3f} [{:.3f} – {:.3f}]'
        '</title><line class="track" x1="6" x2="114" y1="7" y2="7"/>'
        '<line class="interval" x1="{}" x2="{}" y1="7" y2="7"/>'
        '<circle class="dot" cx="{}" cy="7" r="4"/></svg>'
    ).format(figure.value, figure.low, figure.high, low, high, value)


def _at(point: Point) -> Point:
    x, y = point
    return LEFT + x * (WIDTH - LEFT - RIGHT), HEIGHT - BOTTOM - y * (HEIGHT - TOP - BOTTOM)


def _points(points: Sequence[Point]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in map(_at, points))


def _framed(inside: Markup, x_label: str, y_label: str) -> Markup:
    """Axes from 0 to 1 around a plot."""
    grid = Markup("").join(
        Markup(
            '<line class="grid" x1="{x0:.1f}" x2="{x1:.1f}" y1="{y:.1f}" y2="{y:.1f}"/>'
            '<text x="{tx:.1f}" y="{ty:.1f}" text-anchor="end">{tick:g}</text>'
            '<text x="{bx:.1f}" y="{by:.1f}" text-anchor="middle">{tick:g}</text>'
        ).format(
            x0=LEFT,
            x1=WIDTH - RIGHT,
            y=_at((0, tick))[1],
            tx=LEFT - 6,
            ty=_at((0, tick))[1] + 4,
            bx=_at((tick, 0))[0],
            by=HEIGHT - BOTTOM + 16,
            tick=tick,
        )
        for tick in TICKS
    )
    labels = Markup(
        '<text x="{:.1f}" y="{:.1f}" text-anchor="middle" class="label">{}</text>'
        '<text transform="translate(12 {:.1f}) rotate(-90)" text-anchor="middle" class="label">{}'
        "</text>"
    ).format((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 6, x_label, (TOP + HEIGHT - BOTTOM) / 2, y_label)
    return (
        Markup('<svg class="plot" viewBox="0 0 {:g} {:g}" role="img">').format(WIDTH, HEIGHT)
        + grid
        + inside
        + labels
        + Markup("</svg>")
    )
