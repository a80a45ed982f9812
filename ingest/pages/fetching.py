"""Fetches addresses of the web: politely, and within bounds that no server can pass.

``politeness`` says whether and when a host may be asked, ``requesting`` asks it. Nothing is sent
again that did not change, and the User-Agent says who asks.
"""

from __future__ import annotations

import ssl
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import httpx

from assistant.errors import InputError

from .connecting import Resolver, resolve
from .politeness import Manners
from .requesting import (
    REDIRECTS,
    Answer,
    Limits,
    Requests,
    checked,
    in_words,
    media_type,
    redirected,
)

__all__ = ["Fetched", "Fetcher", "Gone"]

# Those the server may have sent for a moment only; others are an answer about the page.
BUSY = (429, 503)
GONE = (404, 410)


class Gone(InputError):
    """The server says that there is nothing at this address, or nothing any more."""


@dataclass(frozen=True)
class Fetched:
    """What an address gave. ``content`` is ``None`` if it has not changed since.

    ``url`` is the address after redirects, ``kind`` the media type in lower case, ``charset``
    the encoding that the server declares, ``moment`` when it was asked; ``etag`` and
    ``last_modified`` are what to ask with next time.
    """

    url: str
    moment: datetime
    content: bytes | None = None
    kind: str = ""
    charset: str = ""
    etag: str = ""
    last_modified: str = ""


class Fetcher:
    """Fetches for one run; what it learns of a host (rules, delays) it keeps that long.

    ``allowed_hosts`` may have private addresses. The other arguments are for tests: how names
    are resolved, which certificates are trusted, how to wait.
    """

    def __init__(
        self,
        allowed_hosts: Sequence[str] = (),
        limits: Limits = Limits(),
        resolver: Resolver = resolve,
        trusted: ssl.SSLContext | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._limits = limits
        self._requests = Requests(allowed_hosts, limits, resolver, trusted)
        self._manners = Manners(self._requests, limits, sleep)

    def get(self, address: str, etag: str = "", last_modified: str = "") -> Fetched:
        """Fetch an address, unless it is still what it was when the server gave these two.

        Raises ``InputError`` with a reason for people: not a web address, not allowed by
        robots.txt, a private address, an error of the server, too long, too slow.
        """
        end = time.monotonic() + self._limits.seconds
        conditions = _conditions(etag, last_modified)
        url = checked(address)
        for _ in range(self._limits.redirects + 1):
            end = self._manners.heed(url, end)
            answer = self._requests.ask(url, conditions, self._limits.bytes, end)
            if answer.status not in REDIRECTS:
                return self._fetched(url, answer, bool(conditions))
            url = redirected(url, answer)
        raise InputError(f"redirects more than {self._limits.redirects} times")

    def _fetched(self, url: httpx.URL, answer: Answer, asked_for_change: bool) -> Fetched:
        moment = datetime.now(UTC).replace(microsecond=0)
        if answer.status == 304 and asked_for_change:
            return Fetched(str(url), moment)
        if answer.status in BUSY:
            self._manners.back_off(url, answer)
        if answer.status != 200:
            raise (Gone if answer.status in GONE else InputError)(in_words(answer.status))
        kind, charset = media_type(answer.headers.get("content-type", ""))
        return Fetched(
            str(url),
            moment,
            answer.content,
            kind,
            charset,
            answer.headers.get("etag", ""),
            answer.headers.get("last-modified", ""),
        )


def _conditions(etag: str, last_modified: str) -> dict[str, str]:
    stated = {"If-None-Match": etag, "If-Modified-Since": last_modified}
    # What a server sent goes back to it, but never a line that ends the header.
    return {name: value for name, value in stated.items() if value and value.isprintable()}
