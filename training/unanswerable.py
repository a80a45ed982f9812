"""Makes passages and questions that look answerable and are not.

Two ways: the sentences with the answer are taken out of the passage; or a detail of the question
is exchanged, as people did by hand for SQuAD 2.0 (Rajpurkar, Jia & Liang, "Know What You Don't
Know", 2018, table 1: entity swap, antonym, negation).
"""

from __future__ import annotations

import random
import re

from assistant.text.sentences import sentence_spans

from .groups import Text, normalised

__all__ = ["twisted", "without_answer"]

SHORTEST = 80  # characters that must be left of a passage

_NAME = re.compile(r"(?<![.!?]\s)(?<!^)\b[A-Z][\w’'-]*(?:\s+[A-Z][\w’'-]*)*")
_NUMBER = re.compile(r"\b\d[\d,.]*\d\b|\b\d\b")
_OPPOSITES = (
    ("first", "last"), ("largest", "smallest"), ("biggest", "smallest"), ("highest", "lowest"),
    ("most", "least"), ("more", "less"), ("before", "after"), ("oldest", "youngest"),
    ("increase", "decrease"), ("increased", "decreased"), ("won", "lost"), ("win", "lose"),
    ("best", "worst"), ("early", "late"), ("earliest", "latest"), ("north", "south"),
    ("northern", "southern"), ("east", "west"), ("eastern", "western"), ("male", "female"),
    ("began", "ended"), ("start", "end"), ("started", "ended"), ("founded", "dissolved"),
    ("born", "buried"), ("major", "minor"), ("maximum", "minimum"), ("above", "below"),
    ("approved", "rejected"), ("banned", "allowed"), ("supported", "opposed"),
    ("same", "different"), ("former", "current"), ("men", "women"), ("joined", "left"),
)  # fmt: skip
_OPPOSITE = {one: other for pair in _OPPOSITES for one, other in (pair, pair[::-1])}
_OPPOSED = re.compile(rf"\b(?:{'|'.join(_OPPOSITE)})\b")
_AUXILIARY = re.compile(r"\b(?:did|does|do|is|was|are|were|has|have|can|could|will|would)\b")


def without_answer(text: Text, answers: tuple[str, ...]) -> Text | None:
    """The passage without any sentence that holds an answer, if enough is left."""
    wanted = [f" {normalised(answer)} " for answer in answers]
    kept = [
        text.text[start:end]
        for start, end in sentence_spans(text.text)
        if not any(first < end and start < last for first, last in text.answers)
        and not any(answer in f" {normalised(text.text[start:end])} " for answer in wanted)
    ]
    rest = " ".join(kept)
    return Text(text.title, rest) if len(rest) >= SHORTEST else None


def twisted(question: str, text: Text, chance: random.Random) -> str | None:
    """The question with one detail exchanged, so that the passage no longer answers it."""
    ways = [_with_other(_NAME), _with_other(_NUMBER), _opposed, _negated]
    # Exchanged names are what people write most; a negation is easy to see through.
    order = sorted(range(4), key=lambda way: chance.random() * (1.0, 1.0, 0.7, 3.0)[way])
    for way in order:
        changed = ways[way](question, text, chance)
        if changed and changed != question:
            return changed
    return None


def _with_other(pattern: re.Pattern[str]):  # type: ignore[no-untyped-def]
    def exchanged(question: str, text: Text, chance: random.Random) -> str | None:
        there = list(pattern.finditer(question))
        answers = [text.text[start:end] for start, end in text.answers]
        others = sorted(
            {name for name in pattern.findall(text.text) if len(name) > 1 or name.isdigit()}
        )
        others = [
            name
            for name in others
            if name not in question and not any(name in a or a in name for a in answers)
        ]
        if not there or not others:
            return None
        match = chance.choice(there)
        return question[: match.start()] + chance.choice(others) + question[match.end() :]

    return exchanged


def _opposed(question: str, text: Text, chance: random.Random) -> str | None:
    there = list(_OPPOSED.finditer(question))
    if not there:
        return None
    match = chance.choice(there)
    return question[: match.start()] + _OPPOSITE[match[0]] + question[match.end() :]


def _negated(question: str, text: Text, chance: random.Random) -> str | None:
    match = _AUXILIARY.search(question)
    if match is None or " not " in question:
        return None
    word = chance.choice(("not", "never"))
    return f"{question[: match.end()]} {word}{question[match.end() :]}"
