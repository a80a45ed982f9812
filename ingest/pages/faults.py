"""What goes wrong with one page stays with it: the rest goes on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from assistant.errors import InputError

__all__ = ["contained"]

REASON_CHARACTERS = 300


@contextmanager
def contained() -> Iterator[None]:
    """Whatever is raised in here about one page becomes an ``InputError``, which names it.

    An error that nobody foresaw keeps its own name, so that a fault of ours is not taken for
    bad input. A machine without memory, and Ctrl-C, are no matter of one page: they pass.
    """
    try:
        yield
    except (InputError, MemoryError):
        raise
    except Exception as error:
        reason = " ".join(str(error).split())[:REASON_CHARACTERS]
        raise InputError(
            f"unforeseen {type(error).__name__}: {reason} (a fault of Newsdesk; please report it)"
        ) from error
