"""Judges whether passages carry a sentence that somebody wrote from them, contradict it, or do not
state it.

The sentences that say most of what it says are chosen over all passages (``grounds``) and read
together with it by the checker (``models/checker.py``). Its logits and what can be told without a
network (``signs``: numbers, names, times and negation as values) make a chance of each verdict, as
one softmax model fitted over both; the writing model's own word is never taken. `python -m
benchmarks --only support` measures it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from ..datamodels import Chances, Evidence, Stance, Support
from ..models.checker import Checker, Logits
from .citations import Ground
from .grounds import Weight, carrying, choose_grounds, shown
from .signs import signs_of

__all__ = ["Checking", "Judgement", "chances_of", "features_of"]

# Fitted by `python -m training.checker`, cross-validated over articles that nothing was learned
# from: of each stance against ``unstated`` an intercept, and a weight for each of `features_of`.
SUPPORTED_WEIGHTS = (
    *(-0.037, 1.019, -0.027, -0.308, 0.291, 0.936),
    *(-0.914, -0.668, -1.292, -0.333, -0.215),
)
CONTRADICTED_WEIGHTS = (
    *(0.590, -0.001, 1.126, -1.153, 0.777, 0.431),
    *(-0.256, 0.446, 0.104, -0.202, -0.169),
)
# The chance of being supported from which a sentence is, and from which it may be shown as weak.
SUPPORTED_FROM, WEAK_FROM = 0.5, 0.15
READ_WORDS = 60  # of a claim; what is longer is not read whole, so that it is weak at most

_ADDRESS = re.compile(r"(?:[a-z][a-z0-9+.-]*://|www\.)[^\s)\]>\"”]*[^\s)\]>\"”.,;:!?]", re.I)


@dataclass(frozen=True)
class Judgement:
    """The verdict on a sentence, and the words of the passages that it stands on."""

    support: Support
    grounds: tuple[Ground, ...]
    chances: Chances

    @property
    def stance(self) -> Stance:
        """The likeliest of the three."""
        return self.chances.likeliest


NOTHING = Judgement("unsupported", (), Chances(supported=0, contradicted=0, unstated=1))


class Checking:
    """The checker, with how much each word says in what it checks against (``weight``, an idf)."""

    def __init__(self, checker: Checker, weight: Weight) -> None:
        self.fingerprint = checker.fingerprint
        self._checker = checker
        self._weight = weight

    def judge(self, claim: str, evidence: Sequence[Evidence]) -> Judgement:
        """How far the evidence carries a claim.

        It is read by what was chosen from all articles, and by the one alone that says most of it,
        since what others say of the same matter distracts; what carries it more counts.
        """
        together = choose_grounds(claim, evidence, self._weight)
        if not together or _has_strange_address(claim, evidence):
            return NOTHING
        judgements = [self._read(claim, together)]
        if len({ground.evidence.article.id for ground in together}) > 1:
            nearest = self._nearest(claim, together)
            own = [item for item in evidence if item.article.id == nearest]
            judgements.append(self._read(claim, choose_grounds(claim, own, self._weight)))
        return max(judgements, key=lambda each: each.chances.supported)

    def _nearest(self, claim: str, grounds: Sequence[Ground]) -> str:
        """The article whose grounds say most of the claim."""
        ids = dict.fromkeys(ground.evidence.article.id for ground in grounds)
        return max(
            ids,
            key=lambda each: signs_of(
                claim, [g for g in grounds if g.evidence.article.id == each], self._weight
            )[0],
        )

    def _read(self, claim: str, grounds: Sequence[Ground]) -> Judgement:
        logits = self._checker.judge(claim, shown(grounds))
        chances = chances_of(features_of(logits, signs_of(claim, grounds, self._weight)))
        return Judgement(
            _support(chances.supported, len(claim.split()) <= READ_WORDS),
            carrying(claim, grounds, self._weight),
            chances,
        )


def _has_strange_address(claim: str, evidence: Sequence[Evidence]) -> bool:
    """Whether a claim sends its reader somewhere that no passage names: what an instruction hidden
    in an article is after. This is no matter of degree."""
    said = " ".join(item.passage.text for item in evidence).lower()
    return any(address.lower() not in said for address in _ADDRESS.findall(claim))


def features_of(logits: Logits, signs: Sequence[float]) -> tuple[float, ...]:
    """What the chances are made of: how far the network leans to each of two stances rather than to
    ``unstated``, and the signs."""
    return (
        logits.supported - logits.unstated,
        logits.contradicted - logits.unstated,
        *signs,
    )


def chances_of(features: Sequence[float]) -> Chances:
    """The chance of each stance, a softmax model of the features."""
    supported, contradicted = (
        math.exp(
            min(50.0, weights[0] + sum(w * f for w, f in zip(weights[1:], features, strict=True)))
        )
        for weights in (SUPPORTED_WEIGHTS, CONTRADICTED_WEIGHTS)
    )
    total = supported + contradicted + 1
    return Chances(
        supported=supported / total, contradicted=contradicted / total, unstated=1 / total
    )


def _support(chance: float, read: bool) -> Support:
    if chance >= SUPPORTED_FROM and read:
        return "supported"
    return "weak" if chance >= WEAK_FROM else "unsupported"
