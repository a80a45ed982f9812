from __future__ import annotations

import stat
from pathlib import Path

import pytest
from click.testing import CliRunner

from assistant.doors.passwords import Users, hashed, matches, set_password
from assistant.errors import InputError, SettingsError
from cli import main


def test_a_password_is_kept_as_a_salted_hash() -> None:
    one, other = hashed("correct horse"), hashed("correct horse")

    assert one != other
    assert "horse" not in one
    assert matches("correct horse", one)
    assert not matches("correct hors", one)


def test_users_are_given_passwords_and_taken_out(tmp_path: Path) -> None:
    path = tmp_path / "users"
    for name in ("ada", "bo.b@isle"):
        set_password(path, name, f"secret of {name}")
    users = Users(path)

    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert users.knows("ada", "secret of ada")
    assert not users.knows("ada", "secret of bo.b@isle")
    assert not users.knows("eve", "secret of ada")
    set_password(path, "ada", None)
    assert not users.knows("ada", "secret of ada")
    assert users.hashes().keys() == {"bo.b@isle"}


@pytest.mark.parametrize(
    ("name", "password", "named"),
    [
        ("a:b", "long enough", "A user's name"),
        ("", "long enough", "A user's name"),
        ("ada\n", "long enough", "A user's name"),
        ("ada", "short", "at least 8"),
        ("ada", None, "There is no user 'ada'"),
    ],
)
def test_what_will_not_do_is_said(
    tmp_path: Path, name: str, password: str | None, named: str
) -> None:
    with pytest.raises(InputError, match=named):
        set_password(tmp_path / "users", name, password)
    assert not (tmp_path / "users").exists()


@pytest.mark.parametrize("line", ["ada", "ada:secret", "ada:scrypt$1$2$3$x$y", "a b:scrypt$"])
def test_a_line_that_is_no_user_is_named(tmp_path: Path, line: str) -> None:
    path = tmp_path / "users"
    path.write_text(f"# who may come in\n\n{line}\n")

    with pytest.raises(SettingsError, match=r"Line 3 of .*newsdesk password"):
        Users(path)
    with pytest.raises(SettingsError, match="cannot be read"):
        Users(tmp_path / "nobody")


def test_the_command_asks_for_the_password(tmp_path: Path) -> None:
    path = tmp_path / "users"
    asked = CliRunner().invoke(
        main, ["password", "ada", "--users", str(path)], input="long enough\nlong enough\n"
    )

    assert asked.exit_code == 0, asked.output
    assert "long enough" not in asked.output
    assert Users(path).knows("ada", "long enough")
    gone = CliRunner().invoke(main, ["password", "ada", "--users", str(path), "--remove"])
    assert gone.exit_code == 0
    assert CliRunner().invoke(main, ["password", "ada", "--users", str(path)], "x\nx\n").exit_code
