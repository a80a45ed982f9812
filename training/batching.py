"""Groups as tensors: what is read together, padded to one length."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields

import torch
from tokenizers import Tokenizer
from torch import Tensor

from assistant.models.reader import Encoded, encode

from .groups import Group, Text

__all__ = ["Batch", "Example", "batches", "examples_of", "rounded"]

# Lengths are rounded up to a multiple of this, for a processor makes a kernel for each that it
# meets, and keeps only so many.
STEP = 32


@dataclass(frozen=True)
class Example:
    """A group ready for the network: each passage with the pieces at which it may begin and end."""

    group: Group
    encoded: tuple[Encoded, ...]
    edges: tuple[tuple[frozenset[int], frozenset[int]], ...]

    @property
    def longest(self) -> int:
        return max(len(encoded.pieces) for encoded in self.encoded)


@dataclass(frozen=True)
class Batch:
    """``pieces``, ``segments``, ``mask``: (passages, length). ``group`` numbers each passage's
    group; ``answers`` is 1 where it answers; ``own`` marks the pieces of the passage itself;
    ``starts`` and ``ends`` those at which an answer begins and ends."""

    pieces: Tensor
    segments: Tensor
    mask: Tensor
    group: Tensor
    answers: Tensor
    own: Tensor
    starts: Tensor
    ends: Tensor

    def to(self, device: torch.device) -> Batch:
        """The same batch on a device."""
        return Batch(*(getattr(self, each.name).to(device) for each in fields(self)))


def examples_of(groups: Sequence[Group], tokenizer: Tokenizer) -> list[Example]:
    """Encode the groups as the reader will see them; one whose answers are cut off is left out."""
    examples = []
    for group in groups:
        encoded = tuple(encode(tokenizer, group.question, t.title, t.text) for t in group.texts)
        edges = tuple(map(_edges, group.texts, encoded))
        cut = any(t.answers and not e[0] for t, e in zip(group.texts, edges, strict=True))
        if not cut:
            examples.append(Example(group, encoded, edges))
    return examples


def _edges(text: Text, encoded: Encoded) -> tuple[frozenset[int], frozenset[int]]:
    """Positions at which an answer begins and ends; any piece of a sentence, if no more is known.

    An answer that does not end within what is read does not count.
    """
    starts: set[int] = set()
    ends: set[int] = set()
    for first, last in text.answers:
        inside = [
            encoded.first + at
            for at, (start, end) in enumerate(encoded.offsets)
            if start < last and first < end
        ]
        if inside and encoded.offsets[inside[-1] - encoded.first][1] >= last:
            starts |= set(inside[:1] if text.exact else inside)
            ends |= set(inside[-1:] if text.exact else inside)
    return frozenset(starts), frozenset(ends)


def batches(examples: Sequence[Example], passages: int, chance: random.Random) -> Iterator[Batch]:
    """All groups once, in batches of about so many passages, those of like length together."""
    # A little noise in the length, so that an epoch does not repeat the batches of the last.
    ordered = sorted(examples, key=lambda example: example.longest * chance.uniform(0.93, 1.07))
    parts: list[list[Example]] = [[]]
    for example in ordered:
        if sum(len(e.encoded) for e in parts[-1]) + len(example.encoded) > passages:
            parts.append([])
        parts[-1].append(example)
    chance.shuffle(parts)
    yield from map(_batch, filter(None, parts))


def rounded(length: int) -> int:
    """The length to which what is this long is padded."""
    return -(-length // STEP) * STEP


def _batch(examples: Sequence[Example]) -> Batch:
    rows = [
        (number, encoded, edges, text)
        for number, example in enumerate(examples)
        for encoded, edges, text in zip(
            example.encoded, example.edges, example.group.texts, strict=True
        )
    ]
    shape = len(rows), rounded(max(example.longest for example in examples))
    pieces, segments = torch.zeros(shape, dtype=torch.long), torch.zeros(shape, dtype=torch.long)
    mask, own, starts, ends = (torch.zeros(shape, dtype=torch.bool) for _ in range(4))
    for row, (_, encoded, edges, _) in enumerate(rows):
        length = len(encoded.pieces)
        pieces[row, :length] = torch.tensor(encoded.pieces)
        segments[row, :length] = torch.tensor(encoded.segments)
        mask[row, :length] = True
        own[row, encoded.first : encoded.first + len(encoded.offsets)] = True
        starts[row, list(edges[0])] = True
        ends[row, list(edges[1])] = True
    return Batch(
        pieces=pieces,
        segments=segments,
        mask=mask,
        group=torch.tensor([number for number, *_ in rows]),
        answers=torch.tensor([float(bool(text.answers)) for *_, text in rows]),
        own=own,
        starts=starts,
        ends=ends,
    )
