"""A file of users and the hashes of their passwords, one ``name:hash`` a line.

Hashed by scrypt (RFC 7914) of the standard library, with a salt of its own for each.
"""

from __future__ import annotations

import base64
import hashlib
import os
import re
import secrets
from collections.abc import Mapping
from pathlib import Path

from ..errors import InputError, SettingsError

__all__ = ["Users", "hashed", "matches", "set_password"]

# 2^15, 8, 1: 32 MB and about a tenth of a second, which OWASP's cheat sheet on password storage
# counts among the sufficient ones together with p = 3; guesses are slowed besides.
COST, BLOCK, PARALLEL = 2**15, 8, 3
MEMORY = 128 * COST * BLOCK * 2
SHORTEST = 8  # characters of a password
NAME = re.compile(r"[\w.@-]{1,64}")


class Users:
    """The users of a file, read anew when it has changed. Raises ``SettingsError``."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._read_at = -1
        self._hashes: Mapping[str, str] = {}
        self.hashes()

    def hashes(self) -> Mapping[str, str]:
        """The hash of each user's password."""
        try:
            changed = self._path.stat().st_mtime_ns
            if changed != self._read_at:
                self._hashes, self._read_at = _read(self._path), changed
        except OSError as error:
            raise SettingsError(f"The users in {self._path} cannot be read ({error}).") from error
        return self._hashes

    def knows(self, name: str, password: str) -> bool:
        """Whether this is a user's password; takes as long for a name that is none."""
        known = self.hashes().get(name)
        return matches(password, known or _NOBODY) and known is not None


def hashed(password: str) -> str:
    """The hash of a password as the file has it: ``scrypt$N$r$p$salt$hash``."""
    salt = secrets.token_bytes(16)
    digest = _scrypt(password, salt, COST, BLOCK, PARALLEL)
    return f"scrypt${COST}${BLOCK}${PARALLEL}${_text(salt)}${_text(digest)}"


def matches(password: str, known: str) -> bool:
    """Whether a password has this hash."""
    _, cost, block, parallel, salt, digest = known.split("$")
    made = _scrypt(password, base64.b64decode(salt), int(cost), int(block), int(parallel))
    return secrets.compare_digest(made, base64.b64decode(digest))


def set_password(path: Path, name: str, password: str | None) -> None:
    """Give a user of the file a password, or take the user out with ``None``.

    Raises ``InputError`` for a name or password that will not do.
    """
    if not NAME.fullmatch(name):
        raise InputError(f"A user's name has up to 64 letters, digits and . @ _ -, not {name!r}.")
    if password is not None and len(password) < SHORTEST:
        raise InputError(f"A password has at least {SHORTEST} characters.")
    users = dict(_read(path)) if path.exists() else {}
    if password is None and users.pop(name, None) is None:
        raise InputError(f"There is no user {name!r} in {path}.")
    if password is not None:
        users[name] = hashed(password)
    beside = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    with open(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.writelines(f"{user}:{known}\n" for user, known in users.items())
    beside.replace(path)


def _read(path: Path) -> Mapping[str, str]:
    users = {}
    for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        name, colon, known = line.strip().partition(":")
        if not (colon and NAME.fullmatch(name) and _HASH.fullmatch(known)):
            raise SettingsError(
                f"Line {number} of {path} is no user. `newsdesk password` writes such lines."
            )
        users[name] = known
    return users


def _scrypt(password: str, salt: bytes, cost: int, block: int, parallel: int) -> bytes:
    words = password.encode("utf-8", "surrogatepass")
    return hashlib.scrypt(words, salt=salt, n=cost, r=block, p=parallel, maxmem=MEMORY)


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()


_HASH = re.compile(r"scrypt\$\d{1,7}\$\d{1,2}\$\d{1,2}\$[\w+/=]{8,}\$[\w+/=]{16,}", re.ASCII)
_NOBODY = f"scrypt${COST}${BLOCK}${PARALLEL}${_text(b'nobody' * 3)}${_text(bytes(64))}"
