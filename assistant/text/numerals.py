"""Numbers written out in English words, and in digits as the news parts them."""

from __future__ import annotations

import re

__all__ = ["NUMERALS", "TENS", "UNITS", "parted"]

_UNITS = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
_UNITS += " sixteen seventeen eighteen nineteen"
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"

UNITS = {word: number for number, word in enumerate(_UNITS.split(), start=1)}
TENS = {word: 10 * number for number, word in enumerate(_TENS.split(), start=2)}
NUMERALS = UNITS | TENS

_LONG = re.compile(r"(?<![\w.,])\d{5,15}(?![\w]|[.,]\d)")


def parted(text: str) -> str:
    """The text with the thousands of long numbers parted by commas: 1250000 is 1,250,000."""
    return _LONG.sub(lambda number: f"{int(number[0]):,}", text)
