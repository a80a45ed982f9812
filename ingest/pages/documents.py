"""What the words of PDF, Word and e-mail files become when they are read.

Each reader takes a file's bytes and gives a ``Document``; what cannot be read raises
``InputError`` with the reason. None passes the bounds that a hostile file would have it pass.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

__all__ = ["MAX_CHARACTERS", "Document", "in_words", "with_stated_title"]

MAX_CHARACTERS = 20_000_000
TITLE_WITHIN = 2_000  # characters from the start in which a stated title must stand


@dataclass(frozen=True)
class Document:
    """What a file says: its words, and what it states about itself.

    ``kind`` is ``document`` for paragraphs with blank lines between them, ``html`` for markup.
    ``fields`` may hold ``title``, ``authors``, ``outlet`` and ``published`` (ISO); ``stated_by``
    says in words where they stand, so that nobody takes them for checked. ``notice`` is what a
    person should know though the file could be read.
    """

    text: str
    kind: Literal["document", "html"] = "document"
    fields: Mapping[str, Any] = field(default_factory=dict)
    stated_by: str = ""
    notice: str = ""


def with_stated_title(text: str, title: str, stated_by: str) -> Document:
    """The text, with its title if the text itself begins with it: mostly it is a template's."""
    title = " ".join(title.split())
    opening = " ".join(text[:TITLE_WITHIN].split())
    if len(title.split()) > 1 and title in opening:
        return Document(text, fields={"title": title}, stated_by=stated_by)
    return Document(text)


def in_words(error: Exception) -> str:
    """What an error of somebody else's parser says, on one short line."""
    return " ".join(str(error).split())[:200] or type(error).__name__
