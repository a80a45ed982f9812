from __future__ import annotations

from assistant import Assistant
from assistant.evaluation.drafting import GAP, draft
from assistant.evaluation.holdings import LibraryHoldings


def test_drafts_quote_the_library_word_for_word_and_say_that_they_are_drafts(
    desk: Assistant,
) -> None:
    drafts = draft(desk, 12)

    assert len(drafts) == 12
    assert len({each.sources for each in drafts}) == 12  # one of an article
    for each in drafts:
        (quote,), (answer,) = each.quotes, each.answers
        assert quote in desk.article(each.sources[0]).text
        assert answer in quote
        assert GAP in each.question
        assert answer not in each.question.partition("(")[0]
        assert each.draft
    assert {each.type for each in drafts} <= {"when", "number", "name"}


def test_the_gold_of_a_draft_can_be_found(desk: Assistant) -> None:
    holdings = LibraryHoldings(desk.library)

    assert all(holdings.gold(each).passages for each in draft(desk, 5))


def test_the_same_seed_proposes_the_same(desk: Assistant) -> None:
    assert draft(desk, 5, seed=1) == draft(desk, 5, seed=1)
    assert draft(desk, 5, seed=1) != draft(desk, 5, seed=2)


def test_no_more_are_proposed_than_there_are_articles(desk: Assistant) -> None:
    assert 10 < len(draft(desk, 1_000)) <= 20
