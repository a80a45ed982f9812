"""The people, places and things that a question names."""

from __future__ import annotations

import re

from ..library import STOPWORDS
from ..models.english import english_rank, is_english
from .surroundings import LONGEST_NAME, Surroundings

__all__ = ["names_in"]

_TOKEN = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*")
_NO_NAMES = STOPWORDS | frozenset(
    "i january february march april may june july august september october november december"
    " monday tuesday wednesday thursday friday saturday sunday tell list give show name summarise"
    " summarize compare timeline explain please many much english mr mrs ms dr".split()
)
LONGEST_NUMBER = 3  # digits of a name, and one: "Bella 1"
_TITLES = frozenset("mr mrs ms dr prof sir dame lord lady".split())
_LINKS = frozenset("of the de la von van der al bin".split())


def names_in(question: str, surroundings: Surroundings = Surroundings(())) -> tuple[str, ...]:
    """The names, in their order: what is written as one, and what is one in the library."""
    tokens = list(_TOKEN.finditer(question))
    names: dict[str, None] = {}
    at = 0
    while at < len(tokens):
        length = max(_known(tokens, at, surroundings), _written(question, tokens, at))
        if length:
            words = [_without_s(token[0]) for token in tokens[at : at + length]]
            name = " ".join(words)
            names[surroundings.names.get(name.casefold(), name)] = None
        at += length or 1
    return tuple(names)


def _known(tokens: list[re.Match[str]], at: int, surroundings: Surroundings) -> int:
    """How many words from here on are a name in the library; the most."""
    for length in range(min(LONGEST_NAME, len(tokens) - at), 0, -1):
        words = [_without_s(token[0]).casefold() for token in tokens[at : at + length]]
        name = " ".join(words)
        if name not in surroundings.names or {words[0], words[-1]} & _NO_NAMES:
            continue
        if length > 1 or _is_one(tokens[at][0], surroundings):
            return length
    return 0


def _is_one(word: str, surroundings: Surroundings) -> bool:
    """Whether a single word is a name: a common one must be written as such, here or there."""
    if english_rank(word.casefold()) is None:
        return surroundings.is_capitalised(word)
    return surroundings.is_name(word)


def _written(question: str, tokens: list[re.Match[str]], at: int) -> int:
    """How many words from here on are written as a name; "Bella 1" is one, too."""
    length = 0
    for place in range(at, len(tokens)):
        word = _without_s(tokens[place][0])
        gap = question[tokens[place - 1].end() : tokens[place].start()] if length else " "
        if gap.strip(" -"):
            break
        if _is_of_a_name(question, tokens[place], length):
            length = place - at + 1
        elif not (length and word in _LINKS):
            break
        if tokens[place][0] != word:  # "Vennick's" ends one
            break
    return length


def _is_of_a_name(question: str, token: re.Match[str], length: int) -> bool:
    word = _without_s(token[0])
    if length and word.isdigit():
        return len(word) < LONGEST_NUMBER
    if not word[0].isupper() or (word.casefold() in _NO_NAMES and word.casefold() not in _TITLES):
        return False
    return length > 0 or not _opens(question, token, word)


def _opens(question: str, token: re.Match[str], word: str) -> bool:
    """Whether a capital tells nothing, since a sentence begins here with a common word."""
    in_front = question[: token.start()].rstrip()
    if in_front and in_front[-1] not in ".?!:":
        return False
    return is_english(word.casefold())


def _without_s(word: str) -> str:
    return re.sub(r"['’]s?$", "", word)
