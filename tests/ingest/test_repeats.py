from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from newsroom import HashedWords, dispatches, entry, stored, write_jsonl

from assistant.library import Library, RepeatedLines, verify
from ingest import ingest, repeats
from ingest.repeats import repeating, whole_lines, without

EMBEDDER = HashedWords()
FOOTER = "Every Friday our reporters read you the week, at the table by the stove."
BOX = "Nine letters from the harbour, in your box on Monday."
OUTLET = "Brindle Courier"


def records(count: int = 12, of: str = OUTLET) -> list[dict[str, Any]]:
    """Dispatches of one outlet, every other one with a footer and each fifth with a box."""
    made = [{**record, "outlet": of} for record in dispatches(count)]
    for number, record in enumerate(made):
        lines = record["text"].splitlines()
        if number % 2 == 0:
            lines.append(FOOTER)
        if number % 5 == 0:
            lines.insert(1, BOX)
        record["text"] = "\n".join(lines)
    return made


def read(folder: Path, index: Path, lines: Sequence[dict[str, Any]]) -> None:
    report = ingest(write_jsonl(folder / "a.jsonl", lines), index, prune=True, embedder=EMBEDDER)
    assert not report.failed


def texts(index: Path) -> dict[str, str]:
    with Library(index, EMBEDDER) as library:
        assert verify(library).sound
        found = [library.catalogue.article(source.id) for source in library.catalogue.sources()]
    return {article.id: article.text for article in found if article}


def test_a_line_that_repeats_across_an_outlet_goes_and_stays_in_the_raw_text(
    tmp_path: Path,
) -> None:
    read(tmp_path, tmp_path / "library", records())

    found = texts(tmp_path / "library")
    assert not any(FOOTER in text for text in found.values())
    assert sum(BOX in text for text in found.values()) == 3  # too few to tell
    assert FOOTER not in str(stored(tmp_path / "library")["vectors"])
    with Library(tmp_path / "library", EMBEDDER) as library:
        assert FOOTER in (library.catalogue.raw("dispatch-000") or "")
        # Nothing was changed by the outlet, so no version was superseded.
        assert len(library.catalogue.versions("dispatch-000")) == 1


def test_another_outlets_line_and_a_line_of_few_articles_stay(tmp_path: Path) -> None:
    few = [{**record, "id": f"few-{record['id']}"} for record in records(8, "Isle News")]
    read(tmp_path, tmp_path / "library", [*records(), *few])

    found = texts(tmp_path / "library")
    assert {name for name, text in found.items() if FOOTER in text} == {
        f"few-dispatch-00{number}" for number in (0, 2, 4, 6)
    }


def runs_of(lines: list[dict[str, Any]], seed: int) -> list[list[dict[str, Any]]]:
    """The same articles, more and more of them, in another order each time."""
    chance = random.Random(seed)
    shuffled = chance.sample(lines, len(lines))
    cuts = sorted(chance.sample(range(1, len(lines)), 2))
    return [chance.sample(shuffled[:cut], cut) for cut in (*cuts, len(lines))]


@pytest.mark.parametrize("seed", range(3))
def test_neither_order_nor_the_number_of_runs_makes_a_difference(tmp_path: Path, seed: int) -> None:
    lines = [*records(), *({**record, "id": f"x{record['id']}"} for record in records(9, "Argus"))]
    read(tmp_path, tmp_path / "at once", lines)
    for part in runs_of(lines, seed):
        read(tmp_path, tmp_path / "by and by", part)

    assert texts(tmp_path / "by and by") == texts(tmp_path / "at once")


def test_a_line_that_is_no_longer_frequent_comes_back_in_its_place(tmp_path: Path) -> None:
    lines = records()
    for record in lines:
        record["text"] = f"{record['text']}\nThe end of the market day."
    read(tmp_path, tmp_path / "library", lines)
    before = texts(tmp_path / "library")["dispatch-000"]
    read(tmp_path, tmp_path / "library", [lines[0], *lines[1::2]])

    assert FOOTER not in before
    assert FOOTER in texts(tmp_path / "library")["dispatch-000"].split("\n\n")


@pytest.mark.parametrize("step", ["note", "articles", "lines"])
def test_a_run_that_was_broken_off_is_completed_by_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    read(tmp_path, tmp_path / "undisturbed", records())

    def crash(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr(RepeatedLines, step, crash)
        with pytest.raises(KeyboardInterrupt):
            read(tmp_path, tmp_path / "library", records())
    read(tmp_path, tmp_path / "library", records())

    assert stored(tmp_path / "library") == stored(tmp_path / "undisturbed")


def test_the_second_run_has_nothing_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read(tmp_path, tmp_path / "library", records())
    before = stored(tmp_path / "library")

    def refuse(*_: object) -> None:
        raise AssertionError("nothing was to be put")

    monkeypatch.setattr(Library, "put", lambda library, entries, *_: entries and refuse())
    read(tmp_path, tmp_path / "library", records())

    assert stored(tmp_path / "library") == before


# -- counting --------------------------------------------------------------------------------

Told = tuple[bytes, list[str]]


def counted(told: Iterable[Told]) -> frozenset[str]:
    kept = list(told)
    return repeating(lambda: kept)


def test_articles_of_the_same_words_count_once() -> None:
    others = [(bytes([n]), [f"Story {n}."]) for n in range(20)]
    carried = [(b"wire", ["Story.", FOOTER])] * 9

    assert counted([*others, *carried]) == frozenset()
    assert counted([*others, *((b"%d" % n, [FOOTER]) for n in range(5))]) == {FOOTER}


def test_a_tenth_of_the_articles_is_needed() -> None:
    def told(footers: int) -> list[Told]:
        return [(b"%d" % n, [f"Story {n}.", *[FOOTER] * (n < footers)]) for n in range(100)]

    assert counted(told(9)) == frozenset()
    assert counted(told(10)) == {FOOTER}


@given(st.lists(st.lists(st.sampled_from("abcdefgh"), max_size=6), max_size=60))
def test_letting_go_of_rare_lines_makes_no_difference(lines: list[list[str]]) -> None:
    told = [
        (b"%d" % number, [*each, *(f"{number} {place}" for place in range(6))])
        for number, each in enumerate(lines)
    ]
    with pytest.MonkeyPatch.context() as patch:
        # At most three clearances of 360 lines: what stands in five articles is seen twice.
        patch.setattr(repeats, "HELD", 120)
        bounded = counted(told)

    assert bounded == counted(told)


@given(
    st.lists(st.sampled_from(["Rain.", "Snow fell.", "Hail, they say.", "🙂", "Fog."]), min_size=1),
    st.sets(st.sampled_from(["Rain.", "Snow fell.", "Fog."])),
    st.sets(st.sampled_from(["Rain.", "Hail, they say.", "🙂"])),
)
def test_what_is_taken_out_can_be_put_back(
    lines: list[str], first: set[str], second: set[str]
) -> None:
    whole = entry({"id": "a", "text": "\n\n".join(lines)})
    once = without(whole, first, EMBEDDER)
    twice = without(once, second, EMBEDDER)

    assert whole_lines(once.article.text, once.dropped) == lines
    assert twice.article.text == without(whole, second, EMBEDDER).article.text
    left = [line for line in lines if line not in second]
    assert twice.article.text.split("\n\n") == (left or lines)
