from __future__ import annotations

from llama_index.core.base.base_query_engine import BaseQueryEngine
from llama_index.core.retrievers import BaseRetriever

from assistant import Answer, Assistant


def test_the_retriever_is_llama_indexs_and_finds_what_a_search_finds(desk: Assistant) -> None:
    retriever = desk.as_retriever(k=4)

    nodes = retriever.retrieve("Which judge halted the barrier?")

    found = desk.search("Which judge halted the barrier?", k=4)
    assert isinstance(retriever, BaseRetriever)
    assert [node.node_id for node in nodes] == [item.passage.id for item in found]
    assert [node.score for node in nodes] == [item.score for item in found]


def test_a_node_says_where_its_words_stand(desk: Assistant) -> None:
    for node in desk.as_retriever().retrieve("eels"):
        meta = node.metadata
        article = desk.article(meta["article"])
        assert article.text[meta["start"] : meta["end"]] == node.text
        assert (meta["title"], meta["outlet"], meta["url"]) == (
            article.title,
            article.outlet,
            article.url,
        )
        assert meta["published"] == (article.published and article.published.isoformat())


def test_the_query_engine_is_llama_indexs_and_answers_as_ask_does(
    telling_desk: Assistant,
) -> None:
    engine = telling_desk.as_query_engine()

    response = engine.query("Who was hired to build the barrier?")

    answer = telling_desk.ask("Who was hired to build the barrier?")
    assert isinstance(engine, BaseQueryEngine)
    assert str(response) == answer.text
    assert response.metadata == {"answer": answer}
    assert isinstance(response.metadata["answer"], Answer)
    assert [node.node_id for node in response.source_nodes] == [
        citation.passage.id for citation in answer.citations
    ]
