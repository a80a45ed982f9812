"""A live bar on the error stream."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich import progress as bars
from rich.console import Console

__all__ = ["progress_bar"]

Show = Callable[[int, int | None, str], None]
"""Called with what is done, all there is to do (``None`` if unknown), and counts in words."""


@contextmanager
def progress_bar(what: str, hidden: bool = False) -> Iterator[Show]:
    """A bar with the share done, counts, the time taken and the time left."""
    columns = (
        bars.TextColumn("{task.description}"),
        bars.BarColumn(),
        bars.TaskProgressColumn(),
        bars.TextColumn("{task.fields[counts]}"),
        bars.TimeElapsedColumn(),
        bars.TextColumn("left:"),
        bars.TimeRemainingColumn(),
    )
    with bars.Progress(*columns, console=Console(stderr=True), disable=hidden) as bar:
        task = bar.add_task(what, total=None, counts="")

        def show(done: int, total: int | None, counts: str) -> None:
            bar.update(task, completed=done, total=total, counts=counts)

        yield show
