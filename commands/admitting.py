"""``newsdesk password``: who may log in."""

from __future__ import annotations

from pathlib import Path

import click

from .conduct import errors_for_people
from .printing import say

__all__ = ["password"]


@click.command()
@click.argument("name")
@click.option(
    "--users",
    type=click.Path(path_type=Path, dir_okay=False),
    envvar="NEWSDESK_USERS",
    required=True,
    show_envvar=True,
    help="The file of users; it is made if there is none.",
)
@click.option("--remove", is_flag=True, help="Take the user out of the file.")
def password(name: str, users: Path, remove: bool) -> None:
    """Give a user of `serve --users` a password.

    It is asked for, and kept as a hash (scrypt). A server that runs knows at once; who was logged
    in under the old one is not any more.
    """
    from assistant.doors.passwords import set_password

    with errors_for_people():
        if remove:
            set_password(users, name, None)
            say(f"{name} may not log in any more.")
        else:
            set_password(
                users, name, click.prompt("Password", hide_input=True, confirmation_prompt=True)
            )
            say(f"{name} may log in.")
