from __future__ import annotations

import asyncio
import base64
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.doors.sessions import LASTS, Sessions
from assistant.errors import Busy


class Known:
    """Users whose passwords stand in the open, so that no test waits for hashes."""

    def __init__(self) -> None:
        self.passwords = {"ada": "right"}
        self.looked_at = 0

    def hashes(self) -> Mapping[str, str]:
        return self.passwords

    def knows(self, name: str, password: str) -> bool:
        self.looked_at += 1
        return self.passwords.get(name) == password


class Kept:
    """Sessions over these users, and a clock to turn."""

    def __init__(self) -> None:
        self.now = 1_000.0
        self.users = Known()
        self.sessions = Sessions(self.users, "k" * 16, lambda: self.now)  # type: ignore[arg-type]

    def log_in(self, name: str, password: str, address: str = "here") -> bool:
        return asyncio.run(self.sessions.log_in(name, password, address))

    def program(self, header: str) -> str | None:
        return asyncio.run(self.sessions.program(header, "here"))


def test_a_token_names_its_user_until_it_ends_or_the_password_changes() -> None:
    kept = Kept()
    token = kept.sessions.token("ada")

    assert kept.sessions.user(token) == "ada"
    kept.now += LASTS + 1
    assert kept.sessions.user(token) is None
    kept.now -= LASTS
    kept.users.passwords["ada"] = "another"
    assert kept.sessions.user(token) is None
    del kept.users.passwords["ada"]
    assert kept.sessions.user(kept.sessions.token("ada")) is None


def test_another_key_signs_otherwise() -> None:
    token = Kept().sessions.token("ada")

    assert Sessions(Known(), "j" * 16).user(token) is None  # type: ignore[arg-type]
    assert Sessions(Known()).user(token) is None  # type: ignore[arg-type]


@given(st.text(), st.integers(0, 200), st.text(max_size=2))
def test_no_token_but_ours_names_anybody(text: str, at: int, other: str) -> None:
    kept = Kept()
    token = kept.sessions.token("ada")
    assert kept.sessions.user(text) is None
    changed = token[:at] + other + token[at + len(other) :]
    if changed != token:
        found = kept.sessions.user(changed)
        # Base64 may write the same bytes with other spare bits or signs that it reads over.
        assert found is None or changed.split(".")[1] == token.split(".")[1]


def test_wrong_passwords_make_one_wait_longer_and_longer() -> None:
    kept = Kept()
    for _ in range(6):
        assert not kept.log_in("ada", "wrong")
    waits = []
    for _ in range(12):
        with pytest.raises(Busy, match="Too many wrong passwords") as refused:
            kept.log_in("ada", "right")
        waits.append(refused.value.retry_after)
        kept.now += refused.value.retry_after
        assert not kept.log_in("ada", "wrong")
    assert waits[:4] == [2, 4, 8, 16] or waits[:4] == [1, 2, 4, 8]
    assert waits[-1] == 300
    assert kept.log_in("ada", "right", "elsewhere")  # nobody locks others out
    kept.now += 300
    assert kept.log_in("ada", "right")
    assert not kept.log_in("ada", "wrong")  # counted anew


def test_many_guesses_at_once_are_not_free() -> None:
    kept = Kept()

    async def guess() -> list[object]:
        guesses = (kept.sessions.log_in("ada", f"wrong {n}", "here") for n in range(50))
        return await asyncio.gather(*guesses, return_exceptions=True)

    outcomes = asyncio.run(guess())
    assert kept.users.looked_at < 10
    assert sum(isinstance(each, Busy) for each in outcomes) > 40


def test_a_program_is_known_by_either_header_and_looked_at_once() -> None:
    kept = Kept()
    basic = base64.b64encode(b"ada:right").decode()

    assert kept.program("Bearer ada:right") == "ada"
    assert kept.program(f"Basic {basic}") == "ada"
    assert kept.users.looked_at == 1
    kept.now += 301
    assert kept.program("bearer ada:right") == "ada"
    assert kept.users.looked_at == 2
    kept.users.passwords["ada"] = "another"
    assert kept.program("Bearer ada:right") is None


def test_many_requests_with_one_password_are_one_guess() -> None:
    kept = Kept()

    async def come() -> list[str | None]:
        return await asyncio.gather(
            *(kept.sessions.program("Bearer ada:right", "here") for _ in range(20))
        )

    assert set(asyncio.run(come())) == {"ada"}
    assert kept.users.looked_at == 1


@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer :", "Basic %%%", "Digest x", "Basic /w=="]
)
def test_a_header_that_names_nobody_lets_nobody_in(header: str) -> None:
    assert Kept().program(header) is None
