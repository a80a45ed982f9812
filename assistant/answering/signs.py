"""What can be told of a claim and its grounds without a network: signs that go in beside it.

Numbers, names, times and negation are compared as values, not as spellings. Each sign is a number
from 0 to about 2; none decides by itself, their weights are fitted together with the network's
logits (``checking``).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from itertools import pairwise

from ..library import stems
from ..text.quantities import Moment, Quantity, moments, quantities
from .citations import Ground
from .grounds import Weight, clauses, head, terms_of

__all__ = ["SIGNS", "signs_of"]

SIGNS = (
    "covered",  # share of the claim's weighted terms that the grounds have
    "weakest",  # the same of the clause that has fewest of them
    "copied",  # share of the claim's pairs of neighbouring words
    "numbers",  # of the claim that no ground has, not even before rounding
    "other numbers",  # of those, where the nearest ground has another number of the kind
    "times",  # of the claim that no ground names
    "names",  # capitalised words of the claim that no ground has
    "turned",  # claim and nearest ground differ in being denied
)
MOST = 2  # of numbers, times and names that are counted

_NAME = re.compile(r"(?<=[\w,;:”\"’'-]\s)[A-Z][\w’'-]+")
_NEGATION = re.compile(
    r"\b(?:not|no|never|none|neither|nor|nobody|nothing|without|denie[ds]|deny|refuse[ds]?|declined?"
    r"|declines|fail(?:s|ed)?|reject(?:s|ed)?|unable|hardly|cannot)\b|n['’]t\b",
    re.I,
)


def signs_of(claim: str, grounds: Sequence[Ground], weight: Weight) -> tuple[float, ...]:
    """One value for each of ``SIGNS``."""
    said = " ".join(f"{head(ground.evidence.article)} {ground.quote}" for ground in grounds)
    wanted = {term: weight(term) if term[0] != "=" else 0.0 for term in terms_of(claim)}
    there = terms_of(said)
    nearest = _nearest(claim, grounds)
    missing = _missing(quantities(claim), quantities(said))
    beside = [q for q in quantities(nearest) if not any(q.same(m) for m in quantities(claim))]
    other = [each for each in missing if any(each.unit == q.unit for q in beside)]
    return (
        _share(wanted, there),
        min((_share(_part(wanted, each), there) for each in clauses(claim)), default=0.0),
        _copied(claim, said),
        min(MOST, len(missing)),
        min(MOST, len(other)),
        min(MOST, len(_missing_times(claim, grounds))),
        min(MOST, sum(not set(stems(name)) <= there for name in _NAME.findall(claim))),
        float(bool(_NEGATION.search(claim)) != bool(_NEGATION.search(nearest))),
    )


def _share(wanted: dict[str, float], there: frozenset[str]) -> float:
    total = sum(wanted.values())
    return sum(w for term, w in wanted.items() if term in there) / total if total else 1.0


def _part(wanted: dict[str, float], clause: str) -> dict[str, float]:
    return {term: wanted[term] for term in terms_of(clause) if term in wanted}


def _copied(claim: str, said: str) -> float:
    pairs, there = _pairs(claim), _pairs(said)
    return len(pairs & there) / len(pairs) if pairs else 0.0


def _pairs(text: str) -> set[tuple[str, str]]:
    words = re.findall(r"\w+", text.lower())
    return set(pairwise(words))


def _nearest(claim: str, grounds: Sequence[Ground]) -> str:
    """The ground that has most of the claim's words."""
    wanted = terms_of(claim)
    quotes = [ground.quote for ground in grounds]
    return max(quotes, key=lambda quote: len(wanted & terms_of(quote)), default="")


def _missing(claimed: Sequence[Quantity], there: Sequence[Quantity]) -> list[Quantity]:
    return [q for q in claimed if not any(q.same(other) or q.rounds(other) for other in there)]


def _missing_times(claim: str, grounds: Sequence[Ground]) -> list[Moment]:
    """The times of a claim that its grounds do not name, all read against the articles' days."""
    days = [ground.evidence.article.published for ground in grounds]
    there = [
        moment
        for ground, day in zip(grounds, days, strict=True)
        for moment in (*moments(ground.quote, day), *_published(day))
    ]
    today = next(filter(None, days), None)
    return [m for m in moments(claim, today) if not any(m.same(other) for other in there)]


def _published(day: date | None) -> list[Moment]:
    return [Moment(day.year, day.month, day.day, 0, 0)] if day else []
