"""What a checker makes of pairs it was not trained on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from assistant.evaluation.measures.abstention import auroc

__all__ = ["balanced", "best_balanced", "figures"]

Floats = NDArray[np.float64]


def balanced(scores: Floats, right: NDArray[np.bool_], threshold: float) -> float:
    """The mean of the shares of right and of wrong ones that a threshold puts on their side."""
    return float(((scores[right] >= threshold).mean() + (scores[~right] < threshold).mean()) / 2)


def best_balanced(scores: Floats, right: NDArray[np.bool_]) -> tuple[float, float]:
    """The highest balanced accuracy of any threshold, and that threshold."""
    return max((balanced(scores, right, t), float(t)) for t in np.unique(scores))


def figures(verdicts: Floats, labels: Sequence[str]) -> Mapping[str, float]:
    """Figures of verdict logits, (pairs, 3): supported against the rest, and all three."""
    shifted = verdicts - verdicts.max(axis=1, keepdims=True)
    chances = np.exp(shifted) / np.exp(shifted).sum(axis=1, keepdims=True)
    right = np.array([label == "supported" for label in labels])
    names = ("supported", "contradicted", "unstated")
    told = verdicts.argmax(axis=1)
    known = [row for row, label in enumerate(labels) if label in names]
    agree = [names[told[row]] == labels[row] for row in known]
    best, at = best_balanced(chances[:, 0], right)
    return {
        "pairs": len(labels),
        "auroc": round(auroc(chances[:, 0], right) or 0.0, 3),
        "balanced": round(balanced(chances[:, 0], right, 0.5), 3),
        "best balanced": round(best, 3),
        "at": round(at, 3),
        "three ways": round(float(np.mean(agree)), 3) if agree else float("nan"),
    }
