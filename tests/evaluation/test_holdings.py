from __future__ import annotations

from dataclasses import replace

import pytest
from newsroom import entry

from assistant import Assistant
from assistant.evaluation.datamodels import Question
from assistant.evaluation.holdings import AsWritten, LibraryHoldings
from assistant.library import Library


def asking(*sources: str, **fields: object) -> Question:
    return Question.model_validate({"id": "q", "question": "?", "sources": sources, **fields})


@pytest.fixture
def holdings(desk: Assistant) -> LibraryHoldings:
    return LibraryHoldings(desk.library)


@pytest.mark.parametrize(
    "source",
    [
        "valley-post-contract.html",
        "samples/valley-post-contract.html",
        "./samples/valley-post-contract.html",
    ],
)
def test_a_source_is_known_by_its_file(holdings: LibraryHoldings, source: str) -> None:
    gold = holdings.gold(asking(source))

    assert gold == holdings.gold(asking(*gold.articles))  # the same by its id
    assert len(gold.articles) == 1
    assert gold.unknown == ()


def test_a_source_is_known_by_its_url(library: Library) -> None:
    gold = LibraryHoldings(library).gold(asking("https://brindle-courier.example/night-ferry"))

    assert gold.articles == {"ferry"}


@pytest.mark.parametrize("source", ["no-such.html", "other/valley-post-contract.html", "", "/"])
def test_an_unknown_source_is_told(holdings: LibraryHoldings, source: str) -> None:
    gold = holdings.gold(asking("valley-post-contract.html", source))

    assert gold.unknown == (source,)
    assert len(gold.articles) == 1


def test_of_several_articles_on_a_page_the_one_with_the_answer_is_meant(
    holdings: LibraryHoldings,
) -> None:
    page = "lantern-grant-cut-and-related.txt"
    every = holdings.gold(asking(page)).articles
    by_quote = holdings.gold(
        asking(page, quotes=["Ostrel Mutual, the last company to sell flood cover"])
    ).articles
    by_answer = holdings.gold(asking(page, answers=["1 January"])).articles

    assert len(every) > 1
    assert len(by_quote) == 1
    assert by_quote == by_answer


def test_copies_are_one_group(holdings: LibraryHoldings) -> None:
    gold = holdings.gold(asking("northline-contract-award.txt", "valley-post-contract.html"))

    assert len(gold.articles) == 2
    assert len(gold.groups) == 1


def test_gold_passages_are_those_with_the_quote_or_else_the_answer(library: Library) -> None:
    text = "Bakers shut their ovens.  Flour costs more.\nIt rained in Lowmere."
    spans = ((0, 24), (26, 43), (44, len(text)))
    library.put([replace(entry({"id": "cut", "text": text}), spans=spans)])
    holdings = LibraryHoldings(library)

    quoted = holdings.gold(asking("cut", quotes=["Flour costs more. It rained"]))
    answered = holdings.gold(asking("cut", answers=["ovens"]))
    strange = holdings.gold(asking("cut", quotes=["Nobody said this"]))
    assert quoted.passages == {"cut:1:1", "cut:1:2"}  # white space does not count
    assert answered.passages == {"cut:1:0"}
    assert strange.passages == frozenset()
    assert LibraryHoldings(library, False).gold(asking("cut", answers=["ovens"])).passages == set()


def test_without_a_library_sources_are_taken_at_their_word() -> None:
    gold = AsWritten().gold(asking("a", "b"))

    assert gold.articles == gold.groups == {"a", "b"}
    assert AsWritten().group("a") == "a"
    assert AsWritten().text("a") is None
