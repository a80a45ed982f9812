"""Articles and questions of one benchmark folder, and what counts as holding an answer."""

from __future__ import annotations

import json
import lzma
import random
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean

__all__ = [
    "Estimate",
    "Question",
    "QuestionSet",
    "RawArticle",
    "holds",
    "interval",
    "load",
    "read_articles",
]

RESAMPLES = 2_000


@dataclass(frozen=True)
class RawArticle:
    """An article as it was scraped; ``line`` is its JSONL line, which `newsdesk ingest` reads."""

    id: str
    title: str
    outlet: str | None
    published: str | None
    text: str
    line: str


@dataclass(frozen=True)
class Question:
    """A question, the strings accepted as its answer, and the articles that hold one.

    ``kind`` is the set's own label: answerable, elsewhere, absent, in, impossible.
    """

    id: str
    text: str
    answers: tuple[str, ...]
    sources: frozenset[str]
    answerable: bool
    kind: str


@dataclass(frozen=True)
class QuestionSet:
    """The articles and the questions of one folder, such as ``news``."""

    name: str
    articles: tuple[RawArticle, ...]
    questions: tuple[Question, ...]

    @property
    def answerable(self) -> list[Question]:
        return [question for question in self.questions if question.answerable]


@dataclass(frozen=True)
class Estimate:
    """A mean with the 95% interval around it."""

    mean: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.mean:.3f} [{self.low:.2f}–{self.high:.2f}]"


def load(folder: Path, limit: int | None = None) -> QuestionSet:
    """Read ``articles.jsonl`` (or ``.xz``) and ``questions.jsonl`` of a folder.

    With a ``limit`` only the first articles are taken, and of the answerable questions those
    that one of them is a source of. Raises ``SystemExit`` that says what is missing.
    """
    articles = tuple(read_articles(folder)[:limit])
    there = {article.id for article in articles}
    questions = [_question(line) for line in _lines(folder, "questions.jsonl")]
    kept = (q for q in questions if not q.answerable or q.sources & there)
    return QuestionSet(folder.name, articles, tuple(kept))


def read_articles(folder: Path) -> list[RawArticle]:
    """The articles of a folder. Raises ``SystemExit`` if there are none."""
    return [_article(line) for line in _lines(folder, "articles.jsonl")]


def holds(text: str, answers: Sequence[str]) -> bool:
    """Whether one of the answers appears in the text, word for word.

    Case and punctuation do not count, and a word counts only whole: "12" is not in "1,125".
    """
    words = f" {_words(text)} "
    return any(f" {_words(answer)} " in words for answer in answers if _words(answer))


def interval(values: Sequence[float], seed: int = 0) -> Estimate:
    """The mean and its 95% interval, by the percentile bootstrap (Efron 1979) over questions."""
    if not values:
        return Estimate(float("nan"), float("nan"), float("nan"))
    chance = random.Random(seed)
    means = sorted(fmean(chance.choices(values, k=len(values))) for _ in range(RESAMPLES))
    edge = round(0.025 * RESAMPLES)
    return Estimate(fmean(values), means[edge], means[-1 - edge])


def _words(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))


def _lines(folder: Path, name: str) -> list[str]:
    plain, packed = folder / name, folder / f"{name}.xz"
    if plain.exists():
        return plain.read_text(encoding="utf-8").splitlines()
    if packed.exists():
        with lzma.open(packed, "rt", encoding="utf-8") as lines:
            return [line.rstrip("\n") for line in lines]
    raise SystemExit(
        f"{plain} is missing. Give the folder that holds the question sets, news/ and squad/,"
        " each with articles.jsonl (or .xz) and questions.jsonl, as --data FOLDER or in"
        " NEWSDESK_BENCH_DATA."
    )


def _article(line: str) -> RawArticle:
    row = json.loads(line)
    return RawArticle(
        id=row["id"],
        title=row.get("title") or "",
        outlet=row.get("outlet"),
        published=row.get("published"),
        text=row["text"],
        line=line,
    )


def _question(line: str) -> Question:
    row = json.loads(line)
    answerable = row.get("answerable", True)
    return Question(
        id=row["id"],
        text=row["question"],
        answers=tuple(row.get("answers", ())),
        sources=frozenset(row.get("sources", ())),
        answerable=answerable,
        kind=row.get("type") or ("answerable" if answerable else "unanswerable"),
    )
