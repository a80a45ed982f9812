"""What the window asks of the Assistant it is handed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Literal, Protocol

from ..datamodels import Answer, Article, Coverage, Piece, Turn, Version
from ..settings import Settings

__all__ = ["Answerer", "Desk"]

Answerer = Literal["quotes", "llm"]


class Desk(Protocol):
    """The part of ``assistant.Assistant`` that readers need; tests put their own in its place."""

    @property
    def settings(self) -> Settings: ...

    def stream(
        self,
        question: str,
        *,
        after: date | None = None,
        before: date | None = None,
        outlets: list[str] | None = None,
        history: list[Turn] | None = None,
        answerer: Answerer | None = None,
    ) -> Iterator[Piece | Answer]: ...

    def article(self, article_id: str, revision: int | None = None) -> Article: ...

    def versions(self, article_id: str) -> list[Version]: ...

    def outlets(self) -> list[str]: ...

    def coverage(self) -> Coverage: ...

    def example_questions(self, count: int) -> list[str]: ...
