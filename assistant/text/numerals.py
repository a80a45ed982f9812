"""Numbers written out in English words."""

from __future__ import annotations

__all__ = ["NUMERALS", "TENS", "UNITS"]

_UNITS = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
_UNITS += " sixteen seventeen eighteen nineteen"
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"

UNITS = {word: number for number, word in enumerate(_UNITS.split(), start=1)}
TENS = {word: 10 * number for number, word in enumerate(_TENS.split(), start=2)}
NUMERALS = UNITS | TENS
