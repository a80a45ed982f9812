"""Who has logged in: signed sessions, credentials of programs, and guesses slowed down."""

from __future__ import annotations

import asyncio
import base64
import binascii
import hashlib
import hmac
import math
import secrets
import time
from collections import OrderedDict
from collections.abc import Callable

import anyio
from anyio.to_thread import run_sync

from ..errors import Busy
from ..text.characters import without_surrogates
from .passwords import Users

__all__ = ["LASTS", "Sessions"]

LASTS = 7 * 24 * 3600  # seconds until one has to log in again
KNOWN_FOR = 300  # seconds for which a program's password is not hashed again
FREE_GUESSES = 5  # wrong passwords before one has to wait, each time twice as long
LONGEST_WAIT = 300  # seconds
REMEMBERED = 10_000  # guessers, and credentials
AT_ONCE = 2  # passwords that are hashed at the same time; each takes 32 MB


class Sessions:
    """Lets users in by their password, and knows them again by what it signed."""

    def __init__(
        self, users: Users, key: str | None = None, clock: Callable[[], float] = time.time
    ) -> None:
        self._users = users
        self._key = key.encode() if key else secrets.token_bytes(32)
        self._clock = clock
        self._hashing = anyio.CapacityLimiter(AT_ONCE)
        self._guesses: OrderedDict[str, tuple[int, float]] = OrderedDict()
        self._known: OrderedDict[bytes, float] = OrderedDict()
        self._pending: dict[bytes, asyncio.Future[bool]] = {}

    async def log_in(self, name: str, password: str, address: str) -> bool:
        """Whether this is a user's password. Raises ``Busy`` after too many that were wrong."""
        guesser = f"{name}\n{address}"
        wrong, until = self._guesses.get(guesser, (0, 0.0))
        if (left := until - self._clock()) > 0:
            seconds = math.ceil(left)
            raise Busy(f"Too many wrong passwords. Try again in {seconds} s.", seconds)
        # Counted before it is looked at, or many at once would all be free.
        wait = min(2.0 ** (wrong + 1 - FREE_GUESSES), LONGEST_WAIT) if wrong >= FREE_GUESSES else 0
        self._guesses[guesser] = (wrong + 1, self._clock() + wait)
        self._guesses.move_to_end(guesser)
        if len(self._guesses) > REMEMBERED:
            self._guesses.popitem(last=False)
        right = await run_sync(self._users.knows, name, password, limiter=self._hashing)
        if right:
            self._guesses.pop(guesser, None)
        return right

    async def program(self, authorization: str, address: str) -> str | None:
        """The user that an Authorization header names, by Basic or as ``Bearer name:password``.

        Raises ``Busy`` after too many that were wrong.
        """
        name, password = _credentials(authorization)
        known = self._users.hashes().get(name)
        if known is None and not name:
            return None
        seal = self._sign(f"{name}\n{password}\n{known}")
        if self._known.get(seal, 0.0) > self._clock():
            return name
        if not await self._once(seal, name, password, address):
            return None
        self._known[seal] = self._clock() + KNOWN_FOR
        if len(self._known) > REMEMBERED:
            self._known.popitem(last=False)
        return name

    async def _once(self, seal: bytes, name: str, password: str, address: str) -> bool:
        """Log in; many requests that come together with the same password are one guess."""
        if seal not in self._pending:
            self._pending[seal] = asyncio.ensure_future(self.log_in(name, password, address))
            self._pending[seal].add_done_callback(lambda _: self._pending.pop(seal, None))
        return await asyncio.shield(self._pending[seal])

    def token(self, name: str) -> str:
        """What the browser of a user keeps; worth nothing once the password has changed."""
        until = int(self._clock()) + LASTS
        seal = self._sign(f"{name}\n{until}\n{self._users.hashes().get(name)}")
        return f"{_text(name.encode())}.{until}.{_text(seal)}"

    def user(self, token: str) -> str | None:
        """Whose token this is, if we signed it and it still counts."""
        try:
            name, until, seal = token.split(".")
            user, given = base64.urlsafe_b64decode(name).decode(), base64.urlsafe_b64decode(seal)
            known = self._users.hashes().get(user)
            expected = self._sign(f"{user}\n{int(until)}\n{known}")
            valid = hmac.compare_digest(given, expected) and int(until) > self._clock()
        except (ValueError, binascii.Error):
            return None
        return user if valid and known else None

    def _sign(self, text: str) -> bytes:
        return hmac.new(self._key, without_surrogates(text).encode(), hashlib.sha256).digest()


def _credentials(authorization: str) -> tuple[str, str]:
    scheme, _, given = authorization.partition(" ")
    if scheme.lower() == "basic":
        try:
            given = base64.b64decode(given.strip(), validate=True).decode()
        except ValueError:
            return "", ""
    elif scheme.lower() != "bearer":
        return "", ""
    name, _, password = given.strip().partition(":")
    return name, password


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode()
