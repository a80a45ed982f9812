"""Natural questions written over whole articles, with and without an answer in them."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal, TypeVar

from .groups import Group, Text
from .pool import Candidate, Pool, read_rows
from .supervision import HARDEST, spans_of
from .unanswerable import without_answer

__all__ = ["part_of", "read_items", "written_groups"]

T = TypeVar("T")

# By the first byte of the hash of its id, an article is kept from the reader: to measure it on, or
# to fit its confidence on, since a reader is too sure of what it was taught with.
DEVELOPMENT, FITTING = 26, 52
OWN, ELSEWHERE = 2, 2  # near misses of a question from its own article, and from others
OWN_UNANSWERED, ELSEWHERE_UNANSWERED = 3, 1
BARE_SHARE = 0.4  # of the questions that are also read with a passage without its answer


def part_of(article: str) -> Literal["development", "fitting", "learned"]:
    """What a written article is for, by its id."""
    first = hashlib.sha256(article.encode()).digest()[0]
    return "development" if first < DEVELOPMENT else "fitting" if first < FITTING else "learned"


def read_items(folder: Path) -> list[Mapping[str, Any]]:
    """What was written over each article of a folder."""
    return read_rows(folder / "items.jsonl.xz")


def written_groups(folder: Path, pool: Pool, chance: random.Random) -> Iterator[Group]:
    """Each question with the passage of its own article that answers it and near misses there and
    elsewhere; each that has no answer with passages of its article and one from elsewhere."""
    for item in read_items(folder):
        own = pool.of_article.get(item["id"], [])
        if not own or part_of(item["id"]) != "learned":
            continue
        for row in item["questions"]:
            group = _answered(row, own, pool, chance)
            if group:
                yield group
        for row in item["unanswerable"]:
            yield _unanswered(row["q"], own, pool, chance)


def _answered(
    row: Mapping[str, Any], own: Sequence[Candidate], pool: Pool, chance: random.Random
) -> Group | None:
    question, answers = row["q"].strip(), tuple(row["a"])
    placed = [_placed(passage, row["s"], answers) for passage in own]
    positives = [text for text in placed if text.answers]
    if not positives:  # the sentence crosses the edge of a passage
        return None
    positive = chance.choice(positives)
    beside = [t for t in placed if not t.answers and not spans_of(answers, t.text)]
    others = [
        Text(found.title, found.text)
        for found in pool.ranked(question, HARDEST)
        if found.article != own[0].article and not spans_of(answers, found.text)
    ]
    misses = [*_some(beside, OWN, chance), *_some(others, ELSEWHERE, chance)]
    bare = without_answer(positive, answers) if chance.random() < BARE_SHARE else None
    return Group(question, (positive, *misses, *((bare,) if bare else ())), "written", answers)


def _unanswered(
    question: str, own: Sequence[Candidate], pool: Pool, chance: random.Random
) -> Group:
    """The passages of the article that look most like an answer, and one of a neighbour."""
    ranked = pool.ranked(question.strip(), HARDEST)
    nearest = sorted(own, key=lambda each: ranked.index(each) if each in ranked else HARDEST)
    others = [found for found in ranked if found.article != own[0].article]
    read = [*nearest[:OWN_UNANSWERED], *_some(others, ELSEWHERE_UNANSWERED, chance)]
    return Group(question.strip(), tuple(Text(each.title, each.text) for each in read), "written")


def _placed(passage: Candidate, sentence: str, answers: Sequence[str]) -> Text:
    """A passage with the answer in its sentence, or with the whole sentence if it is put in other
    words there."""
    sentences = spans_of((sentence,), passage.text)
    exact = tuple(
        (start + first, start + last)
        for start, end in sentences
        for first, last in spans_of(answers, passage.text[start:end])
    )
    return Text(passage.title, passage.text, exact or sentences, exact=bool(exact))


def _some(items: Sequence[T], count: int, chance: random.Random) -> list[T]:
    return chance.sample(items, min(count, len(items)))
