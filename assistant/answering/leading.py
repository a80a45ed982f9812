"""The lead: the answer in one breath, made by code out of what the answer holds."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from ..datamodels import Kind, Sentence, Source, Stated
from ..library import stems
from .citations import Draft
from .timeline import UNDATED
from .widening import dangles
from .wording import day_in_words

__all__ = ["age_of", "lead", "yes_or_no"]

OLD = 60  # days after which the newest that is known is said to be old
LONGEST = 240  # characters of a sentence that leads

_ASKED = re.compile(
    r"\s*(?:(?:so|and|but),? )?(?:is it true that |is|are|was|were|did|does|do|has|have|had|can"
    r"|could|will|would|should|must)\s+(?P<rest>.+)",
    re.I,
)
_DENIED = re.compile(r"\b(?:not|no|never|nobody|none|neither|nor|without|cannot)\b|n['’]t\b", re.I)
# What a sentence only supposes, reports as somebody's wish, or takes back.
_HEDGED = re.compile(
    r"\b(?:would|could|might|may|if|whether|unless|should|plan(?:s|ned)?|wants?|wanted|asks?|asked"
    r"|calls? for|called for|hopes?|hoped|den(?:y|ies|ied)|alleged(?:ly)?|claim(?:s|ed)|refuse[sd]?"
    r"|fail(?:s|ed)?|reject(?:s|ed)?|unlikely|fears?|feared|almost|nearly|yet)\b",
    re.I,
)
FEWEST = 3  # words of a question that a sentence must say again to be a plain yes or no


def lead(
    kind: Kind,
    question: str,
    sentences: Sequence[Sentence],
    values: Sequence[Stated],
    first: Draft,
) -> str:
    """What leads an answer to a question of a kind with these sentences, the first from ``first``.

    Where sources give values these; of a timeline, how far it reaches; else the words that answer
    or the sentence that does.
    """
    if kind == "timeline":
        days = (each.label for each in sentences if each.label != UNDATED)
        labels = list(dict.fromkeys(days))
        return f"{labels[0]} to {labels[-1]}." if len(labels) > 1 else ""
    if len(values) > 1:
        return _values(kind, values)
    if kind in ("comparison", "disagreement", "change", "list", "summary", "latest"):
        return ""
    if kind == "yes/no":
        said = yes_or_no(question, [first.core])
        if said:
            return f"{said}: {first.core}"
    short = next((ground.short for ground in first.grounds if ground.short), None)
    if short:
        words = " ".join(short.text.split())
        return words[0].upper() + words[1:]
    whole = first.text if dangles(first.core) or first.core[:1] in "“\"'" else first.core
    return next((each for each in (whole, first.core) if len(each) <= LONGEST), "")


def age_of(source: Source | None, today: date) -> str:
    """How new the newest article of an answer about the latest is, and that it is old if it is."""
    if source is None or source.published is None:
        return "The day of the newest article on this is not known."
    said = f"The newest article found on this is of {day_in_words(source.published)}"
    old = (today - source.published).days > OLD
    return f"{said}; things may have changed since." if old else f"{said}."


def yes_or_no(question: str, sentences: Sequence[str]) -> str:
    """ "Yes" or "No" where a sentence says all that is asked, in the same order, or denies it.

    Only plain sentences count: none that supposes, wishes or takes back. Empty if there is none.
    """
    asked = _ASKED.match(question)
    wanted = stems(asked["rest"]) if asked else []
    if len(wanted) < FEWEST or _DENIED.search(question):
        return ""
    for sentence in sentences:
        said = iter(stems(sentence))
        if not _HEDGED.search(sentence) and all(term in said for term in wanted):
            return "No" if _DENIED.search(sentence) else "Yes"
    return ""


def _values(kind: Kind, values: Sequence[Stated]) -> str:
    if kind == "change":
        first, last = values[0], values[-1]
        days = [day_in_words(each.article.published) for each in (first, last)]
        return f"From {first.words} ({days[0]}) to {last.words} ({days[1]})."
    said = [
        f"{each.words} ({each.article.name}, {day_in_words(each.article.published)})"
        for each in values
    ]
    return f"The articles differ: {'; '.join(said)}."
