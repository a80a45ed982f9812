from __future__ import annotations

import shutil
import time
from datetime import date
from pathlib import Path

import pytest
from newsroom import STORIES, HashedWords, dispatches, entry, python, said, stored, tell

from assistant import Assistant
from assistant.datamodels import Article
from assistant.errors import (
    ArticleNotFound,
    EmbedderMismatch,
    LibraryBusy,
    LibraryError,
    LibraryMissing,
)
from assistant.library import Entry, Library, matching, nearest, repair, verify
from assistant.library.shelves import REOPEN_SECONDS
from assistant.models.embedder import MiniLM
from assistant.settings import Settings
from ingest import ingest

EMBEDDER = HashedWords()


@pytest.fixture
def index(tmp_path: Path) -> Path:
    """A closed library of eight dispatches."""
    with Library(tmp_path / "library", EMBEDDER, writing=True, create=True) as library:
        library.put([entry(record) for record in dispatches(8)])
    return tmp_path / "library"


def test_what_was_put_is_in_all_three_stores(index: Path) -> None:
    ids = [f"dispatch-00{number}:1:0" for number in range(8)]
    texts = [record["text"] for record in dispatches(8)]

    found = stored(index)

    assert [state for _, _, state, _, _ in found["articles"]] == ["ready"] * 8
    assert found["vectors"] == dict(zip(ids, texts, strict=True))
    assert found["words"] == ids


def test_a_vector_stands_for_title_and_text(tmp_path: Path) -> None:
    record = {"id": "a", "title": "Copper", "text": "Nine crowns a pound."}
    with Library(tmp_path / "library", EMBEDDER, writing=True, create=True) as library:
        library.put([entry(record)])
        (query,) = EMBEDDER.embed(["Copper\nNine crowns a pound."])
        ((_, cosine),) = library.vectors.nearest(query, 1)

    assert cosine == pytest.approx(1, abs=1e-5)


def test_putting_an_article_again_replaces_it(index: Path) -> None:
    with Library(index, EMBEDDER, writing=True) as library:
        library.put([entry({"id": "dispatch-003", "text": "All is new."}, fingerprint="2")])
        assert verify(library).sound

    found = stored(index)
    assert found["vectors"]["dispatch-003:2:0"] == "All is new."
    assert "dispatch-003:1:0" not in found["vectors"]
    assert "dispatch-003:1:0" not in found["words"]


def test_removing_takes_an_article_out_of_all_three_stores(index: Path) -> None:
    with Library(index, EMBEDDER, writing=True) as library:
        library.remove(["dispatch-003", "dispatch-005"])
        assert verify(library).sound
        assert library.coverage().articles == 6

    assert "dispatch-003" not in str(stored(index))


def test_removing_an_article_that_is_not_there_removes_none(index: Path) -> None:
    with Library(index, EMBEDDER, writing=True) as library:
        with pytest.raises(ArticleNotFound, match="'dispatch-999'"):
            library.remove(["dispatch-003", "dispatch-999"])
        assert library.coverage().articles == 8


def test_a_library_is_only_made_where_one_is_wanted(tmp_path: Path) -> None:
    for writing in (False, True):
        with pytest.raises(LibraryMissing, match=r"newsdesk ingest PATH… --index .*nowhere"):
            Library(tmp_path / "nowhere", EMBEDDER, writing=writing, create=False)

    assert not (tmp_path / "nowhere").exists()


def test_another_embedder_is_refused_by_reader_and_writer(index: Path) -> None:
    for writing in (False, True):
        with pytest.raises(EmbedderMismatch, match=r"hashed-words 32.*hashed-words 16"):
            Library(index, HashedWords(16), writing=writing)
    Library(index, EMBEDDER, writing=True).close()


def test_coverage_is_counted_anew_when_the_library_changes(index: Path) -> None:
    with Library(index, EMBEDDER, writing=True) as library:
        assert library.coverage().articles == 8
        library.put([entry({"id": "new", "text": "Snow.", "published": "2031-01-01"})])
        assert library.coverage().articles == 9
        assert library.coverage().last == date(2031, 1, 1)


# -- only what is needed ---------------------------------------------------------------------


def test_a_reader_makes_no_model_and_opens_no_index_until_it_searches(
    index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[int | None] = []

    def shipped(threads: int | None) -> HashedWords:
        made.append(threads)
        return HashedWords()

    monkeypatch.setattr("assistant.library.library.MiniLM", shipped)
    with Library(index, threads=3) as library:
        assert library.coverage().articles == 8
        assert library.catalogue.outlets()
        assert not library.refresh()
        assert made == []

        assert nearest(library, EMBEDDER.embed(["barley"])[0], 1)
        assert matching(library, {"barley": 1.0}, 1)
        assert library.embedder is library.embedder
        assert made == [3]


def test_another_embedder_is_refused_when_it_is_first_needed(index: Path) -> None:
    with Library.open(index) as library:
        assert library.coverage().articles == 8
        with pytest.raises(EmbedderMismatch, match=r"hashed-words 32.*all-MiniLM-L6-v2 384"):
            nearest(library, EMBEDDER.embed(["barley"])[0], 1)
    with pytest.raises(EmbedderMismatch):
        Library.open(index, writing=True)
    with pytest.raises(EmbedderMismatch):
        Assistant.open(index)


# -- several processes -----------------------------------------------------------------------

WRITER = """
import sys
from pathlib import Path
from newsroom import HashedWords
from assistant.library import Library
with Library(Path(sys.argv[1]), HashedWords(), writing=True):
    print("writing", flush=True)
    sys.stdin.readline()
print("done", flush=True)
"""


def test_a_second_writer_is_refused_until_the_first_is_done(index: Path) -> None:
    with python(WRITER, str(index)) as process:
        assert said(process) == "writing"
        with pytest.raises(LibraryBusy, match="Another process is writing"):
            Library(index, EMBEDDER, writing=True)
        with Library(index, EMBEDDER) as reader:
            assert reader.coverage().articles == 8
        tell(process, "stop")
        assert said(process) == "done"

    Library(index, EMBEDDER, writing=True).close()


def test_a_writer_that_was_killed_locks_nobody_out(index: Path) -> None:
    with python(WRITER, str(index)) as process:
        said(process)
        process.kill()
        process.wait()

    Library(index, EMBEDDER, writing=True).close()


BATCHES = """
import sys
from pathlib import Path
from newsroom import HashedWords, entry
from assistant.library import Library
with Library(Path(sys.argv[1]), HashedWords(), writing=True) as library:
    for metal in sys.stdin:
        library.put([entry({"id": metal.strip(), "text": f"Miners dug up {metal}"})])
        print("put", flush=True)
print("done", flush=True)
"""


def test_beside_a_writer_the_vectors_are_reopened_now_and_then_and_at_once_when_it_is_done(
    index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    metals = ["palladium", "beryllium", "osmium", "cadmium", "rhodium", "gallium"]
    reopened = 0
    with python(BATCHES, str(index)) as process, Library(index, EMBEDDER) as reader:
        refresh = reader.vectors.refresh

        def counted() -> None:
            nonlocal reopened
            reopened += 1
            refresh()

        monkeypatch.setattr(reader.vectors, "refresh", counted)
        began = time.monotonic()
        for metal in metals:
            tell(process, metal)
            assert said(process) == "put"
            assert reader.refresh()
            assert [found for found, _ in reader.words.matching({metal: 1.0}, 9)] == [
                f"{metal}:1:0"
            ]
        assert 1 <= reopened <= 1 + (time.monotonic() - began) / REOPEN_SECONDS
        assert process.stdin is not None
        process.stdin.close()
        assert said(process) == "done"
        process.wait()

        reader.refresh()

        (vector,) = EMBEDDER.embed(["\nMiners dug up gallium"])
        assert reader.vectors.nearest(vector, 1)[0][0] == "gallium:1:0"
        assert not reader.refresh()


READER = """
import sys
from assistant import Assistant
from newsroom import HashedWords
embedder = HashedWords()
with (
    Assistant.open(sys.argv[1], embed_model=embedder) as desk,
    Assistant.open(sys.argv[1], embed_model=embedder) as other,
):
    print(desk.coverage().articles, flush=True)
    for words in sys.stdin:
        for reader in (desk, other):
            best = reader.search(words, k=50)[0]
            print(best.article.id, best.similarity is not None, flush=True)
"""


def test_an_open_reader_in_another_process_sees_what_is_ingested(
    tmp_path: Path, index: Path
) -> None:
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    page = inbox / "a.txt"
    with python(READER, str(index)) as process:
        assert said(process) == "8"
        for metal in ("palladium", "beryllium"):
            page.write_text(f"{metal.title()} found near Oxmoor today\n\nMiners dug up {metal}.")
            ingest(inbox, index, embedder=EMBEDDER)
            tell(process, f"miners dug up {metal}")
            for _ in range(2):
                article, by_vector = said(process).split()
                assert article.startswith("a-")
                assert by_vector == "True"
        page.unlink()
        ingest(inbox, index, prune=True, embedder=EMBEDDER)
        tell(process, "miners dug up beryllium")
        for _ in range(2):
            assert said(process).startswith("dispatch-")


# -- damage and repair -----------------------------------------------------------------------


def damaged(index: Path) -> dict[str, int]:
    with Library(index, EMBEDDER) as library:
        return verify(library).faults


def mended(index: Path) -> bool:
    with Library(index, EMBEDDER, writing=True) as library:
        found = repair(library)
        assert found.repaired
        return found.sound and verify(library).sound


def test_a_sound_library_is_found_sound(index: Path) -> None:
    with Library(index, EMBEDDER) as library:
        found = verify(library)

    assert found.sound
    assert (found.passages, found.sampled, found.faults) == (8, 8, {})


def test_a_lost_vector_is_noticed_and_mended(index: Path) -> None:
    before = stored(index)
    with Library(index, EMBEDDER, writing=True) as library:
        library.vectors.remove(["dispatch-002:1:0"])

    assert damaged(index) == {"missing_vectors": 1}
    assert mended(index)
    assert stored(index) == before


def test_a_lost_hnsw_folder_is_noticed_and_mended(index: Path) -> None:
    # Chroma writes the folder once a thousand vectors have come in.
    sentences = [f"Cart {n} held {n * 7} sacks, worth {n * 77}.\n" for n in range(1_200)]
    ends = [sum(map(len, sentences[: number + 1])) for number in range(1_200)]
    spans = tuple((end - len(s), end) for s, end in zip(sentences, ends, strict=True))
    with Library(index, EMBEDDER, writing=True) as library:
        library.put([Entry(Article(id="carts", text="".join(sentences)), spans, "1", "w", "")])
    before = stored(index)
    (folder,) = [path for path in (index / "vectors").iterdir() if path.is_dir()]
    shutil.rmtree(folder)

    assert damaged(index).keys() == {"unreachable"}
    assert mended(index)
    assert stored(index) == before


def test_copies_whose_vectors_are_equal_are_no_damage(index: Path) -> None:
    wire = {"title": "Barley", "text": "Barley is dear again."}
    with Library(index, EMBEDDER, writing=True) as library:
        library.put([entry({"id": f"copy-{number}", **wire}) for number in range(30)])

    assert damaged(index) == {}


def test_lost_vectors_as_a_whole_are_noticed_and_mended(index: Path) -> None:
    before = stored(index)
    shutil.rmtree(index / "vectors")

    assert damaged(index) == {"missing_vectors": 8}
    assert mended(index)
    assert stored(index) == before


def test_lost_words_are_noticed_and_mended(index: Path) -> None:
    before = stored(index)
    shutil.rmtree(index / "words")

    assert damaged(index) == {"missing_words": 8}
    assert mended(index)
    assert stored(index) == before


def test_what_neither_index_should_hold_is_never_shown_and_goes_with_the_repair(
    index: Path,
) -> None:
    before = stored(index)
    with Library(index, EMBEDDER, writing=True) as library:
        for stray in ("dispatch-002", "stranger"):
            article = entry({"id": stray, "text": "Stray merchants sold carts."}).article
            article = article.model_copy(update={"revision": 7})
            passage = library.catalogue.found(["dispatch-002:1:0"])["dispatch-002:1:0"].passage
            passage = passage.model_copy(update={"article_id": stray, "revision": 7})
            library.vectors.write([(article, passage)], EMBEDDER.embed(["Stray merchants"]))
            library.words.write(added=[(article, [passage])])

    assert damaged(index) == {"stray_vectors": 2, "stray_words": 2}
    with Assistant.open(index, embed_model=EMBEDDER) as desk:
        found = desk.search("stray merchants sold carts", k=20)
        assert {item.passage.revision for item in found} == {1}
        assert len(found) == 8
    assert mended(index)
    assert stored(index) == before


def test_a_row_that_somebody_else_put_into_chroma_is_never_shown(index: Path) -> None:
    import chromadb
    from chromadb.config import Settings as ChromaSettings

    client = chromadb.PersistentClient(
        str(index / "vectors"), ChromaSettings(anonymized_telemetry=False)
    )
    try:
        (collection,) = client.list_collections()
        rows = EMBEDDER.embed(["merchants sold carts"] * 3)
        collection.add(["x", "dispatch-002:one:two", "a:1:99"], rows, documents=["Believe me."] * 3)
    finally:
        client.close()

    with Assistant.open(index, embed_model=EMBEDDER) as desk:
        found = desk.search("merchants sold carts", k=20)
    assert {item.article.id for item in found} == {f"dispatch-00{number}" for number in range(8)}
    assert damaged(index) == {"stray_vectors": 3}
    assert mended(index)


def test_an_article_left_half_written_is_noticed_and_healed_by_the_next_writer(
    index: Path,
) -> None:
    with Library(index, EMBEDDER, writing=True) as library:
        library.ledger.begin([entry({"id": "half", "text": "Half a story."})])
    assert damaged(index) == {"unfinished": 1}

    with Library(index, EMBEDDER, writing=True) as library:
        assert verify(library).sound
        assert library.catalogue.article("half") is not None


# -- on a Chroma server ----------------------------------------------------------------------

SERVED = """
import sys
from pathlib import Path
from newsroom import HashedWords
from assistant import Assistant
from assistant.settings import load_settings
from ingest import ingest
for line in sys.stdin:
    index, inbox, words = line.rstrip().split("|")
    if inbox:
        print(ingest(inbox, index, embedder=HashedWords()).added, flush=True)
    with Assistant.open(index, load_settings(), HashedWords()) as desk:
        print(" ".join(item.article.id for item in desk.search(words, k=2)), flush=True)
"""


def test_two_processes_share_a_library_on_a_chroma_server(
    tmp_path: Path, chroma_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NEWSDESK_CHROMA_URL", chroma_url)
    inboxes = [tmp_path / name for name in ("ours", "theirs")]
    for inbox, metal in zip(inboxes, ("palladium", "beryllium"), strict=True):
        inbox.mkdir()
        (inbox / f"{metal}.txt").write_text(f"Found near Oxmoor today\n\nMiners dug up {metal}.")
    index = tmp_path / "library"
    ours = ingest(inboxes[0], index, embedder=EMBEDDER)
    assert ours.added == 1
    assert not (index / "vectors").exists()

    with (
        Assistant.open(index, embed_model=EMBEDDER) as desk,
        python(SERVED) as process,
    ):
        tell(process, f"{index}|{inboxes[1]}|miners dug up palladium")
        assert said(process) == "1"
        assert said(process).startswith("palladium-")
        found = [item.article.id for item in desk.search("miners dug up beryllium", k=2)]
        assert found[0].startswith("beryllium-")
        (inboxes[0] / "copper.txt").write_text("Found near Oxmoor today\n\nMiners dug up copper.")
        ingest(inboxes[0], index, embedder=EMBEDDER)
        tell(process, f"{index}||miners dug up copper")
        assert said(process).startswith("copper-")
    with Library.open(index, embedder=EMBEDDER) as library:
        assert verify(library).sound


def test_a_server_that_cannot_be_reached_is_a_library_error(tmp_path: Path) -> None:
    settings = Settings(chroma_url="http://127.0.0.1:9")

    with pytest.raises(LibraryError, match=r"http://127\.0\.0\.1:9"):
        Library.open(tmp_path / "library", settings, EMBEDDER, writing=True, create=True)


# -- the small library that other tests use --------------------------------------------------


def test_filters_hold_for_both_indexes_at_once(library: Library, embedder: MiniLM) -> None:
    with Assistant.open(library.folder, embed_model=embedder) as desk:

        def ids(**filters: object) -> set[str]:
            found = desk.search("flour telescope wolves ferry", **filters)  # type: ignore[arg-type]
            return {item.article.id for item in found}

        assert ids() == {str(story["id"]) for story in STORIES}
        assert ids(after="2024-02-15") == {"bakery", "telescope"}
        assert ids(before=date(2024, 2, 15)) == {"ferry", "bakery"}
        assert ids(after="2024-02-15", before="2024-02-15") == {"bakery"}
        assert ids(outlets=["brindle courier"]) == {"ferry", "bakery"}
