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
    assert identity.former_ids(made, None) == [made[:-10]]
    assert identity.former_ids("dispatch-001", None) == []


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
    assert identity.former_ids(new, None)


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


# -- addresses -------------------------------------------------------------------------------


def story(town: str, url: str, rest: str = "") -> str:
    words = [f"{town} counted {n} boats on pier {n + len(town)}" for n in range(12)]
    return page(town, url=url).replace("</article>", f"<p>{', '.join(words)}.</p>{rest}</article>")


@pytest.mark.parametrize("url", ["https://post.example/", "https://post.example/2024/storm"])
def test_pages_that_claim_one_address_for_different_texts_all_stay(
    inbox: Path, index: Path, url: str
) -> None:
    for town in ("Oldfleet", "Skarholm", "Brindle"):
        text = "".join(f"<p>{town} has {n} gates and {town} {n} keys.</p>" for n in range(40))
        (inbox / f"{town}.html").write_text(
            f'<html><head><link rel="canonical" href="{url}"></head><body><article>'
            f"<h1>{town} builds a barrier</h1>{text}</article></body></html>"
        )

    first = read(inbox, index)
    before = ids(index)
    (inbox / "Skarholm.html").write_text(
        (inbox / "Skarholm.html").read_text().replace("</article>", f"<p>{REST}</p></article>")
    )
    second = read(inbox, index)

    assert (first.added, first.failed, len(before)) == (3, (), 3)
    assert (second.added, second.updated, second.unchanged) == (0, 1, 2)
    assert ids(index) == before


def test_a_page_that_was_saved_again_is_the_same_article(inbox: Path, index: Path) -> None:
    url = "https://post.example/2024/storm"
    (inbox / "a.html").write_text(story("Quenby", url))
    (inbox / "b.html").write_text(
        story("Quenby", url.replace("https", "http"), "<p>It opened on Sunday, said all.</p>")
    )

    assert read(inbox, index).articles == 1
    with Library(index, EMBEDDER) as library:
        held = library.catalogue.article(ids(index)[0])
    assert held
    assert "opened on Sunday" in held.text


def test_a_former_library_keeps_the_ids_of_addresses_as_they_are_written(
    inbox: Path, index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = "http://www.post.example/2024/storm/#top"
    write_jsonl(inbox / "a.jsonl", [{"text": REST, "url": url}])
    with monkeypatch.context() as patch:
        patch.setattr(preparing, "RECIPE", "of before")
        for module in (identity, preparing):
            patch.setattr(module, "whole_address", identity.former_address)
        read(inbox, index)
    before = ids(index)

    again = read(inbox, index)

    assert before != [identity.id_from_url(url)]
    assert (again.failed, again.unchanged) == ((), 1)
    assert ids(index) == before
