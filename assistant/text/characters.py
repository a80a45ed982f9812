"""What counts as a character, and in which of its spellings."""

from __future__ import annotations

import unicodedata

__all__ = ["nfc", "without_surrogates"]


def without_surrogates(text: str) -> str:
    """The text, same length, a "?" for each half of a surrogate pair.

    Broken JSON can leave such a half; it is no character to a tokenizer, an index or UTF-8.
    """
    return text.encode("utf-8", "replace").decode("utf-8")


def nfc(text: str) -> str:
    """The text in Unicode's composed form (NFC), in which one word has one spelling.

    Some systems write "é" as two characters, an "e" and an accent (NFD); to a reader both are the
    same, to a comparison they are not. It may be shorter than the text. Source: Unicode Standard
    Annex #15.
    """
    return unicodedata.normalize("NFC", text)
