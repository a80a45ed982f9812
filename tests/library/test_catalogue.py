from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from newsroom import dispatches, entry

from assistant.datamodels import Article, Coverage, Provenance
from assistant.errors import LibraryError
from assistant.library import Catalogue, Database, Entry, catalogue
from assistant.library.entries import Revision


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    with closing(Database(tmp_path / "catalogue.sqlite")) as database:
        yield database


@pytest.fixture
def books(database: Database) -> Catalogue:
    return Catalogue(database)


def shelve(books: Catalogue, *records: dict[str, object], **options: str) -> list[Revision]:
    revisions = books.begin([entry(record, **options) for record in records])
    books.finish(revisions)
    return revisions


def test_an_article_comes_back_as_it_was_put(books: Catalogue) -> None:
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

    books.finish(books.begin([Entry(article, ((0, 5), (7, 8)), "1", "w", "<p>Snow.")]))

    assert books.article("a:b/c?") == article
    assert books.raw("a:b/c?") == "<p>Snow."
    _, passages = books.contents(Revision("a:b/c?", 1))
    assert [passage.text for passage in passages] == ["Snow.", "🙂"]


def test_offsets_count_code_points_in_passages_that_are_found(books: Catalogue) -> None:
    text = "🙂🙂 é\u0301 漢字. Rain fell."
    article = Article(id="a", text=text)
    start = text.index("Rain")
    books.finish(books.begin([Entry(article, ((0, start - 1), (start, len(text))), "1", "w", "")]))

    found = books.found(["a:1:0", "a:1:1"])

    assert found["a:1:1"].passage.text == "Rain fell."
    assert all(text[f.passage.start : f.passage.end] == f.passage.text for f in found.values())


def test_a_pending_article_is_not_shown(books: Catalogue) -> None:
    books.begin([entry({"id": "a", "text": "Snow.", "outlet": "Courier"})])

    assert books.article("a") is None
    assert books.raw("a") is None
    assert books.found(["a:1:0"]) == {}
    assert list(books.sources()) == list(books.ready()) == books.outlets() == []
    assert books.passage_ids() == set()
    assert books.fingerprints(["a"]) == {}
    assert books.coverage() == Coverage(articles=0, passages=0, undated=0)
    assert books.in_state("pending") == [Revision("a", 1)]


def test_a_new_revision_takes_the_place_of_the_old_at_one_stroke(books: Catalogue) -> None:
    shelve(books, {"id": "a", "text": "Snow."})
    second = books.begin([entry({"id": "a", "text": "Rain."}, fingerprint="2")])

    before = books.article("a")
    books.finish(second)
    after = books.article("a")

    assert before is not None
    assert after is not None
    assert (before.text, before.revision) == ("Snow.", 1)
    assert (after.text, after.revision) == ("Rain.", 2)
    assert books.in_state("leaving") == [Revision("a", 1)]
    assert books.found(["a:1:0", "a:2:0"]).keys() == {"a:2:0"}
    assert books.fingerprints(["a"]) == {"a": "2"}


def replace(books: Catalogue, article_id: str, text: str, **fields: object) -> None:
    fingerprint = f"{text}{fields}"
    books.finish(books.begin([entry({"id": article_id, "text": text, **fields}, fingerprint)]))
    books.forget(books.in_state("leaving"))


def test_a_version_that_was_replaced_can_be_read_but_not_found(books: Catalogue) -> None:
    replace(books, "a", "Snow fell on nine towns.", title="Snow", published="2024-02-29")
    replace(books, "a", "Snow fell on ten towns.", title="Snow", published="2024-02-29")

    first, second = books.article("a", 1), books.article("a")

    assert first is not None
    assert second is not None
    assert (first.text, first.revision) == ("Snow fell on nine towns.", 1)
    assert (second.text, second.revision, second.superseded) == ("Snow fell on ten towns.", 2, None)
    before, now = books.versions("a")
    assert first.superseded == before.superseded == now.read
    assert (before.revision, now.revision, now.superseded) == (1, 2, None)
    assert before.published == date(2024, 2, 29)
    assert books.raw("a", 1) == "Snow fell on nine towns."
    assert books.raw("a") == "Snow fell on ten towns."
    assert books.found(["a:1:0", "a:2:0"]).keys() == {"a:2:0"}
    assert books.coverage().articles == len(list(books.sources())) == 1
    assert books.passage_ids() == {"a:2:0"}
    assert books.article("a", 3) is None


def test_a_revision_that_says_the_same_is_no_version_and_the_next_stands_for_it(
    books: Catalogue,
) -> None:
    replace(books, "a", "Snow.", title="Snow")
    books.finish(
        books.begin(
            [Entry(Article(id="a", text="Snow.", title="Snow"), ((0, 4),), "2", "w", "<p>")]
        )
    )
    books.forget(books.in_state("leaving"))

    assert [version.revision for version in books.versions("a")] == [2]
    article = books.article("a", 1)
    assert article is not None
    assert article.text == "Snow."


def test_a_page_that_was_cleaned_otherwise_is_readable_but_no_version(books: Catalogue) -> None:
    for text in ("Snow.\n\nSubscribe!", "Snow."):
        books.finish(books.begin([entry({"id": "a", "text": text}, fingerprint="1")]))
        books.forget(books.in_state("leaving"))

    before = books.article("a", 1)

    assert before is not None
    assert before.text == "Snow.\n\nSubscribe!"
    assert [version.revision for version in books.versions("a")] == [2]


@pytest.mark.parametrize("field", ["title", "outlet", "published", "updated", "url"])
def test_a_correction_of_a_field_is_a_version(books: Catalogue, field: str) -> None:
    replace(books, "a", "Snow.")
    replace(books, "a", "Snow.", **{field: "2024-02-29"})

    assert [version.revision for version in books.versions("a")] == [1, 2]


def test_no_version_of_a_removed_article_is_kept(books: Catalogue) -> None:
    replace(books, "a", "Snow.")
    replace(books, "a", "Rain.")
    books.leave(["a"])
    books.forget(books.in_state("leaving"))

    assert books.versions("a") == []
    assert books.article("a", 1) is None


def test_a_leaving_article_is_not_shown_and_then_forgotten(books: Catalogue) -> None:
    shelve(books, *dispatches(2))
    books.leave(["dispatch-000"])

    assert [source.id for source in books.sources()] == ["dispatch-001"]
    assert books.found(["dispatch-000:1:0"]) == {}

    books.forget(books.in_state("leaving"))

    assert books.in_state("leaving") == []
    assert books.passage_ids() == {"dispatch-001:1:0"}


def test_the_version_grows_with_what_readers_can_see(books: Catalogue) -> None:
    versions = [books.version]
    revisions = books.begin([entry(dispatches(1)[0])])
    assert books.version == versions[-1]
    books.finish(revisions)
    versions.append(books.version)
    books.leave(["dispatch-000"])
    versions.append(books.version)
    books.forget(revisions)

    assert versions == sorted(set(versions))
    assert books.version == versions[-1]


def test_coverage_counts_what_can_be_found(books: Catalogue) -> None:
    shelve(
        books,
        {"id": "a", "text": "Snow.", "published": "2024-02-29"},
        {"id": "b", "text": "Rain.", "published": "1999-12-31"},
        {"id": "c", "text": "Hail."},
    )

    assert books.coverage() == Coverage(
        articles=3, passages=3, undated=1, first=date(1999, 12, 31), last=date(2024, 2, 29)
    )


def test_outlets_come_most_frequent_first(books: Catalogue) -> None:
    for number, outlet in enumerate(["Isle News", "Courier", None, "Courier", "Argus"]):
        shelve(books, {"id": f"{number}", "text": f"Snow {number}.", "outlet": outlet})

    assert books.outlets() == ["Courier", "Argus", "Isle News"]


def test_a_library_is_walked_page_by_page(
    books: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(catalogue, "PAGE", 3)
    shelve(books, *dispatches(10))

    ids = [f"dispatch-00{number}" for number in range(10)]
    assert [source.id for source in books.sources()] == ids
    assert list(books.ready()) == [Revision(article_id, 1) for article_id in ids]


def test_thousands_of_passages_are_found_at_once(books: Catalogue) -> None:
    text = "Rain. " * 7_000
    spans = tuple((at, at + 5) for at in range(0, len(text), 6))
    books.finish(books.begin([Entry(Article(id="a", text=text), spans, "1", "w", "")]))

    assert len(books.found(f"a:1:{n}" for n in range(7_001))) == 7_000


@pytest.mark.parametrize("stray", ["a:1:7", "a:2:0", "b:1:0", "junk", "a:x:y", "", ":::"])
def test_what_the_catalogue_does_not_know_is_not_found(books: Catalogue, stray: str) -> None:
    shelve(books, {"id": "a", "text": "Snow."})

    assert books.found([stray, "a:1:0"]).keys() == {"a:1:0"}


def test_articles_below_a_folder_are_those_in_it_and_no_others(books: Catalogue) -> None:
    origins = ["/news/a.txt", "/news/x/b.txt", "/news-not/c.txt", "/new", "/%/d.txt"]
    shelve(books, *({"id": o, "text": f"Snow in {o}.", "origin": o} for o in origins))

    def below(place: str) -> set[str]:
        return {origin for origin, _ in books.below(place)}

    assert below("/news") == below("/news/") == {"/news/a.txt", "/news/x/b.txt"}
    assert below("/news/a.txt") == {"/news/a.txt"}
    assert below("/%") == {"/%/d.txt"}
    assert below("/") == set(origins)


def test_articles_with_the_same_words_name_each_other(books: Catalogue) -> None:
    shelve(books, {"id": "a", "text": "Snow.", "outlet": "Courier"}, {"id": "b", "text": "Snow."})
    books.begin([entry({"id": "c", "text": "Snow.", "outlet": "Argus"})])

    assert {source.id: source.also_carried_by for source in books.sources()} == {
        "a": ("b",),
        "b": ("Courier",),
    }


def test_facts_about_the_library_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "catalogue.sqlite"
    with closing(Database(path)) as database:
        books = Catalogue(database)
        books.set_meta("embedder", "one")
        books.set_meta("embedder", "two")
        identity = books.meta("id")
    with closing(Database(path)) as database:
        books = Catalogue(database)
        assert (books.meta("embedder"), books.meta("nothing")) == ("two", None)
        assert books.meta("id") == identity
        assert identity


def test_a_transaction_that_fails_leaves_nothing_behind(books: Catalogue) -> None:
    with pytest.raises(LibraryError, match="catalogue"):
        books.begin(
            [
                entry(dispatches(1)[0]),
                Entry(Article(id="a", text="ab"), ((0, 1),) * 2, "1", "w", None),
            ]
        )  # type: ignore[arg-type]

    assert books.in_state("pending") == []
    assert books.begin([entry(dispatches(1)[0])]) == [Revision("dispatch-000", 1)]


def test_articles_are_named_by_id_url_and_origin_once_they_are_ready(books: Catalogue) -> None:
    one, other, third = dispatches(3)
    shelve(books, {**other, "url": "https://x.example/1"}, wording="same")
    shelve(books, one, wording="same")
    books.begin([entry(third)])

    assert [(n.revision, n.url, n.origin, n.wording) for n in books.names()] == [
        (("dispatch-000", 1), None, "/news/dispatch-000.txt", "same"),
        (("dispatch-001", 1), "https://x.example/1", "/news/dispatch-001.txt", "same"),
    ]
