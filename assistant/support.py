"""Judges whether passages carry a sentence that somebody wrote from them.

The judgement is lexical and strict about what is easily made up: a number that no cited
passage has, or words most of which it does not have, are not supported. It follows the idea of
attribution to identified sources (Rashkin et al. 2023), with word overlap in place of a
person's judgement; the writing model's own word is never taken.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from .citations import Ground
from .datamodels import Evidence, Support
from .library import stems
from .sentences import sentence_spans

__all__ = ["Judgement", "judge"]

SUPPORTED_FROM = 0.7  # share of a sentence's weighted words that its grounds must have
WEAK_FROM = 0.45
MAX_GROUNDS = 2  # sentences of the articles that one sentence of an answer may stand on

_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_NAME = re.compile(r"(?<=[^.!?:“\"]\s)[A-Z][\w’'-]+")
_NEGATION = re.compile(r"\b(?:not|no|never|none|neither|nor|without|deny|denied|denies)\b|n['’]t\b")


@dataclass(frozen=True)
class Judgement:
    """The verdict on a sentence, and the words of the passages that it stands on."""

    support: Support
    grounds: tuple[Ground, ...]


def judge(claim: str, evidence: Sequence[Evidence], weight: Callable[[str], float]) -> Judgement:
    """How far the evidence carries a claim; ``weight`` tells how much a stem says (its idf)."""
    wanted = dict.fromkeys(stems(claim), 0.0)
    wanted = {stem: weight(stem) for stem in wanted}
    total = sum(wanted.values())
    grounds: list[Ground] = []
    missing = dict(wanted)
    while evidence and missing and len(grounds) < MAX_GROUNDS:
        ground, gained = max(
            ((ground, _gain(ground, missing)) for ground in _sentences(evidence)),
            key=lambda pair: pair[1],
        )
        # A second sentence must add something that matters, not a stray word.
        if gained <= (0.15 * total if grounds else 0):
            break
        grounds.append(ground)
        missing = {s: w for s, w in missing.items() if s not in set(stems(_context(ground)))}
    if not grounds or not total:
        return Judgement("unsupported", ())
    covered = 1 - sum(missing.values()) / total
    return Judgement(_verdict(claim, grounds, covered), tuple(grounds))


def _verdict(claim: str, grounds: Sequence[Ground], covered: float) -> Support:
    said = " ".join(_context(ground) for ground in grounds)
    if not _numbers(claim) <= _numbers(said) or covered < WEAK_FROM:
        return "unsupported"
    strange_name = any(not set(stems(name)) <= set(stems(said)) for name in _NAME.findall(claim))
    turned = bool(_NEGATION.search(claim.lower())) != bool(
        _NEGATION.search(" ".join(ground.quote for ground in grounds).lower())
    )
    return "weak" if covered < SUPPORTED_FROM or strange_name or turned else "supported"


def _sentences(evidence: Sequence[Evidence]) -> list[Ground]:
    return [
        Ground(item, item.passage.start + start, item.passage.start + end)
        for item in evidence
        for start, end in sentence_spans(item.passage.text, item.article.language)
    ]


def _context(ground: Ground) -> str:
    """The quoted words, with what the article itself says of who wrote them and when."""
    article = ground.evidence.article
    day = article.published.strftime("%d %B %Y %-d %Y-%m-%d") if article.published else ""
    return f"{ground.quote} {article.title} {article.outlet or ''} {day}"


def _gain(ground: Ground, missing: dict[str, float]) -> float:
    there = set(stems(ground.quote))
    return sum(weight for stem, weight in missing.items() if stem in there)


def _numbers(text: str) -> set[str]:
    """The numbers of a text without separators: 1,000 and 1000 are one number."""
    return {re.sub(r"[.,](?=\d{3}\b)", "", number) for number in _NUMBER.findall(text)}
