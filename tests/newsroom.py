"""Invented articles and stand-ins that several tests share."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from assistant.datamodels import Article, Evidence, Passage
from assistant.finding.spans import Spans
from assistant.library import Entry, Ledger
from assistant.library.entries import Revision
from assistant.models.reader import Reading

REPO = Path(__file__).parent.parent
SAMPLES = REPO / "samples"

# Four small stories about four subjects, so that a search has something to tell apart.
STORIES: tuple[Mapping[str, Any], ...] = (
    {
        "id": "ferry",
        "title": "Night ferry to Skarholm is cancelled",
        "outlet": "Brindle Courier",
        "published": "2024-02-01",
        "url": "https://brindle-courier.example/night-ferry",
        "text": "The night ferry to Skarholm will not sail until spring. Its owner, Odda Lines,"
        " said that the gearbox had failed for the third time. Passengers will get their money"
        " back.",
    },
    {
        "id": "bakery",
        "title": "Bakers strike over the price of flour",
        "outlet": "Brindle Courier",
        "published": "2024-02-15",
        "text": "Bakers in Lowmere shut their ovens on Thursday. Flour costs 40 per cent more than"
        " a year ago, said Petra Vennick, who speaks for 210 bakeries.",
    },
    {
        "id": "telescope",
        "title": "Telescope on Mount Aldry sees first light",
        "outlet": "The Fennimore Post",
        "published": "2024-03-01",
        "text": "Astronomers on Mount Aldry opened the dome of their new telescope on Friday. The"
        " mirror is 6.1 metres wide. Professor Ines Quarrie called the first picture of a comet"
        " a gift.",
    },
    {
        "id": "wolves",
        "title": "Wolves are back in the Harrow hills",
        "outlet": None,
        "text": "A pack of five wolves was filmed in the Harrow hills. Shepherds ask for fences;"
        " nobody knows where the animals came from.",
    },
)

TOWNS = (
    *("Lowmere", "Skarholm", "Aldry", "Brindle", "Fennimore"),
    *("Quenby", "Tarrow", "Oxmoor", "Pellwick", "Stane"),
)
GOODS = (
    *("barley", "copper", "wool", "salt", "timber"),
    *("amber", "hemp", "tallow", "slate", "honey"),
)


class HashedWords:
    """An embedder for tests of other things: each word adds to one of a few dimensions."""

    name = "hashed-words"
    max_pieces = 256

    def __init__(self, dimension: int = 32) -> None:
        self.dimension = dimension
        self.fingerprint = f"hashed-words-{dimension}"

    def embed(self, texts: Sequence[str]) -> np.ndarray:
        rows = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            for word in re.findall(r"\w+", text.lower()) or ["-"]:
                digest = zlib.crc32(word.encode("utf-8", "replace"))
                row[digest % self.dimension] += 1 if digest & 1024 else -1
            if not row.any():
                row[0] = 1
            row /= np.linalg.norm(row)
        return rows

    def pieces(self, text: str) -> int:
        return len(text.split())


def write_jsonl(path: Path, records: Sequence[Mapping[str, Any]]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(record) + "\n" for record in records), "utf-8")
    return path


def dispatches(count: int) -> list[dict[str, Any]]:
    """Short articles with different words, numbered from 0."""
    towns, goods = TOWNS, GOODS
    return [
        {
            "id": f"dispatch-{number:03}",
            "title": f"{towns[number % 10]} trades in {goods[number // 10 % 10]}",
            "text": f"Merchants of {towns[number % 10]} sold {number + 3} carts of"
            f" {goods[number // 10 % 10]} on market day {number}.\n"
            f"The harbour office of {towns[(number + 3) % 10]} entered it under number"
            f" {number * 7919}.",
            "published": f"2024-{number % 12 + 1:02}-{number % 28 + 1:02}",
            "outlet": f"{towns[number % 3]} Gazette",
        }
        for number in range(count)
    ]


def entry(record: Mapping[str, Any], fingerprint: str = "1", wording: str | None = None) -> Entry:
    """A library entry of a record, its whole text in one passage."""
    article = Article.model_validate({"origin": f"/news/{record['id']}.txt", **record})
    return Entry(
        article=article,
        spans=((0, len(article.text)),),
        fingerprint=fingerprint,
        wording=wording or f"words of {article.text}",
        raw=article.text,
    )


def shelve(ledger: Ledger, *records: Mapping[str, Any], **options: str) -> list[Revision]:
    """Write records into a catalogue alone, as if the indexes held them."""
    revisions = ledger.begin([entry(record, **options) for record in records])
    ledger.finish(revisions)
    return revisions


def evidence(text: str, score: float = 1.0, start: int = 0, **fields: Any) -> Evidence:
    """A passage that stands at ``start`` in its article."""
    source = Article.model_validate({"id": "a", "title": "", "text": text, **fields}).source
    passage = Passage(
        article_id=source.id,
        revision=1,
        ordinal=0,
        start=start,
        end=start + len(text),
        text=text,
    )
    return Evidence(passage=passage, article=source, score=score)


def told(text: str, answer: str, name: str) -> tuple[Evidence, Reading]:
    """A passage of which the reader is made to hold some words for the answer."""
    item = evidence(text, id=name)
    offsets = np.array([match.span() for match in re.finditer(r"\w+", text)]).reshape(-1, 2)
    low = text.find(answer) if answer else -1
    starts = np.where(offsets[:, 0] == low, 9.0, 0.0).astype(np.float32)
    ends = np.where(offsets[:, 1] == low + len(answer), 9.0, 0.0).astype(np.float32)
    return item, Reading(1.0, starts, ends, offsets)


def spans_of(*passages: tuple[Evidence, Reading], stories: Sequence[str]) -> Spans:
    items, readings = zip(*passages, strict=True)
    names = (item.passage.id for item in items)
    return Spans(items, readings, dict(zip(names, stories, strict=True)))


def python(code: str, *arguments: str, **options: Any) -> subprocess.Popen[str]:
    """Python in a process of its own, where the repository and this file can be imported.

    Leave it with ``with``, so that its pipes are closed.
    """
    path = os.pathsep.join([str(REPO), str(Path(__file__).parent)])
    return subprocess.Popen(
        [sys.executable, "-c", code, *arguments],
        env={**os.environ, "PYTHONPATH": path, "PYTHONIOENCODING": "utf-8"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        **options,
    )


def said(process: subprocess.Popen[str]) -> str:
    """The next line that a process prints; fails if it ends without one."""
    assert process.stdout is not None
    line = process.stdout.readline()
    assert line, f"the process ended with {process.wait()}"
    return line.rstrip("\n")


def tell(process: subprocess.Popen[str], line: str) -> None:
    assert process.stdin is not None
    process.stdin.write(f"{line}\n")
    process.stdin.flush()


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def wait_for(url: str, process: subprocess.Popen[Any], seconds: float = 120) -> None:
    """Wait until a server that was just started answers."""
    end = time.monotonic() + seconds
    while True:
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except OSError:
            assert process.poll() is None, f"the server ended with {process.returncode}"
            assert time.monotonic() < end, f"no answer from {url}"
            time.sleep(0.1)


@contextmanager
def chroma_server(folder: Path) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """A real ``chroma run`` on a free port: its address and its process."""
    port = free_port()
    command = [str(Path(sys.executable).with_name("chroma")), "run", "--host", "127.0.0.1"]
    with subprocess.Popen(
        [*command, "--path", str(folder), "--port", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "ANONYMIZED_TELEMETRY": "False"},
    ) as process:
        try:
            wait_for(f"http://127.0.0.1:{port}/api/v2/heartbeat", process)
            yield f"http://127.0.0.1:{port}", process
        finally:
            process.kill()


def stored(index: Path) -> dict[str, Any]:
    """What the three stores of a library hold, each read by its own maker's client."""
    import sqlite3
    from contextlib import closing

    import chromadb
    import tantivy
    from chromadb.config import Settings

    with closing(sqlite3.connect(index / "catalogue.sqlite")) as db:
        articles = db.execute("SELECT id, revision, state, title, text FROM articles").fetchall()
        passages = db.execute("SELECT article, revision, ordinal, first, last FROM passages")
        spans = sorted(passages.fetchall())
    client = chromadb.PersistentClient(str(index / "vectors"), Settings(anonymized_telemetry=False))
    vectors: dict[bool, dict[str, str]] = {False: {}, True: {}}
    try:
        for collection in client.list_collections():
            rows = collection.get(include=["documents"])
            held = dict(zip(rows["ids"], rows["documents"] or [], strict=True))
            vectors[collection.name.endswith("-past")] |= held
    finally:
        client.close()
    ids: dict[str, list[str]] = {}
    for folder in (place for place in (index / "words", index / "words-past") if place.exists()):
        words = tantivy.Index.open(str(folder))
        words.reload()
        searcher = words.searcher()
        hits = searcher.search(tantivy.Query.all_query(), limit=100_000).hits
        found = (searcher.doc(address).get_first("passage") for _, address in hits)
        ids[folder.name] = sorted(map(str, found))
    return {
        "articles": sorted(articles),
        "spans": spans,
        "vectors": vectors[False],
        "words": ids["words"],
        "past vectors": vectors[True],
        "past words": ids.get("words-past", []),
    }
