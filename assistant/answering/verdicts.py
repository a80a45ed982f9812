"""A verdict on a sentence that somebody wants checked, with the words that decide."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence

from ..datamodels import Article, Evidence, Passage, Verdict
from ..errors import InputError
from ..models.checker import Checker, MiniLMChecker
from ..text.sentences import sentence_spans
from .checking import Checking
from .citations import Composer, Draft
from .grounds import Weight, terms_of

__all__ = ["check_text", "verdict", "verdict_by_text"]

GIVEN = "text"  # the id of an article that is nothing but a text to check against
MAX_CHARACTERS = 4_000  # of a sentence; what lies beyond is not read


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


def check_text(sentence: str, text: str) -> Verdict:
    """Whether a text carries a sentence, contradicts it or does not state it; no library is opened.

    Who checks many sentences uses ``Assistant.check``, which opens the checker once. Raises
    ``InputError`` if either is empty.
    """
    return verdict_by_text(sentence, text, MiniLMChecker())


def verdict_by_text(sentence: str, text: str, checker: Checker) -> Verdict:
    """The same with a checker at hand; how much a word tells is counted in the text itself."""
    words = " ".join(sentence.split())[:MAX_CHARACTERS]
    if not words:
        raise InputError("The sentence to check is empty.")
    if not text.strip():
        raise InputError("The text to check against is empty.")
    article = Article(id=GIVEN, text=text)
    passage = Passage(article_id=GIVEN, revision=1, ordinal=0, start=0, end=len(text), text=text)
    given = Evidence(passage=passage, article=article.source, score=1.0)
    return verdict(words, [given], Checking(checker, _rarity(text)))


def _rarity(text: str) -> Weight:
    """How much a stem tells by how few sentences of a text have it (idf, as in Okapi BM25)."""
    lines = [terms_of(text[start:end]) for start, end in sentence_spans(text)]
    having = Counter(stem for line in lines for stem in line)
    return lambda stem: math.log(1 + (len(lines) - having[stem] + 0.5) / (having[stem] + 0.5))
