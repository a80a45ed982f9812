"""A list: everything of a kind that the evidence holds, from as many articles as it takes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date

from ..library import stems
from .citations import Draft
from .fitting import is_view
from .material import Material
from .profiles import introduced
from .quoting import Candidate, drafted, repeats, widest
from .widening import dangles

__all__ = ["items", "listed_in"]

MOST, MOST_PER_STORY = 8, 3
ENOUGH = 3.3  # how far below the best an item may score
# An item has to say itself what it is an item of; the headline, which all of an article share, does
# not tell it from what stands beside it.
ITSELF = 3.5
SHARE, RANK = 0.3, 0.7  # what the reader's share and the place of its passage count
LISTED = 1.5  # what counts besides that a sentence says the word for what is listed


_LISTED = re.compile(
    r"\b(?:list|name|every|each|all|which|what)\s+(?:(?:of|the|all|every|me)\s+)*"
    r"(?P<listed>(?:[\w’'-]+\s+){0,3}?[\w’'-]+?)"
    r"(?=\s+(?:on|of|in|for|with|that|who|did|do|does|have|has|had|were|was|are|is|can|could|to|by|at"
    r"|about|from|against)\b|\s*[?.,!]|\s*$)",
    re.I,
)
_PEOPLE = frozenset(
    stems("people persons person officials politicians experts speakers witnesses critics who")
)


def items(material: Material) -> Iterator[Draft]:
    """The sentences that each hold an item, in the order of their days, those of unknown day last.

    None says what another says. Where people are asked for, each sentence introduces somebody.
    """
    listed = listed_in(material.query.text)
    if set(stems(listed)) & _PEOPLE:
        yield from _people(material)
        return
    deep = material.deep
    whole = deep.sentences
    worth = {each: _worth(each, deep, listed) for each in whole if each.quotable}
    quotable = sorted(worth, key=lambda each: -worth[each])
    chosen: list[Candidate] = []
    told: Counter[str] = Counter()
    for each in quotable:
        if len(chosen) == MOST or worth[each] < worth[quotable[0]] - ENOUGH:
            break
        quote = widest(each, whole) if dangles(each.text) else each
        if told[each.story] < MOST_PER_STORY and not any(repeats(quote, other) for other in chosen):
            told[each.story] += 1
            chosen.append(quote)
    for each in sorted(chosen, key=_day):
        yield drafted(each, deep.spans)


def listed_in(question: str) -> str:
    """What a question asks to have listed: "votes" of "List all council votes on the bridge"."""
    match = _LISTED.search(question)
    return match["listed"].split()[-1] if match else ""


def _people(material: Material) -> Iterator[Draft]:
    """A sentence for each of those whom the articles introduce and let speak."""
    chosen: dict[str, Candidate] = {}
    for each in material.wide:
        if len(chosen) == MOST:
            break
        names = list(introduced(each.text)) if each.quotable and is_view(each.text) else []
        new = [name for name in names if name.split()[-1] not in chosen]
        if new and not any(repeats(each, other) for other in chosen.values()):
            chosen[new[0].split()[-1]] = each
    for each in sorted(chosen.values(), key=_day):
        yield drafted(each, material.spans)


def _worth(sentence: Candidate, material: Material, listed: str) -> float:
    signs = sentence.signs
    return (
        LISTED * bool(set(stems(listed)) & sentence.terms)
        + ITSELF * material.about(sentence, headed=False)
        + SHARE * signs.share
        + RANK * signs.rank
    )


def _day(each: Candidate) -> date:
    """The day of its article, after all others if that is unknown; those of a day stay in their
    order."""
    return each.evidence.article.published or date.max
