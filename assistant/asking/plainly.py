"""A question as it is read by rules: straight quotes, and without its courtesies."""

from __future__ import annotations

import re

__all__ = ["changes_the_subject", "plain"]

_QUOTES = str.maketrans("‘’‛′`´“”„‟«»", "''''''\"\"\"\"\"\"")
_ASKED = r"(?= (?:who|what|when|where|why|how|which|whether|if)\b)"
_ELSEWHERE = (
    r"(?:something|somewhat|anything) else(?=\s*[,:;.!–—-])"
    r"|(?:on )?(?:to )?(?:an?)? ?(?:other|different|new) (?:topic|subject|matter|question)"
    r"|(?:to )?chang(?:e|ing) (?:of )?(?:the )?(?:topic|subject)"
)
# Said in front of what is asked, or after it, and no part of it.
_BEFORE = re.compile(
    r"(?:(?:so|well|ok(?:ay)?|(?:hi|hello|hey|hiya)(?: there)?|good (?:morning|afternoon|evening)"
    r"|please|pls|thanks|thank you|right|now|erm?|um+|just|(?:quick )?question|newsdesk"
    r"|(?:no )?sorry"
    r"|(?:could|can|would|will) you (?:please |kindly |just |maybe |quickly )*"
    r"(?:tell|explain to|say to|remind|show|give) (?:me|us)"
    r"|(?:could|can|would|will) you (?:please |kindly )?(?:explain|say)"
    rf"|(?:tell|remind) (?:me|us){_ASKED}"
    rf"|(?:may|can|could|might) (?:i|we) (?:please )?(?:know|ask)(?: you)?{_ASKED}"
    r"|i(?:'d| would) (?:like|love) to (?:know|hear|understand)"
    r"|i (?:want|need) to (?:know|understand)|i wonder"
    r"|i(?: a|')m (?:wondering|curious|trying to (?:find out|understand))"
    rf"|(?:do|would) you (?:happen to )?know{_ASKED}|any idea{_ASKED}|{_ELSEWHERE})"
    r"(?:[\s,.:;!–—-]+|$))+",
    re.I,
)
_AFTER = re.compile(r"(?:[\s,.!?]+(?:please|pls|thanks|thank you|thx|cheers))+[\s.!?]*$", re.I)
_CHANGES = re.compile(rf"^\W*(?:(?:ok(?:ay)?|now|so|thanks|well|and)\W+)*(?:{_ELSEWHERE})\b", re.I)


def plain(question: str) -> str:
    """The question in straight quotes, without greeting and courtesies; all of it if there is
    nothing else."""
    words = " ".join(question.translate(_QUOTES).split())
    bare = _AFTER.sub("", words[found.end() :] if (found := _BEFORE.match(words)) else words)
    return bare.strip() or words


def changes_the_subject(question: str) -> bool:
    """Whether it says that it leaves what was spoken of before."""
    return _CHANGES.search(question.translate(_QUOTES)) is not None
