from __future__ import annotations

from datetime import date
from typing import Any

from llama_index.core.base.response.schema import Response
from llama_index.core.query_engine import CustomQueryEngine
from llama_index.core.schema import NodeRelationship, NodeWithScore, RelatedNodeInfo, TextNode

from assistant.evaluation import Question, Result, query_engine

ASKED = Question(id="q", question="Who won?")


class Engine(CustomQueryEngine):
    """Says and shows what a test wants."""

    said: Any
    nodes: Any = ()

    def custom_query(self, query_str: str) -> Response:
        return Response(self.said, source_nodes=list(self.nodes))


def result(said: str, *nodes: NodeWithScore) -> Result:
    found = query_engine(Engine(said=said, nodes=nodes))(ASKED)
    assert isinstance(found, Result)
    return found


def node(text: str, document: str | None = None, **metadata: Any) -> NodeWithScore:
    of = {NodeRelationship.SOURCE: RelatedNodeInfo(node_id=document)} if document else {}
    made = TextNode(id_="n1", text=text, metadata=metadata, relationships=of)
    return NodeWithScore(node=made, score=0.5)


def test_a_node_becomes_evidence_of_its_document() -> None:
    (found,) = result("Kestrane.", node("Kestrane won.", "doc-7")).evidence

    assert (found.article.id, found.passage.text, found.score) == ("doc-7", "Kestrane won.", 0.5)


def test_metadata_tells_of_the_article() -> None:
    told = node("x", article="a", outlet="Gazette", published="2025-03-01T10:00", start=5)
    article = result("y", told).evidence[0].article

    assert (article.id, article.outlet, article.published) == ("a", "Gazette", date(2025, 3, 1))


def test_metadata_that_makes_no_sense_does_no_harm() -> None:
    article = result("y", node("x", published="yesterday", title=7, url=None)).evidence[0].article

    assert (article.id, article.published, article.title) == ("n1", None, "")


def test_a_node_without_text_is_left_out() -> None:
    assert result("y", node(""), node("x")).evidence[0].passage.ordinal == 1


def test_an_engine_abstains_as_it_is_told_to() -> None:
    assert result("Empty Response").abstained
    assert not result("I do not know.").abstained
    engine = query_engine(Engine(said="I do not know."), lambda text: "not know" in text)
    assert engine(ASKED).abstained
