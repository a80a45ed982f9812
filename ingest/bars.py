"""Shows on a terminal how far a run has come: one bar for each stage, with rates and time left."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich import progress as bars
from rich.console import Console

from .reporting import Progress

__all__ = ["progress_bars"]

STAGES = ("Read, clean, split", "Embed", "Write")


@contextmanager
def progress_bars(
    hidden: bool = False, console: Console | None = None
) -> Iterator[Callable[[Progress], None]]:
    """Live bars, on the error stream unless another console is given; call it with each step."""
    columns = (
        bars.TextColumn("{task.description:<18}"),
        bars.BarColumn(bar_width=24),
        bars.TaskProgressColumn(),
        bars.TextColumn("{task.fields[counts]}"),
        bars.TextColumn("left:"),
        bars.TimeRemainingColumn(),
    )
    console = console or Console(stderr=True)
    with bars.Progress(*columns, console=console, disable=hidden) as bar:
        read, embed, write = (bar.add_task(stage, total=None, counts="") for stage in STAGES)
        began = time.monotonic()

        def show(progress: Progress) -> None:
            seconds = max(time.monotonic() - began, 0.001)

            def rate(count: int, noun: str) -> str:
                return f"{count:,} {noun}, {count / seconds:,.1f}/s"

            total = progress.total or None  # unknown for the web
            counts = rate(progress.articles, "articles")
            bar.update(read, completed=progress.done, total=total, counts=counts)
            # How many passages there are is known once all is read; until then it is guessed.
            share = progress.done / progress.total if progress.total else 0
            passages = round(progress.passages / share) if share else None
            for task, count in ((embed, progress.embedded), (write, progress.written)):
                bar.update(task, completed=count, total=passages, counts=rate(count, "passages"))

        yield show
