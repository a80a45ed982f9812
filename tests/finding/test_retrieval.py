from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from newsroom import HashedWords, dispatches, entry, evidence

from assistant.asking.understanding import Query, understand
from assistant.datamodels import Article, Request, TimeFrame
from assistant.finding import retrieval
from assistant.finding.retrieval import AGE_UNKNOWN, STALENESS, retrieve, within_budget
from assistant.library import Entry, Library, Scope
from assistant.models.tokens import count_tokens

EMBEDDER = HashedWords()


def copper(article_id: str, wording: str, **fields: object) -> Entry:
    """An article of six passages about copper."""
    text = "\n".join(f"Copper of kind {n} is sold in {article_id} today." for n in range(6))
    article = Article.model_validate({"id": article_id, "text": text, **fields})
    size = len(text.split("\n")[0])
    return Entry(
        article, tuple((n * (size + 1), n * (size + 1) + size) for n in range(6)), "1", wording, ""
    )


@pytest.fixture
def shelves(tmp_path: Path) -> Iterator[Library]:
    with Library(tmp_path / "library", EMBEDDER, writing=True, create=True) as library:
        library.put([entry(record) for record in dispatches(30)])
        library.put([copper("wire-a", "w", outlet="A"), copper("wire-b", "w", outlet="B")])
        library.put([copper("other", "x", outlet="C", published=date(2031, 1, 1))])
        yield library


def found(
    library: Library, question: str, k: int = 10, **frame: date | None
) -> list[tuple[str, int]]:
    query = understand(Request(question=question, time_frame=TimeFrame(**frame)))
    return [
        (item.article.id, item.passage.ordinal) for item in retrieve(library, query, k).evidence
    ]


def test_at_most_two_passages_of_one_story_and_its_copies_are_shown(shelves: Library) -> None:
    ids = [article_id for article_id, _ in found(shelves, "copper of every kind sold today", 20)]

    assert ids.count("wire-a") + ids.count("wire-b") == 2
    assert ids.count("other") == 2


def test_a_story_tells_who_else_carried_it(shelves: Library) -> None:
    query = understand(Request(question="copper of every kind sold today"))
    carried = {
        item.article.id: item.article.also_carried_by
        for item in retrieve(shelves, query, 20).evidence
    }

    assert carried.get("wire-a", ("B",)) == ("B",)
    assert carried.get("wire-b", ("A",)) == ("A",)
    assert {"wire-a", "wire-b"} & carried.keys()


def test_no_more_than_were_asked_for_come_and_the_best_first(shelves: Library) -> None:
    query = understand(Request(question="merchants sold barley on market day"))

    five = retrieve(shelves, query, 5).evidence
    ten = retrieve(shelves, query, 10).evidence

    assert len(five) == 5
    assert five == ten[:5]
    assert [item.score for item in ten] == sorted((item.score for item in ten), reverse=True)


def test_a_question_finds_the_same_in_the_same_order_every_time(shelves: Library) -> None:
    runs = {tuple(found(shelves, "merchants sold barley and copper")) for _ in range(5)}

    assert len(runs) == 1


def test_equal_passages_come_in_the_order_of_their_ids(tmp_path: Path) -> None:
    with Library(tmp_path / "library", EMBEDDER, writing=True, create=True) as library:
        same = {"title": "Salt", "text": "Salt is dear."}
        library.put([entry({"id": i, **same}, wording=i) for i in ("c", "a", "d", "b")])
        runs = [found(library, "salt is dear") for _ in range(2)]

    assert runs[0] == runs[1]
    assert sorted(runs[0]) == [("a", 0), ("b", 0), ("c", 0), ("d", 0)]


def test_only_articles_within_the_time_frame_come(shelves: Library) -> None:
    assert {i for i, _ in found(shelves, "copper sold", after=date(2031, 1, 1))} == {"other"}
    assert "other" not in {i for i, _ in found(shelves, "copper sold", as_of=date(2030, 12, 31))}


@pytest.fixture
def prices(tmp_path: Path) -> Iterator[Library]:
    """One report of the price of tin in each of five years, and one of unknown date."""
    days = [date(2020 + n, 3, 1) for n in range(5)]
    with Library(tmp_path / "library", EMBEDDER, writing=True, create=True) as library:
        tin = {"text": "Tin rose to a new price."}
        names = {f"{day or 'undated'}": day for day in (*days, None)}
        library.put(
            [entry({"id": i, "published": day, **tin}, wording=i) for i, day in names.items()]
        )
        yield library


@pytest.mark.parametrize(
    ("question", "as_of", "first"),
    [
        ("What is the price of tin this week?", None, "2024-03-01"),
        ("What is the price of tin this week?", date(2022, 3, 4), "2022-03-01"),
        ("What was the price of tin?", None, "2020-03-01"),  # all alike: the first by its id
    ],
)
def test_a_question_about_now_prefers_what_was_told_last(
    prices: Library, question: str, as_of: date | None, first: str
) -> None:
    assert found(prices, question, as_of=as_of)[0][0] == first


def test_an_article_of_unknown_date_is_neither_news_nor_old(prices: Library) -> None:
    def scores(question: str) -> dict[str, float]:
        evidence = retrieve(prices, understand(Request(question=question)), 10).evidence
        return {item.article.id: item.score for item in evidence}

    ever, now = scores("Where is the price of tin?"), scores("Where is the price of tin now?")
    lost = {article_id: ever[article_id] - now[article_id] for article_id in ever}

    assert 0 == lost["2024-03-01"] < lost["undated"] < lost["2021-03-01"]


@pytest.mark.parametrize("wrong", ["9025-03-01", "2024-03-03"])
def test_an_article_of_a_day_to_come_is_of_unknown_date_to_a_question_about_now(
    prices: Library, wrong: str
) -> None:
    tin = {"text": "Tin rose to a new price."}
    prices.put([entry({"id": "wrong", "published": wrong, **tin}, wording="wrong")])

    def asked(question: str, frame: TimeFrame) -> dict[str, float]:
        request = Request(question=question, time_frame=frame)
        query = replace(understand(request), today=date(2024, 3, 2))
        return {e.article.id: e.score for e in retrieve(prices, query, 10).evidence}

    for frame in (TimeFrame(), TimeFrame(before=date.max), TimeFrame(as_of=date(2030, 1, 1))):
        ever = asked("Where is the price of tin?", frame)
        now = asked("Where is the price of tin now?", frame)
        lost = {article_id: ever[article_id] - now[article_id] for article_id in ever}
        unknown = STALENESS * math.log1p(AGE_UNKNOWN)
        assert max(now, key=lambda article_id: now[article_id]) == "2024-03-01"
        assert 0 <= lost["2024-03-01"] < lost["2023-03-01"]
        assert "wrong" not in lost or lost["wrong"] == pytest.approx(unknown)


def test_what_each_index_says_is_told(shelves: Library) -> None:
    findings = retrieve(shelves, understand(Request(question="copper")), 5)

    assert findings.similarity >= max(item.similarity or 0 for item in findings.evidence)
    assert findings.lexical > 0
    assert findings.vector.shape == (32,)
    assert any(item.lexical for item in findings.evidence)


@pytest.mark.parametrize(
    ("filters", "searched"),
    [
        ({}, 30 + 18),
        ({"outlets": ("A",)}, 6),
        ({"time_frame": TimeFrame(after=date(2030, 1, 1))}, 6),
        ({"time_frame": TimeFrame(after=date(2032, 1, 1))}, 0),
    ],
)
def test_it_is_told_how_much_was_searched(
    shelves: Library, filters: dict[str, Any], searched: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    query = understand(Request(question="copper", **filters), shelves.catalogue.outlets())

    assert retrieve(shelves, query, 5).searched == searched
    monkeypatch.setattr(retrieval, "MOST_COUNTED", 4)
    assert retrieve(shelves, query, 5).searched == min(4, searched)


def test_an_empty_library_has_nothing_to_say(tmp_path: Path) -> None:
    with Library(tmp_path / "library", EMBEDDER, writing=True, create=True) as library:
        findings = retrieve(library, understand(Request(question="copper")), 5)

    assert (findings.evidence, findings.similarity, findings.lexical) == ((), 0, 0)


def test_evidence_is_kept_in_order_as_far_as_the_budget_goes() -> None:
    items = [evidence(f"Number {number} is here.", id=f"{number}") for number in range(4)]
    cost = count_tokens("\nNumber 0 is here.")

    assert within_budget(items, 3 * cost) == tuple(items[:3])
    assert within_budget(items, 3 * cost - 1) == tuple(items[:2])
    assert within_budget(items, 100 * cost) == tuple(items)


def test_the_first_passage_is_kept_whatever_the_budget() -> None:
    items = [evidence("Word " * 500, id="a"), evidence("Short.", id="b")]

    assert within_budget(items, 1) == (items[0],)
    assert within_budget([], 1) == ()


def test_a_rare_word_outweighs_forty_passages_that_sound_alike(tmp_path: Path) -> None:
    alike = [
        {"id": f"alike-{number:02}", "text": f"What they did about it, and when it was: {number}."}
        for number in range(40)
    ]
    named = {"id": "named", "text": f"{'Barley, salt and timber were sold. ' * 8}Zolvane came."}
    with Library(tmp_path / "library", EMBEDDER, writing=True, create=True) as library:
        library.put([entry(record) for record in (*alike, named)])

        first, *_ = found(library, "What did they do about it, and when, with Zolvane?")

    assert first == ("named", 0)


def asked(library: Library, question: str, **wanted: Any) -> Query:
    query = understand(Request(question=question))
    strict = wanted.pop("strict", True)
    return replace(query, wanted=Scope(**wanted), strict=strict)


def test_what_a_question_is_strict_about_is_found_alone(shelves: Library) -> None:
    found = retrieve(shelves, asked(shelves, "copper sold", outlets=("C",)), 10)

    assert {item.article.outlet for item in found.evidence} == {"C"}
    assert found.as_wanted
    assert not found.notices


def test_what_a_question_only_speaks_of_comes_first(shelves: Library) -> None:
    query = asked(shelves, "copper of every kind", outlets=("C",), strict=False)
    found = retrieve(shelves, query, 10)

    assert found.evidence[0].article.outlet == "C"
    assert {item.article.outlet for item in found.evidence} > {"C"}


def test_articles_of_unknown_date_come_last_and_that_is_said(shelves: Library) -> None:
    shelves.put([copper("undated", "u", outlet="C", published=None)])
    query = asked(shelves, "copper of every kind", first=date(2031, 1, 1))
    found = retrieve(shelves, query, 10)

    assert found.evidence[0].article.id == "other"
    assert {item.article.published for item in found.evidence[2:]} == {None}
    assert found.notices


def test_nothing_of_what_is_asked_for_is_no_reason_to_be_silent(shelves: Library) -> None:
    query = asked(shelves, "copper of every kind", first=date(2099, 1, 1), outlets=("Z",))
    found = retrieve(shelves, query, 10)

    assert found.evidence
    assert not found.as_wanted
    assert "all were searched" in found.notices[0]
