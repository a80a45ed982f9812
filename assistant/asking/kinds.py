"""What kind of answer a question wants, by the words in which it is put.

The rules are tried in order, the first that fits decides: what asks of the library before what
asks of the world, what names the form ("a timeline of …") before what only begins with a word
("why", "is").
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import cast

from ..datamodels import Kind
from ..library import stems
from .desk_phrases import LIBRARY, TALK
from .form_phrases import FORMS, HOW, LATEST, LIST, WHO, YES_NO
from .plainly import plain

__all__ = ["bare_words", "is_follow_up", "kind_of"]

SHORT = 4  # words of a question that has no verb

_ASKING = re.compile(
    r"\b(?:who|whom|whose|what|when|where|why|how|which|is|are|was|were|do|does|did|has|have|had|can"
    r"|could|will|would|should|tell|give|list|name|show|explain|say|says|said|much|many|since)\b|\d",
    re.I,
)
_EMPTY = frozenset(
    stems("more else thing things something anything everything happen news please tell say")
)
_GOING_ON = re.compile(
    r"(?:and|but|or|so|also|then|(?:what|how) about|(?:what|who) else|why not|same for|the other"
    r"|which of (?:them|these|those))\b",
    re.I,
)


def bare_words(question: str) -> str:
    """The question as the rules read it: plain, without its last stop."""
    return plain(question).rstrip("?!.… ")


def is_follow_up(question: str) -> bool:
    """Whether this goes on from the question before it: it cannot be understood by itself."""
    words = bare_words(question)
    return bool(_GOING_ON.match(words)) or not set(stems(words)) - _EMPTY


def kind_of(question: str, names: Sequence[str] = ()) -> Kind:
    """The kind of answer that a question wants, if it stands for itself.

    ``names`` are those in it, which tell "what is the Medusa?" from "what is the matter?".
    """
    words = bare_words(question)
    if TALK.fullmatch(" ".join(re.sub(r"[^\w\s'-]+", " ", words).split())):
        return "talk"
    if LIBRARY.search(words):
        return "library"
    for kind, phrases in FORMS.items():
        if phrases.search(words):
            return cast(Kind, kind)
    return _of_other_words(words, names)


def _of_other_words(words: str, names: Sequence[str]) -> Kind:
    if _describes(words, names):
        return "who"
    if LATEST.search(words):
        return "latest"
    if LIST.search(words):
        return "list"
    if YES_NO.search(words):
        return "yes/no"
    if HOW.match(words):
        return "how"
    is_bare = len(words.split()) <= SHORT and not _ASKING.search(words)
    return "who" if is_bare else "fact"


def _describes(words: str, names: Sequence[str]) -> bool:
    """Whether a description of somebody or something is wanted."""
    found = WHO.match(words)
    if not found:
        return False
    if of := found["of"]:
        rest = set(stems(of)) - set(stems(" ".join(names)))
        return not rest or (not names and len(of.split()) <= 2 and words.lower().startswith("who"))
    return True
