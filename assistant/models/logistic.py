"""The one form in which several signs become a chance."""

from __future__ import annotations

import math
from collections.abc import Sequence

__all__ = ["chance"]


def chance(weights: Sequence[float], signs: Sequence[float]) -> float:
    """A logistic model: 0 to 1, from an intercept and one weight for each sign."""
    intercept, *slopes = weights
    z = intercept + sum(slope * sign for slope, sign in zip(slopes, signs, strict=True))
    return 1 / (1 + math.exp(-z))
