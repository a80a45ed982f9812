"""The plain LlamaIndex starter beside ours: same articles, same model, one process.

The starter is what LlamaIndex's own pages begin with: `VectorStoreIndex.from_documents` with its
default splitter (1,024 tokens) on a Chroma `PersistentClient`, embedding with the official
weights of the model that ours runs quantised, and `similarity_top_k` passages asked. Title,
outlet and day are its documents' metadata, so it is told what ours is told.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, redirect_stderr
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from statistics import fmean
from typing import TYPE_CHECKING, Any

import numpy as np

from assistant.library import Library
from assistant.models.embedder import MiniLM
from assistant.questions import understand
from assistant.retrieval import retrieve
from assistant.settings import Settings
from ingest import ingest

from .embedding_speed import official_weights
from .questionset import Estimate, Question, QuestionSet, RawArticle, holds, interval
from .tables import Table
from .workplace import Progress, Remembering, Workplace, write_articles

if TYPE_CHECKING:
    from llama_index.core import Document
    from llama_index.core.base.embeddings.base import BaseEmbedding

__all__ = ["Hit", "Scores", "run", "scores"]

DEPTHS = (1, 2, 5, 10)
DEEPEST = 10
PART = 200  # articles given to the starter at a time, so that progress can be shown
SAMPLE, ROUNDS = 400, 4  # articles of the speed comparison, and turns it takes


@dataclass(frozen=True)
class Hit:
    """A passage that was found: its text, without headline, and the id of its article."""

    text: str
    article: str


@dataclass(frozen=True)
class Scores:
    """Whether the passages found for one question hold its answer.

    ``any`` and ``gold`` are for ``DEPTHS``: one of the top k holds an accepted string; it does
    and is of an article in ``sources``. ``article``: one of all is of such an article.
    """

    any: tuple[bool, ...]
    gold: tuple[bool, ...]
    article: bool


Find = Callable[[Question], Sequence[Hit]]


def scores(question: Question, hits: Sequence[Hit]) -> Scores:
    """Score the passages found for a question, best first."""
    holding = [holds(hit.text, question.answers) for hit in hits]
    gold = [hit.article in question.sources for hit in hits]
    both = [held and own for held, own in zip(holding, gold, strict=True)]
    return Scores(
        any=tuple(any(holding[:k]) for k in DEPTHS),
        gold=tuple(any(both[:k]) for k in DEPTHS),
        article=any(gold),
    )


def quality_columns() -> list[str]:
    """The headings that go with `quality`."""
    readings = [f"{reading}@{k}" for reading in ("any", "gold") for k in DEPTHS]
    return [*readings, f"art@{DEEPEST}"]


def quality(questions: Sequence[Question], find: Find, what: str) -> list[Estimate]:
    """Score every question's passages; a mean with its interval for each column."""
    shown = Progress(what, len(questions))
    scored = [scores(question, find(question)) for question in shown.of(questions)]
    columns = [[*one.any, *one.gold, one.article] for one in scored]
    return [interval([float(value) for value in column]) for column in zip(*columns, strict=True)]


def embedding(weights: Path | None) -> BaseEmbedding:
    """The starter's embedding model, from files alone."""
    os.environ["HF_HUB_OFFLINE"] = "1"  # read when the packages are first imported
    try:
        from llama_index.embeddings.huggingface import HuggingFaceEmbedding
    except ImportError as error:
        raise SystemExit(
            f"{error}. The comparison needs the bench extra:"
            ' pip install "newsdesk[bench]", or run it with `make bench`.'
        ) from error
    with official_weights(weights) as folder:
        model = HuggingFaceEmbedding(str(folder), device="cpu")
        model.get_text_embedding("the first call sets things up")
    return model


class Starter:
    """The starter's index in a folder: empty, or as it was left."""

    def __init__(self, folder: Path, model: BaseEmbedding) -> None:
        import chromadb
        from chromadb.config import Settings as ChromaSettings
        from llama_index.core import StorageContext, VectorStoreIndex
        from llama_index.vector_stores.chroma import ChromaVectorStore

        client = chromadb.PersistentClient(str(folder), ChromaSettings(anonymized_telemetry=False))
        collection = client.get_or_create_collection("starter", embedding_function=None)
        store = ChromaVectorStore(chroma_collection=collection)
        self._storage = StorageContext.from_defaults(vector_store=store)
        self._model = model
        index = VectorStoreIndex.from_vector_store(store, embed_model=model)
        self._retriever = index.as_retriever(similarity_top_k=DEEPEST)
        self.count: Callable[[], int] = collection.count

    def add(self, articles: Sequence[RawArticle]) -> None:
        """Ingest articles as the starter does."""
        from llama_index.core import VectorStoreIndex

        documents = [_document(article) for article in articles]
        VectorStoreIndex.from_documents(
            documents, storage_context=self._storage, embed_model=self._model
        )

    def find(self, question: Question, vector: Sequence[float] | None = None) -> list[Hit]:
        """The passages it gives for a question, embedded unless its ``vector`` is given."""
        from llama_index.core import QueryBundle
        from llama_index.core.schema import MetadataMode

        bundle = QueryBundle(question.text, embedding=list(vector) if vector else None)
        nodes = [scored.node for scored in self._retriever.retrieve(bundle)]
        return [Hit(n.get_content(MetadataMode.NONE), n.ref_doc_id or "") for n in nodes]


def _document(article: RawArticle) -> Document:
    from llama_index.core import Document

    told = {"title": article.title, "outlet": article.outlet, "published": article.published}
    known = {name: value for name, value in told.items() if value}
    return Document(id_=article.id, text=article.text, metadata=known)


def starter_over(workplace: Workplace, questions: QuestionSet, model: BaseEmbedding) -> Starter:
    """The starter over a set's articles, built when it is not there; what it took is noted."""
    folder = workplace.place(f"starter-{questions.name}")
    noted = workplace.place(f"starter-{questions.name}.json")
    if noted.exists():
        return Starter(folder, model)
    shutil.rmtree(folder, ignore_errors=True)  # a broken-off build cannot be told from a whole one
    starter, articles = Starter(folder, model), questions.articles
    shown = Progress(f"starter, {questions.name}", len(articles))
    began, processor = time.perf_counter(), time.process_time()
    for at in range(0, len(articles), PART):
        starter.add(articles[at : at + PART])
        shown.to(min(at + PART, len(articles)))
    took = {
        "articles": len(articles),
        "passages": starter.count(),
        "seconds": time.perf_counter() - began,
        "processor_seconds": time.process_time() - processor,
    }
    noted.write_text(json.dumps(took, indent=2))
    return starter
