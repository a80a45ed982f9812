"""Passages to learn from, found as Newsdesk finds them: cleaned, split and ranked by BM25."""

from __future__ import annotations

import json
import lzma
import random
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.asking.understanding import understand
from assistant.datamodels import Article, Passage, Request
from assistant.errors import InputError
from assistant.library.words import Words
from assistant.models.embedder import Embedder
from ingest.cleaning.articles import articles_of
from ingest.pages.sources import find_files, read_pages
from ingest.splitting import split

__all__ = ["Candidate", "Pool", "read_articles", "read_rows"]

WRITTEN_AT_ONCE = 500  # articles; each commit to the index costs tens of milliseconds


@dataclass(frozen=True)
class Candidate:
    """A passage, with the id and the title of its article."""

    article: str
    title: str
    text: str


class Pool:
    """Passages that can be searched for those that look most like the answer to a question."""

    def __init__(self, articles: Iterable[Article], embedder: Embedder, folder: Path) -> None:
        self._words = Words(Path(tempfile.mkdtemp(dir=folder)))
        self._passages: dict[str, Candidate] = {}
        self.of_article: dict[str, list[Candidate]] = {}
        waiting: list[tuple[Article, list[Passage]]] = []
        for article in articles:
            passages = list(_passages(article, embedder))
            own = [Candidate(article.id, article.title, passage.text) for passage in passages]
            self.of_article[article.id] = own
            self._passages.update(zip((passage.id for passage in passages), own, strict=True))
            waiting.append((article, passages))
            if len(waiting) == WRITTEN_AT_ONCE:
                self._words.write(added=waiting)
                waiting = []
        self._words.write(added=waiting)

    def __len__(self) -> int:
        return len(self._passages)

    def ranked(self, question: str, count: int) -> list[Candidate]:
        """The passages that BM25 ranks first for a question, as the library would."""
        hits = self._words.matching(understand(Request(question=question)).terms, count)
        return [self._passages[passage_id] for passage_id, _ in hits]

    def drawn(self, count: int, chance: random.Random) -> list[Candidate]:
        """Passages by chance."""
        return chance.sample([*self._passages.values()], min(count, len(self._passages)))


def read_articles(path: Path) -> Iterator[Article]:
    """The articles of a JSONL file (or ``.xz``) as ingestion cleans them."""
    with tempfile.TemporaryDirectory() as folder:
        plain = path
        if path.suffix == ".xz":
            plain = Path(folder, "articles.jsonl")
            plain.write_bytes(lzma.decompress(path.read_bytes()))
        for file in find_files([plain]):
            for page in read_pages(file):
                try:
                    yield from articles_of(page)
                except InputError:  # an article of nothing but menus teaches nothing
                    continue


def read_rows(path: Path) -> list[Mapping[str, Any]]:
    """The objects of a JSONL file, packed with xz or not."""
    content = lzma.decompress(path.read_bytes()) if path.suffix == ".xz" else path.read_bytes()
    return [json.loads(line) for line in content.decode("utf-8").splitlines()]


def _passages(article: Article, embedder: Embedder) -> Iterator[Passage]:
    spans = split(article.text, article.title, embedder, article.language)
    for ordinal, (start, end) in enumerate(spans):
        yield Passage(
            article_id=article.id,
            revision=1,
            ordinal=ordinal,
            start=start,
            end=end,
            text=article.text[start:end],
        )
