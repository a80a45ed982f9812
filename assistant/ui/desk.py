"""What the window asks of the Assistant it is handed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from ..datamodels import Answer, Article, Coverage, Piece, Request, Version
from ..settings import Settings

__all__ = ["Desk"]


class Desk(Protocol):
    """The part of ``assistant.Assistant`` that readers need; tests put their own in its place."""

    @property
    def settings(self) -> Settings: ...

    @property
    def version(self) -> int: ...

    def stream(self, request: Request, /) -> Iterator[Piece | Answer]: ...

    def article(self, article_id: str, revision: int | None = None) -> Article: ...

    def versions(self, article_id: str) -> list[Version]: ...

    def outlets(self) -> list[str]: ...

    def coverage(self) -> Coverage: ...

    def example_questions(self, count: int) -> list[str]: ...
