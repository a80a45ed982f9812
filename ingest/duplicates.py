"""Recognises articles that carry the same words: wire copies, reprints, light rewrites.

MinHash signatures over three-word shingles (Broder 1997), found by locality-sensitive banding
(Leskovec, Rajaraman & Ullman, "Mining of Massive Datasets", chapter 3).
"""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass

__all__ = ["ALIKE", "Likeness", "likeness"]

SHINGLE_WORDS = 3
VALUES = 128  # of a signature; the estimate's standard error is at most 1 / sqrt(128) = .09
# Bands of four values: two articles that share 70% meet in one with chance .999, 30% with .23.
BAND_VALUES = 4
# Wire copies in different outlets share 72% or more of their shingles after cleaning; a new
# story that repeats the background of an older one reaches 62%.
ALIKE = 0.7
SEED = 1  # part of the stored signatures: another seed makes them incomparable


@dataclass(frozen=True)
class Likeness:
    """What is kept of an article's words to recognise them again."""

    signature: bytes

    @property
    def bands(self) -> list[str]:
        """Keys of which two articles that are alike have at least one in common."""
        width = BAND_VALUES * 4
        starts = range(0, len(self.signature), width)
        return [f"{at // width}:{self.signature[at : at + width].hex()}" for at in starts]

    def resemblance(self, other: bytes) -> float:
        """The estimated share of shingles that both have, 0 to 1."""
        pairs = zip(_values(self.signature), _values(other), strict=True)
        return sum(mine == theirs for mine, theirs in pairs) / VALUES


def likeness(text: str) -> Likeness:
    """The likeness of a text; case, punctuation and line breaks make no difference."""
    from rensa import RMinHash

    words = re.findall(r"\w+", text.casefold())
    runs = range(max(1, len(words) - SHINGLE_WORDS + 1))
    shingles = {" ".join(words[at : at + SHINGLE_WORDS]) for at in runs}
    sketch = RMinHash(num_perm=VALUES, seed=SEED)
    sketch.update(sorted(shingles))
    return Likeness(struct.pack(f"<{VALUES}I", *sketch.digest()))


def _values(signature: bytes) -> tuple[int, ...]:
    return struct.unpack(f"<{VALUES}I", signature)
