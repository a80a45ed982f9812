from __future__ import annotations

import signal
import socket
import threading
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from newsroom import HashedWords, chroma_server, python, said, tell

from assistant.datamodels import Article, Passage
from assistant.errors import EmbedderMismatch, LibraryBusy, LibraryError
from assistant.library import Scope
from assistant.library.vectors import Vectors

EMBEDDER = HashedWords(8)


def row(article_id: str, text: str = "Rain.", **fields: object) -> tuple[Article, Passage]:
    article = Article.model_validate({"id": article_id, "text": text, **fields})
    return article, Passage(
        article_id=article_id, revision=1, ordinal=0, start=0, end=len(text), text=text
    )


def axis(number: int) -> np.ndarray:
    return np.eye(8, dtype=np.float32)[number]


@pytest.fixture(params=["embedded", "server"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Path | str:
    if request.param == "embedded":
        return tmp_path / "vectors"
    return str(request.getfixturevalue("chroma_url"))


@pytest.fixture
def vectors(place: Path | str, tmp_path: Path) -> Iterator[Vectors]:
    with closing(Vectors(place, f"test-{tmp_path.name}", EMBEDDER)) as vectors:
        yield vectors


def test_the_nearest_come_first_with_their_cosine(vectors: Vectors) -> None:
    between = (axis(0) + axis(1)) / np.sqrt(2)
    vectors.write([row("a"), row("b"), row("c")], np.stack([axis(0), between, axis(2)]))

    found = vectors.nearest(axis(0), 2)

    assert [passage for passage, _ in found] == ["a:1:0", "b:1:0"]
    assert [cosine for _, cosine in found] == pytest.approx([1.0, 0.5**0.5], abs=1e-5)


def test_what_is_written_again_is_replaced(vectors: Vectors) -> None:
    vectors.write([row("a", "Rain.")], axis(0)[None])
    vectors.write([row("a", "Snow.")], axis(1)[None])

    assert vectors.count() == 1
    ((passage, cosine),) = vectors.nearest(axis(1), 5)
    assert (passage, cosine) == ("a:1:0", pytest.approx(1.0))


def test_what_is_removed_is_gone_and_removing_it_again_does_no_harm(vectors: Vectors) -> None:
    vectors.write([row("a"), row("b")], np.stack([axis(0), axis(1)]))

    for _ in range(2):
        vectors.remove(["a:1:0", "never:1:0"])

    assert vectors.ids() == {"b:1:0"}


@pytest.mark.parametrize(
    ("scope", "expected"),
    [
        (Scope(), {"before", "first", "last", "after", "undated"}),
        (Scope(first=date(2024, 2, 29)), {"first", "last", "after"}),
        (Scope(last=date(2024, 3, 1)), {"before", "first", "last"}),
        (Scope(date(2024, 2, 29), date(2024, 3, 1)), {"first", "last"}),
        (Scope(date(2025, 1, 1)), set()),
        (Scope(outlets=("Courier",)), {"before", "first", "undated"}),
        (Scope(outlets=("Courier", "Isle News")), {"before", "first", "undated", "last"}),
        (Scope(date(2024, 2, 29), None, ("Courier",)), {"first"}),
    ],
)
def test_filters_are_inclusive_and_leave_undated_articles_out(
    vectors: Vectors, scope: Scope, expected: set[str]
) -> None:
    rows = [
        row("before", published=date(2024, 2, 28), outlet="Courier"),
        row("first", published=date(2024, 2, 29), outlet="Courier"),
        row("last", published=date(2024, 3, 1), outlet="Isle News"),
        row("after", published=date(2024, 3, 2), outlet="Courier Isle"),
        row("undated", outlet="Courier"),
    ]
    vectors.write(rows, np.stack([axis(n) for n in range(5)]))

    found = {passage.split(":")[0] for passage, _ in vectors.nearest(axis(0), 10, scope)}

    assert found == expected


def test_any_client_of_chroma_can_read_the_rows(tmp_path: Path) -> None:
    import chromadb
    from chromadb.config import Settings

    with closing(Vectors(tmp_path, "rows", EMBEDDER)) as vectors:
        article, passage = row(
            "a", "Rain fell.", title="Rain", outlet="Courier", published=date(2024, 2, 29)
        )
        vectors.write([(article, passage)], axis(3)[None])
    client = chromadb.PersistentClient(str(tmp_path), Settings(anonymized_telemetry=False))
    try:
        rows = client.get_collection("rows").get(include=["documents", "metadatas", "embeddings"])
    finally:
        client.close()

    assert rows["ids"] == ["a:1:0"]
    assert rows["documents"] == ["Rain fell."]
    assert rows["metadatas"] == [
        {
            "article": "a",
            "revision": 1,
            "title": "Rain",
            "outlet": "Courier",
            "published": 20240229,
            "start": 0,
            "end": 10,
        }
    ]
    assert np.allclose(rows["embeddings"], axis(3))


def test_more_rows_than_chroma_takes_at_once_are_written_read_and_removed(tmp_path: Path) -> None:
    angles = np.linspace(0, np.pi, 6_000)
    points = np.zeros((6_000, 8), dtype=np.float32)
    points[:, 0], points[:, 1] = np.cos(angles), np.sin(angles)
    rows = [row(f"{number:04}") for number in range(6_000)]
    with closing(Vectors(tmp_path, "many", EMBEDDER)) as vectors:
        vectors.write(rows, points)

        ids = vectors.ids()
        assert ids == {passage.id for _, passage in rows}
        assert vectors.nearest(points[4_321], 1)[0][0] == "4321:1:0"
        stored = vectors.stored(sorted(ids))
        assert stored["4321:1:0"] == pytest.approx(points[4_321])
        assert len(stored) == 6_000
        assert vectors.held([*sorted(ids), "never:1:0"]) == ids

        vectors.remove(sorted(ids - {"0007:1:0"}))
        assert vectors.ids() == {"0007:1:0"}


def test_clearing_leaves_an_empty_collection_that_works(vectors: Vectors) -> None:
    vectors.write([row("a")], axis(0)[None])

    vectors.clear()

    assert vectors.count() == 0
    assert vectors.nearest(axis(0), 3) == []
    vectors.write([row("b")], axis(1)[None])
    assert vectors.ids() == {"b:1:0"}


def test_another_reader_goes_on_with_a_collection_that_was_made_anew(
    vectors: Vectors, place: Path | str, tmp_path: Path
) -> None:
    with closing(Vectors(place, f"test-{tmp_path.name}", EMBEDDER)) as reader:
        vectors.clear()
        vectors.write([row("a")], axis(0)[None])

        reader.refresh()

        assert [passage for passage, _ in reader.nearest(axis(0), 3)] == ["a:1:0"]


@pytest.mark.parametrize("other", [HashedWords(16), HashedWords(8)], ids=["size", "weights"])
def test_vectors_of_another_embedder_are_refused(tmp_path: Path, other: HashedWords) -> None:
    if other.dimension == 8:
        other.fingerprint = "hashed-words-8, trained anew"
    Vectors(tmp_path, "mine", EMBEDDER).close()

    with pytest.raises(EmbedderMismatch, match="hashed-words"):
        Vectors(tmp_path, "mine", other)


def test_a_server_that_cannot_be_reached_is_a_library_error_that_names_it() -> None:
    with pytest.raises(LibraryError, match=r"http://127\.0\.0\.1:9"):
        Vectors("http://127.0.0.1:9", "news", EMBEDDER)


def test_a_server_that_goes_away_is_a_library_error_that_names_it(tmp_path: Path) -> None:
    with (
        chroma_server(tmp_path) as (url, process),
        closing(Vectors(url, "news", EMBEDDER)) as vectors,
    ):
        vectors.write([row("a")], axis(0)[None])
        process.kill()
        process.wait()

        with pytest.raises(LibraryError, match=url):
            vectors.nearest(axis(0), 3)


def test_a_server_that_accepts_and_says_nothing_is_not_waited_for_without_end() -> None:
    with socket.create_server(("127.0.0.1", 0)) as mute:
        url = f"http://127.0.0.1:{mute.getsockname()[1]}"

        with pytest.raises(LibraryError, match=f"{url} has not answered for 0.3 seconds"):
            Vectors(url, "news", EMBEDDER, patience=0.3)


def test_a_server_that_falls_silent_is_not_waited_for_without_end(tmp_path: Path) -> None:
    with (
        chroma_server(tmp_path) as (url, process),
        closing(Vectors(url, "news", EMBEDDER, patience=5)) as vectors,
    ):
        vectors.write([row("a")], axis(0)[None])
        process.send_signal(signal.SIGSTOP)
        try:
            with pytest.raises(LibraryError, match=f"{url} has not answered for 5 seconds"):
                vectors.nearest(axis(0), 3)
        finally:
            process.send_signal(signal.SIGCONT)

        assert [passage for passage, _ in vectors.nearest(axis(0), 3)] == ["a:1:0"]


HOLDER = """
import sys
from filelock import FileLock
with FileLock(sys.argv[1]):
    print("held", flush=True)
    sys.stdin.readline()
"""


def test_a_store_that_another_process_keeps_to_itself_is_not_waited_for_without_end(
    tmp_path: Path,
) -> None:
    with (
        closing(Vectors(tmp_path, "news", EMBEDDER, patience=0.3)) as vectors,
        python(HOLDER, str(tmp_path / "in-use.lock")) as process,
    ):
        assert said(process) == "held"
        for use in (vectors.count, vectors.refresh, lambda: Vectors(tmp_path, "x", EMBEDDER, 0.3)):
            with pytest.raises(LibraryBusy, match=r"Another process .* for 0.3 seconds.*end it"):
                use()
        tell(process, "let go")
        process.wait()

        assert vectors.count() == 0


def test_a_thread_that_keeps_the_store_to_itself_is_not_waited_for_without_end(
    tmp_path: Path,
) -> None:
    with closing(Vectors(tmp_path, "news", EMBEDDER, patience=0.3)) as vectors:
        caught: list[BaseException] = []

        def count() -> None:
            try:
                vectors.count()
            except LibraryBusy as error:
                caught.append(error)

        with vectors._use():
            waiting = threading.Thread(target=count)
            waiting.start()
            waiting.join()

        assert "This process" in str(caught[0])
        assert vectors.count() == 0


def test_a_folder_that_is_no_chroma_is_a_library_error(tmp_path: Path) -> None:
    (tmp_path / "chroma.sqlite3").write_text("These are not the pages you want. " * 500)

    with pytest.raises(LibraryError, match=r"vectors in .* cannot be used.*verify --repair"):
        Vectors(tmp_path, "news", EMBEDDER)


def test_nearly_all_of_the_nearest_are_found_among_thousands(tmp_path: Path) -> None:
    embedder = HashedWords(64)
    chance = np.random.default_rng(7)
    points = chance.standard_normal((6_000, 64)).astype(np.float32)
    points /= np.linalg.norm(points, axis=1, keepdims=True)
    names = [f"a{number:04}:1:0" for number in range(len(points))]
    with closing(Vectors(tmp_path / "vectors", "many", embedder)) as vectors:
        rows = [row(name.split(":")[0]) for name in names]
        for at in range(0, len(rows), 2_000):
            vectors.write(rows[at : at + 2_000], points[at : at + 2_000])

        shares = []
        for asked in points[:20] + points[20:40]:
            truly = {names[at] for at in np.argsort(-(points @ asked))[:50]}
            near = {name for name, _ in vectors.nearest(asked / np.linalg.norm(asked), 50)}
            shares.append(len(truly & near) / 50)

    assert np.mean(shares) >= 0.97


def test_a_file_where_the_folder_should_be_is_a_library_error(tmp_path: Path) -> None:
    (tmp_path / "vectors").write_text("No folder.")

    with pytest.raises(LibraryError, match=r"vectors in .* cannot be used"):
        Vectors(tmp_path / "vectors", "news", EMBEDDER)
