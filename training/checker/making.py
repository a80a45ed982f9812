"""From the data to the pairs that are learned from."""

from __future__ import annotations

import random
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from assistant.datamodels import Article
from assistant.models.embedder import MiniLM
from assistant.models.reader import MiniLMReader

from ..pool import Pool, read_rows
from .mirrors import mirror_pairs
from .pairs import Corpus, Pair
from .second_look import looks
from .written import claim_pairs, public_pairs

__all__ = ["made_pairs"]

Tell = Callable[[str], None]


def made_pairs(data: Path, threads: int, chance: random.Random, tell: Tell) -> list[Pair]:
    """The pairs of a folder of data: ``written/`` and ``claims/public.jsonl.xz``."""
    articles = [_article(row) for row in read_rows(data / "written" / "articles.jsonl.xz")]
    items = read_rows(data / "written" / "items.jsonl.xz")
    public = read_rows(data / "claims" / "public.jsonl.xz")
    corpus = Corpus(articles)
    with tempfile.TemporaryDirectory() as scratch:
        pool = Pool(articles, MiniLM(), Path(scratch))
        parts = {
            "claims": claim_pairs(items, corpus, chance),
            "mirror images": mirror_pairs(items, corpus, chance),
            "claims of others": public_pairs(public),
            "second looks": looks(items, corpus, pool, MiniLMReader(threads), chance),
        }
        return [pair for name, pairs in parts.items() for pair in _told(name, pairs, tell)]


def _article(row: Mapping[str, Any]) -> Article:
    return Article(
        id=row["id"],
        title=row["title"].replace("-", " "),  # many are the last part of an address
        text=row["text"],
        outlet=row["outlet"],
        published=row["published"] or None,
    )


def _told(name: str, pairs: Iterable[Pair], tell: Tell) -> Iterator[Pair]:
    began, count = time.monotonic(), 0
    for pair in pairs:
        count += 1
        yield pair
    tell(f"{name}: {count:,} pairs in {time.monotonic() - began:.0f} s")
