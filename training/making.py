"""From the data to the groups that are learned from; the only part that searches."""

from __future__ import annotations

import random
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from assistant.models.embedder import MiniLM

from .apart import Apart
from .cloze import cloze_groups
from .groups import Group
from .supervision import marked_groups, news_groups, news_pool
from .written import part_of, read_items, written_groups

__all__ = ["made_groups"]

CLOZES = 400


def made_groups(
    data: Path,
    without: Sequence[str],
    apart_from: Sequence[Path],
    chance: random.Random,
    mined: bool,
    tell: Callable[[str], None],
) -> list[Group]:
    """The groups of a folder of data, but for what is among the question sets ``apart_from``.

    Data sets named in ``without`` need not be there; clozes are made of the news. ``mined``: near
    misses are passages that look most like an answer, not any passages.
    """
    with tempfile.TemporaryDirectory() as scratch:
        made = list(_groups(data, without, Path(scratch), chance, mined, tell))
    apart = Apart(apart_from)
    groups = [group for group in made if apart.free(group)]
    tell(f"{len(made) - len(groups)} groups left out: they are among what is measured on")
    return groups


def _groups(
    data: Path,
    without: Sequence[str],
    scratch: Path,
    chance: random.Random,
    mined: bool,
    tell: Callable[[str], None],
) -> Iterator[Group]:
    embedder = MiniLM()
    for origin in ("squad", "selqa", "covidqa"):
        if origin not in without:
            marked = marked_groups(
                data / f"{origin}.jsonl.xz", origin, embedder, scratch, chance, mined
            )
            yield from _told(origin, marked, tell)
    folders = [data / name for name in ("written", "news") if name not in without]
    if not folders:
        return
    back = _held_back(data / "written") if "written" not in without else frozenset()
    pool = news_pool(folders, back.__contains__, embedder, scratch)
    tell(f"{len(pool):,} passages of the news")
    if "written" not in without:
        yield from _told("written", written_groups(data / "written", pool, chance), tell)
    if "news" not in without:
        yield from _told("news", news_groups(data / "news", pool, chance, mined), tell)
        if "cloze" not in without:
            yield from _told("cloze", cloze_groups(pool, CLOZES, chance), tell)


def _held_back(folder: Path) -> frozenset[str]:
    return frozenset(item["id"] for item in read_items(folder) if part_of(item["id"]) != "learned")


def _told(name: str, groups: Iterable[Group], tell: Callable[[str], None]) -> Iterator[Group]:
    began, count = time.monotonic(), 0
    for group in groups:
        count += 1
        yield group
    tell(f"{name}: {count:,} groups in {time.monotonic() - began:.0f} s")
