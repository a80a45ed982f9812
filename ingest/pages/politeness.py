"""Keeps the rules of each host: what robots.txt allows, how often, and when to leave it alone.

robots.txt is obeyed (RFC 9309), a host is asked at most once a second, or as seldom as its
robots.txt wishes up to half a minute, and one that is busy is not asked again.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

import httpx

from assistant.errors import InputError

from .requesting import AGENT, REDIRECTS, Answer, Limits, Requests, in_words, redirected

if TYPE_CHECKING:
    from protego import Protego

__all__ = ["Manners"]


@dataclass
class _Host:
    """What is known of one scheme, host and port during a run."""

    next_request: float = 0.0
    delay: float = 0.0
    robots: Protego | None = None
    refusal: str = ""  # why nothing is to be asked of it any more
    knows_rules: bool = False


class Manners:
    """How to ask the hosts of one run; what is learned of a host is kept that long."""

    def __init__(
        self, requests: Requests, limits: Limits, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        self._requests = requests
        self._limits = limits
        self._sleep = sleep
        self._hosts: dict[str, _Host] = {}

    def heed(self, url: httpx.URL, end: float) -> float:
        """Read the host's rules if need be and wait for our turn.

        Reading them counts towards ``end``, a moment of ``time.monotonic``; waiting for our turn
        is no fault of the server, so its seconds are added: returns the new end. Raises
        ``InputError`` if the address is not to be asked for.
        """
        host = self._hosts.setdefault(_origin(url), _Host(delay=self._limits.delay))
        if host.refusal:
            raise InputError(host.refusal)
        if not host.knows_rules:
            end = self._read_rules(host, url, end)
        if host.robots and not host.robots.can_fetch(str(url), AGENT):
            raise InputError("robots.txt does not allow it")
        return end + self._take_turn(host)

    def back_off(self, url: httpx.URL, answer: Answer) -> None:
        """A busy server is left alone for the rest of the run, or for the moment it asks for."""
        host = self._hosts[_origin(url)]
        wished = _seconds(answer.headers.get("retry-after", ""))
        if wished is not None and wished <= self._limits.longest_delay:
            host.next_request = max(host.next_request, time.monotonic() + wished)
        else:
            host.refusal = f"not asked any more: {in_words(answer.status)} for another of its pages"

    def _take_turn(self, host: _Host) -> float:
        """Wait for our turn; returns the seconds that took."""
        began = time.monotonic()
        if host.next_request > began:
            self._sleep(host.next_request - began)
        host.next_request = max(began, host.next_request) + host.delay
        return time.monotonic() - began

    def _read_rules(self, host: _Host, url: httpx.URL, end: float) -> float:
        """Read robots.txt. If there is none all is allowed, if it fails nothing is (RFC 9309)."""
        from protego import Protego

        # A fetch that other hosts have left no time to is no reason to give up on this one.
        had_time = end - time.monotonic() > self._limits.seconds / 2
        try:
            answer, end = self._rules(host, url, end)
        except InputError as error:
            if had_time:
                host.refusal = str(error)
            raise
        host.knows_rules = True
        if answer.status < 300:
            host.robots = Protego.parse(answer.content.decode("utf-8", "replace"))
            wished = host.robots.crawl_delay(AGENT) or 0.0
            host.delay = max(host.delay, min(float(wished), self._limits.longest_delay))
            host.next_request = time.monotonic() + host.delay
        return end

    def _rules(self, host: _Host, url: httpx.URL, end: float) -> tuple[Answer, float]:
        place = url.copy_with(raw_path=b"/robots.txt", fragment=None)
        for _ in range(self._limits.redirects + 1):
            end += self._take_turn(host)
            answer = self._requests.ask(place, {}, self._limits.robots_bytes, end, cut=True)
            if answer.status >= 500:
                raise InputError(f"its robots.txt cannot be read: {in_words(answer.status)}")
            if answer.status not in REDIRECTS:
                return answer, end
            place = redirected(place, answer)
        return Answer(404, httpx.Headers()), end  # RFC 9309: as if there were none


def _origin(url: httpx.URL) -> str:
    return f"{url.scheme}://{url.netloc.decode('ascii')}"


def _seconds(retry_after: str) -> float | None:
    """How long a server asks us to wait: it says so in seconds or as a date."""
    if retry_after.isdecimal():
        return float(retry_after)
    try:
        return max(0.0, (parsedate_to_datetime(retry_after) - datetime.now(UTC)).total_seconds())
    except (TypeError, ValueError):
        return None
