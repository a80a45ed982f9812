from __future__ import annotations

import pytest

from assistant.doors import rates
from assistant.doors.rates import Rates
from assistant.errors import Busy


def test_who_asks_too_often_is_told_when_to_come_back() -> None:
    now = [0.0]
    counted = Rates(30, lambda: now[0])
    for _ in range(30):
        counted.count("script")
    with pytest.raises(Busy, match="More than 30 requests a minute") as refused:
        counted.count("script")
    assert refused.value.retry_after == 2
    counted.count("another")
    now[0] = 2.0
    counted.count("script")
    with pytest.raises(Busy):
        counted.count("script")
    now[0] = 1_000.0
    for _ in range(30):
        counted.count("script")
    with pytest.raises(Busy):
        counted.count("script")


def test_it_does_not_remember_everybody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rates, "REMEMBERED", 3)
    counted = Rates(1, lambda: 0.0)
    for who in "abcd":
        counted.count(who)
    counted.count("a")  # forgotten, so counted anew
    with pytest.raises(Busy):
        counted.count("d")
