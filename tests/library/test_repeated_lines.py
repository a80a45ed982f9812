from __future__ import annotations

from newsroom import dispatches, shelve

from assistant.library import Database, Ledger, RepeatedLines


def test_an_outlet_is_unsettled_when_one_article_took_the_place_of_another(
    database: Database, ledger: Ledger
) -> None:
    lines = RepeatedLines(database)
    gazette = [{**record, "outlet": "Gazette"} for record in dispatches(6)]
    shelve(ledger, *gazette[:5])
    assert lines.unsettled(5) == ["Gazette"]
    lines.note("Gazette", [])
    assert lines.unsettled(5) == []

    ledger.leave(["dispatch-004"])
    ledger.forget(ledger.in_state("leaving"))
    shelve(ledger, gazette[5])

    assert lines.unsettled(5) == ["Gazette"]


def test_an_outlet_with_few_articles_is_settled_only_to_give_its_lines_back(
    database: Database, ledger: Ledger
) -> None:
    lines = RepeatedLines(database)
    shelve(ledger, *({**record, "outlet": "Gazette"} for record in dispatches(2)))

    assert lines.unsettled(5) == []
    lines.note("Gazette", ["Sign up!"])
    assert lines.unsettled(5) == []
    ledger.leave(["dispatch-000"])
    assert lines.unsettled(5) == ["Gazette"]
