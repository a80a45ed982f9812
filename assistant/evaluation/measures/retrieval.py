"""How well what was found fits what should have been found.

A ranking is a sequence of ids, best first, none twice; ``relevant`` are the ids that should be
there, at least one. Relevance is binary. The values equal those of trec_eval (NIST).
"""

from __future__ import annotations

import math
from collections.abc import Sequence, Set

__all__ = ["hit", "ndcg", "recall", "reciprocal_rank"]


def recall(ranking: Sequence[str], relevant: Set[str], k: int) -> float:
    """The share, 0 to 1, of the relevant ids that are among the first ``k``.

    Manning, Raghavan & Schütze, Introduction to Information Retrieval (2008), chapter 8.
    """
    return len(relevant & set(ranking[:k])) / len(relevant)


def hit(ranking: Sequence[str], relevant: Set[str], k: int) -> float:
    """1 if one of the first ``k`` is relevant, else 0; success@k of trec_eval."""
    return float(not relevant.isdisjoint(ranking[:k]))


def reciprocal_rank(ranking: Sequence[str], relevant: Set[str]) -> float:
    """1 / the rank of the first relevant id, 0 without one; its mean is MRR.

    Voorhees, The TREC-8 Question Answering Track Report (1999).
    """
    return next((1 / at for at, item in enumerate(ranking, start=1) if item in relevant), 0.0)


def ndcg(ranking: Sequence[str], relevant: Set[str], k: int) -> float:
    """Normalised discounted cumulative gain of the first ``k``, 0 to 1.

    Järvelin & Kekäläinen, Cumulated gain-based evaluation of IR techniques (2002), with the
    discount log2(rank + 1).
    """
    gained = sum(_discount(at) for at, item in enumerate(ranking[:k]) if item in relevant)
    return gained / sum(_discount(at) for at in range(min(k, len(relevant))))


def _discount(at: int) -> float:
    return 1 / math.log2(at + 2)
