"""Connects to public addresses only, so that no page or feed can make us read a private network.

A name is resolved here, every address it gives is checked, and the connection goes to the
address that was checked: a name that resolves differently a moment later (DNS rebinding) gains
nothing. Since each connection is made here, redirects are checked like everything else, and
however an address is written (decimal, octal, IPv6 with IPv4 inside), what counts is where it
leads.
"""

from __future__ import annotations

import socket
import ssl
import threading
import time
from collections.abc import Callable, Collection, Iterable, Sequence
from concurrent.futures import Future
from ipaddress import IPv4Address, ip_address, ip_network

import httpcore

from assistant.errors import InputError

__all__ = ["CheckedNetwork", "Resolver", "is_public", "resolve"]

Resolver = Callable[[str, int], Sequence[str]]
"""Turns a host name and a port into IP addresses; raises ``OSError`` if there are none."""

SocketOption = (
    tuple[int, int, int] | tuple[int, int, bytes | bytearray] | tuple[int, int, None, int]
)
GLOBAL_UNICAST = ip_network("2000::/3")
TRANSLATED = ip_network("64:ff9b::/96")  # NAT64: the last 32 bits are an IPv4 address


def resolve(host: str, port: int) -> list[str]:
    """The addresses of a host, as the system's resolver gives them."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(item[4][0]) for item in found))


def is_public(address: str) -> bool:
    """Whether an IP address belongs to the public internet.

    Of IPv6 that is global unicast, less the old tunnels that lead to IPv4 addresses.
    """
    ip = ip_address(address.partition("%")[0])
    if isinstance(ip, IPv4Address):
        return ip.is_global and not ip.is_multicast
    if ip in TRANSLATED:
        return is_public(str(IPv4Address(int(ip) & 0xFFFFFFFF)))
    return ip.is_global and ip in GLOBAL_UNICAST and ip.sixtofour is None and ip.teredo is None


class CheckedNetwork(httpcore.NetworkBackend):
    """Opens connections for httpcore: to checked addresses, and none that outlives ``end``.

    ``allowed`` are the hosts, as written in the address, that the user vouched for by name;
    ``end`` is a moment of ``time.monotonic``. TLS still verifies the name: httpcore asks the
    server for the host of the URL whatever address the connection goes to.
    """

    def __init__(self, allowed: Collection[str], end: float, resolver: Resolver) -> None:
        self._allowed = allowed
        self._end = end
        self._resolve = resolver
        self._network = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[SocketOption] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect to the first of the host's addresses that answers; see the class."""
        options = list(socket_options or ())
        *others, last = self._checked(host, port, timeout)
        for address in others:
            try:
                return self._connect(address, port, timeout, local_address, options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                continue
        return self._connect(last, port, timeout, local_address, options)

    def _checked(self, host: str, port: int, timeout: float | None) -> Sequence[str]:
        addresses = self._resolved(host, port, timeout)
        private = [address for address in addresses if not is_public(address)]
        if private and host.lower() not in self._allowed:
            is_name = host != private[0]
            which = f"{host} resolves to {private[0]}, which" if is_name else host
            raise InputError(
                f"{which} is not an address of the public internet;"
                f" allow it with --allow-host {host}"
            )
        return addresses

    def _resolved(self, host: str, port: int, timeout: float | None) -> Sequence[str]:
        """The host's addresses, or an error when the time is up.

        The system's resolver knows no limit and cannot be stopped: it is asked from a thread of
        its own, which is left to itself then.
        """
        answer: Future[Sequence[str]] = Future()

        def ask() -> None:
            try:
                answer.set_result(self._resolve(host, port))
            except Exception as error:
                answer.set_exception(error)

        wait = _left(self._end, timeout, httpcore.ConnectTimeout)
        threading.Thread(target=ask, daemon=True).start()
        try:
            addresses = answer.result(wait)
        except TimeoutError as error:
            raise httpcore.ConnectError(f"it took too long to find where {host} is") from error
        except (OSError, UnicodeError) as error:
            raise httpcore.ConnectError(f"no address is known for {host}") from error
        if not addresses:
            raise httpcore.ConnectError(f"no address is known for {host}")
        return addresses

    def _connect(
        self,
        address: str,
        port: int,
        timeout: float | None,
        local_address: str | None,
        options: list[SocketOption],
    ) -> httpcore.NetworkStream:
        wait = _left(self._end, timeout, httpcore.ConnectTimeout)
        stream = self._network.connect_tcp(address, port, wait, local_address, options)
        return _TimedStream(stream, self._end)


class _TimedStream(httpcore.NetworkStream):
    """A connection on which nothing waits past ``end``, however the server drips its bytes."""

    def __init__(self, stream: httpcore.NetworkStream, end: float) -> None:
        self._stream = stream
        self._end = end

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, _left(self._end, timeout, httpcore.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, _left(self._end, timeout, httpcore.WriteTimeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        wait = _left(self._end, timeout, httpcore.ConnectTimeout)
        return _TimedStream(self._stream.start_tls(ssl_context, server_hostname, wait), self._end)

    def get_extra_info(self, info: str) -> object:
        return self._stream.get_extra_info(info)


def _left(end: float, timeout: float | None, late: type[httpcore.TimeoutException]) -> float:
    left = end - time.monotonic()
    if left <= 0:
        raise late("the time for this page is up")
    return left if timeout is None else min(left, timeout)
