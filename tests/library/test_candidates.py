from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from newsroom import STORIES, HashedWords, dispatches, entry, stored, write_jsonl

from assistant import Assistant
from assistant.library import Library, Scope, matching, nearest, repair, stems, verify
from assistant.models.embedder import MiniLM
from ingest import ingest

EMBEDDER = HashedWords()
SPRING = date(2024, 3, 1)

LEVY: dict[str, Any] = {
    "id": "levy",
    "title": "Harbour levy at Tarrow is set",
    "outlet": "Brindle Courier",
    "published": "2024-02-01",
    "text": "The harbour levy at Tarrow will be 40 crowns a tonne, the council said on Thursday."
    " Captains had asked for less.",
}
CORRECTED = {**LEVY, "updated": "2025-01-10", "text": LEVY["text"].replace("40", "52")}
QUESTION = "How high is the harbour levy at Tarrow?"


def read(folder: Path, *records: dict[str, Any], embedder: Any = EMBEDDER) -> Path:
    """The library after these records were read as one file, in place of what it held before."""
    write_jsonl(folder / "inbox" / "news.jsonl", records)
    ingest(folder / "inbox", folder / "library", embedder=embedder, prune=True)
    return folder / "library"


def found(library: Library, words: str, scope: Scope = Scope(), limit: int = 5) -> Sequence[str]:
    """What both indexes find, the same for both."""
    by_words = matching(library, dict.fromkeys(stems(words), 1.0), limit, scope)
    by_vector = nearest(library, library.embedder.embed([words])[0], limit, scope)
    ids = {passage for passage, _ in by_words}
    assert ids <= {passage for passage, _ in by_vector}
    return [passage for passage, _ in by_words]


def test_an_answer_as_of_a_day_quotes_what_stood_on_it(tmp_path: Path, embedder: MiniLM) -> None:
    read(tmp_path, *STORIES, LEVY, embedder=embedder)
    index = read(tmp_path, *STORIES, CORRECTED, embedder=embedder)

    with Assistant.open(index, embed_model=embedder) as desk:
        before = desk.ask(QUESTION, as_of=SPRING)
        now = desk.ask(QUESTION)

        for answer, sum_told, revision in ((before, "40 crowns", 1), (now, "52 crowns", 2)):
            told = [citation for citation in answer.citations if sum_told in citation.quote]
            assert told
            for citation in answer.citations:
                article = desk.article(citation.article.id, citation.article.revision)
                assert article.text[citation.start : citation.end] == citation.quote
            assert {each.article.revision for each in told} == {revision}
        assert "52" not in before.text
        assert "40" not in now.text


def test_an_article_of_which_no_version_stood_is_not_found_as_of_that_day(tmp_path: Path) -> None:
    index = read(tmp_path, CORRECTED)

    with Library(index, EMBEDDER) as library:
        assert found(library, QUESTION) == ["levy:1:0"]
        assert found(library, QUESTION, Scope(last=SPRING, as_of=SPRING)) == []
        assert library.catalogue.found(["levy:1:0"], SPRING) == {}


def test_what_was_taken_out_of_an_article_is_found_as_of_a_day_before(tmp_path: Path) -> None:
    read(tmp_path, *dispatches(5), LEVY)
    index = read(tmp_path, *dispatches(5), {**CORRECTED, "title": "Gone", "text": "Withdrawn."})

    with Library(index, EMBEDDER) as library:
        assert not any(p.startswith("levy") for p in found(library, "captains tonne"))
        assert found(library, "captains tonne", Scope(last=SPRING, as_of=SPRING)) == ["levy:1:0"]
        assert library.catalogue.found(["levy:1:0"]) == {}
        (shown,) = library.catalogue.found(["levy:1:0", "levy:2:0"], SPRING).values()
        assert shown.passage.text == LEVY["text"]
        assert (shown.source.revision, shown.source.title) == (1, LEVY["title"])


def test_as_of_a_day_since_the_change_the_new_text_is_found(tmp_path: Path) -> None:
    read(tmp_path, LEVY)
    index = read(tmp_path, CORRECTED)
    day = date(2025, 1, 10)

    with Library(index, EMBEDDER) as library:
        assert found(library, QUESTION, Scope(last=day, as_of=day)) == ["levy:2:0"]


def test_a_word_weighs_in_an_old_version_what_it_does_in_the_library(tmp_path: Path) -> None:
    others = [{**LEVY, "id": f"levy-{n}", "text": f"A levy of {n} crowns."} for n in range(5)]
    read(tmp_path, *dispatches(30), *others, LEVY)
    with Library(tmp_path / "library", EMBEDDER) as library:
        terms = dict.fromkeys(stems(QUESTION), 1.0)
        as_it_stood = dict(matching(library, terms, 9))["levy:1:0"]
    index = read(tmp_path, *dispatches(30), *others, {**CORRECTED, "title": "", "text": "None."})

    with Library(index, EMBEDDER) as library:
        hits = dict(matching(library, terms, 9, Scope(last=SPRING, as_of=SPRING)))
    assert hits["levy:1:0"] == pytest.approx(as_it_stood, rel=0.5)


def test_more_is_looked_through_where_the_best_did_not_stand_yet(tmp_path: Path) -> None:
    late = [{**LEVY, "id": f"late-{number}", "updated": "2025-01-10"} for number in range(12)]
    early = {**LEVY, "id": "early", "text": f"{LEVY['text']} Nobody knows why it is so."}
    index = read(tmp_path, *late, early)

    with Library(index, EMBEDDER) as library:
        assert found(library, QUESTION, Scope(last=SPRING, as_of=SPRING), limit=1) == ["early:1:0"]


def test_only_as_of_a_day_are_old_versions_opened(tmp_path: Path) -> None:
    read(tmp_path, LEVY)
    index = read(tmp_path, CORRECTED)

    with Library(index, EMBEDDER) as library:
        found(library, QUESTION)
        assert library.past.by_words.made is None
        assert verify(library).sound
        assert library.past.words.ids() == {"levy:1:0"}


def test_old_versions_go_with_their_article(tmp_path: Path) -> None:
    read(tmp_path, LEVY, *dispatches(1))
    index = read(tmp_path, CORRECTED, *dispatches(1))
    assert stored(index)["past words"] == list(stored(index)["past vectors"]) == ["levy:1:0"]

    read(tmp_path, *dispatches(1))

    held = stored(index)
    assert "levy" not in str(held)
    assert held["past words"] == []
    with Library(index, EMBEDDER) as library:
        assert verify(library).sound


def test_old_versions_that_an_index_lost_are_noticed_and_made_anew(tmp_path: Path) -> None:
    read(tmp_path, LEVY)
    index = read(tmp_path, CORRECTED)
    before = stored(index)
    with Library(index, EMBEDDER, writing=True) as library:
        library.past.vectors.clear()
        library.past.words.clear()

        assert verify(library).faults == {"missing_vectors": 1, "missing_words": 1}
        assert repair(library).sound
    assert stored(index) == before


def test_a_reader_that_is_open_finds_what_is_superseded_meanwhile(tmp_path: Path) -> None:
    index = read(tmp_path, LEVY)
    with Library(index, EMBEDDER) as library:
        for number, text in enumerate(("Not set.", "Nearly set.", "Never set."), start=1):
            day = f"2025-01-1{number}"
            read(tmp_path, {**LEVY, "updated": day, "text": text})
            library.refresh()
            assert found(library, QUESTION, Scope(last=SPRING, as_of=SPRING)) == ["levy:1:0"]
        day = date(2025, 1, 12)
        assert "levy:3:0" in found(library, "Nearly set", Scope(last=day, as_of=day))


def test_many_passages_go_into_both_pairs_of_indexes_in_turn(tmp_path: Path) -> None:
    index = tmp_path / "library"
    with Library(index, EMBEDDER, writing=True) as library:
        for fingerprint, ending in (("1", ""), ("2", " It rained."), ("3", " It snowed.")):
            records = [{**each, "text": each["text"] + ending} for each in dispatches(600)]
            library.put([entry(record, fingerprint) for record in records])
        assert verify(library).sound
        assert verify(library).passages == 600
        assert len(library.past.words.ids()) == len(library.past.vectors.ids()) == 1_200
