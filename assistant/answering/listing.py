"""A list: everything of a kind that the evidence holds, from as many articles as it takes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date

from .citations import Draft
from .material import Material
from .quoting import READ, Candidate, drafted, repeats, widest
from .widening import dangles

__all__ = ["items"]

MOST, MOST_PER_STORY = 8, 3
ENOUGH = 3.2  # how far below the best an item may score
# An item has to say itself what it is an item of; the headline, which all of an article share, does
# not tell it from what stands beside it.
ITSELF = 3.5


def items(material: Material) -> Iterator[Draft]:
    """The sentences that each hold an item, in the order of their days, those of unknown day last.

    None says what another says.
    """
    deep = material.deep
    whole = deep.sentences
    quotable = sorted((c for c in whole if c.quotable), key=lambda c: -_worth(c, deep))
    chosen: list[Candidate] = []
    told: Counter[str] = Counter()
    for each in quotable:
        if len(chosen) == MOST or _worth(each, deep) < _worth(quotable[0], deep) - ENOUGH:
            break
        quote = widest(each, whole) if dangles(each.text) else each
        if told[each.story] < MOST_PER_STORY and not any(repeats(quote, other) for other in chosen):
            told[each.story] += 1
            chosen.append(quote)
    for each in sorted(chosen, key=_place):
        yield drafted(each, deep.spans)


def _worth(sentence: Candidate, material: Material) -> float:
    signs = sentence.signs
    return (
        ITSELF * material.about(sentence, headed=False)
        + READ.weights.share * signs.share
        + 0.5 * READ.weights.rank * signs.rank
    )


def _place(each: Candidate) -> tuple[date, str, int]:
    article = each.evidence.article
    return article.published or date.max, article.id, each.start
