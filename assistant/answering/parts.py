"""The parts of a question that asks several things: each answered under its own words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from ..datamodels import Question
from ..finding.abstaining import confidence
from .citations import Draft
from .material import Material

__all__ = ["Part", "parts_of", "told"]

MOST_PARTS = 4
MOST_OF_A_PART = 2  # sentences, where there are several parts


@dataclass(frozen=True)
class Part:
    """One of the questions that a question is made of; without ``drafts``, nothing answers it."""

    question: str
    drafts: tuple[Draft, ...]


def parts_of(
    material: Material,
    understand: Callable[[str], Question],
    choose: Callable[[Material], Iterator[Draft]],
) -> list[Part]:
    """The parts of a question, each searched, read and answered in its own form.

    ``understand`` says what is wanted of a part, ``choose`` what answers it.
    """
    found = []
    for text in material.query.understood.parts[:MOST_PARTS]:
        own = material.within(text=text, understood=understand(text))
        silent = confidence(own.findings) < material.settings.abstain_below
        drafts = () if silent else tuple(choose(own))[:MOST_OF_A_PART]
        found.append(Part(text, drafts))
    return found


def told(parts: Sequence[Part]) -> Iterator[Draft]:
    """The drafts of all parts under the words of these; what answers two best is told once, under
    both."""
    best = [(part.question, part.drafts[0]) for part in parts if part.drafts]
    under: dict[tuple[str, int], list[str]] = {}
    for question, draft in best:
        under.setdefault(_place(draft), []).append(question)
    told = set(under)
    for part in parts:
        for number, draft in enumerate(part.drafts):
            place = _place(draft)
            if number == 0 and place in under:
                yield replace(draft, label=" · ".join(under.pop(place)))
            elif place not in told:
                told.add(place)
                yield replace(draft, label=part.question)


def _place(draft: Draft) -> tuple[str, int]:
    """Where its first words stand."""
    ground = draft.grounds[0]
    return ground.evidence.article.id, ground.start
