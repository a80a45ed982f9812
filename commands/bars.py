"""Bars on the error stream that show how far a run has come."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich import progress as rich
from rich.console import Console

if TYPE_CHECKING:
    from ingest import Progress

__all__ = ["Show", "ingest_bars", "live_bars"]

Show = Callable[[int, int | None, str], None]
"""Called with what is done, all there is to do (``None`` if unknown), and counts in words."""

STAGES = ("Read, clean, split", "Embed", "Write")


@contextmanager
def live_bars(
    names: Sequence[str], hidden: bool = False, console: Console | None = None
) -> Iterator[list[Show]]:
    """A bar for each name, with the share done, counts and the time left.

    They are on the error stream unless another console is given. Gives what moves each of them.
    """
    columns = (
        rich.TextColumn(f"{{task.description:<{max(map(len, names))}}}"),
        rich.BarColumn(bar_width=24),
        rich.TaskProgressColumn(),
        rich.TextColumn("{task.fields[counts]}"),
        rich.TextColumn("left:"),
        rich.TimeRemainingColumn(),
    )
    console = console or Console(stderr=True)
    with rich.Progress(*columns, console=console, disable=hidden) as bars:

        def moving(name: str) -> Show:
            task = bars.add_task(name, total=None, counts="")
            return lambda done, total, counts: bars.update(
                task, completed=done, total=total, counts=counts
            )

        yield [moving(name) for name in names]


@contextmanager
def ingest_bars(
    hidden: bool = False, console: Console | None = None
) -> Iterator[Callable[[Progress], None]]:
    """A bar for each stage of an ingest, with its rate; call it with each step."""
    with live_bars(STAGES, hidden, console) as (read, embed, write):
        began = time.monotonic()

        def show(progress: Progress) -> None:
            seconds = max(time.monotonic() - began, 0.001)

            def rate(count: int, noun: str) -> str:
                return f"{count:,} {noun}, {count / seconds:,.1f}/s"

            total = progress.total or None  # unknown for the web
            read(progress.done, total, rate(progress.articles, "articles"))
            # How many passages there are is known once all is read; until then it is guessed.
            share = progress.done / progress.total if progress.total else 0
            passages = round(progress.passages / share) if share else None
            for bar, count in ((embed, progress.embedded), (write, progress.written)):
                bar(count, passages, rate(count, "passages"))

        yield show
