"""From data sets to groups: which passages answer a question, and with which words."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
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
MINED = 1  # near misses beside a passage that answers
TWISTED_SHARE = 0.6  # of the answerable questions that are also asked with a detail exchanged


def spans_of(answers: Sequence[str], text: str) -> tuple[tuple[int, int], ...]:
    """Where one of the answers stands in a text, word for word, whatever case and spacing."""
    patterns = [r"\W+".join(map(re.escape, re.findall(r"\w+", answer))) for answer in answers]
    whole = "|".join(sorted(filter(None, patterns), key=len, reverse=True))
    if not whole:
        return ()
    found = re.finditer(rf"(?<!\w)(?:{whole})(?!\w)", text, re.I)
    return tuple(match.span() for match in found)


def news_pool(
    folders: Sequence[Path], left_out: Callable[[str], bool], embedder: Embedder, scratch: Path
) -> Pool:
    """The passages of the ``articles.jsonl.xz`` of some folders, but for the articles that are
    ``left_out`` by id; one that is in several folders is taken from the first."""
    articles: dict[str, Article] = {}
    for folder in folders:
        for article in read_articles(folder / "articles.jsonl.xz"):
            if not left_out(article.id):
                articles.setdefault(article.id, article)
    return Pool(articles.values(), embedder, scratch)


def news_groups(
    folder: Path, pool: Pool, chance: random.Random, mined: bool = True
) -> Iterator[Group]:
    """Questions of which only the answer string and the articles are known.

    Distant supervision: of the passages that BM25 ranks first, those of a right article that hold
    the string answer (Mintz et al. 2009; Joshi et al., "TriviaQA", 2017). Passages elsewhere that
    hold it are left out, and so are quiz pages, which hold the question itself. Near misses are
    ``mined`` from the same ranking, or drawn by chance.
    """
    for row in read_rows(folder / "questions.jsonl"):
        question, answers = row["question"], tuple(row["answers"])
        asked = normalised(question)
        ranked = pool.ranked(question, RANKED)
        others = ranked if mined else pool.drawn(HARDEST, chance)
        positives = [
            Text(found.title, found.text, spans)
            for found in ranked
            if (spans := spans_of(answers, found.text))
            and found.article in row["sources"]
            and asked not in normalised(found.text)
        ]
        negatives = [
            Text(found.title, found.text)
            for found in others
            if not spans_of(answers, found.text) and asked not in normalised(found.text)
        ][:HARDEST]
        for positive in positives[:NEWS_POSITIVES]:
            taken = chance.sample(negatives, min(NEWS_NEGATIVES, len(negatives)))
            yield Group(question, (positive, *taken), "news", answers)


def marked_groups(
    path: Path,
    origin: Literal["squad", "selqa", "covidqa"],
    embedder: Embedder,
    scratch: Path,
    chance: random.Random,
    mined: bool = True,
) -> Iterator[Group]:
    """Questions whose answers are marked in a text: near misses are mined from all the texts, or
    drawn from them by chance."""
    rows = read_rows(path)
    ids = {text: f"{origin}-{at}" for at, text in enumerate(dict.fromkeys(r["text"] for r in rows))}
    titles = {ids[row["text"]]: row["title"] for row in rows}
    articles = [Article(id=ids[t], title=titles[ids[t]], text=t) for t in ids]
    pool = Pool(articles, embedder, scratch)
    for row in rows:
        article = ids[row["text"]]
        question = row["question"].strip()
        others = pool.ranked(question, HARDEST) if mined else pool.drawn(HARDEST, chance)
        own = [_placed(passage, row) for passage in pool.of_article[article]]
        yield from _marked(row, origin, article, own, others, chance)


def _marked(
    row: Mapping[str, Any],
    origin: Literal["squad", "selqa", "covidqa"],
    article: str,
    own: Sequence[Text],
    others: Sequence[Candidate],
    chance: random.Random,
) -> Iterator[Group]:
    question, answers = row["question"].strip(), _answers(row)
    positives = [text for text in own if text.answers]
    misses = [
        Text(found.title, found.text)
        for found in others
        if _misses(found, article, answers, bool(positives))
    ]
    mined = chance.sample(misses[:6], min(MINED, len(misses)))
    if not row["answerable"]:
        yield Group(question, (*own[:1], *mined[:1]), origin)
        return
    if not positives:  # the answer crosses the edge of a passage
        return
    positive = chance.choice(positives)
    bare = without_answer(positive, answers) if chance.random() < 0.5 else None
    yield Group(question, (positive, *mined, *((bare,) if bare else ())), origin, answers)
    if answers and origin == "squad" and chance.random() < TWISTED_SHARE:
        changed = twisted(question, positive, chance)
        if changed:
            yield Group(changed, (Text(positive.title, positive.text),), origin)


def _answers(row: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(row["text"][start:end] for start, end in row["answers"])


def _placed(passage: Candidate, row: Mapping[str, Any]) -> Text:
    """A passage of a row's text with the answers, or the sentences with one, that lie in it."""
    offset = row["text"].find(passage.text)
    inside = tuple(
        (start - offset, end - offset)
        for start, end in row["answers"] or row["sentences"]
        if offset >= 0 and offset <= start and end <= offset + len(passage.text)
    )
    return Text(passage.title, passage.text, inside, exact=bool(row["answers"]))


def _misses(found: Candidate, article: str, answers: Sequence[str], answerable: bool) -> bool:
    """Whether a passage surely does not answer; one of the same article might, if it could."""
    if found.article == article:
        return answerable and bool(answers) and not spans_of(answers, found.text)
    return not spans_of(answers, found.text)
