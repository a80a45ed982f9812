"""Whether a sentence is of the kind that is asked for: a reason, a means, a view.

The reader knows what answers, but of two sentences on one matter it may take the one that repeats
the question. These signs speak for the one that goes on: how a reason, a means or somebody's view
is put in English news.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from ..datamodels import Kind
from ..library import stems

__all__ = ["GOES_ON", "fitness", "is_view", "view_of"]

GOES_ON: frozenset[Kind] = frozenset(("why", "how", "opinion"))
"""Kinds whose answer goes on from what the question says, most often in a sentence after it."""
REPEATS_FROM = 0.75  # of what the question says; a sentence that has more says it over again
REPEATING = -0.5
OWN_ARTICLE = 0.8

_REASON = re.compile(
    r"\b(?:because|so that|in order (?:not )?to|due to|owing to|on account of|thanks to|therefore"
    r"|hence|reasons?|for fear|lest|to (?:avoid|prevent|save|stop|keep|protect|make sure|ensure)"
    r"|citing|(?:ruling|arguing|saying|finding|claiming|fearing|insisting) that"
    r"|on (?:the )?grounds?|blam(?:e[ds]?|ing)|caused?|(?:led|leads|leading) to|as a result"
    r"|prompt(?:ed|ing)|stems? from"
    r"|in (?:the )?(?:expectation|hope)|can no longer|could no longer|could not|cannot|that is why"
    r"|which is why|too (?:\w+) to|failed to|without an?|fault(?:ed|s)?|no longer needs?"
    r"|for (?:\w+ly )?\w{3,}ing|fears?|feared|worr(?:y|ies|ied))\b"
    r"|, so\b",
    re.I,
)
_PERHAPS_REASON = re.compile(
    r"\b(?:as|since|after|so|following|over|with(?:out)?|saying|wants?)\b", re.I
)
_MEANS = re.compile(
    r"\b(?:(?:in part |partly |mainly )?by (?:\w+ly )?\w+ing|by means of|through|via|using|with the"
    r" help of|thanks to|step by step|(?:by|with|from) (?:an?|the|its|their|his|her)"
    r"|borrow(?:ed|s)?|raised|in exchange|plus|each)\b",
    re.I,
)
_PERHAPS_MEANS = re.compile(r"\b(?:by|with|from|then|first|would|will|to)\b|\d", re.I)
_SAYING = re.compile(
    r"\b(?:said|says?|told|tells|called|calls|calling|believe[sd]?|thinks?|thought|argue[sd]?"
    r"|warn(?:s|ed)|praise[sd]?|criticis(?:e[sd]?|ing)|criticiz(?:e[sd]?|ing)|describe[sd]?"
    r"|wrote|writes|add(?:s|ed)|insist(?:s|ed)?|welcom(?:es|ed)|reject(?:s|ed)|denie[sd]|accus(?:es|ed)"
    r"|hope[sd]?|fears?|feared|doubt(?:s|ed)?|claim(?:s|ed)|demand(?:s|ed)|urge[sd]?|according to"
    r"|express(?:es|ed)|acknowledge[sd]|note[sd]|view(?:s|ed)?|sees?|saw|skeptical|sceptical"
    r"|relief|alarm(?:ed)?|approach(?:es)?|position)\b",
    re.I,
)
_QUOTED = re.compile(r"[“\"«][^”\"»]{3,}|‘[^’]{12,}’|(?<!\w)'[^']{12,}'(?!\w)")


def fitness(kind: Kind, text: str, repeated: float) -> float:
    """How well a sentence is of the kind that is asked for, from -0.5 to 1; 0 where no sign tells.

    ``repeated`` is the share of what the question says that the sentence says again.
    """
    measure = _MEASURES.get(kind)
    if measure is None:
        return 0.0
    own = measure(text)
    return REPEATING if own < 0.5 and repeated >= REPEATS_FROM else own


def view_of(names: Sequence[str], view: float, said: set[str], authors: Sequence[str]) -> float:
    """How well a sentence gives the view of one of these people, from -0.5 to 1.

    ``view`` is how far it gives a view at all, ``said`` the stems of it and of what is before it.
    In an article of somebody's own every sentence may.
    """
    if not names:
        return view
    if any(name.casefold() == author.casefold() for name in names for author in authors):
        return max(view, OWN_ARTICLE)
    named = any(stems(name.split()[-1]) and stems(name.split()[-1])[0] in said for name in names)
    return view if named else REPEATING


def is_view(text: str) -> bool:
    """Whether a sentence tells what somebody says or thinks."""
    return bool(_SAYING.search(text))


def _reason(text: str) -> float:
    return 1.0 if _REASON.search(text) else 0.3 if _PERHAPS_REASON.search(text) else 0.0


def _means(text: str) -> float:
    return 1.0 if _MEANS.search(text) else 0.3 if _PERHAPS_MEANS.search(text) else 0.0


def _view(text: str) -> float:
    return 0.5 * bool(_SAYING.search(text)) + 0.5 * bool(_QUOTED.search(text))


_MEASURES: Mapping[Kind, Callable[[str], float]] = {
    "why": _reason,
    "how": _means,
    "opinion": _view,
}
