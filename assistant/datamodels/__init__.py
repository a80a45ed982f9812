"""The nouns of Newsdesk, in birth order: from an article to the answer that cites it.

All are frozen and validated; ``--json`` on the command line prints them as they stand here.
Offsets count Unicode code points, as Python's ``str`` does, so that
``article.text[citation.start:citation.end] == citation.quote`` always holds.
"""

from .answers import (
    Answer,
    Certainty,
    Chances,
    Citation,
    Disagreement,
    Evidence,
    Piece,
    Sentence,
    ShortAnswer,
    Stance,
    Stated,
    Support,
    Timing,
    Usage,
    Verdict,
)
from .articles import (
    CARRIERS_COUNTED,
    Article,
    Coverage,
    Noun,
    Passage,
    Provenance,
    Source,
    Version,
    Words,
)
from .briefings import Briefing, Drawn
from .notebook import Answers
from .questions import Kind, Question
from .requests import Answerer, Request, TimeFrame, Turn

__all__ = [
    "CARRIERS_COUNTED",
    "Answer",
    "Answerer",
    "Answers",
    "Article",
    "Briefing",
    "Certainty",
    "Chances",
    "Citation",
    "Coverage",
    "Disagreement",
    "Drawn",
    "Evidence",
    "Kind",
    "Noun",
    "Passage",
    "Piece",
    "Provenance",
    "Question",
    "Request",
    "Sentence",
    "ShortAnswer",
    "Source",
    "Stance",
    "Stated",
    "Support",
    "TimeFrame",
    "Timing",
    "Turn",
    "Usage",
    "Verdict",
    "Version",
    "Words",
]
