"""Proposes questions about a library, for a person to review and reword.

Without a language model it leaves a number, a day or a name out of a sentence and asks for it.
Such a question repeats the article's words, which flatters any retrieval: reword it before it is
used. Every draft has the sentence itself as its verbatim gold quote.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ..answering.wording import attribution
from ..datamodels import Article
from ..text.sentences import sentence_spans
from .datamodels import Question

if TYPE_CHECKING:
    from ..assistant import Assistant

__all__ = ["draft"]

MIN_CHARACTERS, MAX_CHARACTERS = 50, 300
GAP = "____"

_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
# The first kind that a sentence has is asked for; a day is a number too, so it comes first.
_KINDS = {
    "when": re.compile(rf"\b\d{{1,2}} (?:{_MONTHS})(?: \d{{4}})?\b"),
    "number": re.compile(r"\b\d[\d.,]*(?<=\d)(?: (?:million|billion|per cent|percent)\b|%)?"),
    # Not at the beginning, where any word has a capital.
    "name": re.compile(r"(?<=[a-z,] )[A-Z][\w’'-]+(?: [A-Z][\w’'-]+)+"),
}
_WHOLE = re.compile(r"[A-Z“\"].*[.!?]”?\Z", re.S)


def draft(desk: Assistant, count: int, seed: int = 0) -> list[Question]:
    """Up to ``count`` proposed questions, at most one of an article, the same for the same seed."""
    chance = random.Random(seed)  # noqa: S311, nothing secret depends on it
    ids = [source.id for source in desk.articles()]
    chance.shuffle(ids)
    drafts: list[Question] = []
    for article_id in ids:
        if len(drafts) == count:
            break
        candidates = list(_candidates(desk.article(article_id)))
        if candidates:
            drafts.append(chance.choice(candidates))
    return drafts


def _candidates(article: Article) -> Iterator[Question]:
    for start, end in sentence_spans(article.text, article.language):
        sentence = article.text[start:end]
        if not MIN_CHARACTERS <= len(sentence) <= MAX_CHARACTERS or not _WHOLE.match(sentence):
            continue
        for kind, pattern in _KINDS.items():
            found = pattern.search(sentence)
            if found and sentence.count(found[0]) == 1:
                gapped = " ".join(sentence.replace(found[0], GAP).split())
                yield Question(
                    id=f"draft-{article.id}-{start}",
                    question=f"What is left out here? “{gapped}” ({attribution(article)})",
                    answers=(found[0],),
                    sources=(article.id,),
                    quotes=(sentence,),
                    type=kind,
                    draft=True,
                )
                break
