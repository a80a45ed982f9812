"""How well an answer says what was wanted, by words alone.

``wanted`` has, for each thing that a right answer names, its accepted wordings; texts are
compared as ``normalising.words`` has them. All values are between 0 and 1.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from ..normalising import is_within, words

__all__ = ["contains", "exact_match", "list_recall", "token_f1"]

Wanted = Sequence[Sequence[str]]


def exact_match(text: str, wordings: Sequence[str]) -> float:
    """1 if the text is one of the accepted wordings and nothing else.

    Rajpurkar et al., SQuAD (2016). An answer in whole sentences scores 0 however right it is.
    """
    said = words(text)
    return float(any(said == words(wording) for wording in wordings))


def token_f1(text: str, wordings: Sequence[str]) -> float:
    """The harmonic mean of precision and recall of words, with the wording that fits best.

    Rajpurkar et al., SQuAD (2016).
    """
    said = Counter(words(text))
    return max((_f1(said, Counter(words(wording))) for wording in wordings), default=0.0)


def contains(text: str, wanted: Wanted) -> float:
    """1 if an accepted wording of everything wanted stands in the text, word after word.

    As in Mallen et al., When Not to Trust Language Models (2023), on normalised words; for a
    list all of it must be there.
    """
    return float(list_recall(text, wanted) == 1.0)


def list_recall(text: str, wanted: Wanted) -> float:
    """The share of the things wanted of which an accepted wording stands in the text.

    Recall over the items of a list, as in the list task of TREC (Voorhees 2003).
    """
    if not wanted:
        return 0.0
    said = words(text)
    found = [any(is_within(words(each), said) for each in wordings) for wordings in wanted]
    return sum(found) / len(wanted)


def _f1(said: Counter[str], expected: Counter[str]) -> float:
    shared = (said & expected).total()
    return 2 * shared / (said.total() + expected.total()) if shared else 0.0
