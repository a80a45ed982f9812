"""Lends a follow-up question the words of earlier turns that it leaves unsaid.

Which words these are is decided term by term, as in QuReTeC (Voskarides et al., "Query Resolution
for Conversational Search with Limited Supervision", 2020), from signs that are cheap to see. A
question that changes the subject is lent next to nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ..library import stems
from ..models.logistic import chance
from .kinds import is_follow_up

__all__ = ["LIKELY", "leans", "lend", "signs_of_terms"]

TURNS = 2  # earlier questions that may lend a word; words from further back drift
CHARACTERS = 600  # of each; its beginning
# An intercept and a weight for each of `signs_of_terms`, fitted by `python -m
# benchmarks.following`.
WEIGHTS = (
    -1.17,
    0.604,
    1.8,
    1.77,
    -0.497,
    -0.725,
    -0.223,
    -0.0232,
    0.442,
    -0.388,
    0.491,
    -0.867,
    0.556,
    0.0787,
    0.0784,
    0.277,
    0.534,
    -0.906,
    0.702,
    0.137,
    0.849,
    -0.705,
    0.0427,
    -0.0935,
    -0.609,
)
# The chance from which a word is put in front of a question: of one that leans on what was said
# before, and of one that may stand by itself. Of the conversations that the weights are fitted on,
# fewer follow-ups find their article so (.855 for .870 with .1); but nobody changes the subject
# there, and readers do.
LIKELY, LIKELY_ALONE = 0.1, 0.3

_WORD = re.compile(r"\w+(?:[’'.-]\w+)*")
_PRONOUN = re.compile(
    r"\b(?:he|she|they|it|him|her|them|his|hers|their|theirs|its|(?:him|her|it)self|themselves)\b",
    re.I,
)
_POINTING = re.compile(
    r"\b(?:this|that|these|those|there|then|ones?|others?|else|another|same|such|so)\b", re.I
)
_GOING_ON = re.compile(r"(?:and|but|so|or|what about|how about|any|also)\b", re.I)
_THE = re.compile(r"\bthe\b", re.I)


@dataclass
class _Term:
    """Where earlier questions say a term, and how."""

    last: bool = False
    first: bool = False
    named: bool = False
    number: bool = False
    times: int = 0


def lend(question: str, earlier: Sequence[str]) -> tuple[str, Mapping[str, float]]:
    """The question with the words in front that it leaves unsaid, and for each stem of the
    ``earlier`` questions the chance that it belongs.

    Earlier questions are given oldest first.
    """
    earlier = [each[:CHARACTERS] for each in earlier[-TURNS:]]
    signs = signs_of_terms(question, earlier)
    least = LIKELY if leans(question) else LIKELY_ALONE
    every = {term: chance(WEIGHTS, each) for term, each in signs.items()}
    chances = every if least == LIKELY else {t: each for t, each in every.items() if each >= least}
    words = (word for each in earlier for word in _WORD.findall(each))
    likely = (w for w in words if any(chances.get(stem, 0) >= least for stem in stems(w)))
    return " ".join([*dict.fromkeys(likely), question]), chances


def leans(question: str) -> bool:
    """Whether its words point back to what was said before."""
    signs = (_PRONOUN.search(question), _POINTING.search(question), _GOING_ON.match(question))
    return any(signs) or is_follow_up(question)


def signs_of_terms(question: str, earlier: Sequence[str]) -> Mapping[str, tuple[float, ...]]:
    """What tells for each term of earlier questions whether it belongs into this one too."""
    own, before = set(stems(question)), {stem for each in earlier for stem in stems(each)}
    late = len(earlier) > 1
    pronoun, shared = bool(_PRONOUN.search(question)), bool(own & before)
    names = sum(named and not set(stems(word)) <= before for word, named in _words(question))
    follow_up = (
        pronoun,
        bool(_POINTING.search(question)),
        bool(_GOING_ON.match(question)),
        len(own),
        len(own - before),
        shared,
        names > 0,
        names,
        bool(_THE.search(question)),
        len(_WORD.findall(question)),
        late,
    )
    return {
        term: (
            *map(float, (each.last, each.first, each.named, each.number, each.times)),
            *map(float, (each.last and each.named, late and each.last, late and each.first)),
            *map(float, (late and each.named, pronoun and each.named, names and each.named)),
            *map(float, (shared and each.last, shared and each.first)),
            *map(float, follow_up),
        )
        for term, each in _terms(earlier, own).items()
    }


def _terms(earlier: Sequence[str], own: set[str]) -> Mapping[str, _Term]:
    found: dict[str, _Term] = {}
    for at, question in enumerate(earlier):
        for word, named in _words(question):
            for stem in stems(word):
                if stem in own:
                    continue
                term = found.setdefault(stem, _Term())
                term.last |= at == len(earlier) - 1
                term.first |= at == 0
                term.named |= named
                term.number |= stem.isdigit()
                term.times += 1
    return found


def _words(question: str) -> Iterator[tuple[str, bool]]:
    """The words of a question, and whether one looks like a name or a number."""
    for place, word in enumerate(_WORD.findall(question)):
        yield word, (place > 0 and word[0].isupper()) or any(map(str.isdigit, word))
