from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest
from newsroom import HashedWords, dispatches, python, said, stored, write_jsonl

from assistant import Assistant
from assistant.datamodels import Article
from assistant.errors import ArticleNotFound, EmbedderMismatch, LibraryError
from assistant.library import Library, verify
from assistant.library.vectors import Vectors
from assistant.library.words import Words
from assistant.models.embedder import MiniLM
from ingest import IngestReport, Progress, ingest, preparing
from ingest.cleaning.articles import articles_of
from ingest.pages.sources import Page

EMBEDDER = HashedWords()
HEADLINE = "Mayor of Quenby opens a bridge"


def story(path: Path, text: str, headline: str = HEADLINE) -> Path:
    path.write_text(f"{headline}\n\n{text}\n", "utf-8")
    return path


def read(*places: Path, index: Path, prune: bool = False) -> IngestReport:
    return ingest(places, index, prune, embedder=EMBEDDER)


def counts(report: IngestReport) -> dict[str, int]:
    names = ("added", "updated", "unchanged", "copies", "removed", "articles")
    return {name: getattr(report, name) for name in names if getattr(report, name)}


def texts(index: Path) -> dict[str, str]:
    with Library(index, EMBEDDER) as library:
        articles = [library.catalogue.article(source.id) for source in library.catalogue.sources()]
    return {article.id: article.text for article in articles if article}


# -- what a run does -------------------------------------------------------------------------


def test_articles_of_every_kind_come_in(inbox: Path, index: Path) -> None:
    story(inbox / "a.txt", "The bridge is made of ash.")
    (inbox / "b.md").write_text("# Copper is dear again\n\nA pound costs **nine** crowns.")
    (inbox / "c.html").write_text(
        "<h1>Salt</h1><article><p>Salt was sold by the cart.</p></article>"
    )
    write_jsonl(inbox / "d.jsonl", dispatches(3))

    report = read(inbox, index=index)

    assert counts(report) == {"added": 6, "articles": 6}
    assert report.failed == ()
    assert {text.splitlines()[0] for text in texts(index).values()} >= {
        "The bridge is made of ash.",
        "A pound costs nine crowns.",
        "Salt was sold by the cart.",
    }


def test_the_report_counts_passages(inbox: Path, index: Path) -> None:
    story(inbox / "a.txt", "\n\n".join(f"Sentence {n} is about {'stone ' * 60}." for n in range(9)))

    assert read(inbox, index=index).passages == len(stored(index)["vectors"]) > 1


def test_what_did_not_change_is_skipped(
    inbox: Path, index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    story(inbox / "a.txt", "The bridge is made of ash.")
    write_jsonl(inbox / "d.jsonl", dispatches(3))
    read(inbox, index=index)
    before = stored(index)

    def refuse(*_: object) -> None:
        raise AssertionError("nothing was to be written")

    for store in (Vectors, Words):
        monkeypatch.setattr(store, "write", refuse)
    report = read(inbox, index=index)

    assert counts(report) == {"unchanged": 4, "articles": 4}
    assert stored(index) == before


def test_a_file_that_was_only_touched_is_unchanged(inbox: Path, index: Path) -> None:
    path = story(inbox / "a.txt", "The bridge is made of ash.")
    read(inbox, index=index)
    path.write_text(path.read_text() + "\n\n")

    assert counts(read(inbox, index=index)) == {"unchanged": 1, "articles": 1}


def test_a_changed_file_replaces_what_was_there_in_all_three_stores(
    inbox: Path, index: Path, embedder: MiniLM
) -> None:
    path = story(inbox / "a.txt", "The bridge is made of juniper wood.")
    story(inbox / "b.txt", "Trams stop at noon.", "Trams of Pellwick stop running")
    ingest(inbox, index, embedder=embedder)
    path.write_text(path.read_text().replace("juniper wood", "granite"))

    report = ingest(inbox, index, embedder=embedder)

    assert counts(report) == {"updated": 1, "unchanged": 1, "articles": 2}
    with Library(index, embedder) as library:
        assert verify(library).sound
        assert library.words.matching({"junip": 1.0}, 9) == []
        assert len(library.words.matching({"granit": 1.0}, 9)) == 1
    held = stored(index)
    assert "juniper" not in str([held["articles"], held["vectors"]])
    assert "juniper" in str(held["past vectors"])  # the version before, for who asks as of a day
    with Assistant.open(index, embed_model=embedder) as desk:
        best, *_ = desk.search("bridge of granite")
    assert best.passage.text == "The bridge is made of granite."
    assert best.article.revision == 2


def test_files_and_folders_may_be_named_together(inbox: Path, index: Path) -> None:
    (inbox / "x").mkdir()
    a = story(inbox / "x" / "a.txt", "The bridge is made of ash.")

    assert counts(read(a, inbox, index=index)) == {"added": 1, "articles": 1}


def test_a_single_place_may_be_given_as_it_is(inbox: Path, index: Path) -> None:
    path = story(inbox / "a.txt", "The bridge is made of ash.")

    assert ingest(str(path), index, embedder=EMBEDDER).added == 1


def test_progress_ends_with_everything_read(inbox: Path, index: Path) -> None:
    write_jsonl(inbox / "d.jsonl", dispatches(7))
    story(inbox / "a.txt", "The bridge is made of ash.")
    seen: list[Progress] = []

    ingest(inbox, index, embedder=EMBEDDER, progress=seen.append)

    size = sum(path.stat().st_size for path in inbox.iterdir())
    assert seen[-1] == Progress(size, size, 8, 8, 8, 8)
    assert [p.done for p in seen] == sorted(p.done for p in seen)


# -- copies and ids --------------------------------------------------------------------------


def test_copies_are_counted_and_name_each_other(inbox: Path, index: Path) -> None:
    wire = "The bridge is made of ash. It cost nine crowns."
    write_jsonl(
        inbox / "a.jsonl",
        [
            {"id": "one", "text": wire, "outlet": "Brindle Courier"},
            {"id": "two", "text": wire.upper().replace(".", " !"), "outlet": "Isle News"},
            {"id": "three", "text": wire},
            {"id": "other", "text": "Trams stop at noon.", "outlet": "Isle News"},
        ],
    )

    report = read(inbox, index=index)

    assert counts(report) == {"added": 4, "copies": 2, "articles": 4}
    with Library(index, EMBEDDER) as library:
        carried = {source.id: source.also_carried_by for source in library.catalogue.sources()}
    assert carried == {
        "one": ("Isle News", "three"),
        "two": ("Brindle Courier", "three"),
        "three": ("Brindle Courier", "Isle News"),
        "other": (),
    }


def test_articles_without_a_known_date_are_counted(inbox: Path, index: Path) -> None:
    dated, undated = dispatches(2)
    del undated["published"]
    write_jsonl(inbox / "a.jsonl", [dated, undated])

    assert read(inbox, index=index).undated == 1
    assert read(inbox, index=index).undated == 0


def test_a_copy_of_what_is_in_the_library_is_counted(inbox: Path, index: Path) -> None:
    write_jsonl(inbox / "a.jsonl", [{"id": "one", "text": "Trams stop at noon."}])
    read(inbox, index=index)
    write_jsonl(inbox / "b.jsonl", [{"id": "two", "text": "Trams stop at noon."}])

    assert counts(read(inbox, index=index)) == {
        "added": 1,
        "unchanged": 1,
        "copies": 1,
        "articles": 2,
    }


def test_of_two_lines_with_one_id_the_last_stands(inbox: Path, index: Path) -> None:
    write_jsonl(
        inbox / "a.jsonl",
        [{"id": "one", "text": "Trams stop at noon."}, {"id": "one", "text": "Trams run again."}],
    )

    first, second = read(inbox, index=index), read(inbox, index=index)

    assert counts(first) == {"added": 1, "updated": 1, "articles": 1}
    assert counts(second) == {"unchanged": 1, "articles": 1}
    assert texts(index) == {"one": "Trams run again."}
    assert len(stored(index)["articles"]) == 1


def test_one_line_given_twice_is_one_article(inbox: Path, index: Path) -> None:
    write_jsonl(inbox / "a.jsonl", [{"id": "one", "text": "Trams stop at noon."}] * 2)

    assert counts(read(inbox, index=index)) == {"added": 1, "unchanged": 1, "articles": 1}


def test_an_article_that_was_removed_comes_back_with_its_file(inbox: Path, index: Path) -> None:
    write_jsonl(inbox / "a.jsonl", dispatches(3))
    read(inbox, index=index)
    before = stored(index)
    with Library(index, EMBEDDER, writing=True) as library:
        library.remove(["dispatch-001"])
    assert "dispatch-001" not in texts(index)

    report = read(inbox, index=index)

    assert counts(report) == {"added": 1, "unchanged": 2, "articles": 3}
    assert stored(index) == before


# -- one percent changes ---------------------------------------------------------------------


@pytest.fixture
def cleaned(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the pages that are cleaned from now on."""
    names: list[str] = []

    def noted(page: Page) -> list[Article]:
        names.append(page.name)
        return articles_of(page)

    monkeypatch.setattr(preparing, "articles_of", noted)
    return names


def test_of_a_long_file_only_the_lines_that_changed_are_cleaned_again(
    inbox: Path, index: Path, cleaned: list[str]
) -> None:
    records = dispatches(100)
    path = write_jsonl(inbox / "a.jsonl", records)
    read(inbox, index=index)
    cleaned.clear()
    changed = {**records[41], "text": "Market day 41 was wet."}
    write_jsonl(path, [records[99], *records[:41], changed, *records[42:99]])

    report = read(inbox, index=index)

    assert cleaned == [f"{path}, line 43"]
    assert counts(report) == {"updated": 1, "unchanged": 99, "articles": 100}
    assert texts(index)["dispatch-041"] == "Market day 41 was wet."


def test_a_line_without_an_identity_is_known_by_its_number(
    inbox: Path, index: Path, cleaned: list[str]
) -> None:
    lines = [{"text": f"Salt cost {number} crowns on market day."} for number in range(5)]
    path = write_jsonl(inbox / "a.jsonl", lines)
    read(inbox, index=index)
    cleaned.clear()
    write_jsonl(path, [*lines[:4], {"text": "Nobody sold any wool."}, lines[4]])

    report = read(inbox, index=index)

    assert cleaned == [f"{path}, line 5", f"{path}, line 6"]
    assert (report.added, report.updated, report.unchanged) == (1, 1, 4)
    assert len(set(texts(index).values())) == 6


def test_a_line_is_cleaned_again_if_its_article_is_gone_or_came_from_elsewhere(
    inbox: Path, index: Path
) -> None:
    records = dispatches(4)
    path = write_jsonl(inbox / "a.jsonl", records)
    read(inbox, index=index)
    other = write_jsonl(inbox / "b.jsonl", [{**records[1], "text": "From elsewhere."}])
    read(other, index=index)
    with Library(index, EMBEDDER, writing=True) as library:
        library.remove(["dispatch-002"])
    write_jsonl(path, records[:3])

    report = read(path, index=index)

    assert counts(report) == {"added": 1, "updated": 1, "unchanged": 1, "articles": 4}
    assert texts(index)["dispatch-001"].startswith("Merchants of Skarholm")


def test_two_lines_with_one_id_stay_one_version_when_another_line_changes(
    inbox: Path, index: Path
) -> None:
    twins = [{"id": "one", "text": "Trams stop at noon."}, {"id": "one", "text": "Trams run."}]
    path = write_jsonl(inbox / "a.jsonl", twins)
    read(inbox, index=index)
    write_jsonl(path, [*twins, *dispatches(1)])

    read(inbox, index=index)

    assert texts(index)["one"] == "Trams run."
    with Library(index, EMBEDDER) as library:
        assert [version.revision for version in library.catalogue.versions("one")] == [1]


# -- versions --------------------------------------------------------------------------------


def test_a_new_version_supersedes_the_old_which_stays_readable(inbox: Path, index: Path) -> None:
    record = {"id": "one", "url": "https://x.example/1", "title": "Bridge opens"}
    path = write_jsonl(inbox / "a.jsonl", [{**record, "text": "The bridge cost nine crowns."}])
    read(inbox, index=index)
    with Assistant.open(index, embed_model=EMBEDDER) as desk:
        cited = desk.search("cost of the bridge")[0]
    write_jsonl(path, [{**record, "text": "Correction: it was ten. The bridge cost ten crowns."}])

    assert counts(read(inbox, index=index)) == {"updated": 1, "articles": 1}

    with Assistant.open(index, embed_model=EMBEDDER) as desk:
        assert [found.article.revision for found in desk.search("cost of the bridge", k=9)] == [2]
        then, now = desk.article("one", cited.article.revision), desk.article("one")
        assert then.text[cited.passage.start : cited.passage.end] == cited.passage.text
        assert "nine" in cited.passage.text
        assert then.superseded
        assert not now.superseded
        assert [version.revision for version in desk.versions("one")] == [1, 2]
        with pytest.raises(ArticleNotFound, match="no revision 3 of the article 'one'"):
            desk.article("one", 3)


# -- no passage twice ------------------------------------------------------------------------


class Counting(HashedWords):
    """Notes what it embeds."""

    def __init__(self) -> None:
        super().__init__()
        self.embedded: list[str] = []

    def embed(self, texts: Sequence[str]) -> np.ndarray:
        self.embedded += texts
        return super().embed(texts)


def test_copies_are_not_embedded_again(inbox: Path, index: Path) -> None:
    wire = {"title": HEADLINE, "text": "The bridge is made of ash. It cost nine crowns."}
    first = write_jsonl(
        inbox / "a.jsonl",
        [{**wire, "id": "one", "outlet": "Isle News"}, {**wire, "id": "two", "outlet": "Courier"}],
    )
    second = write_jsonl(inbox / "b.jsonl", [{**wire, "id": "three", "outlet": "Argus"}])
    embedder = Counting()
    for path in (first, second):
        ingest(path, index, embedder=embedder)

    assert len(embedder.embedded) == 1
    with Library(index, EMBEDDER) as library:
        vectors = library.vectors.stored(sorted(library.catalogue.passage_ids()))
        assert verify(library).sound
    assert len(vectors) == 3
    assert all(
        (vector == EMBEDDER.embed(embedder.embedded)[0]).all() for vector in vectors.values()
    )


def test_of_a_new_version_only_the_passages_that_changed_are_embedded(
    inbox: Path, index: Path
) -> None:
    lines = [f"Paragraph {number} is about {'stone ' * 60}." for number in range(9)]
    path = story(inbox / "a.txt", "\n\n".join(lines))
    embedder = Counting()
    passages = ingest(path, index, embedder=embedder).passages
    before = len(embedder.embedded)
    story(path, "\n\n".join([*lines[:8], "The end was written anew."]))

    ingest(path, index, embedder=embedder)

    assert before == passages > 1
    assert len(embedder.embedded) == before + 1
    assert "written anew" in embedder.embedded[-1]


# -- pruning ---------------------------------------------------------------------------------


def test_what_is_gone_stays_without_prune(inbox: Path, index: Path) -> None:
    path = story(inbox / "a.txt", "The bridge is made of ash.")
    read(inbox, index=index)
    path.unlink()

    assert counts(read(inbox, index=index)) == {"articles": 1}


def test_prune_removes_what_is_gone_below_the_places_given(inbox: Path, index: Path) -> None:
    for folder in ("here", "here-not", "there"):
        (inbox / folder).mkdir()
    here = story(inbox / "here" / "a.txt", "The bridge is made of ash.")
    story(inbox / "here" / "b.txt", "Trams stop at noon.")
    other = story(inbox / "here-not" / "c.txt", "Salt is dear.")
    lines = write_jsonl(inbox / "here" / "d.jsonl", dispatches(3))
    read(inbox, index=index)
    for path in (here, other):
        path.unlink()
    write_jsonl(lines, dispatches(2))

    report = read(inbox / "here", index=index, prune=True)

    assert counts(report) == {"unchanged": 3, "removed": 2, "articles": 4}
    left = texts(index)
    assert "dispatch-002" not in left
    assert {"Trams stop at noon.", "Salt is dear."} <= set(left.values())
    assert "ash" not in str(stored(index))
    with Library(index, EMBEDDER) as library:
        assert verify(library).sound


@pytest.mark.parametrize("place", ["~/inbox", "inbox/../inbox", "./inbox", "inbox/"])
def test_prune_knows_a_place_however_it_is_written(
    inbox: Path, index: Path, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    monkeypatch.chdir(inbox.parent)
    monkeypatch.setenv("HOME", str(inbox.parent))
    story(inbox / "a.txt", "The bridge is made of ash.").rename(inbox / "b.txt")
    read(inbox, index=index)
    (inbox / "b.txt").unlink()

    assert ingest(place, index, prune=True, embedder=EMBEDDER).removed == 1


def test_prune_counts_an_article_once_if_places_overlap(inbox: Path, index: Path) -> None:
    (inbox / "x").mkdir()
    path = story(inbox / "x" / "a.txt", "The bridge is made of ash.")
    read(inbox, index=index)
    path.unlink()

    assert read(inbox, inbox / "x", index=index, prune=True).removed == 1


def test_prune_leaves_a_moved_article_alone(inbox: Path, index: Path) -> None:
    path = write_jsonl(inbox / "a.jsonl", dispatches(2))
    read(inbox, index=index)
    path.rename(inbox / "b.jsonl")

    for _ in range(2):
        assert counts(read(inbox, index=index, prune=True)) == {"unchanged": 2, "articles": 2}


@pytest.mark.parametrize("name", ["a.txt", "murder, line 3.txt"])
def test_prune_keeps_what_could_not_be_read_this_time(inbox: Path, index: Path, name: str) -> None:
    path = story(inbox / name, "The bridge is made of ash.")
    read(inbox, index=index)
    path.write_bytes(b"\x00\x01")

    report = read(inbox, index=index, prune=True)

    assert counts(report) == {"articles": 1}
    assert report.failed == ((str(path), "is a binary file, not text"),)


def test_prune_keeps_the_articles_of_a_file_with_a_bad_line(inbox: Path, index: Path) -> None:
    path = write_jsonl(inbox / "a.jsonl", dispatches(3))
    read(inbox, index=index)
    lines = path.read_text().splitlines()
    path.write_text("\n".join([lines[0], lines[1][:20], lines[2]]))

    report = read(inbox, index=index, prune=True)

    assert counts(report) == {"unchanged": 2, "articles": 3}
    assert [name for name, _ in report.failed] == [f"{path}, line 2"]


# -- bad input -------------------------------------------------------------------------------


def bad_files(inbox: Path) -> dict[str, str]:
    """One good article, and bad files of every sort: what fails → a word of the reason."""
    story(inbox / "good.txt", "The bridge is made of ash.")
    (inbox / "empty.txt").touch()
    (inbox / "binary.txt").write_bytes(bytes(range(256)))
    (inbox / "half.txt").write_bytes(b"\xff\xfeS")
    (inbox / "bare.html").write_text("<html><body><nav>Home</nav></body></html>")
    (inbox / "scan.pdf").write_bytes(b"%PDF-1.7")
    (inbox / "dangling.md").symlink_to(inbox / "nowhere.md")
    os.mkfifo(inbox / "pipe.txt")
    good = json.dumps(dispatches(1)[0])
    with open(inbox / "long.jsonl", "wb") as stream:
        stream.write(b'{"text": "' + b"snow " * 10_000_000 + b'"}\n' + good.encode())
    lines = ['{"title": "No words"}', "not json", '{"text": "A.", "published": "soon"}']
    (inbox / "lines.jsonl").write_text("\n".join([*lines, '{"text": "Last but sound."}']))
    return {
        str(inbox / "empty.txt"): "empty",
        str(inbox / "binary.txt"): "binary",
        str(inbox / "half.txt"): "not text in any encoding",
        str(inbox / "bare.html"): "no article text",
        str(inbox / "scan.pdf"): "cannot be read as a PDF",
        str(inbox / "dangling.md"): "no such file",
        str(inbox / "pipe.txt"): "neither a file nor a folder",
        f"{inbox / 'long.jsonl'}, line 1": "longer than",
        f"{inbox / 'lines.jsonl'}, line 1": "no `text`",
        f"{inbox / 'lines.jsonl'}, line 2": "not JSON",
        f"{inbox / 'lines.jsonl'}, line 3": "`published`",
        str(inbox / "missing"): "no such file",
    }


def test_bad_input_is_named_with_its_reason_and_the_rest_goes_on(inbox: Path, index: Path) -> None:
    expected = bad_files(inbox)

    report = read(inbox, inbox / "missing", index=index)

    assert dict(report.failed).keys() == expected.keys()
    for place, reason in report.failed:
        assert expected[place] in reason
    assert len(report.failed) == len(expected)
    assert counts(report) == {"added": 3, "articles": 3}
    with Library(index, EMBEDDER) as library:
        assert verify(library).sound


def test_strange_characters_come_in_as_far_as_they_can_be_kept(inbox: Path, index: Path) -> None:
    odd = "Half \\ud800 a pair, \\u0000 nothing, \\u0007 a bell, a \\ud83d\\ude42 smile."
    (inbox / "a.jsonl").write_text(
        f'{{"id": "odd\\udfff", "title": "Odd \\udc00", "text": "{odd}"}}\n'
        '{"id": "next", "text": "The next line."}\n'
    )

    report = read(inbox, index=index)

    assert report.failed == ()
    assert texts(index) == {
        "odd": "Half a pair, nothing, a bell, a 🙂 smile.",
        "next": "The next line.",
    }


def test_a_file_name_that_is_no_utf_8_does_not_stop_the_rest(inbox: Path, index: Path) -> None:
    story(Path(os.fsdecode(os.fsencode(inbox) + b"/caf\xe9.txt")), "Salt is dear.")
    story(inbox / "good.txt", "The bridge is made of ash.")

    report = read(inbox, index=index)

    assert "The bridge is made of ash." in texts(index).values()
    assert report.added + len(report.failed) == 2
    assert IngestReport.model_validate_json(report.model_dump_json())


def test_an_index_that_cannot_be_a_folder_is_a_library_error(inbox: Path) -> None:
    path = story(inbox / "a.txt", "The bridge is made of ash.")

    with pytest.raises(LibraryError, match=r"a\.txt"):
        read(path, index=path / "library")


UNPRIVILEGED = """
import json, os, sys
from newsroom import HashedWords
from ingest import ingest
places, index, warm = json.loads(sys.argv[1]), sys.argv[2], sys.argv[3]
ingest([f"{warm}/a.txt"], f"{warm}/library", embedder=HashedWords())  # imports what it needs
os.setgid(65534); os.setuid(65534)
report = ingest(places, index, prune=True, embedder=HashedWords())
print(report.model_dump_json())
"""


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that everybody may enter; pytest's own are closed to others."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        os.chmod(folder, 0o755)
        yield Path(folder)


@pytest.mark.skipif(os.getuid() != 0, reason="only root can become somebody else")
def test_what_one_may_not_read_is_named_and_never_pruned(open_folder: Path) -> None:
    inbox, index = open_folder / "inbox", open_folder / "index"
    for name in ("closed", "listed", "open"):
        (inbox / name).mkdir(parents=True)
        story(inbox / name / "a.txt", f"The door of {name} is made of ash.")
    story(inbox / "open" / "b.txt", "This file is closed.")
    read(inbox, index=index)
    for folder, _, names in os.walk(index):
        for path in (Path(folder), *(Path(folder, name) for name in names)):
            path.chmod(0o777)
    (inbox / "closed").chmod(0o000)
    (inbox / "listed").chmod(0o444)
    (inbox / "open" / "b.txt").chmod(0o000)

    places = json.dumps([str(inbox), str(inbox / "closed" / "a.txt")])
    story(open_folder / "a.txt", "Salt is dear.")
    with python(UNPRIVILEGED, places, str(index), str(open_folder)) as process:
        report = IngestReport.model_validate_json(said(process))

    reasons = {place: reason.lower() for place, reason in report.failed}
    assert all("permission denied" in reason for reason in reasons.values())
    assert {str(inbox / "closed"), str(inbox / "open" / "b.txt")} <= reasons.keys()
    assert {str(inbox / "listed"), str(inbox / "listed" / "a.txt")} & reasons.keys()
    assert counts(report) == {"unchanged": 1, "articles": 4}


def test_a_library_of_another_embedder_is_left_alone(inbox: Path, index: Path) -> None:
    write_jsonl(inbox / "a.jsonl", dispatches(2))
    read(inbox, index=index)
    before = stored(index)

    with pytest.raises(EmbedderMismatch, match=r"hashed-words 32.*hashed-words 16"):
        ingest(inbox, index, embedder=HashedWords(16))

    assert stored(index) == before
