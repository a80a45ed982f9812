"""Keeps a library up to date: reads what changes in folders, and the web every few minutes."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from threading import Event

from assistant.errors import LibraryBusy

from .pages.sources import is_address, is_article, place_of
from .reporting import IngestReport

__all__ = ["watch"]

EVERY = 15.0  # minutes between two looks at the web
TICK = 1.0  # seconds between two looks at the clock and at single files
SETTLED = 0.5  # seconds without a change after which a file counts as written
# Seconds after an error before the same is tried again: a full disk or a server that is down may
# take long to come back.
FIRST_PAUSE, LONGEST_PAUSE = 5.0, 600.0

Place = str | Path


def watch(
    read: Callable[[Sequence[Place]], IngestReport],
    places: Sequence[Place],
    tell: Callable[[IngestReport], None],
    complain: Callable[[Exception, float], None],
    every: float = EVERY,
    prune: bool = False,
    stop: Event | None = None,
) -> None:
    """Read all places once, then what changes, until ``stop`` is set or Ctrl-C is pressed.

    ``read`` ingests some places, and lets go of the library when it is done; ``tell`` is called
    with the first report and with each later one that has news. Files are read when they
    change, addresses every ``every`` minutes. With ``prune`` a deletion makes all files be
    looked at again. If another process is writing, it is tried again a moment later.

    What the first read raises is raised. Later nobody may be there to start the watch again: so
    whatever a read raises then goes to ``complain``, with the seconds after which the same
    places are tried once more. That is twice as long each time, up to ten minutes.
    """
    moments = _moments(places, every * 60, prune, stop or Event())
    next(moments, None)  # the watch stands before the first read: nothing falls in between
    report = read(places)
    tell(report)
    said = {*report.failed, *report.notices}
    due: list[Place] = []
    again, pause = 0.0, FIRST_PAUSE
    for more in moments:
        due = list(dict.fromkeys([*due, *more]))
        if not due or time.monotonic() < again:
            continue
        try:
            report = read(due)
        except LibraryBusy:
            continue
        except Exception as error:
            complain(error, pause)
            again, pause = time.monotonic() + pause, min(2 * pause, LONGEST_PAUSE)
            continue
        due, pause = [], FIRST_PAUSE
        if _has_news(report, said):
            tell(report)
        said |= {*report.failed, *report.notices}


def _has_news(report: IngestReport, said: set[tuple[str, str]]) -> bool:
    if report.added or report.updated or report.removed:
        return True
    return not said.issuperset((*report.failed, *report.notices))


def _moments(
    places: Sequence[Place], seconds: float, prune: bool, stop: Event
) -> Iterator[list[Place]]:
    """Every tick, the places that are due: mostly none."""
    addresses = [place for place in places if is_address(place)]
    paths = [place_of(place) for place in places if not is_address(place)]
    folders = [path for path in paths if path.is_dir()]
    # A single file is looked at by itself: many programs save by putting another in its place.
    singles = {path: _signature(path) for path in paths if not path.is_dir()}
    look = time.monotonic() + seconds
    for changed in _ticks(folders, stop):
        due: list[Place] = [path for path in changed if _concerns(path, folders)]
        for path, before in singles.items():
            singles[path] = _signature(path)
            if singles[path] != before:
                due.append(path)
        if any(not Path(path).exists() for path in due):
            due = list(paths) if prune else [path for path in due if Path(path).exists()]
        if addresses and time.monotonic() >= look:
            look = time.monotonic() + seconds
            due += addresses
        yield due


def _ticks(folders: Sequence[Path], stop: Event) -> Iterator[list[Path]]:
    """What changed in these folders since the last tick."""
    from watchfiles import watch as watch_files

    if not folders:
        yield []
        while not stop.wait(TICK):
            yield []
        return
    for changed in watch_files(
        *folders,
        watch_filter=None,
        step=int(SETTLED * 1000),
        rust_timeout=int(TICK * 1000),
        yield_on_timeout=True,
        ignore_permission_denied=True,
        stop_event=stop,
    ):
        yield sorted({Path(path) for _, path in changed})


def _concerns(path: Path, folders: Sequence[Path]) -> bool:
    """Whether a change below these folders may be one of an article: as ``find_files`` sees it."""
    for folder in folders:
        if path.is_relative_to(folder):
            inside = path.relative_to(folder).parts
            hidden = any(part.startswith(".") for part in inside)
            # A folder that is gone looks like a file without a suffix.
            return not hidden and (is_article(path) or not path.is_file())
    return False


def _signature(path: Path) -> tuple[int, int] | None:
    try:
        stat = path.stat()
    except OSError:
        return None
    return stat.st_mtime_ns, stat.st_size
