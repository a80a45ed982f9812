from __future__ import annotations

import time

from assistant.answering.stopwatch import Stopwatch


def test_each_lap_goes_to_the_stage_that_ended() -> None:
    stopwatch = Stopwatch()
    time.sleep(0.02)
    stopwatch.lap("slow")
    stopwatch.lap("quick")
    stopwatch.lap("slow")

    slow, quick = stopwatch.timings
    assert (slow.stage, quick.stage) == ("slow", "quick")
    assert slow.milliseconds >= 20 > quick.milliseconds
