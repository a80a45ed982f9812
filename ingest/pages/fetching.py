"""Fetches addresses of the web: politely, and within bounds that no server can pass.

Polite: robots.txt is obeyed, a host is asked at most once a second (or as seldom as its
robots.txt wishes), nothing is sent again that did not change, and the User-Agent says who asks.
Bounded: by bytes as sent and as unpacked, by the total time, by the number of redirects; and
``connecting`` sees to it that only public addresses are connected to.
"""

from __future__ import annotations

import ssl
import time
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import Message
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import TYPE_CHECKING

import httpcore
import httpx

from assistant.errors import InputError

from .connecting import CheckedNetwork, Resolver, resolve

if TYPE_CHECKING:
    from protego import Protego

__all__ = ["Fetched", "Fetcher", "Gone", "Limits", "unpacked"]

AGENT = "Newsdesk"
ACCEPT = (
    "text/html,application/xhtml+xml,application/rss+xml,application/atom+xml,"
    "application/xml;q=0.9,text/plain;q=0.9,application/pdf;q=0.8,*/*;q=0.1"
)
GZIP = b"\x1f\x8b"  # what every gzip file begins with
REDIRECTS = (301, 302, 303, 307, 308)
# Those the server may have sent for a moment only; others are an answer about the page.
BUSY = (429, 503)
GONE = (404, 410)


class Gone(InputError):
    """The server says that there is nothing at this address, or nothing any more."""


@dataclass(frozen=True)
class Limits:
    """What one fetch may take, redirects included. ``delay`` is between two requests to a host."""

    bytes: int = 20_000_000
    robots_bytes: int = 500_000  # RFC 9309 asks for at least 500 KiB
    seconds: float = 60.0
    wait: float = 20.0  # for the next bytes, or for a connection
    redirects: int = 5
    delay: float = 1.0
    longest_delay: float = 30.0  # a robots.txt that asks for more gets this


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


@dataclass
class _Host:
    """What is known of one scheme, host and port during a run."""

    next_request: float = 0.0
    delay: float = 0.0
    robots: Protego | None = None
    refusal: str = ""  # why nothing is to be asked of it any more
    knows_rules: bool = False


@dataclass(frozen=True)
class _Answer:
    status: int
    headers: httpx.Headers
    content: bytes = b""


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
        self._allowed = frozenset(map(_host_as_asked, allowed_hosts))
        self._limits = limits
        self._resolver = resolver
        self._trusted = trusted
        self._sleep = sleep
        self._hosts: dict[str, _Host] = {}

    def get(self, address: str, etag: str = "", last_modified: str = "") -> Fetched:
        """Fetch an address, unless it is still what it was when the server gave these two.

        Raises ``InputError`` with a reason for people: not a web address, not allowed by
        robots.txt, a private address, an error of the server, too long, too slow.
        """
        end = time.monotonic() + self._limits.seconds
        conditions = _conditions(etag, last_modified)
        url = _checked(address)
        for _ in range(self._limits.redirects + 1):
            end += self._be_polite(url)  # waiting for our turn is no fault of the server
            answer = self._ask(url, conditions, self._limits.bytes, end)
            if answer.status not in REDIRECTS:
                return self._fetched(url, answer, bool(conditions))
            url = _redirected(url, answer)
        raise InputError(f"redirects more than {self._limits.redirects} times")

    # -- politeness ------------------------------------------------------------------------

    def _be_polite(self, url: httpx.URL) -> float:
        """Heed the host's rules and wait for our turn; returns the seconds that took."""
        began = time.monotonic()
        host = self._hosts.setdefault(_origin(url), _Host(delay=self._limits.delay))
        if not host.knows_rules:
            self._read_rules(host, url)
        if host.refusal:
            raise InputError(host.refusal)
        if host.robots and not host.robots.can_fetch(str(url), AGENT):
            raise InputError("robots.txt does not allow it")
        self._take_turn(host)
        return time.monotonic() - began

    def _take_turn(self, host: _Host) -> None:
        now = time.monotonic()
        if host.next_request > now:
            self._sleep(host.next_request - now)
        host.next_request = max(now, host.next_request) + host.delay

    def _read_rules(self, host: _Host, url: httpx.URL) -> None:
        """Read robots.txt. If there is none all is allowed, if it fails nothing is (RFC 9309)."""
        from protego import Protego

        host.knows_rules = True
        place = url.copy_with(raw_path=b"/robots.txt", fragment=None)
        try:
            answer = self._rules(host, place)
        except InputError as error:
            host.refusal = str(error)
            return
        if answer.status >= 500:
            host.refusal = f"its robots.txt cannot be read: {_status(answer.status)}"
        elif answer.status < 300:
            host.robots = Protego.parse(answer.content.decode("utf-8", "replace"))
            wished = host.robots.crawl_delay(AGENT) or 0.0
            host.delay = max(host.delay, min(float(wished), self._limits.longest_delay))
            host.next_request = time.monotonic() + host.delay

    def _rules(self, host: _Host, place: httpx.URL) -> _Answer:
        end = time.monotonic() + self._limits.seconds
        for _ in range(self._limits.redirects + 1):
            self._take_turn(host)
            answer = self._ask(place, {}, self._limits.robots_bytes, end, cut=True)
            if answer.status not in REDIRECTS:
                return answer
            place = _redirected(place, answer)
        return _Answer(404, httpx.Headers())  # RFC 9309: as if there were none

    # -- one request -----------------------------------------------------------------------

    def _ask(
        self, url: httpx.URL, conditions: dict[str, str], limit: int, end: float, cut: bool = False
    ) -> _Answer:
        headers: list[tuple[bytes | str, bytes | str]] = [
            ("Host", url.netloc),
            ("User-Agent", _user_agent()),
            ("Accept", ACCEPT),
            ("Accept-Encoding", "gzip"),  # the one that unpacks within a bound
            *conditions.items(),
        ]
        wait = self._limits.wait
        timeouts = {"connect": wait, "read": wait, "write": wait, "pool": wait}
        pool = httpcore.ConnectionPool(
            ssl_context=self._tls(),
            max_keepalive_connections=0,
            network_backend=CheckedNetwork(self._allowed, end, self._resolver),
        )
        try:
            with (
                pool,
                pool.stream(
                    "GET", str(url), headers=headers, extensions={"timeout": timeouts}
                ) as response,
            ):
                answer = _Answer(response.status, httpx.Headers(response.headers))
                if response.status != 200:
                    return answer
                content = _content(response.iter_stream(), answer.headers, limit, cut)
                return _Answer(response.status, answer.headers, content)
        except httpcore.TimeoutException as error:
            is_up = time.monotonic() > end - 0.05
            seconds = self._limits.seconds if is_up else wait
            raise InputError(f"the server took longer than {seconds:g} seconds") from error
        except httpcore.ConnectError as error:
            raise InputError(f"the server cannot be reached: {error}") from error
        except (httpcore.NetworkError, httpcore.ProtocolError) as error:
            raise InputError(f"the server broke off: {error}") from error

    def _tls(self) -> ssl.SSLContext:
        if self._trusted is None:
            self._trusted = httpx.create_ssl_context()
        return self._trusted

    def _fetched(self, url: httpx.URL, answer: _Answer, asked_for_change: bool) -> Fetched:
        moment = datetime.now(UTC).replace(microsecond=0)
        if answer.status == 304 and asked_for_change:
            return Fetched(str(url), moment)
        if answer.status in BUSY:
            self._back_off(url, answer)
        if answer.status != 200:
            raise (Gone if answer.status in GONE else InputError)(_status(answer.status))
        kind, charset = _media_type(answer.headers.get("content-type", ""))
        return Fetched(
            str(url),
            moment,
            answer.content,
            kind,
            charset,
            answer.headers.get("etag", ""),
            answer.headers.get("last-modified", ""),
        )

    def _back_off(self, url: httpx.URL, answer: _Answer) -> None:
        """A busy server is left alone for the rest of the run, or for the moment it asks for."""
        host = self._hosts[_origin(url)]
        wished = _seconds(answer.headers.get("retry-after", ""))
        if wished is not None and wished <= self._limits.longest_delay:
            host.next_request = max(host.next_request, time.monotonic() + wished)
        else:
            host.refusal = f"not asked any more: {_status(answer.status)} for another of its pages"


# -- what is sent --------------------------------------------------------------------------


def _user_agent() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        release = version("newsdesk")
    except PackageNotFoundError:  # run from a checkout
        release = "0"
    return f"{AGENT}/{release} (open-source assistant for reading the news)"


def _conditions(etag: str, last_modified: str) -> dict[str, str]:
    stated = {"If-None-Match": etag, "If-Modified-Since": last_modified}
    # What a server sent goes back to it, but never a line that ends the header.
    return {name: value for name, value in stated.items() if value and value.isprintable()}


def _checked(address: str) -> httpx.URL:
    """An address as it is asked for: without the fragment, and nothing but http(s)."""
    try:
        url = httpx.URL(address.strip())
    except (httpx.InvalidURL, ValueError, TypeError) as error:
        raise InputError(f"is not a web address: {error}") from error
    if url.scheme not in ("http", "https"):
        raise InputError(f"is a {url.scheme or 'relative'} address; only http and https are read")
    if not url.host:
        raise InputError("is not a web address: it names no host")
    if url.userinfo:
        raise InputError("holds a user name or a password, which would be kept in the library")
    return url.copy_with(fragment=None)


def _host_as_asked(name: str) -> str:
    """A host as it stands in a request: lower case, without brackets, umlauts as IDNA has them."""
    try:
        return httpx.URL(scheme="http", host=name.strip("[]")).raw_host.decode("ascii").lower()
    except (httpx.InvalidURL, ValueError) as error:
        raise InputError(f"{name!r} is not the name of a host") from error


def _redirected(url: httpx.URL, answer: _Answer) -> httpx.URL:
    target = answer.headers.get("location", "")
    if not target:
        raise InputError("redirects to nowhere")
    try:
        return _checked(str(url.join(target)))
    except (httpx.InvalidURL, ValueError) as error:
        raise InputError("redirects to what is not a web address") from error
    except InputError as error:
        raise InputError(f"redirects to {target[:200]!r}, which {error}") from error


def _origin(url: httpx.URL) -> str:
    return f"{url.scheme}://{url.netloc.decode('ascii')}"


# -- what comes back -----------------------------------------------------------------------


def _content(parts: Iterator[bytes], headers: httpx.Headers, limit: int, cut: bool) -> bytes:
    """The whole body, unpacked; with ``cut`` its beginning is enough where it is too long."""
    declared = headers.get("content-length", "")
    if declared.isdecimal() and int(declared) > limit and not cut:
        raise InputError(f"is {int(declared):,} bytes long; the limit is {limit:,}")
    packing = headers.get("content-encoding", "").strip().lower()
    if packing not in ("", "identity", "gzip", "x-gzip"):
        raise InputError(f"is packed as {packing!r}, which was not asked for")
    plain = parts if packing in ("", "identity") else _unpacking(parts, limit)
    content = bytearray()
    for part in plain:
        content += part
        if len(content) > limit:
            if cut:
                return bytes(content[:limit])
            raise InputError(f"is longer than {limit:,} bytes, the limit")
    return bytes(content)


def _unpacking(parts: Iterator[bytes], limit: int) -> Iterator[bytes]:
    """Unpacks gzip piece by piece, never more than ``limit`` bytes and one at a time."""
    unpacker = zlib.decompressobj(wbits=31)
    try:
        for part in parts:
            while part:
                yield unpacker.decompress(part, limit + 1)
                part = unpacker.unconsumed_tail
                if unpacker.unused_data.startswith(GZIP):  # another member follows
                    part = unpacker.unused_data
                    unpacker = zlib.decompressobj(wbits=31)
    except zlib.error as error:
        raise InputError(f"is packed, and the packing is broken: {error}") from error
    if not unpacker.eof:
        raise InputError("is packed, and its end is missing")


def unpacked(content: bytes, limit: int) -> bytes:
    """A gzip file's content. Raises ``InputError`` if it is broken or longer than ``limit``."""
    return _content(_unpacking(iter([content]), limit), httpx.Headers(), limit, cut=False)


def _media_type(header: str) -> tuple[str, str]:
    message = Message()
    message["Content-Type"] = "".join(filter(str.isprintable, header)) or "application/octet-stream"
    return message.get_content_type(), message.get_content_charset() or ""


def _status(status: int) -> str:
    try:
        return f"the server answered {status} ({HTTPStatus(status).phrase.lower()})"
    except ValueError:
        return f"the server answered {status}"


def _seconds(retry_after: str) -> float | None:
    """How long a server asks us to wait: it says so in seconds or as a date."""
    if retry_after.isdecimal():
        return float(retry_after)
    try:
        return max(0.0, (parsedate_to_datetime(retry_after) - datetime.now(UTC)).total_seconds())
    except (TypeError, ValueError):
        return None
