"""Judges whether passages carry a sentence that somebody wrote from them.

The judgement is lexical and strict about what is easily made up: a number that no cited
passage has, or a clause most of whose words it does not have, is not supported. It follows the
idea of attribution to identified sources (Rashkin et al. 2023), with word overlap in place of a
person's judgement; the writing model's own word is never taken. `python -m benchmarks --only
support` measures it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ..datamodels import Evidence, Source, Support
from ..library import stems
from ..text.numerals import NUMERALS, TENS, UNITS
from ..text.sentences import sentence_spans
from .citations import Ground

__all__ = ["Judgement", "clauses", "in_context", "judge", "numbers"]

# The share of a sentence's weighted words that its grounds must have, and of its weakest clause:
# a model's fabrications are mostly a strange clause behind a true one.
SUPPORTED_FROM, SUPPORTED_CLAUSE_FROM = 0.75, 0.6
WEAK_FROM, WEAK_CLAUSE_FROM = 0.55, 0.35
CLAUSE_WORDS = 3  # content words; a shorter piece belongs to its neighbour
MAX_GROUNDS = 2  # sentences of the articles that one sentence of an answer may stand on

_CLAUSE_EDGE = re.compile(
    r"[,;:–—]\s"
    r"|\s(?=(?:after|although|and|as|because|before|but|since|so|when|which|while|who)\s)"
)
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
# "One" by itself is left out: it is a pronoun more often than a number.
_COUNTED = [word for word in UNITS if word != "one"]
_NUMBER_WORD = re.compile(
    rf"\b(?:({'|'.join(TENS)})(?:-({'|'.join(list(UNITS)[:9])}))?|({'|'.join(_COUNTED)}))\b",
    re.I,
)
_NAME = re.compile(r"\b[A-Z][\w’'-]+")
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
    weakest = min(_covered(set(stems(each)), wanted, missing) for each in clauses(claim))
    return Judgement(_verdict(claim, grounds, covered, weakest), tuple(grounds))


def clauses(claim: str) -> list[str]:
    """The clauses of a sentence, short pieces joined to the one before."""
    found: list[str] = []
    for piece in _CLAUSE_EDGE.split(claim):
        if found and min(_content(piece), _content(found[-1])) < CLAUSE_WORDS:
            found[-1] += f" {piece}"
        else:
            found.append(piece)
    return found


def numbers(text: str) -> set[str]:
    """The numbers of a text: 1,000 and 1000 are one, and so are 23 and twenty-three."""
    digits = {re.sub(r"[.,](?=\d{3}\b)", "", number) for number in _NUMBER.findall(text)}
    words = {
        sum(NUMERALS[part.lower()] for part in match.groups() if part)
        for match in _NUMBER_WORD.finditer(text)
    }
    return digits | {str(number) for number in words}


def in_context(text: str, article: Source) -> str:
    """An article's words, with what it says itself of who wrote them and when."""
    day = article.published.strftime("%d %B %Y %-d %Y-%m-%d") if article.published else ""
    return f"{text} {article.title} {article.outlet or ''} {day}"


def _content(text: str) -> int:
    return len(set(stems(text)))


def _covered(words: set[str], wanted: dict[str, float], missing: dict[str, float]) -> float:
    total = sum(wanted[word] for word in words)
    return 1 - sum(missing.get(word, 0.0) for word in words) / total if total else 1.0


def _verdict(claim: str, grounds: Sequence[Ground], covered: float, weakest: float) -> Support:
    said = " ".join(_context(ground) for ground in grounds)
    if not numbers(claim) <= numbers(said):
        return "unsupported"
    if covered < WEAK_FROM or weakest < WEAK_CLAUSE_FROM:
        return "unsupported"
    strange_name = any(not set(stems(name)) <= set(stems(said)) for name in _NAME.findall(claim))
    turned = bool(_NEGATION.search(claim.lower())) != bool(
        _NEGATION.search(" ".join(ground.quote for ground in grounds).lower())
    )
    doubtful = covered < SUPPORTED_FROM or weakest < SUPPORTED_CLAUSE_FROM
    return "weak" if doubtful or strange_name or turned else "supported"


def _sentences(evidence: Sequence[Evidence]) -> list[Ground]:
    return [
        Ground(item, item.passage.start + start, item.passage.start + end)
        for item in evidence
        for start, end in sentence_spans(item.passage.text, item.article.language)
    ]


def _context(ground: Ground) -> str:
    return in_context(ground.quote, ground.evidence.article)


def _gain(ground: Ground, missing: dict[str, float]) -> float:
    there = set(stems(ground.quote))
    return sum(weight for stem, weight in missing.items() if stem in there)
