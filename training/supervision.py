"""From data sets to groups: which passages answer a question, and with which words."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

from assistant.datamodels import Article
from assistant.models.embedder import Embedder

from .groups import Group, Text, normalised
from .pool import Candidate, Pool, read_articles, read_rows
from .unanswerable import twisted, without_answer

__all__ = ["marked_groups", "news_groups", "news_pool", "spans_of"]

RANKED = 40  # passages of the news in which answers and near misses are looked for
NEWS_POSITIVES, NEWS_NEGATIVES = 2, 3
HARDEST = 12  # of the ranking, from which near misses are drawn
TWISTED_SHARE = 0.6  # of the answerable questions that are also asked with a detail exchanged


def spans_of(answers: Sequence[str], text: str) -> tuple[tuple[int, int], ...]:
    """Where one of the answers stands in a text, word for word, whatever case and spacing."""
    patterns = [r"\W+".join(map(re.escape, re.findall(r"\w+", answer))) for answer in answers]
    whole = "|".join(sorted(filter(None, patterns), key=len, reverse=True))
    if not whole:
        return ()
    found = re.finditer(rf"(?<!\w)(?:{whole})(?!\w)", text, re.I)
    return tuple(match.span() for match in found)


def news_pool(folder: Path, embedder: Embedder, scratch: Path) -> Pool:
    """The passages of a folder's ``articles.jsonl.xz``."""
    return Pool(read_articles(folder / "articles.jsonl.xz"), embedder, scratch)


def news_groups(folder: Path, pool: Pool, chance: random.Random) -> Iterator[Group]:
    """Questions of which only the answer string and the articles are known.

    Distant supervision: of the passages that BM25 ranks first, those of a right article that hold
    the string answer (Mintz et al. 2009; Joshi et al., "TriviaQA", 2017). Passages elsewhere that
    hold it are left out, and so are quiz pages, which hold the question itself.
    """
    for row in read_rows(folder / "questions.jsonl"):
        question, answers = row["question"], tuple(row["answers"])
        asked = normalised(question)
        positives: list[Text] = []
        negatives: list[Text] = []
        for found in pool.ranked(question, RANKED):
            spans = spans_of(answers, found.text)
            if asked in normalised(found.text):
                continue
            if spans and found.article in row["sources"]:
                positives.append(Text(found.title, found.text, spans))
            elif not spans and len(negatives) < HARDEST:
                negatives.append(Text(found.title, found.text))
        for positive in positives[:NEWS_POSITIVES]:
            taken = chance.sample(negatives, min(NEWS_NEGATIVES, len(negatives)))
            yield Group(question, (positive, *taken), "news", answers)


def marked_groups(
    path: Path,
    origin: Literal["squad", "selqa", "covidqa"],
    embedder: Embedder,
    scratch: Path,
    chance: random.Random,
) -> Iterator[Group]:
    """Questions whose answers are marked in a text: near misses are mined from all the texts."""
    rows = read_rows(path)
    ids = {text: f"{origin}-{at}" for at, text in enumerate(dict.fromkeys(r["text"] for r in rows))}
    titles = {ids[row["text"]]: row["title"] for row in rows}
    articles = [Article(id=ids[t], title=titles[ids[t]], text=t) for t in ids]
    pool = Pool(articles, embedder, scratch)
    for row in rows:
        article = ids[row["text"]]
        yield from _marked(row, article, pool, origin, chance)


def _marked(
    row: Mapping[str, Any],
    article: str,
    pool: Pool,
    origin: Literal["squad", "selqa", "covidqa"],
    chance: random.Random,
) -> Iterator[Group]:
    question = row["question"].strip()
    spans = [tuple(span) for span in row["answers"] or row["sentences"]]
    exact = bool(row["answers"])
    own = [_placed(passage, row["text"], spans, exact) for passage in pool.of_article[article]]
    positives = [text for text in own if text.answers]
    answers = tuple(row["text"][start:end] for start, end in spans) if exact else ()
    misses = [
        Text(found.title, found.text)
        for found in pool.ranked(question, HARDEST)
        if _misses(found, article, answers, bool(positives))
    ]
    mined = chance.sample(misses[:6], min(1, len(misses)))
    if not row["answerable"]:
        yield Group(question, (*own[:1], *mined), origin)
        return
    if not positives:  # the answer crosses the edge of a passage
        return
    positive = chance.choice(positives)
    bare = without_answer(positive, answers) if chance.random() < 0.5 else None
    yield Group(question, (positive, *mined, *((bare,) if bare else ())), origin, answers)
    if exact and origin == "squad" and chance.random() < TWISTED_SHARE:
        changed = twisted(question, positive, chance)
        if changed:
            yield Group(changed, (Text(positive.title, positive.text),), origin)


def _placed(passage: Candidate, text: str, spans: Sequence[tuple[int, ...]], exact: bool) -> Text:
    offset = text.find(passage.text)
    inside = tuple(
        (start - offset, end - offset)
        for start, end in spans
        if offset >= 0 and offset <= start and end <= offset + len(passage.text)
    )
    return Text(passage.title, passage.text, inside, exact)


def _misses(found: Candidate, article: str, answers: Sequence[str], answerable: bool) -> bool:
    """Whether a passage surely does not answer; one of the same article might, if it could."""
    if found.article == article:
        return answerable and bool(answers) and not spans_of(answers, found.text)
    return not spans_of(answers, found.text)
