"""Whether cited passages carry a sentence; ALCE's measures take such a check as a parameter."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache

from ..answering.checking import Checking
from ..answering.grounds import choose_grounds
from ..answering.signs import SIGNS, signs_of
from ..datamodels import Evidence
from ..models.checker import Checker
from ..text.sentences import sentence_spans
from .normalising import is_within, words

__all__ = ["LearnedCheck", "LexicalCheck"]

# What words alone must say: of the sentence's weighted words, and of its weakest clause.
COVERED_FROM, WEAKEST_FROM = 0.75, 0.6
REMEMBERED = 512  # judgements: the citations of one sentence are checked several times over

Weight = Callable[[str], float]


class LearnedCheck:
    """What the checker that ships thinks; ``weight`` tells how much a stem says (its idf)."""

    def __init__(self, checker: Checker, weight: Weight = lambda stem: 1.0) -> None:
        self.name = f"checker {checker.fingerprint[:12]}"
        self._checking = Checking(checker, weight)
        self._remembered = lru_cache(REMEMBERED)(self._judged)

    def carries(self, claim: str, passages: Sequence[Evidence]) -> bool:
        """Whether the passages carry each sentence of the claim: ``weak`` is not enough.

        What a passage says in the same words needs no judgement.
        """
        return _each_sentence(claim, passages, lambda part, by: self._remembered(part, tuple(by)))

    def _judged(self, sentence: str, passages: tuple[Evidence, ...]) -> bool:
        return self._checking.judge(sentence, passages).support == "supported"


class LexicalCheck:
    """What words alone say, for comparison: are they in the passages, and numbers and times?"""

    name = "lexical"

    def __init__(self, weight: Weight = lambda stem: 1.0) -> None:
        self._weight = weight

    def carries(self, claim: str, passages: Sequence[Evidence]) -> bool:
        """Whether the passages have most words of each sentence of it, its numbers and its times.

        What a passage says in the same words needs no judgement.
        """
        return _each_sentence(claim, passages, self._judged)

    def _judged(self, sentence: str, passages: Sequence[Evidence]) -> bool:
        grounds = choose_grounds(sentence, passages, self._weight)
        signs = dict(zip(SIGNS, signs_of(sentence, grounds, self._weight), strict=True))
        return bool(grounds) and (
            signs["covered"] >= COVERED_FROM
            and signs["weakest"] >= WEAKEST_FROM
            and not signs["numbers"]
            and not signs["times"]
        )


def _each_sentence(
    claim: str,
    passages: Sequence[Evidence],
    judged: Callable[[str, Sequence[Evidence]], bool],
) -> bool:
    if not passages:
        return False
    texts = [words(item.passage.text) for item in passages]
    return all(
        any(is_within(words(part), text) for text in texts) or judged(part, passages)
        for part in (claim[start:end] for start, end in sentence_spans(claim))
    )
