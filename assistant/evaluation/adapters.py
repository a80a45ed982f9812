"""Systems that can be measured: anything that takes a ``Question`` and gives a ``Result``."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

from ..datamodels import Answer, Answerer, Evidence, Passage, Source
from .datamodels import Question, Result

if TYPE_CHECKING:
    from llama_index.core.base.base_query_engine import BaseQueryEngine
    from llama_index.core.schema import NodeWithScore

    from ..assistant import Assistant

__all__ = ["System", "newsdesk", "query_engine"]

System = Callable[[Question], Answer | Result]
"""Answers one question; may be called from several threads at once."""

EMPTY = "Empty Response"  # what LlamaIndex says if it retrieved nothing


def newsdesk(desk: Assistant, answerer: Answerer | None = None) -> System:
    """Newsdesk itself, by the one way there is: ``Assistant.ask``."""

    def ask(question: Question) -> Answer:
        return desk.ask(question.request(answerer))

    return ask


def query_engine(
    engine: BaseQueryEngine, abstains: Callable[[str], bool] = lambda text: text == EMPTY
) -> System:
    """A LlamaIndex query engine; ``abstains`` tells by the text whether it gave no answer.

    A node's article is its metadata's ``article``, else the id of its document; ``url``,
    ``title``, ``outlet`` and ``published`` of the metadata are taken too. It is asked the bare
    question: filters and history are not its own.
    """

    def ask(question: Question) -> Answer | Result:
        response: Any = engine.query(question.question)
        answer = (response.metadata or {}).get("answer")
        if isinstance(answer, Answer):  # from Newsdesk's own query engine
            return answer
        text = str(response)
        return Result(
            text=text,
            abstained=abstains(text),
            evidence=tuple(
                _evidence(node, rank)
                for rank, node in enumerate(response.source_nodes)
                if node.node.get_content()
            ),
            answerer=type(engine).__name__,
        )

    return ask


def _evidence(scored: NodeWithScore, rank: int) -> Evidence:
    node = scored.node
    told = {name: value for name, value in node.metadata.items() if isinstance(value, str)}
    article_id = told.get("article") or node.ref_doc_id or node.node_id
    text = node.get_content()
    return Evidence(
        passage=Passage(
            article_id=article_id, revision=1, ordinal=rank, start=0, end=len(text), text=text
        ),
        article=Source(
            id=article_id,
            url=told.get("url"),
            title=told.get("title", ""),
            outlet=told.get("outlet"),
            published=_day(told.get("published")),
        ),
        score=scored.score or 0.0,
    )


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text[:10]) if text else None
    except ValueError:
        return None
