from __future__ import annotations

import json
import os
import queue
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from sqlite3 import Connection

import pytest
from newsroom import REPO, HashedWords, dispatches, said, write_jsonl
from newsstand import HERE, Newsstand, Reply

from assistant.errors import LibraryBusy
from assistant.library import Library
from ingest import IngestReport, ingest, watching
from ingest.pages.fetching import Fetcher
from ingest.pages.requesting import Limits
from ingest.watching import Place, watch

EMBEDDER = HashedWords()
LONG = 100  # seconds after which a test gives up


@contextmanager
def watched(
    *places: Place,
    index: Path,
    prune: bool = False,
    every: float = 15.0,
    before: Callable[[Sequence[Place]], None] = lambda due: None,
    complain: Callable[[Exception, float], None] = lambda error, seconds: None,
) -> Iterator[queue.Queue[IngestReport]]:
    """A watch in a thread of its own; its reports, the first of which is awaited."""

    def read(due: Sequence[Place]) -> IngestReport:
        before(due)
        fetcher = Fetcher([HERE], Limits(delay=0))
        return ingest(due, index, prune, embedder=EMBEDDER, fetcher=fetcher)

    reports: queue.Queue[IngestReport] = queue.Queue()
    stop = threading.Event()
    thread = threading.Thread(
        target=watch, args=(read, places, reports.put, complain, every, prune, stop)
    )
    thread.start()
    try:
        yield reports
    finally:
        stop.set()
        thread.join(LONG)
        assert not thread.is_alive()


def changes(report: IngestReport) -> tuple[int, int, int]:
    return report.added, report.updated, report.removed


def test_what_changes_in_a_folder_is_read(inbox: Path, index: Path) -> None:
    records = dispatches(5)
    write_jsonl(inbox / "a.jsonl", records[:2])
    with watched(inbox, index=index) as reports:
        assert changes(reports.get(timeout=LONG)) == (2, 0, 0)
        (inbox / "photo.jpg").write_bytes(b"x")
        write_jsonl(inbox / ".hidden" / "b.jsonl", [records[4]])
        write_jsonl(inbox / "new" / "b.jsonl", [records[2]])
        assert changes(reports.get(timeout=LONG)) == (1, 0, 0)
        write_jsonl(inbox / "a.jsonl", [{**records[0], "text": "All is new."}, records[1]])
        assert changes(reports.get(timeout=LONG)) == (0, 1, 0)
        write_jsonl(inbox.parent / "moved" / "c.jsonl", [records[3]])
        shutil.move(inbox.parent / "moved", inbox)
        assert changes(reports.get(timeout=LONG)) == (1, 0, 0)
        assert reports.empty()


def test_only_what_changed_is_looked_at(inbox: Path, index: Path) -> None:
    for number, record in enumerate(dispatches(3)):
        write_jsonl(inbox / f"{number}.jsonl", [record])
    looked_at: list[Sequence[Place]] = []
    with watched(inbox, index=index, before=looked_at.append) as reports:
        reports.get(timeout=LONG)
        write_jsonl(inbox / "1.jsonl", dispatches(5)[4:])
        reports.get(timeout=LONG)

    assert [*map(list, looked_at)] == [[inbox], [inbox / "1.jsonl"]]


def test_what_changes_during_the_first_read_is_not_missed(inbox: Path, index: Path) -> None:
    records = dispatches(2)
    write_jsonl(inbox / "a.jsonl", records[:1])
    added = threading.Event()

    def add(due: Sequence[Place]) -> None:
        # After this run has looked what files there are, as late as can be.
        if not added.is_set():
            added.set()
            threading.Timer(0.1, write_jsonl, (inbox / "b.jsonl", records[1:])).start()

    with watched(inbox, index=index, before=add) as reports:
        total = 0
        while total < 2:
            total += reports.get(timeout=LONG).added


def test_a_single_file_is_watched_even_if_another_is_put_in_its_place(
    inbox: Path, index: Path
) -> None:
    path = write_jsonl(inbox / "a.jsonl", dispatches(1))
    with watched(path, index=index) as reports:
        reports.get(timeout=LONG)
        os.replace(write_jsonl(inbox / "b.jsonl", dispatches(2)), path)
        assert changes(reports.get(timeout=LONG)) == (1, 0, 0)
        with open(path, "a") as stream:
            stream.write(json.dumps(dispatches(3)[2]))
        assert changes(reports.get(timeout=LONG)) == (1, 0, 0)


def test_what_is_deleted_goes_with_prune(inbox: Path, index: Path) -> None:
    for number, record in enumerate(dispatches(3)):
        write_jsonl(inbox / f"{number}.jsonl", [record])
    with watched(inbox, index=index, prune=True) as reports:
        assert changes(reports.get(timeout=LONG)) == (3, 0, 0)
        (inbox / "1.jsonl").unlink()
        assert changes(reports.get(timeout=LONG)) == (0, 0, 1)


def test_what_is_deleted_stays_without_prune(inbox: Path, index: Path) -> None:
    for number, record in enumerate(dispatches(3)):
        write_jsonl(inbox / f"{number}.jsonl", [record])
    with watched(inbox, index=index) as reports:
        reports.get(timeout=LONG)
        (inbox / "1.jsonl").unlink()
        write_jsonl(inbox / "4.jsonl", dispatches(5)[4:])
        report = reports.get(timeout=LONG)

    assert (changes(report), report.articles, report.failed) == ((1, 0, 0), 4, ())


def test_the_library_is_free_between_rounds(inbox: Path, index: Path) -> None:
    write_jsonl(inbox / "a.jsonl", dispatches(1))
    with watched(inbox, index=index) as reports:
        reports.get(timeout=LONG)
        with Library(index, EMBEDDER, writing=True) as library:
            version = library.catalogue.version
            assert version > 0


def test_a_library_in_use_is_tried_again(inbox: Path, index: Path) -> None:
    write_jsonl(inbox / "a.jsonl", dispatches(1))
    tried = threading.Event()
    rounds: list[Sequence[Place]] = []

    def note(due: Sequence[Place]) -> None:
        rounds.append(due)
        if len(rounds) > 2:
            tried.set()

    with watched(inbox, index=index, before=note) as reports:
        reports.get(timeout=LONG)
        with Library(index, EMBEDDER, writing=True):
            write_jsonl(inbox / "b.jsonl", dispatches(2)[1:])
            assert tried.wait(LONG)
            assert reports.empty()
        assert changes(reports.get(timeout=LONG)) == (1, 0, 0)


def test_an_error_is_told_and_the_watch_goes_on_with_longer_and_longer_pauses(
    inbox: Path, index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watching, "FIRST_PAUSE", 0.01)
    complaints: queue.Queue[tuple[Exception, float]] = queue.Queue()
    write_jsonl(inbox / "a.jsonl", dispatches(1))
    with watched(inbox, index=index, complain=lambda *told: complaints.put(told)) as reports:
        reports.get(timeout=LONG)
        catalogue, aside = index / "catalogue.sqlite", index / "aside"
        catalogue.rename(aside)
        catalogue.write_bytes(b"no database at all, and no empty file either")
        write_jsonl(inbox / "b.jsonl", dispatches(2)[1:])
        told = [complaints.get(timeout=LONG) for _ in range(3)]
        aside.replace(catalogue)
        report = reports.get(timeout=LONG)

    assert [pause for _, pause in told] == [0.01, 0.02, 0.04]
    assert "database" in str(told[0][0])
    assert (changes(report), report.articles) == ((1, 0, 0), 2)


def test_a_library_in_use_at_the_start_is_an_error(inbox: Path, index: Path) -> None:
    write_jsonl(inbox / "a.jsonl", dispatches(1))

    def read(due: Sequence[Place]) -> IngestReport:
        return ingest(due, index, embedder=EMBEDDER)

    with Library(index, EMBEDDER, writing=True), pytest.raises(LibraryBusy):
        watch(read, [inbox], lambda report: None, lambda error, seconds: None)


def feed_of(*urls: str) -> Reply:
    items = "".join(f"<item><link>{url}</link></item>" for url in urls)
    markup = f'<rss version="2.0"><channel><title>The Post</title>{items}</channel></rss>'
    return Reply(markup.encode(), headers={"ETag": f'"{len(urls)}"'})


def test_a_feed_is_looked_at_again_and_only_news_is_told(
    stand: Newsstand, inbox: Path, index: Path
) -> None:
    urls = [
        stand.article("/0", "Salt is dear", "A cart costs nine crowns."),
        stand.article("/1", "Wool is cheap", "Nobody wants any wool."),
    ]
    feed = stand.reply("/feed", feed_of(stand.address + "/gone", urls[0]))
    rounds: list[Sequence[Place]] = []
    quiet = threading.Event()

    def note(due: Sequence[Place]) -> None:
        rounds.append(due)
        if len(rounds) > 2:
            quiet.set()

    with watched(feed, inbox, index=index, every=0.001, before=note) as reports:
        first = reports.get(timeout=LONG)
        assert (changes(first), len(first.failed)) == ((1, 0, 0), 1)
        assert quiet.wait(LONG)
        assert reports.empty()  # the same failure is no news
        stand.reply("/feed", feed_of(stand.address + "/gone", *urls))
        assert changes(reports.get(timeout=LONG)) == (1, 0, 0)


def test_a_round_without_news_writes_nothing(
    stand: Newsstand, index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from assistant.library import Database

    stand.article("/0", "Salt is dear", "A cart costs nine crowns.")
    page = stand.article("/1", "Wool is cheap", "Nobody wants any wool.")
    feed = stand.reply("/feed", feed_of(stand.address + "/0"))
    written: list[str] = []
    transaction = Database.transaction

    def noted(database: Database) -> AbstractContextManager[Connection]:
        written.append("transaction")
        return transaction(database)

    monkeypatch.setattr(Database, "transaction", noted)
    rounds = threading.Semaphore(0)
    with watched(
        feed, page, index=index, every=0.001, before=lambda due: rounds.release()
    ) as reports:
        reports.get(timeout=LONG)
        assert rounds.acquire(timeout=LONG)
        assert written
        written.clear()
        assert rounds.acquire(timeout=LONG)
        assert rounds.acquire(timeout=LONG)  # so the one before is over

    assert written == []


def test_ctrl_c_ends_the_command_well(inbox: Path, index: Path) -> None:
    write_jsonl(inbox / "a.jsonl", dispatches(1))
    command = [sys.executable, str(REPO / "cli.py"), "ingest", str(inbox), "--watch", "--json"]
    with subprocess.Popen(
        [*command, "--index", str(index)],
        env={**os.environ, "PYTHONPATH": str(REPO)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        first = read_report(process)
        write_jsonl(inbox / "b.jsonl", dispatches(2)[1:])
        second = read_report(process)
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=LONG)

    assert (first.added, second.added, process.returncode) == (1, 1, 0), errors
    assert "Stopped." in errors
    assert "Traceback" not in errors


def read_report(process: subprocess.Popen[str]) -> IngestReport:
    return IngestReport.model_validate_json(said(process))


def test_the_defaults_of_the_command_line_are_those_of_the_modules() -> None:
    import cli
    from ingest.pages import web

    defaults = {option.name: option.default for option in cli.ingest.params}
    assert defaults["every"] == watching.EVERY
    assert defaults["limit"] == web.LIMIT
