"""What the doors ask of the Assistant they are handed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from ..asking.requesting import Day, Outlets
from ..datamodels import Answer, Article, Coverage, Evidence, Piece, Request, Source, Verdict
from ..settings import Settings

__all__ = ["Desk"]


class Desk(Protocol):
    """The part of ``assistant.Assistant`` that programs need; tests put their own in its place."""

    @property
    def settings(self) -> Settings: ...

    def stream(self, request: Request, /) -> Iterator[Piece | Answer]: ...

    def search(
        self,
        words: str,
        k: int = 10,
        *,
        after: Day = None,
        before: Day = None,
        outlets: Outlets = None,
    ) -> list[Evidence]: ...

    def check(
        self,
        sentence: str,
        *,
        text: str | None = None,
        after: Day = None,
        before: Day = None,
        as_of: Day = None,
        outlets: Outlets = None,
    ) -> Verdict: ...

    def article(self, article_id: str, revision: int | None = None) -> Article: ...

    def articles(self, after_id: str = "") -> Iterator[Source]: ...

    def outlets(self) -> list[str]: ...

    def coverage(self) -> Coverage: ...
