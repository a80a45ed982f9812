"""Whether cited passages carry a sentence; ALCE's measures take such a check as a parameter."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache

from ..answering.checking import clauses, in_context, judge, numbers
from ..datamodels import Evidence
from ..models.reader import Reader
from ..text.sentences import sentence_spans
from .normalising import is_within, words

__all__ = ["LexicalCheck", "ReaderCheck"]

# The relevance from which a passage carries a clause: `python -m benchmarks --only support` tells
# what becomes of true and false claims at it.
CARRIED_FROM = -1.75
REMEMBERED = 512  # readings: the citations of one sentence are checked several times over


class ReaderCheck:
    """What the reader thinks: each clause, asked like a question, has a passage it is relevant to.

    A number that no passage has carries nothing, since a reader looks for the kind of a thing
    rather than for its worth. It is another judge than the one that filters what a language model
    writes, so that a fault of that one can be seen.
    """

    def __init__(self, reader: Reader) -> None:
        self.name = f"reader {reader.fingerprint[:12]}"
        self._reader = reader
        self._relevance = lru_cache(REMEMBERED)(self._read)

    def carries(self, claim: str, passages: Sequence[Evidence]) -> bool:
        """Whether the passages carry each sentence of the claim.

        What a passage says in the same words needs no judgement.
        """
        return _each_sentence(claim, passages, self._judged)

    def _judged(self, sentence: str, passages: Sequence[Evidence]) -> bool:
        said = " ".join(in_context(item.passage.text, item.article) for item in passages)
        return numbers(sentence) <= numbers(said) and all(
            any(
                self._relevance(clause, item.article.title, item.passage.text) >= CARRIED_FROM
                for item in passages
            )
            for clause in clauses(sentence)
        )

    def _read(self, clause: str, title: str, text: str) -> float:
        return self._reader.read(clause, [(title, text)])[0].relevance


class LexicalCheck:
    """The word overlap of `answering.checking`; ``weight`` tells how much a stem says (its idf)."""

    name = "lexical"

    def __init__(self, weight: Callable[[str], float] = lambda stem: 1.0) -> None:
        self._weight = weight

    def carries(self, claim: str, passages: Sequence[Evidence]) -> bool:
        """Whether each sentence of the claim is ``supported``; ``weak`` is not enough.

        What a passage says in the same words needs no judgement.
        """
        return _each_sentence(claim, passages, self._judged)

    def _judged(self, sentence: str, passages: Sequence[Evidence]) -> bool:
        return judge(sentence, passages, self._weight).support == "supported"


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
