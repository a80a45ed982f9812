"""How every command conducts itself: its exit status, its errors, Ctrl-C."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .printing import say

if TYPE_CHECKING:
    from assistant import Assistant

__all__ = ["FAILED", "IN_PART", "errors_for_people", "open_desk", "resumable"]

FAILED, IN_PART = 1, 3  # 0 is done; 2, wrong usage, is click's own
STOPPED = 130  # by Ctrl-C, as shells have it


@contextmanager
def errors_for_people() -> Iterator[None]:
    """What Newsdesk raises on purpose ends a command with its text: 2 for wrong usage, else 1."""
    from assistant.errors import InputError, NewsdeskError, SettingsError
    from assistant.text.characters import printable

    try:
        yield
    except (InputError, SettingsError) as error:
        raise click.UsageError(printable(str(error))) from error
    except NewsdeskError as error:
        raise click.ClickException(printable(str(error))) from error


@contextmanager
def open_desk(index: Path) -> Iterator[Assistant]:
    """The assistant over a library, its errors told to people."""
    with errors_for_people():
        from assistant import Assistant

        with Assistant.open(index) as desk:
            yield desk


@contextmanager
def resumable() -> Iterator[None]:
    """Ctrl-C is no error: what is in stays in, and the next run does the rest."""
    try:
        yield
    except KeyboardInterrupt:
        say("Stopped. What was read is kept; the same command again goes on from here.", err=True)
        sys.exit(STOPPED)
