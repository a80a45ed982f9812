"""Questions with words that answer them, and with words that only look as if they did.

The second kind are what the shipped reader itself took for an answer where it was wrong, and other
names and numbers of the sentence that answers: what a second look has to see through.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from assistant.answering.grounds import around, shown
from assistant.datamodels import Evidence
from assistant.models.reader import Reader

from ..groups import normalised
from ..pool import Pool
from .pairs import Corpus, Pair

__all__ = ["looks"]

READ = 3  # passages that the reader reads for a question
LONGEST = 24  # pieces of an answer
RIGHT_FROM = 0.5  # F1 of the words with an accepted answer
OTHERS = 1  # other names or numbers a question

_NAME = re.compile(r"\b[A-Z][\w’'-]+(?:\s+(?:of\s+|the\s+|de\s+)?[A-Z][\w’'-]+)*")
_NUMBER = re.compile(r"[$£€]?\b\d[\d,.]*\d\b(?:\s(?:million|billion|per cent|percent))?%?|\b\d\b%?")


def looks(
    items: Sequence[Mapping[str, Any]],
    corpus: Corpus,
    pool: Pool,
    reader: Reader,
    chance: random.Random,
) -> Iterator[Pair]:
    """The pairs of all questions about the articles of a corpus."""
    for item in items:
        own = corpus.evidence[item["id"]]
        for row in item["questions"]:
            yield from _marked(row, own, chance)
            yield from _read(row["q"], row["a"], own, pool, reader)
        for row in item["unanswerable"]:
            yield from _read(row["q"], (), own, pool, reader)


def _marked(row: Mapping[str, Any], own: Evidence, chance: random.Random) -> Iterator[Pair]:
    """The accepted answers in their sentence, and other words of one kind in it or near it."""
    place = own.passage.text.find(row["s"])
    if place < 0:
        return
    sentence = (place, place + len(row["s"]))
    for answer in row["a"][:2]:
        at = row["s"].find(answer)
        span = (place + at, place + at + len(answer)) if at >= 0 else sentence
        yield _pair(row["q"], answer, own, span, True, "written")
    nearby = slice(max(0, sentence[0] - 300), sentence[1] + 300)
    pattern = _NUMBER if _NUMBER.search(row["a"][0]) else _NAME
    others = [
        (match[0], nearby.start + match.start())
        for match in pattern.finditer(own.passage.text[nearby])
        if not any(_likeness(match[0], answer) for answer in row["a"])
        and normalised(match[0]) not in normalised(row["q"])
    ]
    for words, start in chance.sample(others, min(OTHERS, len(others))):
        yield _pair(row["q"], words, own, (start, start + len(words)), False, "other of its kind")


def _read(
    question: str, answers: Sequence[str], own: Evidence, pool: Pool, reader: Reader
) -> Iterator[Pair]:
    """What the reader takes for the answer in the article's passages, right or wrong."""
    ranked = [found for found in pool.ranked(question, 40) if found.article == own.article.id]
    texts = [found.text for found in ranked[:READ]]
    readings = reader.read(question, [(own.article.title, text) for text in texts])
    for text, reading in zip(texts, readings, strict=True):
        start = own.passage.text.find(text)
        if start < 0 or not len(reading.starts):
            continue
        scores = reading.starts[:, None] + reading.ends[None, :]
        allowed = np.triu(np.ones_like(scores)) - np.triu(np.ones_like(scores), LONGEST)
        first, last = np.unravel_index(np.where(allowed, scores, -np.inf).argmax(), scores.shape)
        span = int(reading.offsets[first, 0]), int(reading.offsets[last, 1])
        words = text[slice(*span)]
        likeness = max((_likeness(words, answer) for answer in answers), default=0.0)
        if not words.strip() or 0 < likeness < RIGHT_FROM:
            continue
        place = start + span[0], start + span[1]
        yield _pair(question, words, own, place, likeness > 0, "the reader's words")


def _pair(
    question: str, words: str, own: Evidence, span: tuple[int, int], right: bool, origin: str
) -> Pair:
    evidence = shown(around(own, *span))
    label = "answers" if right else "silent"
    return Pair(question, words, evidence, label, origin, own.article.id)


def _likeness(one: str, other: str) -> float:
    """F1 of the words of two texts, as SQuAD scores answers (Rajpurkar et al. 2016)."""
    a, b = set(normalised(one).split()), set(normalised(other).split())
    shared = len(a & b)
    return 2 * shared / (len(a) + len(b)) if shared else 0.0
