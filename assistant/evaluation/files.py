"""The files of a run: whole or not at all, or lines of JSON of which a bad one costs no other."""

from __future__ import annotations

import logging
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple, TypeVar

from ..datamodels import Noun

__all__ = ["HALF", "good_lines", "mend_lines", "order_lines", "write_whole"]

HALF = ".half"  # of a file that is being written; a crash may leave one

N = TypeVar("N", bound=Noun)
K = TypeVar("K", bound=Hashable)

log = logging.getLogger(__name__)


class Line(NamedTuple):
    """A line of a file: its number from 1, the bytes before it, and its own."""

    number: int
    start: int
    raw: bytes


def write_whole(path: Path, parts: Iterable[str]) -> None:
    """Write a file that is there whole or not at all."""
    half = path.with_name(f".{path.name}{HALF}")
    try:
        with half.open("w", encoding="utf-8", newline="") as file:
            file.writelines(parts)
        half.replace(path)
    finally:
        half.unlink(missing_ok=True)


def good_lines(path: Path, kind: type[N]) -> Iterator[tuple[Line, N]]:
    """The lines that are nouns of this kind; any other is left out, and named in the log.

    Half a line at the end is what a crash leaves, and needs no name. Raises ``OSError``.
    """
    start = 0
    with path.open("rb") as file:
        for number, raw in enumerate(file, start=1):
            line, start = Line(number, start, raw), start + len(raw)
            try:
                found = kind.model_validate_json(raw)
            except ValueError:
                if raw.endswith(b"\n"):
                    _name(path, line, f"is no {kind.__name__.lower()}")
            else:
                yield line, found


def mend_lines(path: Path, kind: type[N], key: Callable[[N], K]) -> list[K]:
    """Take every line out of a file that is no such noun, or has the key of one before it.

    Returns the keys of the lines that stay; a file that is not there has none.
    """
    if not path.exists():
        return []
    kept: dict[K, Line] = {}
    size = 0
    for line, found in good_lines(path, kind):
        if key(found) in kept:
            _name(path, line, "says again what a line before it says")
            continue
        kept[key(found)] = line._replace(raw=b"")
        size += len(line.raw) if line.raw.endswith(b"\n") else 0
    if size != path.stat().st_size:
        _rewrite(path, list(kept.values()))
    return list(kept)


def order_lines(path: Path, kind: type[N], key: Callable[[N], K], keys: Sequence[K]) -> None:
    """Put the lines of a file, all of which are good, into the order of their keys."""
    lines = {key(found): line._replace(raw=b"") for line, found in good_lines(path, kind)}
    _rewrite(path, [lines[each] for each in keys])


def _rewrite(path: Path, lines: Sequence[Line]) -> None:
    with path.open("rb") as file:

        def text(line: Line) -> str:
            file.seek(line.start)
            return file.readline().rstrip(b"\n").decode("utf-8") + "\n"

        write_whole(path, map(text, lines))


def _name(path: Path, line: Line, fault: str) -> None:
    log.warning("%s, line %d, %s; it is left out.", path, line.number, fault)
