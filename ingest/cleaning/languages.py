"""Tells the language that a text is written in."""

from __future__ import annotations

__all__ = ["language_of"]

LETTERS_NEEDED = 60  # below a sentence's length the n-grams of names decide
LETTERS_READ = 500  # more does not change the answer, only the time


def language_of(text: str) -> str | None:
    """The ISO 639-1 code of the language, by py3langid's n-grams; ``None`` for a short text."""
    start = text[:LETTERS_READ]
    if sum(map(str.isalpha, start)) < LETTERS_NEEDED:
        return None
    import py3langid

    return str(py3langid.classify(start)[0])
