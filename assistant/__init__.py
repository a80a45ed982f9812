"""Answers out: ask a library of news articles, and every sentence comes with its source."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .datamodels import (
    Answer,
    Article,
    Citation,
    Coverage,
    Evidence,
    Passage,
    Piece,
    Request,
    Sentence,
    ShortAnswer,
    Source,
    TimeFrame,
    Turn,
    Version,
)

if TYPE_CHECKING:
    from .answering.verdicts import check_text
    from .assistant import Assistant

__all__ = [
    "Answer",
    "Article",
    "Assistant",
    "Citation",
    "Coverage",
    "Evidence",
    "Passage",
    "Piece",
    "Request",
    "Sentence",
    "ShortAnswer",
    "Source",
    "TimeFrame",
    "Turn",
    "Version",
    "check_text",
]


def __getattr__(name: str) -> Any:
    # The Assistant brings Chroma and onnxruntime along; who needs only the nouns need not wait.
    if name == "Assistant":
        from .assistant import Assistant

        return Assistant
    if name == "check_text":
        from .answering.verdicts import check_text

        return check_text
    if name == "__version__":
        from importlib.metadata import version

        return version("newsdesk")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
