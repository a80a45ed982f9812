from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

import pytest
from newsroom import (
    REPO,
    SAMPLES,
    HashedWords,
    chroma_server,
    dispatches,
    python,
    said,
    stored,
    write_jsonl,
)

from assistant.errors import InputError
from assistant.library import Library, verify
from assistant.models.embedder import Embedder, MiniLM
from assistant.settings import Settings
from ingest import ingest, workers
from ingest.pages.sources import Page, find_files, read_pages
from ingest.preparing import Prepared, prepare
from ingest.workers import Processes, workers_for

EMBEDDER = HashedWords()
LONG = 100  # seconds after which a test gives up


class Fatal(HashedWords):
    """An embedder that takes its process with it when it reads of a lightning."""

    def pieces(self, text: str) -> int:
        if "lightning" in text:
            os._exit(1)
        return super().pieces(text)


class Faulty(HashedWords):
    """An embedder that cannot count a lightning: a fault that nobody foresaw."""

    def pieces(self, text: str) -> int:
        if "lightning" in text:
            raise ZeroDivisionError("a lightning cannot be counted")
        return super().pieces(text)


class Endless(HashedWords):
    """An embedder that never comes to the end of a lightning."""

    def pieces(self, text: str) -> int:
        while "lightning" in text:
            pass
        return super().pieces(text)


def pages_of(*places: Path) -> list[Page]:
    return [page for file in find_files(places) for page in read_pages(file)]


def prepared(pages: Sequence[Page], embedder: Embedder, count: int = 2) -> list[Prepared]:
    with closing(Processes(count, embedder, worth=0)) as crew:
        results = [crew.submit(page) for page in pages]
        return [result() for result in results]


def text_page(text: str) -> Page:
    return Page("/news/a.txt", "/news/a.txt", "text", raw=text)


def test_other_processes_prepare_pages_as_this_one_does(embedder: MiniLM) -> None:
    pages = pages_of(SAMPLES)

    found = prepared(pages, embedder)

    assert len(found) > 10
    assert found == [prepare(page, embedder) for page in pages]


def test_a_process_that_dies_costs_its_page_only() -> None:
    pages = [text_page(f"{words} on the harbour.") for words in ("Rain", "A lightning", "Snow")]

    first, second, third = prepared(pages, Fatal(), count=1)

    assert (first.problem, third.problem) == ("", "")
    assert first.entries[0].article.text == "Rain on the harbour."
    assert second == Prepared(problem=workers.DIED)


WEATHER = [f"{words} on the harbour." for words in ("Rain", "A lightning", "Snow")]
UNFORESEEN = "unforeseen ZeroDivisionError: a lightning cannot be counted"


@pytest.mark.parametrize("worth", [0, 100], ids=["in another process", "in this one"])
def test_an_error_that_nobody_foresaw_costs_its_page_only_and_has_its_name(worth: int) -> None:
    with closing(Processes(1, Faulty(), worth)) as crew:
        first, second, third = [crew.submit(text_page(words))() for words in WEATHER]

    assert (first.problem, third.problem) == ("", "")
    assert UNFORESEEN in second.problem


@pytest.mark.parametrize("count", [1, 2])
def test_what_went_wrong_with_one_page_is_named_and_the_others_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, count: int
) -> None:
    monkeypatch.setattr(workers, "WORTH_A_START", 0)
    records = [{"id": str(number), "text": words} for number, words in enumerate(WEATHER)]
    file = write_jsonl(tmp_path / "a.jsonl", records)

    report = ingest(file, tmp_path / "library", embedder=Faulty(), workers=count)

    ((place, reason),) = report.failed
    assert (place, report.added) == (f"{file}, line 2", 2)
    assert UNFORESEEN in reason


@pytest.mark.parametrize("error", [KeyboardInterrupt, MemoryError])
def test_lack_of_memory_and_ctrl_c_are_no_matter_of_one_page(error: type[BaseException]) -> None:
    class Stopped(HashedWords):
        def pieces(self, text: str) -> int:
            raise error

    with pytest.raises(error):
        prepare(text_page("Rain on the harbour."), Stopped())


def test_a_page_that_takes_too_long_is_stopped_and_costs_itself_only() -> None:
    # Long enough for a busy machine to start a process and prepare a line of text in it.
    with closing(Processes(1, Endless(), worth=0, seconds=20)) as crew:
        first, second, third = [crew.submit(text_page(words))() for words in WEATHER]

    assert (first.problem, third.problem) == ("", "")
    assert second == Prepared(problem=workers.LATE.format(20))


def test_a_long_page_goes_where_it_can_be_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "SHORT_PAGE", 30)
    with closing(workers_for(1, Fatal())) as crew:
        assert not crew.submit(text_page("Rain on the harbour."))().problem
        assert crew.submit(text_page("A lightning on the harbour, said a clerk."))() == Prepared(
            problem=workers.DIED
        )


def test_few_pages_are_not_worth_a_process(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a process was started")

    monkeypatch.setattr(subprocess, "Popen", refuse)
    with closing(Processes(2, EMBEDDER, worth=3)) as crew:
        assert [crew.submit(text_page("Rain fell."))().problem for _ in range(3)] == [""] * 3
        with pytest.raises(AssertionError, match="was started"):
            crew.submit(text_page("Rain fell."))()


def test_an_embedder_that_cannot_travel_stays_here() -> None:
    class Homely(HashedWords):
        pass

    assert workers_for(2, Homely()).ahead == 0


SCRIPT = """
import sys
from newsroom import HashedWords
from ingest import ingest, workers
class Own(HashedWords):
    pass
workers.WORTH_A_START = 5
print("begins", flush=True)
embedder = Own() if sys.argv[3] == "own" else HashedWords()
print(ingest(sys.argv[1], sys.argv[2], embedder=embedder, workers=2).added, flush=True)
"""


@pytest.mark.parametrize("whose", ["own", "known"])
def test_a_script_is_run_once_whatever_embedder_it_defines(tmp_path: Path, whose: str) -> None:
    file = write_jsonl(tmp_path / "a.jsonl", dispatches(20))

    with python(SCRIPT, str(file), str(tmp_path / "library"), whose) as process:
        assert said(process) == "begins"
        assert said(process) == "20"
        assert process.stdout
        assert process.stdout.read() == ""


def test_the_library_is_the_same_whoever_prepares(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workers, "WORTH_A_START", 5)
    file = write_jsonl(tmp_path / "a.jsonl", dispatches(120))
    file.write_bytes(file.read_bytes() + b"not json\n")
    places = [file, SAMPLES]

    one = ingest(places, tmp_path / "one", embedder=EMBEDDER, workers=1)
    three = ingest(places, tmp_path / "three", embedder=EMBEDDER, workers=3)

    assert one.model_copy(update={"seconds": 0}) == three.model_copy(update={"seconds": 0})
    assert stored(tmp_path / "one") == stored(tmp_path / "three")


def test_workers_must_be_some() -> None:
    with pytest.raises(InputError, match="1 or more"):
        workers_for(0, EMBEDDER)


# -- Ctrl-C ----------------------------------------------------------------------------------


def processes_of(session: int) -> list[int]:
    found = subprocess.run(["pgrep", "-s", str(session)], capture_output=True, text=True)
    return [int(line) for line in found.stdout.split()]


@pytest.mark.parametrize("wait", [0.0, 0.3, 1.0, 2.5])
def test_ctrl_c_ends_an_ingest_with_one_line_and_the_next_run_completes_it(
    tmp_path: Path, wait: float
) -> None:
    file, index = write_jsonl(tmp_path / "a.jsonl", dispatches(600)), tmp_path / "library"
    command = [sys.executable, str(REPO / "cli.py"), "ingest", str(file), "--index", str(index)]
    with subprocess.Popen(
        [*command, "--workers", "2", "--json"],
        env={**os.environ, "PYTHONPATH": str(REPO), "COLUMNS": "200"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,  # as a shell does: the whole group gets the signal
    ) as process:
        until = time.monotonic() + LONG
        while not (index / "catalogue.sqlite").exists() and time.monotonic() < until:
            time.sleep(0.01)
        time.sleep(wait)
        os.killpg(process.pid, signal.SIGINT)
        output, errors = process.communicate(timeout=LONG)
        left = processes_of(process.pid)

    assert (process.returncode, output, left) == (130, "", []), errors
    assert errors.splitlines() == [
        "Stopped. What was read is kept; the same command again goes on from here."
    ]
    assert ingest(file, index).articles == 600
    with Library.open(index) as library:
        assert verify(library).sound


# -- Ray -------------------------------------------------------------------------------------


@pytest.fixture
def cluster() -> Iterator[None]:
    """A Ray cluster of two workers on this machine."""
    ray = pytest.importorskip("ray", reason="the ray extra is not installed")
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    path = os.pathsep.join(sys.path)
    ray.init(
        num_cpus=2,
        include_dashboard=False,
        log_to_driver=False,
        runtime_env={"env_vars": {"PYTHONPATH": path}},
    )
    yield
    ray.shutdown()


@pytest.mark.usefixtures("cluster")
@pytest.mark.filterwarnings("ignore::ResourceWarning")
def test_a_ray_cluster_into_a_chroma_server_makes_the_library_of_a_single_process(
    tmp_path: Path, embedder: MiniLM
) -> None:
    file = write_jsonl(tmp_path / "a.jsonl", dispatches(60))
    with chroma_server(tmp_path / "server") as (url, _):
        settings = Settings(chroma_url=url)
        places = [file, SAMPLES]
        far = ingest(places, tmp_path / "far", settings=settings, embedder=embedder, workers="ray")
        near = ingest(places, tmp_path / "near", embedder=embedder, workers=1)

        assert far.model_copy(update={"seconds": 0}) == near.model_copy(update={"seconds": 0})
        assert not far.failed
        with (
            Library(tmp_path / "far", embedder, url) as one,
            Library(tmp_path / "near", embedder) as other,
        ):
            assert verify(one).sound
            revisions = list(one.catalogue.ready())
            assert revisions == list(other.catalogue.ready())
            for revision in revisions:
                assert one.catalogue.contents(revision) == other.catalogue.contents(revision)
            ids = sorted(other.catalogue.passage_ids())
            assert one.words.ids() == other.words.ids() == set(ids)
            apart, together = one.vectors.stored(ids), other.vectors.stored(ids)
            assert apart.keys() == together.keys() == set(ids)
            assert all((apart[i] == together[i]).all() for i in ids)


@pytest.mark.usefixtures("cluster")
@pytest.mark.filterwarnings("ignore::ResourceWarning")
def test_on_a_cluster_too_a_page_costs_itself_only() -> None:
    for embedder, reason in ((Faulty(), UNFORESEEN), (Endless(), "it was stopped")):
        with closing(workers.Cluster(embedder, seconds=30)) as crew:
            results = [crew.submit(text_page(words)) for words in WEATHER]
            first, second, third = [result() for result in results]

        assert (first.problem, third.problem) == ("", "")
        assert len(first.vectors) == len(first.entries) == 1
        assert reason in second.problem
