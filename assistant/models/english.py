"""Whether a word is a common English one, by the vocabulary of the tokenizer that ships.

It was made from English Wikipedia and books (Devlin et al., "BERT", 2019): some 21,000 whole words,
names that many know among them, in the order of their frequency.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator, Mapping
from functools import cache

from .files import FOLDER, TOKENIZER_FILE, read_checked
from .tokens import RANKS_FILE

__all__ = ["english_rank", "is_english", "is_written_often", "without_ending"]

SHORT = 3  # letters: too few to tell by a token or an ending


def english_rank(word: str) -> int | None:
    """The place of a word, in lower case, among English words by frequency; ``None``: no such."""
    return _ranks().get(word)


def is_written_often(word: str) -> bool:
    """Whether a word is one token of cl100k_base, as rarer ones in common use are, too."""
    return base64.b64encode(f" {word}".encode()) + b" " in _tokens()


def is_english(word: str) -> bool:
    """Whether a word, in lower case, is an English one, or a plain form of one."""
    if english_rank(word) is not None or (len(word) > SHORT and is_written_often(word)):
        return True
    return any(english_rank(base) is not None for base in without_ending(word))


def without_ending(word: str) -> Iterator[str]:
    """What is left of a word without an ending that it may have."""
    for ending in ("s", "es", "d", "ed", "ing", "ly"):
        if word.endswith(ending) and len(word) - len(ending) > SHORT:
            yield word[: -len(ending)]


@cache
def _tokens() -> bytes:
    return read_checked(FOLDER, RANKS_FILE)[0]


@cache
def _ranks() -> Mapping[str, int]:
    content, _ = read_checked(FOLDER, TOKENIZER_FILE)
    vocabulary: Mapping[str, int] = json.loads(content)["model"]["vocab"]
    return {word: rank for word, rank in vocabulary.items() if word.isalpha() and word.isascii()}
