"""Questions made from the articles themselves: a name or number is taken out of a sentence, and
another article is to give it back.

Cloze questions for reading as in Lewis, Denoyer & Riedel, "Unsupervised Question Answering by
Cloze Translation" (2019), over retrieved passages as in Fabbri et al., "Template-Based Question
Generation from Retrieved Sentences" (2020): a sentence asked of its own passage would only teach
to match words.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator

from assistant.library.words import stems
from assistant.text.sentences import sentence_spans

from .groups import Group, Text, normalised
from .pool import Candidate, Pool
from .supervision import spans_of

__all__ = ["cloze_groups"]

SHORTEST, LONGEST = 50, 190  # characters of a sentence worth asking
SHARED = 3  # content words that the question and the sentence with its answer must share
RANKED, NEGATIVES = 12, 2

# One capitalised word alone is too often a weekday or the beginning of something.
_NAME = re.compile(r"\b[A-Z][\w-]+(?:\s+(?:(?:of|the|de|al)\s+)?[A-Z][\w-]+){1,3}|\b[A-Z]{3,6}\b")
_NUMBER = re.compile(r"[$£€]?\b\d[\d,.]*\d\b(?:\s*(?:%|percent|million|billion))?")
_PLACE = re.compile(r"\b(?:in|at|near|from)\s+$")
_YEAR = re.compile(r"(?:19|20)\d\d")


def cloze_groups(pool: Pool, count: int, chance: random.Random) -> Iterator[Group]:
    """Up to ``count`` questions, at most one of an article."""
    made = 0
    for article in chance.sample(sorted(pool.of_article), len(pool.of_article)):
        if made == count:
            return
        group = _asked(pool, pool.of_article[article][:2], chance)
        if group:
            made += 1
            yield group


def _asked(pool: Pool, passages: list[Candidate], chance: random.Random) -> Group | None:
    sentences = [
        passage.text[start:end]
        for passage in passages
        for start, end in sentence_spans(passage.text)
        if SHORTEST <= end - start <= LONGEST and passage.text[end - 1] == "."
    ]
    if not sentences:
        return None
    sentence = chance.choice(sentences)
    gaps = [*_NAME.finditer(sentence, 1), *_NUMBER.finditer(sentence)]
    if not gaps:
        return None
    gap = chance.choice(gaps)
    answer = gap[0].rstrip(".,")
    before, after = sentence[: gap.start()], sentence[gap.start() + len(answer) :]
    question = f"{before}{_asking(before, answer, chance)}{after}".rstrip(". ") + "?"
    return _group(pool, passages[0].article, question, answer, sentence, chance)


def _asking(before: str, answer: str, chance: random.Random) -> str:
    if _YEAR.fullmatch(answer):
        return "which year"
    if answer[0].isdigit():
        return "how many"
    if not answer[0].isalpha():
        return "how much"
    if _PLACE.search(before):
        return chance.choice(("which place", "where", "which city or country"))
    return chance.choice(("who", "what", "which one", "whom or what"))


def _group(
    pool: Pool, own: str, question: str, answer: str, sentence: str, chance: random.Random
) -> Group | None:
    wanted = set(stems(question))
    positive: Text | None = None
    negatives: list[Text] = []
    for found in pool.ranked(question, RANKED):
        spans = spans_of((answer,), found.text)
        alike = any(
            first <= spans[0][0] < last
            and len(wanted & set(stems(found.text[first:last]))) >= SHARED
            for first, last in (sentence_spans(found.text) if spans else ())
        )
        copied = normalised(sentence) in normalised(found.text)
        if spans and found.article != own and alike and not copied and positive is None:
            positive = Text(found.title, found.text, spans)
        elif not spans and normalised(answer) not in normalised(found.title):
            negatives.append(Text(found.title, found.text))
    if positive is None or not negatives:
        return None
    taken = chance.sample(negatives, min(NEGATIVES, len(negatives)))
    return Group(question, (positive, *taken), "cloze", (answer,))
