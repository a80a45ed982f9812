"""Asks one address once, within bounds that no server can pass.

By bytes as sent and as unpacked, and by a moment at which all is over: ``connecting`` sees to
that, and that only public addresses are connected to.
"""

from __future__ import annotations

import ssl
import time
import zlib
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from email.message import Message
from http import HTTPStatus

import httpcore
import httpx

from assistant.errors import InputError

from .connecting import CheckedNetwork, Resolver

__all__ = [
    "AGENT",
    "REDIRECTS",
    "Answer",
    "Limits",
    "Requests",
    "checked",
    "host_as_asked",
    "in_words",
    "media_type",
    "redirected",
    "unpacked",
]

AGENT = "Newsdesk"
ACCEPT = (
    "text/html,application/xhtml+xml,application/rss+xml,application/atom+xml,"
    "application/xml;q=0.9,text/plain;q=0.9,application/pdf;q=0.8,*/*;q=0.1"
)
GZIP = b"\x1f\x8b"  # what every gzip file begins with
PIECE = 8_192  # bytes unpacked at a time: a file of a million members is read to its end often
REDIRECTS = (301, 302, 303, 307, 308)


@dataclass(frozen=True)
class Limits:
    """What one fetch may take: redirects, the rules of the hosts and their names included.

    ``delay`` is between two requests to a host; waiting for it is not counted.
    """

    bytes: int = 20_000_000
    robots_bytes: int = 500_000  # RFC 9309 asks for at least 500 KiB
    seconds: float = 60.0
    wait: float = 20.0  # for the next bytes, or for a connection
    redirects: int = 5
    delay: float = 1.0
    longest_delay: float = 30.0  # a robots.txt that asks for more gets this


@dataclass(frozen=True)
class Answer:
    """What a server answered; ``content`` comes with status 200 only."""

    status: int
    headers: httpx.Headers
    content: bytes = b""


class Requests:
    """Makes requests, each over a connection of its own.

    ``allowed`` hosts may have private addresses; ``trusted`` are the certificates, those of the
    system if ``None``.
    """

    def __init__(
        self,
        allowed: Collection[str],
        limits: Limits,
        resolver: Resolver,
        trusted: ssl.SSLContext | None = None,
    ) -> None:
        self._allowed = frozenset(map(host_as_asked, allowed))
        self._limits = limits
        self._resolver = resolver
        self._trusted = trusted

    def ask(
        self, url: httpx.URL, conditions: dict[str, str], limit: int, end: float, cut: bool = False
    ) -> Answer:
        """Ask for an address and read at most ``limit`` bytes, until ``end`` at the latest.

        ``end`` is a moment of ``time.monotonic``. With ``cut`` the beginning of what is too long
        is enough. Raises ``InputError`` with a reason for people.
        """
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
                answer = Answer(response.status, httpx.Headers(response.headers))
                if response.status != 200:
                    return answer
                content = _content(response.iter_stream(), answer.headers, limit, cut)
                return Answer(response.status, answer.headers, content)
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


# -- what is sent --------------------------------------------------------------------------


def _user_agent() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        release = version("newsdesk")
    except PackageNotFoundError:  # run from a checkout
        release = "0"
    return f"{AGENT}/{release} (open-source assistant for reading the news)"


def checked(address: str) -> httpx.URL:
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


def host_as_asked(name: str) -> str:
    """A host as it stands in a request: lower case, without brackets, umlauts as IDNA has them."""
    try:
        return httpx.URL(scheme="http", host=name.strip("[]")).raw_host.decode("ascii").lower()
    except (httpx.InvalidURL, ValueError) as error:
        raise InputError(f"{name!r} is not the name of a host") from error


def redirected(url: httpx.URL, answer: Answer) -> httpx.URL:
    """Where an answer leads; an ``InputError`` if that is nowhere, or no address of the web."""
    target = answer.headers.get("location", "")
    if not target:
        raise InputError("redirects to nowhere")
    try:
        return checked(str(url.join(target)))
    except (httpx.InvalidURL, ValueError) as error:
        raise InputError("redirects to what is not a web address") from error
    except InputError as error:
        raise InputError(f"redirects to {target[:200]!r}, which {error}") from error


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
    pieces = (content[at : at + PIECE] for at in range(0, len(content), PIECE))
    return _content(_unpacking(pieces, limit), httpx.Headers(), limit, cut=False)


def media_type(header: str) -> tuple[str, str]:
    """The media type that a Content-Type names, in lower case, and the charset or nothing."""
    message = Message()
    message["Content-Type"] = "".join(filter(str.isprintable, header)) or "application/octet-stream"
    return message.get_content_type(), message.get_content_charset() or ""


def in_words(status: int) -> str:
    """What a status means: "the server answered 404 (not found)"."""
    try:
        return f"the server answered {status} ({HTTPStatus(status).phrase.lower()})"
    except ValueError:
        return f"the server answered {status}"
