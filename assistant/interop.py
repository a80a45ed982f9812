"""Newsdesk as LlamaIndex objects, for use inside their pipelines."""

from __future__ import annotations

from typing import Any, Protocol

from llama_index.core.base.response.schema import Response
from llama_index.core.query_engine import CustomQueryEngine
from llama_index.core.retrievers import BaseRetriever
from llama_index.core.schema import NodeWithScore, QueryBundle, TextNode

from .datamodels import Answer, Evidence, Passage, Request, Source

__all__ = ["NewsdeskQueryEngine", "NewsdeskRetriever"]


class Adapted(Protocol):
    """What the adapters ask of an ``Assistant``."""

    def search(self, words: Request, k: int) -> list[Evidence]: ...

    def ask(self, question: Request) -> Answer: ...


class NewsdeskRetriever(BaseRetriever):
    """Retrieves passages by ``Assistant.search``."""

    def __init__(self, desk: Adapted, k: int) -> None:
        self._desk = desk
        self._k = k
        super().__init__()

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        found = self._desk.search(Request(question=query_bundle.query_str), self._k)
        return [_node(item.passage, item.article, item.score) for item in found]


class NewsdeskQueryEngine(CustomQueryEngine):
    """Answers by ``Assistant.ask``; the whole ``Answer`` is in ``response.metadata["answer"]``."""

    desk: Any

    def custom_query(self, query_str: str) -> Response:
        answer = self.desk.ask(Request(question=query_str))
        nodes = [_node(c.passage, c.article, None) for c in answer.citations]
        return Response(answer.text, source_nodes=nodes, metadata={"answer": answer})


def _node(passage: Passage, article: Source, score: float | None) -> NodeWithScore:
    metadata = {
        "article": article.id,
        "title": article.title,
        "outlet": article.outlet,
        "url": article.url,
        "published": article.published.isoformat() if article.published else None,
        "start": passage.start,
        "end": passage.end,
    }
    node = TextNode(id_=passage.id, text=passage.text, metadata=metadata)
    return NodeWithScore(node=node, score=score)
