"""What the window asks of the Assistant it is handed."""

from __future__ import annotations

from typing import Protocol

from ..datamodels import Version
from ..doors import desk

__all__ = ["Desk"]


class Desk(desk.Desk, Protocol):
    """What readers need beside what programs do; tests put their own in its place."""

    @property
    def version(self) -> int: ...

    def versions(self, article_id: str) -> list[Version]: ...

    def example_questions(self, count: int) -> list[str]: ...
