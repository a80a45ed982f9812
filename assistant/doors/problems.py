"""What went wrong, in a word that programs can act on and a sentence for people."""

from __future__ import annotations

import logging
from typing import Literal

from ..datamodels.articles import Noun
from ..errors import (
    ArticleNotFound,
    Busy,
    EndpointError,
    InputError,
    LibraryError,
    NewsdeskError,
    SettingsError,
    UnknownOutlet,
)

__all__ = ["Problem", "Word", "problem_of"]

Word = Literal[
    "input",
    "unknown_outlet",
    "settings",
    "login",
    "not_found",
    "too_large",
    "busy",
    "model",
    "library",
    "fault",
]
"""The kind of a problem."""

FAULT = "Newsdesk itself failed; its log says how. Other requests can still be made."
KINDS: tuple[tuple[type[NewsdeskError], Word, int], ...] = (
    (UnknownOutlet, "unknown_outlet", 400),
    (InputError, "input", 400),
    (SettingsError, "settings", 400),
    (ArticleNotFound, "not_found", 404),
    (Busy, "busy", 429),
    (EndpointError, "model", 502),
    (LibraryError, "library", 503),
)

log = logging.getLogger(__name__)


class Problem(Noun):
    """Why there is no answer; ``retry_after`` is in how many seconds to try again."""

    error: Word
    message: str
    retry_after: int | None = None


def problem_of(error: Exception) -> tuple[int, Problem]:
    """The HTTP status and the words for an error; one of ours is logged, and told as ours."""
    for kind, word, status in KINDS:
        if isinstance(error, kind):
            later = error.retry_after if isinstance(error, Busy) else None
            return status, Problem(error=word, message=str(error), retry_after=later)
    if isinstance(error, NewsdeskError):
        return 500, Problem(error="fault", message=str(error))
    log.error("A request failed", exc_info=error)
    return 500, Problem(error="fault", message=FAULT)
