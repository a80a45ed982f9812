"""A summary: central, various sentences that stand by themselves, in the order of their days.

A sentence is central if others of the evidence are near it (LexRank: Erkan & Radev 2004), and is
taken if it also says what those before it have not (maximal marginal relevance: Carbonell &
Goldstein 1998).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date

import numpy as np
from numpy.typing import NDArray

from .citations import Draft
from .material import Material
from .quoting import Candidate, alike, drafted, widest
from .widening import dangles

__all__ = ["central", "latest", "summary"]

SENTENCES = 8
MOST_COMPARED = 90  # sentences that are embedded, those about the subject first
LEAST_ABOUT = 0.5  # share of the subject that a sentence has, of what the best has
NEWNESS = 0.45  # what likeness to a sentence already taken costs, against being central
CENTRAL, ABOUT, OPENS, LEANS, SPOKEN = 1.0, 0.5, 0.7, 0.25, 0.2

_ONE_TEXT = re.compile(
    r"\b(?:report|column|article|interview|piece|memo|ruling|verdict|letter|speech|editorial|op-ed"
    r"|commentary|analysis|document)\b",
    re.I,
)


def summary(material: Material) -> Iterator[Draft]:
    """What the articles tell of a subject, or what one of them tells, if the question names it."""
    sentences = material.wide
    one = _ONE_TEXT.search(material.query.question)
    if one and material.findings.evidence:
        story = material.findings.stories.get(material.findings.evidence[0].passage.id)
        sentences = [each for each in sentences if each.story == story]
    sentences = _about(sentences, material)
    stories = len({each.story for each in sentences})
    per_story = SENTENCES if one else max(1, -(-SENTENCES // max(1, stories // 2)))
    for each in central(material, sentences, SENTENCES, per_story):
        quote = widest(each, material.wide) if dangles(each.text) else each
        yield drafted(quote, material.spans)


def _about(sentences: Sequence[Candidate], material: Material) -> list[Candidate]:
    shares = {each: material.about(each) for each in sentences if each.quotable}
    least = LEAST_ABOUT * max(shares.values(), default=0.0)
    return [each for each, share in shares.items() if share >= least]


def central(
    material: Material, sentences: Sequence[Candidate], count: int, per_story: int
) -> list[Candidate]:
    """The most central of the sentences that say different things, in the order of their days."""
    compared = sorted(
        (each for each in sentences if each.quotable and not each.text.endswith("?")),
        key=lambda each: -material.about(each) - each.signs.rank,
    )[:MOST_COMPARED]
    if not compared:
        return []
    vectors = material.library.embedder.embed([each.text for each in compared])
    worth = _worth(material, compared, vectors)
    chosen: list[int] = []
    told: Counter[str] = Counter()
    while len(chosen) < count:
        nearest = vectors @ vectors[chosen].T if chosen else np.zeros((len(compared), 1))
        values = worth - NEWNESS * nearest.max(axis=1)
        values[chosen] = -np.inf
        values[[told[each.story] >= per_story for each in compared]] = -np.inf
        best = int(values.argmax())
        if values[best] == -np.inf:
            break
        chosen.append(best)
        told[compared[best].story] += 1
    kept = [compared[at] for at in chosen]
    kept = [each for at, each in enumerate(kept) if not any(alike(each, o) for o in kept[:at])]
    return sorted(kept, key=_place)


def latest(material: Material, count: int = 3) -> Iterator[Draft]:
    """What the newest articles on the subject open with, the newest first."""
    quotable = [each for each in material.wide if each.quotable]
    least = 0.6 * max((material.about(each) for each in quotable), default=0.0)
    newest: dict[str, list[Candidate]] = {}
    for each in quotable:
        if material.about(each) >= least:
            newest.setdefault(each.story, []).append(each)
    stories = sorted(newest.values(), key=lambda story: _day(story[0], material), reverse=True)
    for story in stories[:count]:
        best = max(
            story, key=lambda each: (material.about(each) + 0.5 * material.opens(each), -each.start)
        )
        yield drafted(widest(best, material.wide), material.spans)


def _worth(
    material: Material, compared: Sequence[Candidate], vectors: NDArray[np.float32]
) -> NDArray[np.float64]:
    likeness = np.clip(vectors @ vectors.T, 0, None)
    centrality = likeness.mean(axis=1)
    about = np.array([material.about(each) for each in compared])
    opens = np.array([material.opens(each) for each in compared])
    leans = np.array([dangles(each.text) for each in compared])
    spoken = np.array([each.text[0] in "“\"'‘«„" for each in compared])
    for_it = CENTRAL * centrality / centrality.max() + ABOUT * about + OPENS * opens
    worth: NDArray[np.float64] = for_it - LEANS * leans - SPOKEN * spoken
    return worth


def _day(sentence: Candidate, material: Material) -> date:
    """The day of a sentence's article; of one without, the newest day that it speaks of."""
    return material.day_of(sentence.evidence)


def _place(sentence: Candidate) -> tuple[date, str, int]:
    article = sentence.evidence.article
    return article.published or date.max, article.id, sentence.start
