"""A follow-up made whole where its own words show how: "when?", "and in May?", "and the oldest?".

What leans on earlier turns in another way is lent their words (`resolving`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from .kinds import bare_words, is_follow_up
from .naming import names_in
from .parts import completed
from .plainly import changes_the_subject, plain

__all__ = ["EARLIER", "earlier_questions", "whole"]

EARLIER = 4  # earlier questions that are gone through; what is further back is left behind

_BARE = re.compile(
    r"(?:and |but |so )?(?:(?:by|for|from|to|with|of|in|on|at|since) )?"
    r"(?:when|where|why|how(?: (?:many|much|long|often|old|far))?|by whom|for whom|how so)$",
    re.I,
)
_ELSEWHERE = re.compile(
    r"(?:and|but|or|what about|how about) (?:what )?"
    r"(?:in|on|at|after|before|during|by|for|from) ",
    re.I,
)
_MOST = (
    r"(?:newest|latest|oldest|earliest|most recent|first|last|biggest|smallest|longest|shortest)"
)
_OTHER_END = re.compile(
    rf"(?:and|or|what about|how about) (?:the )?(?P<most>{_MOST})(?: one)?$", re.I
)
# The last of a question, and what may stand in its place: "in the memo" – "and the report?".
_LAST_PLACE = re.compile(r"\b(?P<at>in|by|at|for|to|from) the [\w-]+(?: [\w-]+){0,2}$", re.I)
_ANOTHER = re.compile(
    r"(?:and|or|what about|how about) (?P<thing>the (?!other)[\w-]+(?: [\w-]+)?)$", re.I
)
_ALL_OF_THEM = re.compile(
    r"(?P<do>summari[sz]e|compare|sum up|contrast)(?: (?:both|them|the two|these|those|all"
    r"|it all|all of (?:them|it)|both of them))+$",
    re.I,
)


def earlier_questions(asked: Sequence[str]) -> list[str]:
    """The last questions of a conversation, each made whole; none from before a change of subject.

    ``asked`` are oldest first, and so are they.
    """
    found: list[str] = []
    for question in asked[-EARLIER:]:
        if changes_the_subject(question):
            found, question = [], plain(question)
        found.append(whole(question, found) or question)
    return found


def whole(question: str, earlier: Sequence[str]) -> str | None:
    """The question with all that it leaves to the one before; ``None`` if its words do not tell.

    ``earlier`` are whole questions, oldest first.
    """
    words = bare_words(question)
    if not earlier:
        return None
    last = earlier[-1].rstrip("?!. ")
    if (ends := _OTHER_END.match(words)) and re.search(rf"\b{_MOST}\b", last, re.I):
        return re.sub(rf"\b{_MOST}\b", ends["most"], last, flags=re.I) + "?"
    if both := _ALL_OF_THEM.match(words):
        told = earlier[-2:] if len(earlier) > 1 else earlier
        return f"{both['do'].capitalize()}: {' '.join(_ended(each) for each in told)}"
    place, another = _LAST_PLACE.search(last), _ANOTHER.match(words)
    if place and another:
        return _ended(f"{last[: place.start()]}{place['at']} {another['thing']}")
    if _BARE.match(words) or (is_follow_up(words) and _ELSEWHERE.match(words)):
        return _ended(completed(words, last, names_in(last)))
    return None


def _ended(question: str) -> str:
    question = question.strip(" ,;")
    return f"{question[:1].upper()}{question[1:].rstrip('?!. ')}?"
