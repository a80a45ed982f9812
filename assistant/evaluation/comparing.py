"""Compares two runs question by question: what changed, what is luck, what is not comparable."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from ..datamodels import Noun
from ..errors import InputError
from .datamodels import Failure, Manifest
from .measures.listing import PRIMARY, measure
from .running import read_manifest, read_outcomes
from .summarising import Tally, run_wide, tally
from .uncertainty import Difference, adjusted, difference, resampled_difference

__all__ = ["Change", "Comparison", "Moved", "compare", "read_baseline"]

LEVEL = 0.05


class Change(Noun):
    """A measure in both runs, over the questions that have it in both.

    ``low`` and ``high`` bound the difference (95%). ``p`` of the primary measures is adjusted for
    their number (Holm 1979), and they alone are called ``significant``, if it is below 0.05; that
    of all others stands as it is, and is a hint of where to look.
    """

    before: float
    after: float
    difference: float
    low: float
    high: float
    p: float
    questions: int
    significant: bool
    better: bool | None


class Moved(Noun):
    """A question that became right, or stopped being right."""

    id: str
    before: Failure
    after: Failure


class Comparison(Noun):
    """Two runs beside each other; ``warnings`` say what makes them hard to compare."""

    questions: int
    changes: Mapping[str, Change]
    better: tuple[Moved, ...] = ()
    worse: tuple[Moved, ...] = ()
    warnings: tuple[str, ...] = ()


def read_baseline(folder: Path) -> tuple[Manifest, Tally]:
    """The run in a folder, to compare with. Raises ``InputError`` if there is none."""
    manifest = read_manifest(folder)
    if manifest is None:
        raise InputError(f"--baseline: {folder} holds no run of `newsdesk eval`.")
    return manifest, tally(read_outcomes(folder))


def compare(
    before: tuple[Manifest, Tally], after: tuple[Manifest, Tally], seed: int = 0
) -> Comparison:
    """What changed from one run to another, over the questions that both were asked."""
    places = {question: at for at, question in enumerate(before[1].ids)}
    shared = [(places[q], at) for at, q in enumerate(after[1].ids) if q in places]
    if not shared:
        raise InputError("The baseline was not asked any of these questions.")
    old, new = before[1].of([at for at, _ in shared]), after[1].of([at for _, at in shared])
    moved = [
        Moved(id=question, before=was, after=became)
        for question, was, became in zip(new.ids, old.failures, new.failures, strict=True)
        if (was == "right") != (became == "right")
    ]
    return Comparison(
        questions=len(shared),
        changes=_changes(old, new, seed),
        better=tuple(each for each in moved if each.after == "right"),
        worse=tuple(each for each in moved if each.before == "right"),
        warnings=tuple(_warnings(before, after, len(shared))),
    )


def _changes(old: Tally, new: Tally, seed: int) -> dict[str, Change]:
    found = dict(_differences(old, new, seed))
    primary = [name for name in found if name in PRIMARY]
    chances = dict(zip(primary, adjusted([found[n][2].p for n in primary]), strict=True))
    changes = {}
    for name, (before, after, gap, questions) in found.items():
        p = chances.get(name, gap.p)
        significant = name in chances and p < LEVEL
        changes[name] = Change(
            before=before,
            after=after,
            difference=gap.mean,
            low=gap.low,
            high=gap.high,
            p=p,
            questions=questions,
            significant=significant,
            better=(gap.mean < 0) == measure(name).lower_is_better if significant else None,
        )
    return changes


def _differences(
    old: Tally, new: Tally, seed: int
) -> Iterator[tuple[str, tuple[float, float, Difference, int]]]:
    for name in new.names:
        pairs = [
            (was[name], became[name])
            for was, became in zip(old.measures, new.measures, strict=True)
            if name in was and name in became
        ]
        if pairs:
            was, became = zip(*pairs, strict=True)
            gap = difference(was, became, seed)
            yield name, (sum(was) / len(was), sum(became) / len(became), gap, len(pairs))
    earlier = dict(run_wide(old))
    every = len(new.ids)
    for name, statistic in run_wide(new):
        if name not in earlier:
            continue
        found = resampled_difference(earlier[name], statistic, every, seed)
        if found:
            yield name, (*found, every)


def _warnings(
    before: tuple[Manifest, Tally], after: tuple[Manifest, Tally], shared: int
) -> Iterator[str]:
    for name in Manifest.model_fields:
        was, became = getattr(before[0], name), getattr(after[0], name)
        if was == became or name == "coverage":
            continue
        if name == "questions":
            yield (
                f"The questions differ: {len(before[1].ids):,} before, {len(after[1].ids):,} now;"
                f" {shared:,} are in both by their id, and only those are compared."
            )
        elif isinstance(was, Mapping):
            for key in sorted({*was, *became}):
                if was.get(key) != became.get(key):
                    old, new = was.get(key, "none"), became.get(key, "none")
                    yield f"The {name} differ in {key}: {old} before, {new} now."
        elif name == "library":
            yield f"The libraries differ: {_library(before[0])} before, {_library(after[0])} now."
        elif name != "asked":
            yield f"The {name} differs: {was or 'none'} before, {became or 'none'} now."


def _library(manifest: Manifest) -> str:
    held = manifest.coverage
    size = f" ({held.articles:,} articles, {held.passages:,} passages)" if held else ""
    return f"{manifest.library or 'unknown'}{size}"
