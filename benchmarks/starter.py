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
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from statistics import fmean
from typing import TYPE_CHECKING

from assistant.finding.retrieval import retrieve
from assistant.library import Library
from assistant.models.embedder import Embedder, MiniLM
from assistant.settings import Settings
from ingest import ingest

from .questionset import Question, QuestionSet, RawArticle
from .retrieval import (
    COLUMNS,
    DEEPEST,
    DEPTHS,
    READING,
    Find,
    Hit,
    Scored,
    estimates,
    milliseconds,
    ours,
    quality,
    query,
    spread,
)
from .tables import Cell, Table
from .workplace import ProgressLine, Remembering, Stopwatch, Workplace, write_articles

if TYPE_CHECKING:
    from llama_index.core import Document
    from llama_index.core.base.base_query_engine import BaseQueryEngine
    from llama_index.core.base.embeddings.base import BaseEmbedding
    from llama_index.vector_stores.chroma import ChromaVectorStore

__all__ = ["Starter", "chroma_store", "embedding", "run", "starter_over"]

Lengths = list[list[int]]
DEPTH_COLUMNS = ["", *(f"top {k}" for k in DEPTHS)]
PART = 200  # articles given to the starter at a time, so that progress can be shown
SAMPLE, ROUNDS = 400, 4  # articles of the speed comparison, and the turns it takes


def run(workplace: Workplace) -> list[Table]:
    """Quality of both on both sets, then latency and ingest speed in turns on the news set."""
    model = embedding(workplace.weights)
    found = [_qualities(workplace, questions, model) for questions in workplace.sets]
    tables = [table for pair in found for table in pair]
    return [*tables, _latencies(workplace, model), _speeds(workplace, model)]


def embedding(weights: Path | None) -> BaseEmbedding:
    """The starter's embedding model, from files alone."""
    os.environ["HF_HUB_OFFLINE"] = "1"  # read when the packages are first imported
    try:
        from llama_index.embeddings.huggingface import HuggingFaceEmbedding

        from .embedding_speed import official_weights
    except ImportError as error:
        raise SystemExit(
            f"{error}. The comparison needs the bench extra:"
            ' pip install "newsdesk[bench]", or run it with `make bench`.'
        ) from error
    with official_weights(weights) as folder:
        model = HuggingFaceEmbedding(str(folder), device="cpu")
        model.get_text_embedding("the first call sets things up")
    return model


def chroma_store(folder: Path) -> tuple[ChromaVectorStore, Callable[[], int]]:
    """LlamaIndex's store on a Chroma in a folder, and what counts its passages."""
    import chromadb
    from chromadb.config import Settings as ChromaSettings
    from llama_index.vector_stores.chroma import ChromaVectorStore

    client = chromadb.PersistentClient(str(folder), ChromaSettings(anonymized_telemetry=False))
    collection = client.get_or_create_collection("llama_index", embedding_function=None)
    return ChromaVectorStore(chroma_collection=collection), collection.count


class Starter:
    """The starter's index in a folder: empty, or as it was left."""

    def __init__(self, folder: Path, model: BaseEmbedding) -> None:
        from llama_index.core import StorageContext, VectorStoreIndex

        store, self.count = chroma_store(folder)
        self._storage = StorageContext.from_defaults(vector_store=store)
        self._model = model
        self._index = VectorStoreIndex.from_vector_store(store, embed_model=model)
        self._retriever = self._index.as_retriever(similarity_top_k=DEEPEST)

    def add(self, articles: Sequence[RawArticle]) -> None:
        """Ingest articles as the starter does."""
        from llama_index.core import VectorStoreIndex

        documents = [_document(article) for article in articles]
        VectorStoreIndex.from_documents(
            documents, storage_context=self._storage, embed_model=self._model
        )

    def query_engine(self, k: int) -> BaseQueryEngine:
        """Its query engine for the top ``k``; without a language model, so it finds and is mute."""
        from llama_index.core.llms import MockLLM
        from llama_index.core.query_engine import RetrieverQueryEngine
        from llama_index.core.response_synthesizers.no_text import NoText

        retriever = self._index.as_retriever(similarity_top_k=k)
        return RetrieverQueryEngine(retriever, NoText(llm=MockLLM()))

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
    shown = ProgressLine(f"starter, {questions.name}", len(articles))
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


def _qualities(
    workplace: Workplace, questions: QuestionSet, model: BaseEmbedding
) -> tuple[Table, Table]:
    starter = starter_over(workplace, questions, model)
    lengths: tuple[Lengths, Lengths] = [], []
    theirs = quality(questions, _noting_length(starter.find, lengths[1]), "starter")
    with Library.open(workplace.library(questions), Settings()) as library:
        own = quality(questions, _noting_length(ours(library), lengths[0]), "ours")
        passages = library.coverage().passages
    rows: list[list[Cell]] = [
        [f"ours ({passages:,} passages)", *estimates(own)],
        [f"starter ({starter.count():,} passages)", *estimates(theirs)],
        ["ours − starter, question by question", *estimates(_differences(own, theirs))],
    ]
    count = len(questions.answerable)
    title = f"Ours beside the starter, {questions.name}: {count} questions"
    amounts: list[list[Cell]] = [
        [name, *(fmean(sum(words[:k]) for words in noted) for k in DEPTHS)]
        for name, noted in zip(("ours", "starter"), lengths, strict=True)
    ]
    return (
        Table(title, ["", *COLUMNS], rows, READING),
        Table(f"Mean words of the top k passages, {questions.name}", DEPTH_COLUMNS, amounts),
    )


def _noting_length(find: Find, noted: Lengths) -> Find:
    """The same passages; how many words each has is noted, a row for each question."""

    def find_and_note(question: Question) -> Sequence[Hit]:
        hits = find(question)
        noted.append([len(hit.text.split()) for hit in hits])
        return hits

    return find_and_note


def _differences(first: Scored, second: Scored) -> Scored:
    return [
        [a - b for a, b in zip(one, other, strict=True)]
        for one, other in zip(first, second, strict=True)
    ]


def _latencies(workplace: Workplace, model: BaseEmbedding) -> Table:
    """Each question is put to both in turn, so that what else the machine does meets both."""
    questions = workplace.news.answerable
    starter = starter_over(workplace, workplace.news, model)
    vectors = {q.id: model.get_query_embedding(q.text) for q in questions}
    embedder = Remembering()
    with Library.open(workplace.library(workplace.news), Settings(), embedder) as library:

        def search(question: Question) -> None:
            retrieve(library, query(question), DEEPEST)

        def search_anew(question: Question) -> None:
            embedder.forget()
            search(question)

        ways: dict[str, Callable[[Question], object]] = {
            "ours, with embedding the question": search_anew,
            "ours, its vector known": search,
            "starter, with embedding the question": starter.find,
            "starter, its vector known": lambda q: starter.find(q, vectors[q.id]),
        }
        times: dict[str, list[float]] = {name: [] for name in ways}
        for turn, question in enumerate(ProgressLine("latency", len(questions)).of(questions)):
            for name, way in ways.items():
                spent = milliseconds(way, [question])
                if turn >= len(questions) // 10:  # the first ones read files into memory
                    times[name] += spent
    rows: list[list[Cell]] = [[name, *spread(spent)] for name, spent in times.items()]
    return Table(f"A search for the top {DEEPEST}, news", ("", "p50, ms", "p95, ms"), rows)


def _speeds(workplace: Workplace, model: BaseEmbedding) -> Table:
    """Both ingest the same random articles, a part in turn, each into one growing index."""
    articles = list(workplace.news.articles)
    random.Random(0).shuffle(articles)
    articles = articles[:SAMPLE]
    embedder = MiniLM()
    own, theirs = Stopwatch(), Stopwatch()
    shown = ProgressLine("speed, articles for both", len(articles))
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        starter = Starter(folder / "starter", model)
        size = max(1, len(articles) // ROUNDS)
        for at in range(0, len(articles), size):
            part, file = articles[at : at + size], folder / f"{at}.jsonl"
            write_articles(file, part)
            own.measure(partial(ingest, file, folder / "ours", embedder=embedder))
            theirs.measure(partial(starter.add, part))
            shown.to(at + len(part))
        with Library.open(folder / "ours", Settings(), embedder) as library:
            passages = library.coverage().passages, starter.count()
    return _speed_table(articles, (own, theirs), passages, embedder)


def _speed_table(
    articles: Sequence[RawArticle],
    watches: tuple[Stopwatch, Stopwatch],
    passages: tuple[int, int],
    embedder: Embedder,
) -> Table:
    reads = 1.0, _share_read(articles, embedder)  # none of our passages is longer than the model
    pairs = {
        "passages": passages,
        "articles a second": [len(articles) / watch.seconds for watch in watches],
        "articles a processor second": [
            len(articles) / watch.processor_seconds for watch in watches
        ],
        "share of the text that the vectors have read": reads,
        "articles a second × share read": [
            len(articles) / watch.seconds * read for watch, read in zip(watches, reads, strict=True)
        ],
    }
    return Table(
        f"Ingesting the same {len(articles)} random news articles in {ROUNDS} turns",
        ("", "ours", "starter", "ours ÷ starter"),
        [[name, own, theirs, own / theirs] for name, (own, theirs) in pairs.items()],
        f"The model reads {embedder.max_pieces} word pieces of a text; what a longer chunk has"
        " beyond them is in no vector of the starter. Ours cuts passages to fit, and embeds all.",
    )


def _share_read(articles: Sequence[RawArticle], embedder: Embedder) -> float:
    """The share of the starter's chunks, in word pieces, that its model does not cut off."""
    from llama_index.core.node_parser import SentenceSplitter
    from llama_index.core.schema import MetadataMode

    nodes = SentenceSplitter().get_nodes_from_documents([_document(one) for one in articles])
    pieces = [embedder.pieces(node.get_content(MetadataMode.EMBED)) for node in nodes]
    return sum(min(count, embedder.max_pieces - 2) for count in pieces) / sum(pieces)
