"""Our ingestion beside LlamaIndex's IngestionPipeline: the same passages, in one process.

The pipeline is given the passages that ours cut, so it need neither clean nor split: it embeds
them with sentence-transformers (the official weights of the model that ours runs quantised) and
adds them to a Chroma ``PersistentClient``. Ours starts from the scraped articles, and also fills
the catalogue and the word index. Both take the same articles, a part in turn.
"""

from __future__ import annotations

import os
import random
import tempfile
from collections import defaultdict
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

from assistant.library import Library
from assistant.library.scope import indexed_text
from assistant.models.embedder import MiniLM
from assistant.settings import Settings
from ingest import ingest

from .ingestion import Seconds, timed, timed_stages
from .peak import embedding_macs, peak_macs_per_second
from .starter import chroma_store, embedding
from .tables import Cell, Table
from .workplace import ProgressLine, Stopwatch, Workplace, write_articles

if TYPE_CHECKING:
    from llama_index.core.base.embeddings.base import BaseEmbedding

__all__ = ["run"]

SAMPLE, TURNS = 400, 4  # articles, and the turns in which they are taken
BAR = 2.0  # times as many articles a second


@dataclass(frozen=True)
class Passage:
    """What is embedded of one of our passages, under the id that it has in every store."""

    id: str
    text: str


def run(workplace: Workplace) -> list[Table]:
    """Ingest a random sample of the news set by both."""
    model = embedding(workplace.weights)
    articles = list(workplace.news.articles)
    random.Random(0).shuffle(articles)
    articles = articles[:SAMPLE]
    embedder, ours, theirs = MiniLM(), Stopwatch(), Stopwatch()
    own_stages: Seconds = defaultdict(float)
    their_stages: Seconds = defaultdict(float)
    shown = ProgressLine("articles for both", len(articles))
    seen: set[str] = set()
    passages: list[Passage] = []
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        pipeline = _pipeline(folder / "theirs", model)
        size = max(1, len(articles) // TURNS)
        for at in range(0, len(articles), size):
            part, file = articles[at : at + size], folder / f"{at}.jsonl"
            write_articles(file, part)
            with timed_stages(own_stages):
                ours.measure(partial(ingest, file, folder / "ours", embedder=embedder, workers=1))
            new = _passages(folder / "ours", embedder, seen)
            with _timed_pipeline(model, their_stages):
                theirs.measure(partial(pipeline, new))
            passages += new
            shown.to(at + len(part))
    stages = own_stages, their_stages
    return [
        _table(len(articles), len(passages), (ours, theirs)),
        _stages(len(articles), stages),
        _limit(passages, own_stages["embed"], embedder),
    ]


def _passages(index: Path, embedder: MiniLM, seen: set[str]) -> list[Passage]:
    """The passages of our library that were not there before."""
    with Library.open(index, Settings(), embedder) as library:
        contents = map(library.catalogue.contents, library.catalogue.ready())
        new = [
            Passage(passage.id, indexed_text(article.title, passage.text))
            for article, passages in contents
            for passage in passages
            if passage.id not in seen
        ]
    seen.update(passage.id for passage in new)
    return new


def _pipeline(folder: Path, model: BaseEmbedding) -> Callable[[Sequence[Passage]], object]:
    from llama_index.core.ingestion import IngestionPipeline
    from llama_index.core.schema import TextNode

    store, _ = chroma_store(folder)
    pipeline = IngestionPipeline(transformations=[model], vector_store=store)

    def take(passages: Sequence[Passage]) -> None:
        pipeline.run(nodes=[TextNode(id_=each.id, text=each.text) for each in passages])

    return take


def _timed_pipeline(model: BaseEmbedding, seconds: Seconds) -> ExitStack:
    from llama_index.vector_stores.chroma import ChromaVectorStore

    patches = ExitStack()
    stages: tuple[tuple[str, Any, str], ...] = (
        ("embed", type(model), "get_text_embedding_batch"),
        ("vectors", ChromaVectorStore, "add"),
    )
    for stage, owner, name in stages:
        patches.enter_context(
            patch.object(owner, name, timed(getattr(owner, name), stage, seconds))
        )
    return patches


def _table(articles: int, passages: int, sides: tuple[Stopwatch, Stopwatch]) -> Table:
    rates = {
        "articles a second": [articles / side.seconds for side in sides],
        "articles a processor second": [articles / side.processor_seconds for side in sides],
        "passages a second": [passages / side.seconds for side in sides],
    }
    rows: list[list[Cell]] = [[name, *pair, pair[0] / pair[1]] for name, pair in rates.items()]
    ratio = sides[1].seconds / sides[0].seconds
    rows.append([f"bar: {BAR:g} times as many articles", None, None,
                 "met" if ratio >= BAR else "missed"])  # fmt: skip
    return Table(
        f"Ingesting {articles} articles in {passages} passages, in {TURNS} turns",
        ("", "ours", "pipeline", "ours ÷ pipeline"),
        rows,
        "Ours reads, cleans, splits, embeds and fills three stores; the pipeline is given the"
        " passages, embeds them and fills Chroma.",
    )


def _stages(articles: int, seconds: tuple[Seconds, Seconds]) -> Table:
    names = sorted({*seconds[0], *seconds[1]}, key=lambda name: -seconds[0][name])
    rows: list[list[Cell]] = [
        [name, *(articles / side[name] if side.get(name) else None for side in seconds)]
        for name in names
    ]
    return Table("Articles a second by stage", ("stage", "ours", "pipeline"), rows)


def _limit(passages: Sequence[Passage], seconds: float, embedder: MiniLM) -> Table:
    pieces = [min(embedder.pieces(each.text) + 2, embedder.max_pieces) for each in passages]
    done = sum(map(embedding_macs, pieces)) / seconds
    peak = peak_macs_per_second(len(os.sched_getaffinity(0)))
    rows: list[list[Cell]] = [
        ["word pieces a passage", sum(pieces) / len(pieces)],
        ["10⁹ multiply-accumulates a second, embedding", done / 1e9],
        [f"the same of a {1024} × 1024 int8 product on each thread", peak / 1e9],
        ["share", done / peak],
    ]
    return Table("How far embedding is from the processor's limit", ("", "value"), rows)
