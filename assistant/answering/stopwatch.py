"""Takes the time of the stages of one answer."""

from __future__ import annotations

import time

from ..datamodels import Timing

__all__ = ["Stopwatch"]


class Stopwatch:
    """Runs from the moment it is made; each lap goes to the stage that has just ended.

    While an answer is streamed, what the reader's side does between two sentences counts too.
    """

    def __init__(self) -> None:
        self._last = time.perf_counter()
        self._laps: dict[str, float] = {}

    def lap(self, stage: str) -> None:
        """End a stage; one that comes again is added to."""
        now = time.perf_counter()
        self._laps[stage] = self._laps.get(stage, 0.0) + 1_000 * (now - self._last)
        self._last = now

    @property
    def timings(self) -> tuple[Timing, ...]:
        """The stages so far, in the order in which they first ended."""
        return tuple(Timing(stage=name, milliseconds=ms) for name, ms in self._laps.items())
