"""From outcomes to figures: means and run-wide measures, with intervals, whole and by group."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .datamodels import Bin, Failure, Figure, Manifest, Outcome, Summary
from .measures import abstention
from .uncertainty import Statistic, figure, figure_of

__all__ = ["Price", "Tally", "run_wide", "summarise", "tally"]


class Price(NamedTuple):
    """What a million tokens cost, in whatever currency."""

    prompt: float
    completion: float


@dataclass(frozen=True)
class Tally:
    """What the figures are made from: of each question its numbers, nothing of its texts."""

    ids: tuple[str, ...]
    types: tuple[str, ...]
    failures: tuple[Failure, ...]
    measures: tuple[Mapping[str, float], ...]
    answerable: NDArray[np.bool_]
    abstained: NDArray[np.bool_]
    confidence: NDArray[np.float64]  # NaN where a system does not tell
    # Milliseconds by stage, "" being the whole; NaN where a stage did not occur.
    stages: Mapping[str, NDArray[np.float64]]

    def of(self, places: Sequence[int]) -> Tally:
        """The tally of the questions at these places."""
        at = np.asarray(places, dtype=np.intp)
        return replace(
            self,
            ids=tuple(self.ids[each] for each in places),
            types=tuple(self.types[each] for each in places),
            failures=tuple(self.failures[each] for each in places),
            measures=tuple(self.measures[each] for each in places),
            answerable=self.answerable[at],
            abstained=self.abstained[at],
            confidence=self.confidence[at],
            stages={name: values[at] for name, values in self.stages.items()},
        )

    def without_stages(self) -> Tally:
        """The tally with the time of the whole answer alone."""
        return replace(self, stages={"": self.stages[""]})

    def values(self, name: str) -> list[float]:
        """A measure of the questions that have it."""
        return [measures[name] for measures in self.measures if name in measures]

    @property
    def names(self) -> list[str]:
        """The measures that some question has, in the order of their first appearance."""
        return list(dict.fromkeys(name for measures in self.measures for name in measures))


def tally(outcomes: Iterable[Outcome], price: Price | None = None) -> Tally:
    """Count outcomes together."""
    rows = [_row(outcome, price) for outcome in outcomes]
    stages = dict.fromkeys(stage for row in rows for stage in row.stages)
    return Tally(
        ids=tuple(row.id for row in rows),
        types=tuple(row.type for row in rows),
        failures=tuple(row.failure for row in rows),
        measures=tuple(row.measures for row in rows),
        answerable=np.array([row.answerable for row in rows], dtype=bool),
        abstained=np.array([row.abstained for row in rows], dtype=bool),
        confidence=np.array([row.confidence for row in rows], dtype=np.float64),
        stages={
            stage: np.array([row.stages.get(stage, np.nan) for row in rows]) for stage in stages
        },
    )


def summarise(
    counted: Tally, manifest: Manifest, seed: int = 0, notices: Sequence[str] = ()
) -> Summary:
    """All figures of a run; groups are the questions of one ``type``, if there are several."""
    places: dict[str, list[int]] = {}
    for at, group in enumerate(counted.types):
        places.setdefault(group or "(no type)", []).append(at)
    groups = places if len(places) > 1 else {}
    return Summary(
        manifest=manifest,
        seed=seed,
        questions=len(counted.ids),
        figures=_figures(counted, seed),
        groups={
            name: _figures(counted.of(at).without_stages(), seed)
            for name, at in sorted(groups.items())
        },
        failures=Counter(counted.failures),
        risk_coverage=tuple(_risk_coverage(counted)),
        calibration=tuple(_calibration(counted)),
        notices=tuple(notices),
    )


def run_wide(counted: Tally) -> Iterator[tuple[str, Statistic]]:
    """The measures that only several questions together have, by name."""
    unanswerable = ~counted.answerable
    yield (
        "abstention_precision",
        lambda at: abstention.share(unanswerable[at], counted.abstained[at]),
    )
    yield "abstention_recall", lambda at: abstention.share(counted.abstained[at], unanswerable[at])
    certain = np.isfinite(counted.confidence)
    if certain.any():
        yield "aurc", _area_under_risk(counted)
    # With one kind of question alone there is nothing to tell apart.
    if counted.answerable[certain].any() and unanswerable[certain].any():
        yield "auroc", _of_confidence(counted, abstention.auroc)
        yield "ece", _of_confidence(counted, _calibration_error)
        yield "brier", _of_confidence(counted, abstention.brier)
    for stage, values in counted.stages.items():
        prefix = "latency" if stage == "" else stage
        for percentile in (50, 95):
            yield f"{prefix}_p{percentile}", _percentile(values, percentile)


@dataclass(frozen=True)
class _Row:
    id: str
    type: str
    failure: Failure
    measures: Mapping[str, float]
    answerable: bool
    abstained: bool
    confidence: float
    stages: Mapping[str, float]


def _row(outcome: Outcome, price: Price | None) -> _Row:
    result = outcome.result
    stages = {each.stage: each.milliseconds for each in result.timings} if result else {}
    measures = dict(outcome.measures)
    if price and "prompt_tokens" in measures:
        tokens = measures["prompt_tokens"], measures.get("completion_tokens", 0.0)
        measures["price"] = sum(n * cost for n, cost in zip(tokens, price, strict=True)) / 1e6
    return _Row(
        id=outcome.question.id,
        type=outcome.question.type,
        failure=outcome.failure,
        measures=measures,
        answerable=outcome.question.answerable,
        abstained=result is not None and result.abstained,
        confidence=np.nan if not result or result.confidence is None else result.confidence,
        stages={"": outcome.milliseconds, **stages},
    )


def _figures(counted: Tally, seed: int) -> dict[str, Figure]:
    figures = {name: figure(counted.values(name), seed) for name in counted.names}
    for name, statistic in run_wide(counted):
        found = figure_of(statistic, len(counted.ids), seed)
        if found:
            figures[name] = found
    return figures


def _judged(counted: Tally) -> int:
    return sum(failure != "not judged" for failure in counted.failures)


def _answers_given(counted: Tally) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Which answers were given, with a confidence, and could be judged; which are wrong."""
    judged = [failure not in ("not judged", "broke off") for failure in counted.failures]
    wrong = [failure != "right" for failure in counted.failures]
    given = np.array(judged, dtype=bool) & ~counted.abstained & np.isfinite(counted.confidence)
    return given, np.array(wrong, dtype=bool)


def _risk_coverage(counted: Tally) -> list[tuple[float, float]]:
    given, wrong = _answers_given(counted)
    return abstention.risk_coverage(counted.confidence[given], wrong[given], _judged(counted))


def _area_under_risk(counted: Tally) -> Statistic:
    given, wrong = _answers_given(counted)

    def area(at: NDArray[np.intp]) -> float | None:
        kept = at[given[at]]
        curve = abstention.risk_coverage(counted.confidence[kept], wrong[kept], len(at))
        return abstention.area_under_risk(curve)

    return area


def _of_confidence(
    counted: Tally, measured: Callable[[NDArray[np.float64], NDArray[np.bool_]], float | None]
) -> Statistic:
    """A measure of confidence against whether a question is answerable, where it is told."""
    certain = np.isfinite(counted.confidence)

    def of(at: NDArray[np.intp]) -> float | None:
        kept = at[certain[at]]
        return measured(counted.confidence[kept], counted.answerable[kept])

    return of


def _calibration_error(
    confidence: NDArray[np.float64], answerable: NDArray[np.bool_]
) -> float | None:
    return abstention.calibration_error(abstention.calibration(confidence, answerable))


def _calibration(counted: Tally) -> list[Bin]:
    certain = np.isfinite(counted.confidence)
    if not certain.any() or counted.answerable.all() or not counted.answerable.any():
        return []
    return abstention.calibration(counted.confidence[certain], counted.answerable[certain])


def _percentile(values: NDArray[np.float64], percentile: int) -> Statistic:
    """The least value that so many in a hundred do not exceed (nearest rank)."""

    def ranked(at: NDArray[np.intp]) -> float | None:
        known = np.sort(values[at])  # NaN comes last
        count = len(known) - int(np.isnan(known).sum())
        return float(known[-(-percentile * count // 100) - 1]) if count else None

    return ranked
