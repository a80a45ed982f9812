from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from newsroom import dispatches, entry, shelve

from assistant.datamodels import CARRIERS_COUNTED, Article, Coverage, Provenance
from assistant.library import Catalogue, Database, Entry, Ledger, Scope, catalogue
from assistant.library.entries import Revision


def test_an_article_comes_back_as_it_was_put(books: Catalogue, ledger: Ledger) -> None:
    article = Article(
        updated=date(2025, 3, 15),
        page="front",
        provenance=(Provenance(field="updated", origin="text", sure=False),),
        id="a:b/c?",
        url="https://x.example/1",
        title="Öl “&” <b>",
        outlet="Courier",
        authors=("Una Brill", "Ōta Jun"),
        published=date(2024, 2, 29),
        published_at=datetime(2024, 2, 29, 23, 59, 59, 5, tzinfo=UTC),
        language="nb",
        text="Snow.\n\n🙂 e\u0301 שלום\x00.",
        origin="/news/a.txt",
    )

    ledger.finish(ledger.begin([Entry(article, ((0, 5), (7, 8)), "1", "w", "<p>Snow.")]))

    assert books.article("a:b/c?") == article
    assert books.raw("a:b/c?") == "<p>Snow."
    _, passages = books.contents(Revision("a:b/c?", 1))
    assert [passage.text for passage in passages] == ["Snow.", "🙂"]


def test_offsets_count_code_points_in_passages_that_are_found(
    books: Catalogue, ledger: Ledger
) -> None:
    text = "🙂🙂 é\u0301 漢字. Rain fell."
    article = Article(id="a", text=text)
    start = text.index("Rain")
    ledger.finish(
        ledger.begin([Entry(article, ((0, start - 1), (start, len(text))), "1", "w", "")])
    )

    found = books.found(["a:1:0", "a:1:1"])

    assert found["a:1:1"].passage.text == "Rain fell."
    assert all(text[f.passage.start : f.passage.end] == f.passage.text for f in found.values())


def test_coverage_counts_what_can_be_found(books: Catalogue, ledger: Ledger) -> None:
    shelve(
        ledger,
        {"id": "a", "text": "Snow.", "published": "2024-02-29"},
        {"id": "b", "text": "Rain.", "published": "1999-12-31"},
        {"id": "c", "text": "Hail."},
    )

    assert books.coverage() == Coverage(
        articles=3, passages=3, undated=1, first=date(1999, 12, 31), last=date(2024, 2, 29)
    )


@pytest.mark.parametrize(
    ("scope", "passages"),
    [
        (Scope(), 7),
        (Scope(outlets=("Argus",)), 1),
        (Scope(outlets=("Argus", "Courier", "Nobody")), 3),
        (Scope(first=date(2024, 2, 1)), 4),
        (Scope(last=date(2024, 2, 2)), 2),
        (Scope(first=date(2024, 2, 2), last=date(2024, 2, 3)), 2),
        (Scope(date(2024, 2, 2), date(2024, 2, 4), ("Courier",)), 2),
        (Scope(first=date(2031, 1, 1)), 0),
    ],
)
def test_the_passages_within_a_scope_are_counted(
    books: Catalogue, ledger: Ledger, scope: Scope, passages: int
) -> None:
    outlets = ["Isle News", "Courier", None, "Courier", "Argus"]
    for number, outlet in enumerate(outlets, start=1):
        day = f"2024-02-0{number}" if number < 5 else None
        text = f"Snow {number}."
        shelve(ledger, {"id": f"{number}", "text": text, "outlet": outlet, "published": day})
    twice = Article(id="two", text="Snow. Rain.")
    ledger.finish(ledger.begin([Entry(twice, ((0, 5), (6, 11)), "1", "w", "")]))
    ledger.begin([Entry(Article(id="pending", text="Hail."), ((0, 5),), "1", "w", "")])

    assert books.passages_within(scope, 100) == passages
    assert books.passages_within(scope, 2) == min(2, passages)


def test_the_newest_day_is_the_last_up_to_another(books: Catalogue, ledger: Ledger) -> None:
    for number, day in enumerate(("2024-02-29", "9025-01-01", "1999-12-31", None)):
        shelve(ledger, {"id": f"{number}", "text": f"Snow {number}.", "published": day})

    assert books.newest_day(date(2026, 1, 1)) == date(2024, 2, 29)
    assert books.newest_day(date(2024, 2, 28)) == date(1999, 12, 31)
    assert books.newest_day(date(1999, 12, 30)) is None
    assert books.newest_day(date.max) == date(9025, 1, 1)


def test_outlets_come_most_frequent_first(books: Catalogue, ledger: Ledger) -> None:
    for number, outlet in enumerate(["Isle News", "Courier", None, "Courier", "Argus"]):
        shelve(ledger, {"id": f"{number}", "text": f"Snow {number}.", "outlet": outlet})

    assert books.outlets() == ["Courier", "Argus", "Isle News"]


def test_an_outlet_is_known_by_its_name_in_any_case_and_spelling(
    books: Catalogue, ledger: Ledger
) -> None:
    for number, outlet in enumerate(["Café Post", "CAFÉ POST", "Argus", None, "Isle News"]):
        shelve(ledger, {"id": f"{number}", "text": f"Snow {number}.", "outlet": outlet})
    ledger.leave(["4"])

    assert books.outlets_called(["cafe\u0301 post"]) == ["CAFÉ POST", "Café Post"]
    assert books.outlets_called(["argus", "Isle News", "Nobody's"]) == ["Argus"]
    assert books.outlets_called([]) == []


def test_the_newest_articles_come_first_and_those_of_unknown_day_last(
    books: Catalogue, ledger: Ledger
) -> None:
    days = {"a": None, "b": "2024-02-29", "c": "2031-01-01", "d": "2024-02-29"}
    for article_id, day in days.items():
        record = {"id": article_id, "text": article_id, "title": article_id.upper()}
        shelve(ledger, {**record, "published": day})
    shelve(ledger, {"id": "e", "text": "No headline.", "published": "2032-01-01"})
    ledger.begin([entry({"id": "f", "text": "f", "title": "F", "published": "2033-01-01"})])

    assert [article.title for article in books.newest(10)] == ["C", "B", "D", "A"]
    assert [article.title for article in books.newest(2)] == ["C", "B"]


QUESTIONS = (
    lambda books: books.coverage(),
    lambda books: books.outlets_called(["lowmere gazette"]),
    lambda books: books.newest(4),
    lambda books: books.version,
)


def steps(database: Database, ask: Callable[[], object]) -> int:
    """How many instructions of SQLite's machine a question takes."""
    taken = 0

    def step() -> int:
        nonlocal taken
        taken += 1
        return 0

    database.rows("SELECT 1")
    (reader,) = database._waiting
    reader.set_progress_handler(step, 1)
    ask()
    reader.set_progress_handler(None, 1)
    return taken


@pytest.mark.parametrize("question", QUESTIONS)
def test_what_a_page_or_a_question_asks_takes_no_longer_in_a_larger_library(
    database: Database, question: Callable[[Catalogue], object]
) -> None:
    books, ledger, records = Catalogue(database), Ledger(database), dispatches(1_000)
    shelve(ledger, *records[:50])
    small = steps(database, lambda: question(books))
    shelve(ledger, *records[50:])

    assert steps(database, lambda: question(books)) < small + 50


def test_a_library_is_walked_page_by_page(
    books: Catalogue, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(catalogue, "PAGE", 3)
    shelve(ledger, *dispatches(10))

    ids = [f"dispatch-00{number}" for number in range(10)]
    assert [source.id for source in books.sources()] == ids
    assert list(books.ready()) == [Revision(article_id, 1) for article_id in ids]


def test_thousands_of_passages_are_found_at_once(books: Catalogue, ledger: Ledger) -> None:
    text = "Rain. " * 7_000
    spans = tuple((at, at + 5) for at in range(0, len(text), 6))
    ledger.finish(ledger.begin([Entry(Article(id="a", text=text), spans, "1", "w", "")]))

    assert len(books.found(f"a:1:{n}" for n in range(7_001))) == 7_000


@pytest.mark.parametrize("stray", ["a:1:7", "a:2:0", "b:1:0", "junk", "a:x:y", "", ":::"])
def test_what_the_catalogue_does_not_know_is_not_found(
    books: Catalogue, ledger: Ledger, stray: str
) -> None:
    shelve(ledger, {"id": "a", "text": "Snow."})

    assert books.found([stray, "a:1:0"]).keys() == {"a:1:0"}


def test_articles_with_the_same_words_name_each_other(books: Catalogue, ledger: Ledger) -> None:
    shelve(ledger, {"id": "a", "text": "Snow.", "outlet": "Courier"}, {"id": "b", "text": "Snow."})
    ledger.begin([entry({"id": "c", "text": "Snow.", "outlet": "Argus"})])

    assert {source.id: source.also_carried_by for source in books.sources()} == {
        "a": ("b",),
        "b": ("Courier",),
    }


def test_of_many_that_carry_the_same_words_some_are_named_and_the_others_counted(
    books: Catalogue, ledger: Ledger
) -> None:
    shelve(
        ledger,
        {"id": "twice", "text": "Snow.", "outlet": "Outlet 05"},
        {"id": "alone", "text": "Rain.", "outlet": "Outlet 05"},
        *({"id": f"{n:03}", "text": "Snow.", "outlet": f"Outlet {n:02}"} for n in range(12)),
    )

    sources = {source.id: source for source in books.sources()}

    others = [f"Outlet {n:02}" for n in range(12) if n != 5]
    assert sources["005"].also_carried_by == sources["twice"].also_carried_by == tuple(others[:8])
    assert sources["005"].carriers == sources["twice"].carriers == 11
    assert (sources["alone"].also_carried_by, sources["alone"].carriers) == ((), 0)

    shelve(ledger, *({"id": f"b{n}", "text": "Snow.", "outlet": f"Sheet {n}"} for n in range(300)))
    assert {source.carriers for source in books.sources()} == {0, CARRIERS_COUNTED}


def test_articles_are_named_by_id_url_and_origin_once_they_are_ready(
    books: Catalogue, ledger: Ledger
) -> None:
    one, other, third = dispatches(3)
    shelve(ledger, {**other, "url": "https://x.example/1"}, wording="same")
    shelve(ledger, one, wording="same")
    ledger.begin([entry(third)])

    assert [(n.revision, n.url, n.origin, n.wording) for n in books.names()] == [
        (("dispatch-000", 1), None, "/news/dispatch-000.txt", "same"),
        (("dispatch-001", 1), "https://x.example/1", "/news/dispatch-001.txt", "same"),
    ]
