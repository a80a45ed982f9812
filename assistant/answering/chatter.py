"""What language models say around an answer: openings, offers of help, and that there is none.

Only what speaks of the passages as such is an opening: "according to the documents provided", but
not "according to documents", which is news.
"""

from __future__ import annotations

import re

__all__ = ["is_chatter", "is_refusal", "without_opening"]

_GIVEN = r"(?:provided|given|supplied|available|above|following|retrieved|cited)"
_NOUN = r"(?:passages?|articles?|sources|context|texts?|excerpts?|documents?|information|reports)"
_PASSAGES = (
    rf"(?:(?:the\s+|these\s+|your\s+)?(?:(?:news|{_GIVEN})\s+)*{_GIVEN}\s+(?:news\s+)?{_NOUN}"
    rf"|(?:the\s+)?{_NOUN}\s+(?:{_GIVEN}|you\s+(?:provided|gave|shared))"
    r"|(?:(?:all|both|several|some|most)\s+(?:of\s+)?(?:the\s+|these\s+)?|the\s+|these\s+)"
    r"(?:passages?|articles?|excerpts?|context|texts))"
)
_YES = r"(?:sure|certainly|of course|absolutely|okay|ok|alright|(?:great|good) question)"
_SAY = r"(?:say|state|report|mention|indicate|note|show|suggest|reveal|explain|describe|confirm)s?"
_OPENINGS = (
    re.compile(r"(?:(?:final|short|direct|my)\s+)?(?:answer|response|explanation|a)\s*:\s*", re.I),
    re.compile(rf"{_YES}[,.!:]+\s*", re.I),
    re.compile(
        r"(?:based (?:up)?on|according to|judging by|from|in|per|as per|as stated in|drawing on)"
        rf"\s+(?:only\s+)?{_PASSAGES}\s*[,:]\s*",
        re.I,
    ),
    re.compile(
        r"(?:(?:however|but|in short|overall|also|additionally|in addition),?\s+)?"
        rf"{_PASSAGES}\s+(?:also\s+|only\s+)?{_SAY}\s+that\s+",
        re.I,
    ),
)
_SMALL_TALK = re.compile(
    rf"{_YES}?\W*\Z"
    r"|(?:here(?:['’]s| is| are)|below(?: is| are)?|the following(?: is| are)?)\b"
    r".*(?::|answer|summary|timeline|overview|breakdown|list|briefing|points)\W*\Z"
    r"|(?:i hope|i[’']ll|i will|let me|let[’']s|feel free|please let|would you like"
    r"|is there anything|the user (?:asks|asked|is asking|wants|wanted))\b"
    r"|if you\b.*\b(?:let me know|ask|questions?|further|clarif\w+)\b",
    re.I,
)
_NOT = r"(?:\s+not|n['’]t)"
_SILENT = (
    rf"(?:(?:do|does|did){_NOT}|cannot|can['’]t|say(?:s)? nothing"
    r"|(?:contain|ha|give|offer|provide|make|say)(?:s|ve)? no)\b"
)
_REFUSAL = re.compile(
    r"(?:(?:unfortunately|however|but|sorry|i['’]m sorry|i apologi[sz]e)[,.]?\s*(?:but\s+)?)?"
    rf"(?:(?:{_PASSAGES}|the sources)\s+{_SILENT}|none of (?:{_PASSAGES}|the sources)"
    rf"|i\s+(?:cannot|can['’]t|could{_NOT}|am (?:unable|not able)"
    rf"|do{_NOT}\s+(?:have|see|find|know))"
    r"|there is (?:no|not enough) (?:information|mention|answer)"
    r"|no (?:information|answer|details?)\b|it is not (?:stated|mentioned|clear|known|specified)"
    rf"|(?:this|that|the question|it) (?:is{_NOT}|isn['’]t|cannot be|can['’]t be)"
    r" (?:answered|stated|mentioned|addressed|covered))",
    re.I,
)


def without_opening(text: str) -> str:
    """A sentence without "Answer:", "Based on the passages, …", "The articles state that …"."""
    for opening in _OPENINGS:
        if match := opening.match(text):
            text = text[match.end() :]
            text = text[:1].upper() + text[1:]
    return text


def is_chatter(text: str) -> bool:
    """Whether a sentence speaks to the reader instead of about the news."""
    return _SMALL_TALK.match(text) is not None


def is_refusal(text: str) -> bool:
    """Whether a sentence may say that there is no answer; some news reads like that too."""
    return _REFUSAL.match(text) is not None
