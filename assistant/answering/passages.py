"""How a language model is shown passages: numbered, each in a tag that no text can close."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ..datamodels import Evidence

__all__ = ["passages_shown", "plain"]


def passages_shown(numbered: Iterable[tuple[int, Evidence]]) -> str:
    """Passages with the numbers that the model is to name them by."""
    return "\n\n".join(_passage(item, number) for number, item in numbered)


def plain(text: str) -> str:
    """Text that cannot close a passage or open another."""
    return re.sub(r"<(?=[\s/]*passage)", "‹", text, flags=re.I)


def _passage(item: Evidence, number: int) -> str:
    article = item.article
    day = article.published.isoformat() if article.published else "date unknown"
    head = plain(f"{article.name}, {day}: {article.title}")
    return f'<passage source="{number}">\n{head}\n{plain(item.passage.text)}\n</passage>'
