"""A verdict on a sentence that somebody wants checked, with the words that decide."""

from __future__ import annotations

from collections.abc import Sequence

from ..datamodels import Article, Evidence, Passage, Verdict
from ..errors import InputError
from .checking import Checking
from .citations import Composer, Draft

__all__ = ["given", "verdict"]

GIVEN = "text"  # the id of an article that is nothing but a text to check against


def verdict(sentence: str, evidence: Sequence[Evidence], checking: Checking) -> Verdict:
    """Whether the evidence carries a sentence, contradicts it or does not state it."""
    judgement = checking.judge(sentence, evidence)
    composer = Composer()
    piece = composer.add(Draft(sentence, judgement.grounds, judgement.support))
    return Verdict(
        sentence=sentence,
        support=judgement.stance,
        chances=judgement.chances,
        grounds=piece.citations,
    )


def given(text: str) -> Evidence:
    """A text as evidence. Raises ``InputError`` if there is nothing in it."""
    if not text.strip():
        raise InputError("The text to check against is empty.")
    article = Article(id=GIVEN, text=text)
    passage = Passage(article_id=GIVEN, revision=1, ordinal=0, start=0, end=len(text), text=text)
    return Evidence(passage=passage, article=article.source, score=1.0)
