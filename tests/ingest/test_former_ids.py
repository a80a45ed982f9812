from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from newsroom import HashedWords, dispatches, stored, write_jsonl

from assistant.library import Library
from ingest import IngestReport, ingest, preparing
from ingest.cleaning import identity

EMBEDDER = HashedWords()
PARAGRAPH = "<p>The council of {town} voted on Tuesday to build a barrier. {rest}</p>"
REST = "It will stand at the mouth of the river, and nobody knows yet what it will cost. " * 5


def page(*towns: str, url: str = "") -> str:
    link = f'<link rel="canonical" href="{url}">' if url else ""
    parts = [
        f"<article><h2>{town} builds a barrier</h2>"
        f"{PARAGRAPH.format(town=town, rest=REST)}</article>"
        for town in towns
    ]
    return f"<html><head>{link}</head><body>{''.join(parts)}</body></html>"


def read(inbox: Path, index: Path) -> IngestReport:
    return ingest(inbox, index, embedder=EMBEDDER)


def ids(index: Path) -> Sequence[str]:
    with Library(index, EMBEDDER) as library:
        return [source.id for source in library.catalogue.sources()]


def read_formerly(inbox: Path, index: Path, monkeypatch: pytest.MonkeyPatch, digits: int) -> None:
    """What a library was before ids had as many digits as they have."""
    with monkeypatch.context() as patch:
        patch.setattr(identity, "DIGITS", digits)
        patch.setattr(preparing, "RECIPE", "of before")
        # Nor was it noted what an id was made of: the last of two with one id stood.
        patch.setattr(preparing, "_identity", lambda article, page: "")
        assert not read(inbox, index).failed


def fill(inbox: Path) -> None:
    (inbox / "plain.txt").write_text(f"Big storm hits the coast\n\n{REST}")
    (inbox / "address.html").write_text(page("Quenby", url="https://post.example/2024/storm"))
    (inbox / "several.html").write_text(page("Oldfleet", "Skarholm", "Brindle"))
    lines = [{"text": record["text"]} for record in dispatches(4)]
    write_jsonl(inbox / "lines.jsonl", [*lines, *dispatches(2)])


def test_an_id_has_eighty_bits_of_its_own() -> None:
    made = identity.id_from_url("https://post.example/2024/storm")

    assert made.startswith("storm-")
    assert len(made) == len("storm-") + 20
    assert identity.former_id(made) == made[:-10]
    assert identity.former_id("dispatch-001") is None


def test_articles_of_a_former_library_keep_their_ids_and_do_not_double(
    inbox: Path, index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(inbox)
    read_formerly(inbox, index, monkeypatch, digits=10)
    before, held = ids(index), stored(index)

    again = read(inbox, index)

    assert (again.added, again.updated, again.unchanged) == (0, 0, len(before))
    assert ids(index) == before
    assert stored(index) == held
    assert read(inbox, index).unchanged == len(before)


def test_what_changed_replaces_what_a_former_library_held(
    inbox: Path, index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(inbox)
    read_formerly(inbox, index, monkeypatch, digits=10)
    before = ids(index)
    (inbox / "plain.txt").write_text(f"Big storm hits the coast\n\nNobody was hurt. {REST}")
    (inbox / "new.txt").write_text(f"Small storm misses the coast\n\n{REST[:200]}")

    again = read(inbox, index)

    assert (again.added, again.updated, again.articles) == (1, 1, len(before) + 1)
    (new,) = set(ids(index)) - set(before)
    assert identity.former_id(new)


def test_an_article_that_moved_is_known_by_its_address(
    inbox: Path, index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (inbox / "a.html").write_text(page("Quenby", url="https://post.example/2024/storm"))
    read_formerly(inbox, index, monkeypatch, digits=10)
    (inbox / "a.html").rename(inbox / "b.html")

    assert read(inbox, index).articles == 1


def test_articles_that_shared_a_former_id_come_in_each_under_its_own(
    inbox: Path, index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_jsonl(inbox / "a.jsonl", [{"text": record["text"]} for record in dispatches(40)])
    read_formerly(inbox, index, monkeypatch, digits=1)
    assert len(ids(index)) <= 16  # the rest was lost
    monkeypatch.setattr(identity, "FORMER_DIGITS", 1)

    again = read(inbox, index)

    assert (again.articles, again.failed) == (40, ())
    assert read(inbox, index).unchanged == 40


def test_another_article_of_the_same_former_id_is_left_alone(
    inbox: Path, index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(40):
        folder = inbox / str(number)
        folder.mkdir()
        (folder / "a.txt").write_text(f"Big storm hits the coast\n\nStorm {number}. {REST}")
    last = inbox / "39"
    aside = inbox.parent / "aside"
    last.rename(aside)
    monkeypatch.setattr(identity, "FORMER_DIGITS", 1)
    read_formerly(inbox, index, monkeypatch, digits=1)
    before = len(ids(index))
    aside.rename(last)

    assert ingest(last, index, embedder=EMBEDDER).articles == before + 1
