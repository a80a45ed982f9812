"""The softmax model over logits and signs, fitted on articles that the network did not learn from.

Cross-validated by article: the chances that are reported of a claim come from a model that saw
neither it nor any other claim about its article.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray

__all__ = ["FOLDS", "chances", "cross_validated", "fit"]

FOLDS = 5
PENALTY = 0.02  # on squared weights, of standardised features
STANCES = ("supported", "contradicted", "unstated")

Floats = NDArray[np.float64]


def fit(features: Floats, labels: Sequence[str]) -> Floats:
    """The weights, (2, 1 + features): of ``supported`` and of ``contradicted`` against
    ``unstated``, the intercept first. Each stance counts as much as the others."""
    mean, spread = features.mean(axis=0), features.std(axis=0) + 1e-6
    inputs = torch.tensor((features - mean) / spread)
    right = torch.tensor([STANCES.index(label) for label in labels])
    share = torch.bincount(right, minlength=3).double().clamp(min=1)
    each = (1 / share)[right] / 3
    weights = torch.zeros(2, features.shape[1] + 1, dtype=torch.double, requires_grad=True)
    optimiser = torch.optim.LBFGS([weights], max_iter=300, line_search_fn="strong_wolfe")

    def loss() -> torch.Tensor:
        optimiser.zero_grad()
        logs = _logits(inputs, weights).log_softmax(dim=1)
        wrong = -(each * logs.gather(1, right[:, None])[:, 0]).sum()
        total = wrong + PENALTY * weights[:, 1:].pow(2).mean()
        total.backward()  # type: ignore[no-untyped-call]
        return total

    optimiser.step(loss)
    found = weights.detach().numpy()
    slopes = found[:, 1:] / spread
    return np.column_stack([found[:, 0] - slopes @ mean, slopes])


def chances(weights: Floats, features: Floats) -> Floats:
    """The chances of the three stances, (claims, 3)."""
    logits = np.column_stack([features @ weights[:, 1:].T + weights[:, 0], np.zeros(len(features))])
    shares = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(shares / shares.sum(axis=1, keepdims=True))


def cross_validated(features: Floats, labels: Sequence[str], articles: Sequence[str]) -> Floats:
    """The chances of each claim by a model that was fitted without its article."""
    folds = np.array([hashlib.sha256(a.encode()).digest()[1] % FOLDS for a in articles])
    told = np.zeros((len(labels), 3))
    for fold in range(FOLDS):
        out = folds == fold
        if out.any():
            weights = fit(
                features[~out], [label for label, away in zip(labels, out, strict=True) if not away]
            )
            told[out] = chances(weights, features[out])
    return told


def _logits(inputs: torch.Tensor, weights: torch.Tensor) -> torch.Tensor:
    given = inputs @ weights[:, 1:].T + weights[:, 0]
    return torch.cat([given, given.new_zeros(len(given), 1)], dim=1)
