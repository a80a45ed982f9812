from __future__ import annotations

from contextlib import closing
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from newsroom import dispatches, entry, shelve

from assistant.datamodels import Article, Coverage
from assistant.errors import LibraryError
from assistant.library import Catalogue, Database, Entry, Ledger
from assistant.library.entries import Revision


def test_a_pending_article_is_not_shown(books: Catalogue, ledger: Ledger) -> None:
    ledger.begin([entry({"id": "a", "text": "Snow.", "outlet": "Courier"})])

    assert books.article("a") is None
    assert books.raw("a") is None
    assert books.found(["a:1:0"]) == {}
    assert list(books.sources()) == list(books.ready()) == books.outlets() == []
    assert books.passage_ids() == set()
    assert ledger.fingerprints(["a"]) == {}
    assert books.coverage() == Coverage(articles=0, passages=0, undated=0)
    assert ledger.in_state("pending") == [Revision("a", 1)]


def test_a_new_revision_takes_the_place_of_the_old_at_one_stroke(
    books: Catalogue, ledger: Ledger
) -> None:
    shelve(ledger, {"id": "a", "text": "Snow."})
    second = ledger.begin([entry({"id": "a", "text": "Rain."}, fingerprint="2")])

    before = books.article("a")
    ledger.finish(second)
    after = books.article("a")

    assert before is not None
    assert after is not None
    assert (before.text, before.revision) == ("Snow.", 1)
    assert (after.text, after.revision) == ("Rain.", 2)
    assert ledger.in_state("leaving") == [Revision("a", 1)]
    assert books.found(["a:1:0", "a:2:0"]).keys() == {"a:2:0"}
    assert ledger.fingerprints(["a"]) == {"a": "2"}


def replace(ledger: Ledger, article_id: str, text: str, **fields: object) -> None:
    fingerprint = f"{text}{fields}"
    ledger.finish(ledger.begin([entry({"id": article_id, "text": text, **fields}, fingerprint)]))
    ledger.forget(ledger.in_state("leaving"))


def test_a_version_that_was_replaced_can_be_read_but_not_found(
    books: Catalogue, ledger: Ledger
) -> None:
    replace(ledger, "a", "Snow fell on nine towns.", title="Snow", published="2024-02-29")
    replace(ledger, "a", "Snow fell on ten towns.", title="Snow", published="2024-02-29")

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
    ledger: Ledger,
) -> None:
    replace(ledger, "a", "Snow.", title="Snow")
    ledger.finish(
        ledger.begin(
            [Entry(Article(id="a", text="Snow.", title="Snow"), ((0, 4),), "2", "w", "<p>")]
        )
    )
    ledger.forget(ledger.in_state("leaving"))

    assert [version.revision for version in books.versions("a")] == [2]
    article = books.article("a", 1)
    assert article is not None
    assert article.text == "Snow."


def test_a_page_that_was_cleaned_otherwise_is_readable_but_no_version(
    books: Catalogue, ledger: Ledger
) -> None:
    for text in ("Snow.\n\nSubscribe!", "Snow."):
        ledger.finish(ledger.begin([entry({"id": "a", "text": text}, fingerprint="1")]))
        ledger.forget(ledger.in_state("leaving"))

    before = books.article("a", 1)

    assert before is not None
    assert before.text == "Snow.\n\nSubscribe!"
    assert [version.revision for version in books.versions("a")] == [2]


@pytest.mark.parametrize("field", ["title", "outlet", "published", "updated", "url"])
def test_a_correction_of_a_field_is_a_version(books: Catalogue, ledger: Ledger, field: str) -> None:
    replace(ledger, "a", "Snow.")
    replace(ledger, "a", "Snow.", **{field: "2024-02-29"})

    assert [version.revision for version in books.versions("a")] == [1, 2]


def test_no_version_of_a_removed_article_is_kept(books: Catalogue, ledger: Ledger) -> None:
    replace(ledger, "a", "Snow.")
    replace(ledger, "a", "Rain.")
    ledger.leave(["a"])
    ledger.forget(ledger.in_state("leaving"))

    assert books.versions("a") == []
    assert books.article("a", 1) is None


def test_a_leaving_article_is_not_shown_and_then_forgotten(
    books: Catalogue, ledger: Ledger
) -> None:
    shelve(ledger, *dispatches(2))
    ledger.leave(["dispatch-000"])

    assert [source.id for source in books.sources()] == ["dispatch-001"]
    assert books.found(["dispatch-000:1:0"]) == {}

    ledger.forget(ledger.in_state("leaving"))

    assert ledger.in_state("leaving") == []
    assert books.passage_ids() == {"dispatch-001:1:0"}


def test_the_version_grows_with_what_readers_can_see(books: Catalogue, ledger: Ledger) -> None:
    versions = [books.version]
    revisions = ledger.begin([entry(dispatches(1)[0])])
    assert books.version == versions[-1]
    ledger.finish(revisions)
    versions.append(books.version)
    ledger.leave(["dispatch-000"])
    versions.append(books.version)
    ledger.forget(revisions)

    assert versions == sorted(set(versions))
    assert books.version == versions[-1]


def test_articles_below_a_folder_are_those_in_it_and_no_others(ledger: Ledger) -> None:
    origins = ["/news/a.txt", "/news/x/b.txt", "/news-not/c.txt", "/new", "/%/d.txt"]
    shelve(ledger, *({"id": o, "text": f"Snow in {o}.", "origin": o} for o in origins))

    def below(place: str) -> set[str]:
        return {origin for origin, _ in ledger.below(place)}

    assert below("/news") == below("/news/") == {"/news/a.txt", "/news/x/b.txt"}
    assert below("/news/a.txt") == {"/news/a.txt"}
    assert below("/%") == {"/%/d.txt"}
    assert below("/") == set(origins)


def test_facts_about_the_library_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "catalogue.sqlite"
    with closing(Database(path)) as database:
        books, ledger = Catalogue(database), Ledger(database)
        ledger.set_meta("embedder", "one")
        ledger.set_meta("embedder", "two")
        identity = books.meta("id")
    with closing(Database(path)) as database:
        books = Catalogue(database)
        assert (books.meta("embedder"), books.meta("nothing")) == ("two", None)
        assert books.meta("id") == identity
        assert identity


def test_a_transaction_that_fails_leaves_nothing_behind(ledger: Ledger) -> None:
    with pytest.raises(LibraryError, match="catalogue"):
        ledger.begin(
            [
                entry(dispatches(1)[0]),
                Entry(Article(id="a", text="ab"), ((0, 1),) * 2, "1", "w", None),
            ]
        )  # type: ignore[arg-type]

    assert ledger.in_state("pending") == []
    assert ledger.begin([entry(dispatches(1)[0])]) == [Revision("dispatch-000", 1)]


OUTLETS = st.sampled_from([None, "Courier", "Argus"])
WRITES = st.lists(
    st.tuples(st.sampled_from(["put", "begin", "leave", "forget"]), st.integers(0, 3), OUTLETS)
)


@given(WRITES)
@settings(max_examples=60, deadline=None)
def test_what_is_kept_counted_is_what_there_is(writes: list[tuple[str, int, str | None]]) -> None:
    with TemporaryDirectory() as folder, closing(Database(Path(folder) / "c.sqlite")) as database:
        books, ledger = Catalogue(database), Ledger(database)
        for number, (step, article, outlet) in enumerate(writes):
            record = {"id": f"a{article}", "text": f"Snow {number}.", "outlet": outlet}
            if step == "put":
                shelve(ledger, {**record, "published": "2024-02-29" if article else None})
            elif step == "begin":
                ledger.begin([entry(record)])
            elif step == "leave":
                ledger.leave([f"a{article}"])
            else:
                ledger.forget(ledger.in_state("leaving"))
            assert books.miscounted() == 0
        sources = list(books.sources())
        coverage = books.coverage()

    assert coverage.articles == coverage.passages == len(sources)
    assert coverage.undated == sum(source.published is None for source in sources)


def test_counts_that_are_wrong_are_noticed_and_counted_anew(
    books: Catalogue, ledger: Ledger, database: Database
) -> None:
    shelve(ledger, *dispatches(6))
    right, outlets = books.coverage(), books.outlets()
    with database.transaction() as db:
        db.execute("UPDATE totals SET passages = 7")
        db.execute("UPDATE outlets SET articles = 1 WHERE outlet LIKE 'Lowmere%'")
        db.execute("DELETE FROM outlets WHERE outlet LIKE 'Aldry%'")
        db.execute("INSERT INTO outlets VALUES ('Nobody', 'nobody', 3, 1)")

    assert books.miscounted() == 4
    ledger.recount()
    assert books.miscounted() == 0
    assert (books.coverage(), books.outlets()) == (right, outlets)
