"""Recognises articles that carry the same words: wire copies, reprints, light rewrites.

MinHash signatures over three-word shingles (Broder 1997), found by locality-sensitive banding
(Leskovec, Rajaraman & Ullman, "Mining of Massive Datasets", chapter 3).

Signatures are stored, so each step is spelled out here and comes out the same on every machine: a
shingle is numbered by BLAKE2b (RFC 7693), and the n-th permutation of those numbers is
``(a * number + b) mod 2**64``, of which the upper half is kept (multiply-shift hashing:
Dietzfelbinger, "Universal hashing and k-wise independent random variables via integer arithmetic
without primes", 1996). The ``a``, made odd, and ``b`` are what SplitMix64 (Steele, Lea & Flood,
"Fast splittable pseudorandom number generators", 2014) gives from 0 on.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.text.characters import without_surrogates

__all__ = ["ALIKE", "Likeness", "likeness", "shared_share"]

SHINGLE_WORDS = 3
VALUES = 128  # of a signature; the estimate's standard error is at most 1 / sqrt(128) = .09
# Bands of four values: two articles that share 70% meet in one with chance .999, 30% with .23.
BAND_VALUES = 4
# Wire copies in different outlets share 72% or more of their shingles after cleaning; a new
# story that repeats the background of an older one reaches 62%.
ALIKE = 0.7
# Begins every band: raise it when signatures are made in another way, so that those that are
# stored meet only their own kind. The first kind, without a number, was made by a library.
KIND = 2
SHINGLES_AT_ONCE = 1_000

Numbers = NDArray[np.uint64]


@dataclass(frozen=True)
class Likeness:
    """What is kept of an article's words to recognise them again."""

    signature: bytes

    @property
    def bands(self) -> list[str]:
        """Keys of which two articles that are alike have at least one in common.

        The first stands for the whole signature, so that the same words meet in a band of theirs.
        """
        width = BAND_VALUES * 4
        starts = range(0, len(self.signature), width)
        whole = hashlib.sha256(self.signature).hexdigest()
        return [
            f"{KIND}:all:{whole}",
            *(f"{KIND}:{at // width}:{self.signature[at : at + width].hex()}" for at in starts),
        ]

    def resemblance(self, others: Iterable[bytes]) -> list[float]:
        """The estimated share of shingles, 0 to 1, that each of these signatures has in common."""
        known = np.frombuffer(b"".join(others), dtype="<u4").reshape(-1, VALUES)
        mine = np.frombuffer(self.signature, dtype="<u4")
        return [float(share) for share in (known == mine).mean(axis=1)]


def likeness(text: str) -> Likeness:
    """The likeness of a text; case, punctuation and line breaks make no difference."""
    numbers = _numbers(_shingles(text))
    signature = np.full(VALUES, 2**32 - 1, dtype=np.uint64)
    for at in range(0, len(numbers), SHINGLES_AT_ONCE):
        part = numbers[at : at + SHINGLES_AT_ONCE, np.newaxis]
        np.minimum(
            signature, (part * _FACTORS + _SUMMANDS).min(axis=0) >> np.uint64(32), out=signature
        )
    return Likeness(signature.astype("<u4").tobytes())


def shared_share(one: str, other: str) -> float:
    """The share, 0 to 1, of the shorter text's three-word shingles that the longer one has too."""
    first, second = _shingles(one), _shingles(other)
    return len(first & second) / min(len(first), len(second))


def _shingles(text: str) -> set[str]:
    words = re.findall(r"\w+", text.casefold())
    runs = range(max(1, len(words) - SHINGLE_WORDS + 1))
    return {" ".join(words[at : at + SHINGLE_WORDS]) for at in runs}


def _numbers(shingles: Iterable[str]) -> Numbers:
    digests = (
        hashlib.blake2b(without_surrogates(shingle).encode(), digest_size=8).digest()
        for shingle in shingles
    )
    return np.frombuffer(b"".join(digests), dtype="<u8").astype(np.uint64)


def _split_mix(count: int) -> Numbers:
    """The first numbers of SplitMix64 from 0 on; products wrap at 2**64."""
    mixed: Numbers = np.arange(1, count + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return mixed ^ (mixed >> np.uint64(31))


_FACTORS = _split_mix(2 * VALUES)[:VALUES] | np.uint64(1)
_SUMMANDS = _split_mix(2 * VALUES)[VALUES:]
