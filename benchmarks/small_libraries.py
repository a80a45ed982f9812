"""Small libraries, cut from the articles of a question set: what most people begin with.

In one, a question has few passages that could come near by chance, so that the same likeness
means more.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from assistant.library import Library
from assistant.models.embedder import MiniLM
from assistant.settings import Settings
from ingest import ingest

from .questionset import Question, QuestionSet
from .workplace import write_articles

__all__ = ["sampled", "small_libraries"]

SIZES = {"news": (18, 9), "squad": (15, 5)}  # articles of a library, and how many libraries
SOURCES_SHARE = 0.6  # of its articles, those that answer a question
# Questions put to each; ``not in it``: those that other articles of the set answer.
ASKED: Mapping[str, int] = {
    "not in it": 20,
    "elsewhere": 20,
    "absent": 10,
    "impossible": 20,
    "answerable": 40,
}
FAR = 10  # and of the other set


def small_libraries(
    questions: QuestionSet, other: QuestionSet
) -> Iterator[tuple[Library, list[tuple[Question, str]]]]:
    """Each library, open, with the questions that are put to it and their kinds."""
    size, count = SIZES[questions.name]
    for number in range(count):
        names = [article.id for article in questions.articles]
        articles = sampled(
            questions, names, size, SOURCES_SHARE, np.random.default_rng([size, number])
        )
        with _library(questions, articles) as library:
            yield library, _asked(questions, other, articles, random.Random(number))


def sampled(
    questions: QuestionSet,
    names: Sequence[str],
    size: int,
    share: float,
    chance: np.random.Generator,
) -> set[str]:
    """So many of the articles ``names``: the sources of some questions, for a ``share`` of them,
    so that there are answers, and others."""
    answerable = questions.answerable
    picked: set[str] = set()
    for at in chance.permutation(len(answerable)):
        picked |= set(sorted(answerable[at].sources)[:2]) & set(names)
        if len(picked) >= size * share:
            break
    rest = [names[at] for at in chance.permutation(len(names)) if names[at] not in picked]
    return picked | set(rest[: max(0, size - len(picked))])


@contextmanager
def _library(questions: QuestionSet, articles: set[str]) -> Iterator[Library]:
    embedder = MiniLM()
    with TemporaryDirectory() as folder:
        file, index = Path(folder, "articles.jsonl"), Path(folder, "library")
        write_articles(file, [each for each in questions.articles if each.id in articles])
        ingest(file, index, embedder=embedder, workers=1)
        with Library.open(index, Settings(), embedder) as library:
            yield library


def _asked(
    questions: QuestionSet, other: QuestionSet, articles: set[str], chance: random.Random
) -> list[tuple[Question, str]]:
    kinds: defaultdict[str, list[Question]] = defaultdict(list)
    for question in questions.questions:
        kinds[_kind(question, articles)].append(question)
    far: Sequence[Question] = chance.sample(other.questions, min(FAR, len(other.questions)))
    asked = [
        (question, kind)
        for kind, most in ASKED.items()
        for question in chance.sample(kinds[kind], min(most, len(kinds[kind])))
    ]
    return [*asked, *((question, "far") for question in far)]


def _kind(question: Question, articles: set[str]) -> str:
    if not question.answerable:
        return question.kind
    return "answerable" if question.sources & articles else "not in it"
