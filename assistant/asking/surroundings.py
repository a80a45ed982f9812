"""The words around those of a question, in the passages where they stand: which of them are names,
and how a word is spelt there."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

from ..library import Library

__all__ = ["LONGEST_NAME", "Surroundings", "around"]

PASSAGES = 30  # that are looked at, whatever the library holds
LONGEST_NAME = 5  # words
SELDOM = 10  # a name may be in lower case once in so many times

_WORD = re.compile(r"[^\W\d_]+(?:['’.-][^\W\d_]+)*")
_WITHIN = re.compile(r"(?:[a-z,;]|\b[A-Z][\w’'-]*) ([A-Z\u00c0-\u00de\u0400-\u042f][\w’'-]*)")
# Words that begin in upper case, one after the other; "of" and the like may stand between them.
_CAPITALISED = re.compile(
    r"[A-Z\u00c0-\u00de\u0400-\u042f][\w’'-]*(?:[ -](?:(?:of|the|de|la|von|van|der|al|bin|for|and)"
    r" )?(?:[A-Z\u00c0-\u00de\u0400-\u042f][\w’'-]*|\d{1,3}\b))*"
)


class Surroundings:
    """What texts tell about words."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._texts = texts

    @cached_property
    def spellings(self) -> Mapping[str, Counter[str]]:
        """By a word in lower case, how often it stands there in which case."""
        found: defaultdict[str, Counter[str]] = defaultdict(Counter)
        for text in self._texts:
            for word in _WORD.findall(text):
                word = re.sub(r"['’]s?$", "", word)
                found[word.casefold()][word] += 1
        return found

    def is_capitalised(self, word: str) -> bool:
        """Whether a word is never written in lower case there."""
        spelt = self.spellings.get(word.casefold())
        return bool(spelt) and not any(each[0].islower() for each in spelt or ())

    def is_name(self, word: str) -> bool:
        """Whether a word is next to never in lower case there, even where no sentence begins."""
        spelt = self.spellings.get(word.casefold(), Counter())
        small = sum(count for each, count in spelt.items() if each[0].islower())
        rare = small * SELDOM <= spelt.total()
        return rare and word.casefold() in self._within_sentences

    @cached_property
    def _within_sentences(self) -> frozenset[str]:
        found = (word for text in self._texts for word in _WITHIN.findall(text))
        return frozenset(re.sub(r"['’]s?$", "", word).casefold() for word in found)

    @cached_property
    def names(self) -> Mapping[str, str]:
        """The names there, whole and in their parts, as they are written, by their lower case."""
        found: defaultdict[str, Counter[str]] = defaultdict(Counter)
        for text in self._texts:
            for run in _CAPITALISED.findall(text):
                words = re.sub(r"['’]s?(?= |$)", "", run).split()
                for start in range(len(words)):
                    for end in range(start + 1, min(len(words), start + LONGEST_NAME) + 1):
                        name = " ".join(words[start:end])
                        if words[start][0].isupper() and not words[end - 1].islower():
                            found[name.casefold()][name] += 1
        return {folded: names.most_common(1)[0][0] for folded, names in found.items()}


def around(
    library: Library, terms: Iterable[str], doubtful: Iterable[str], names: Iterable[str] = ()
) -> Surroundings:
    """What the passages tell that hold most of these stems, and words like the ``doubtful`` ones.

    ``names`` are known beside them.
    """
    ids = library.words.resembling(terms, doubtful, PASSAGES)
    found = library.catalogue.found(ids)
    texts = [
        f"{found[each].source.title}\n{found[each].passage.text}" for each in ids if each in found
    ]
    return Surroundings([*texts, *names])
