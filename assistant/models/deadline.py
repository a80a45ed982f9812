"""The moment by which a server must have said all, kept however it drips its bytes."""

from __future__ import annotations

import socket
import time
from collections.abc import Mapping
from contextlib import suppress
from threading import Lock, Timer
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    import httpx

__all__ = ["Deadline"]


class Deadline:
    """Hangs up on the servers of ``watched`` requests once its time is up.

    A timeout begins anew with every byte, so it never meets a server that sends one now and then.
    A connection that is shut down ends the waiting of whoever reads from it, at once.

    Args:
        seconds: how long from entering the ``with`` block on.
    """

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._end = float("inf")
        self._timer = Timer(seconds, self._hang_up)
        self._timer.daemon = True
        self._sockets: list[socket.socket] = []
        self._lock = Lock()

    def __enter__(self) -> Self:
        self._end = time.monotonic() + self.seconds
        self._timer.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._timer.cancel()

    @property
    def passed(self) -> bool:
        """Whether the time is up."""
        return time.monotonic() >= self._end

    def watch(self, request: httpx.Request) -> None:
        """Watch a request that is about to be sent: a ``request`` hook of an ``httpx.Client``."""
        request.extensions = {**request.extensions, "trace": self._trace}

    def _trace(self, event: str, info: Mapping[str, Any]) -> None:
        """Called by httpcore at every step; TLS puts another socket in the place of the first."""
        if event.endswith(("connect_tcp.complete", "start_tls.complete")):
            with self._lock:
                self._sockets.append(info["return_value"].get_extra_info("socket"))
            if self.passed:
                self._hang_up()

    def _hang_up(self) -> None:
        with self._lock:
            for each in self._sockets:
                # The plain one, also for TLS, whose own would pull the rug from under a reader.
                with suppress(OSError):
                    socket.socket.shutdown(each, socket.SHUT_RDWR)
