"""Misspelt words of a question, put right by the library's own words.

A word is doubted if neither English nor the library knows it. It is put right if a word that does
stand in the library, or a very common one, is one slip of the hand away, or two for a long word
(Damerau 1964: most misspellings are one letter more, less, other, or two letters swapped).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from ..library import STOPWORDS, stems
from ..models.english import english_rank, is_english, without_ending
from .surroundings import Surroundings

__all__ = ["corrected", "doubtful_words", "slips"]

SHORTEST, LONG = 3, 8  # letters: what is put right at all, and where two slips may be
SHORTEST_NAME = 5  # letters: of two shorter names each may be right
COMMON = 6_000  # an English word of this rank may be meant though the library does not have it

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_SPOKEN = frozenset(
    "whats whos hows wheres whens whys thats theres heres its isnt arent wasnt werent dont doesnt"
    " didnt hasnt havent hadnt cant couldnt wont wouldnt shouldnt im ive id youre youve theyre"
    " theyve lets gonna wanna gotta pls plz thx ok okay hi hey itemise itemize summarise summarize"
    " summarised recap timeline chronology tldr vs eg ie etc asap btw".split()
)
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


def doubtful_words(question: str) -> list[str]:
    """The words that are no English, as far as that can be told."""
    return list(dict.fromkeys(_doubted(question)))


def corrected(
    question: str,
    doubtful: Iterable[str],
    surroundings: Surroundings,
    is_held: Callable[[str], bool] = lambda stem: False,
) -> tuple[str, tuple[tuple[str, str], ...]]:
    """The question with its misspelt words put right, and which they were.

    ``is_held`` tells of a stem whether the library has it.
    """
    changes: dict[str, str] = {}
    for word in doubtful:
        better = _better(word, surroundings, is_held)
        if better and better.casefold() != word.casefold():
            changes[word] = better
    text = _WORD.sub(lambda met: changes.get(met[0], met[0]), question) if changes else question
    return text, tuple(changes.items())


def slips(word: str, other: str, most: int) -> int | None:
    """How many letters to add, drop, change or swap with the next make one word of the other;
    ``None`` if more than ``most``."""
    if abs(len(word) - len(other)) > most:
        return None
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(word, start=1):
        last, before, row = before, row, [i]
        for j, wanted in enumerate(other, start=1):
            cost = min(before[j] + 1, row[-1] + 1, before[j - 1] + (letter != wanted))
            if i > 1 < j and letter == other[j - 2] and wanted == word[i - 2]:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return None
    return row[-1] if row[-1] <= most else None


def _doubted(question: str) -> Iterator[str]:
    for found in _WORD.finditer(question):
        word = re.sub(r"['’]s?$", "", found[0])
        folded = word.casefold()
        if (
            len(folded) >= SHORTEST
            and folded.isascii()
            and folded.isalpha()
            and not word.isupper()
            and folded not in STOPWORDS | _SPOKEN
            and not is_english(folded)
            and not _is_part_of_more(question, found)
        ):
            yield word


def _is_part_of_more(question: str, found: re.Match[str]) -> bool:
    """Whether it stands in an address, a file's name or a number."""
    before, after = question[: found.start()][-1:], question[found.end() :][:2]
    return bool(re.match(r"[./@_&+\d]", before) or re.match(r"[@_/&+\d]|\.\w", after))


def _better(word: str, surroundings: Surroundings, is_held: Callable[[str], bool]) -> str | None:
    """The word that is most likely meant, as it is written; ``None``: this one, or none."""
    folded, spellings = word.casefold(), surroundings.spellings
    if any(known in spellings for known in (folded, *without_ending(folded))):
        return None
    if word[0].isupper() and len(word) < SHORTEST_NAME:
        return None
    choices = list(_held_words_near(folded, surroundings))
    if not word[0].isupper():
        choices += _english_words_near(folded, is_held)
    if len(folded) == SHORTEST:  # only its letters, in another order
        choices = [choice for choice in choices if sorted(choice[2].casefold()) == sorted(folded)]
    if not choices:
        return None
    best = min(choices)[2]
    return best.capitalize() if word[0].isupper() else best


def _held_words_near(word: str, surroundings: Surroundings) -> Iterator[tuple[float, int, str]]:
    """The library's words that may be meant: how far off, how rare, and how they are written."""
    most = 2 if len(word) >= LONG else 1
    for other, spelt in surroundings.spellings.items():
        found = slips(word, other, most) if len(other) >= SHORTEST else None
        if not found:
            continue
        other_start = other[0] != word[0]
        if other_start and (found > 1 or len(word) <= SHORTEST):
            continue
        written = spelt.most_common(1)[0][0] if surroundings.is_capitalised(other) else other
        yield found + other_start / 2 + _unlikeliness(word, other), -spelt.total(), written


def _unlikeliness(word: str, other: str) -> float:
    """Letters are swapped most often, and changed more rarely than added or dropped."""
    if len(word) != len(other):
        return 0.0
    return -0.25 if sorted(word) == sorted(other) else 0.25


def _english_words_near(
    word: str, is_held: Callable[[str], bool]
) -> Iterator[tuple[float, int, str]]:
    """The English words one slip away that are very common, or that the library has."""
    cuts = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    near = {a + b[1:] for a, b in cuts if b}
    near |= {a + b[1] + b[0] + b[2:] for a, b in cuts if len(b) > 1}
    near |= {a + letter + b for a, b in cuts for letter in _LETTERS}
    near |= {a + letter + b[1:] for a, b in cuts if b for letter in _LETTERS}
    for other in near:
        rank = english_rank(other)
        if rank is not None and (rank < COMMON or other in STOPWORDS or _is_held(other, is_held)):
            yield 1.1 + (other[0] != word[0]) / 2 + _unlikeliness(word, other), rank, other


def _is_held(word: str, is_held: Callable[[str], bool]) -> bool:
    return any(map(is_held, stems(word)))
