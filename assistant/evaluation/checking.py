"""Checks whether cited passages carry a sentence; ALCE's measures take one as a parameter."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ..datamodels import Evidence
from ..sentences import sentence_spans
from ..support import judge
from .normalising import is_within, words

__all__ = ["LexicalCheck"]


class LexicalCheck:
    """The word overlap of `assistant.support`; ``weight`` tells how much a stem says (its idf)."""

    name = "lexical"

    def __init__(self, weight: Callable[[str], float] = lambda stem: 1.0) -> None:
        self._weight = weight

    def carries(self, claim: str, passages: Sequence[Evidence]) -> bool:
        """Whether each sentence of the claim is ``supported``; ``weak`` is not enough.

        What a passage says in the same words needs no judgement.
        """
        texts = [words(item.passage.text) for item in passages]
        return all(
            any(is_within(words(part), text) for text in texts)
            or judge(part, passages, self._weight).support == "supported"
            for part in (claim[start:end] for start, end in sentence_spans(claim))
        )
