"""How often one may ask: so many times a minute, and a few more at once after a pause."""

from __future__ import annotations

import math
import time
from collections import OrderedDict
from collections.abc import Callable

from ..errors import Busy

__all__ = ["Rates"]

REMEMBERED = 10_000  # who asked last; more would cost memory for nothing


class Rates:
    """A token bucket for each who asks: it holds a minute's worth and fills up evenly."""

    def __init__(self, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._most = per_minute
        self._clock = clock
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def count(self, who: str) -> None:
        """Count one more request. Raises ``Busy`` if there were too many."""
        now = self._clock()
        left, since = self._buckets.pop(who, (float(self._most), now))
        left = min(self._most, left + (now - since) * self._most / 60)
        self._buckets[who] = (left - 1 if left >= 1 else left, now)
        if len(self._buckets) > REMEMBERED:
            self._buckets.popitem(last=False)
        if left < 1:
            seconds = math.ceil((1 - left) * 60 / self._most)
            raise Busy(
                f"More than {self._most} requests a minute came from you."
                f" Ask again in {seconds} s.",
                seconds,
            )
