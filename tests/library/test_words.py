from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
import tantivy

from assistant.datamodels import Article, Passage
from assistant.errors import LibraryBusy, LibraryError
from assistant.library import Scope, stems
from assistant.library.words import Words


def put(words: Words, article_id: str, text: str, revision: int = 1, **fields: object) -> str:
    article = Article.model_validate(
        {"id": article_id, "revision": revision, "text": text, **fields}
    )
    passage = Passage(
        article_id=article_id, revision=revision, ordinal=0, start=0, end=len(text), text=text
    )
    words.write(added=[(article, [passage])])
    return passage.id


def found(words: Words, question: str, scope: Scope = Scope(), limit: int = 10) -> list[str]:
    return [
        passage for passage, _ in words.matching(dict.fromkeys(stems(question), 1.0), limit, scope)
    ]


@pytest.fixture
def words(tmp_path: Path) -> Words:
    return Words(tmp_path / "words")


def test_words_are_folded_stemmed_and_freed_of_what_says_nothing() -> None:
    assert stems("The Cafés' FLOODING, and what it was!") == ["cafe", "flood"]
    assert stems("Who is it?") == []


@pytest.mark.parametrize(
    "written", ["1,250,000", "1.250.000", "1 250 000", "1’250’000", "$1,250,000", "12,50,000"]
)
def test_a_number_is_found_however_its_thousands_are_parted(written: str) -> None:
    assert "1250000" in stems(f"They paid {written} for it, and nobody knew.")
    assert "1250000" in stems("They paid 1250000.")


def test_marks_that_are_not_seen_part_no_word_and_neighbours_make_no_number() -> None:
    assert stems("The har\u00adbour\u200bmaster’s oﬃce") == stems("The harbourmaster’s office")
    assert "2024300" not in stems("in 2024 300 boats sank")
    assert "12345" not in stems("12, 345.6 and 1,23,45")


def test_another_form_of_a_word_is_found(words: Words) -> None:
    rain = put(words, "a", "The café was flooded.")
    put(words, "b", "Trams stop at noon.")

    assert found(words, "Cafe FLOODS") == [rain]


def test_the_passage_with_more_of_the_words_comes_first(words: Words) -> None:
    one = put(words, "a", "The bridge was painted green by volunteers.")
    both = put(words, "b", "The bridge was painted red by volunteers.")
    put(words, "c", "Trams stop at noon in the old town.")

    assert found(words, "red bridge") == [both, one]


def test_a_word_of_the_title_finds_every_passage_of_the_article(words: Words) -> None:
    titled = put(words, "a", "It was opened on Friday.", title="Bridge of Quenby")
    put(words, "b", "It was shut on Friday.", title="Ferry of Quenby")

    assert found(words, "bridge") == [titled]


def test_a_term_weighs_what_it_is_given(words: Words) -> None:
    red = put(words, "a", "Red paint.")
    green = put(words, "b", "Green paint.")

    assert [p for p, _ in words.matching({"red": 3.0, "green": 1.0}, 9)] == [red, green]
    assert [p for p, _ in words.matching({"red": 1.0, "green": 3.0}, 9)] == [green, red]


@pytest.fixture
def dated(words: Words) -> Words:
    put(words, "before", "Rain.", published=date(2024, 2, 28), outlet="Courier")
    put(words, "first", "Rain.", published=date(2024, 2, 29), outlet="Courier")
    put(words, "last", "Rain.", published=date(2024, 3, 1), outlet="Isle News")
    put(words, "after", "Rain.", published=date(2024, 3, 2), outlet="Courier Isle")
    put(words, "undated", "Rain.", outlet="Courier")
    return words


@pytest.mark.parametrize(
    ("scope", "expected"),
    [
        (Scope(), {"before", "first", "last", "after", "undated"}),
        (Scope(first=date(2024, 2, 29)), {"first", "last", "after"}),
        (Scope(last=date(2024, 3, 1)), {"before", "first", "last"}),
        (Scope(date(2024, 2, 29), date(2024, 3, 1)), {"first", "last"}),
        (Scope(date(2024, 3, 1), date(2024, 3, 1)), {"last"}),
        (Scope(date(2025, 1, 1)), set()),
        (Scope(outlets=("Courier",)), {"before", "first", "undated"}),
        (Scope(outlets=("Courier", "Isle News")), {"before", "first", "undated", "last"}),
        (Scope(first=date(2024, 2, 29), outlets=("Courier",)), {"first"}),
        (Scope(outlets=("courier",)), set()),
    ],
)
def test_filters_are_inclusive_and_leave_undated_articles_out(
    dated: Words, scope: Scope, expected: set[str]
) -> None:
    assert {passage.split(":")[0] for passage in found(dated, "rain", scope)} == expected


def test_filters_do_not_rank(dated: Words) -> None:
    scores = dict(dated.matching({"rain": 1.0}, 9))
    scoped = dict(dated.matching({"rain": 1.0}, 9, Scope(first=date(2024, 3, 1))))

    assert scoped == {passage: scores[passage] for passage in scoped}
    assert len(scoped) == 2


def test_what_is_written_again_is_replaced(words: Words) -> None:
    put(words, "a", "Rain fell.")
    passage = put(words, "a", "Snow fell.")

    assert found(words, "rain") == []
    assert found(words, "snow") == [passage]
    assert (words.count(), words.ids()) == (1, {passage})


def test_a_revision_is_removed_and_its_neighbours_stay(words: Words) -> None:
    put(words, "a", "Rain fell.", 1)
    second, eleventh = put(words, "a", "Rain fell.", 2), put(words, "a", "Rain fell.", 11)
    other = put(words, "a:1", "Rain fell.")

    words.write(removed=["a:1", "never-there:1"])

    assert words.ids() == {second, eleventh, other}


def test_a_rare_word_says_more_than_a_common_one(words: Words) -> None:
    for number in range(9):
        put(words, f"{number}", "Rain fell again." if number else "Hail fell again.")

    assert words.idf("hail") > words.idf("rain") > 0
    assert words.idf("unheard") > words.idf("hail")


def test_an_empty_index_finds_nothing(words: Words) -> None:
    assert words.matching({"rain": 1.0}, 5) == []
    assert words.ids() == set()
    assert words.idf("rain") == 0


def test_no_terms_find_nothing(words: Words) -> None:
    put(words, "a", "Rain fell.")

    assert words.matching({}, 5) == []


def test_odd_words_are_only_words(words: Words) -> None:
    odd = put(words, "a", '"AND" OR NOT text:* +x -y ~2 ^3 \x00 (]{ 🙂 漢字')

    assert found(words, 'text:* AND "漢字" ^9') == [odd]


def test_another_reader_sees_what_was_committed_after_a_refresh(
    words: Words, tmp_path: Path
) -> None:
    reader = Words(tmp_path / "words")
    passage = put(words, "a", "Rain fell.")

    reader.refresh()

    assert found(reader, "rain") == [passage]


def test_a_damaged_index_is_a_library_error(words: Words, tmp_path: Path) -> None:
    put(words, "a", "Rain fell.")
    (tmp_path / "words" / "meta.json").write_text("{")

    with pytest.raises(LibraryError, match="word index"):
        Words(tmp_path / "words")


def test_a_search_reads_one_state_of_the_index_though_it_is_refreshed_meanwhile(
    words: Words, monkeypatch: pytest.MonkeyPatch
) -> None:
    snow = [put(words, f"a{number}", f"Snow fell {number} times.") for number in range(3)]
    first = words._searcher

    class Watched:
        num_docs = first.num_docs

        def search(self, *args: object, **options: object) -> object:
            hits = first.search(*args, **options)  # type: ignore[arg-type]
            words.write(added=[], removed=["a0:1", "a1:1", "a2:1"])
            return hits

        doc = first.doc

    words._searcher = Watched()  # type: ignore[assignment]

    assert set(found(words, "snow")) == set(snow)
    assert found(words, "snow") == []


def test_a_word_index_that_another_writes_is_busy(words: Words, tmp_path: Path) -> None:
    writer = tantivy.Index.open(str(tmp_path / "words")).writer(15_000_000, 1)

    with pytest.raises(LibraryBusy, match="Another process is writing the word index"):
        put(words, "a", "Snow fell.")
    del writer


def test_a_damaged_word_index_is_a_library_error(words: Words, tmp_path: Path) -> None:
    put(words, "a", "Snow fell.")
    (part,) = (tmp_path / "words").glob("*.term")
    part.write_bytes(b"junk" * 100)

    with pytest.raises(LibraryError, match=r"verify --repair"):
        Words(tmp_path / "words")


def test_a_word_index_where_no_folder_can_be_is_a_library_error(tmp_path: Path) -> None:
    (tmp_path / "words").write_text("")

    with pytest.raises(LibraryError, match="words cannot be opened"):
        Words(tmp_path / "words")
