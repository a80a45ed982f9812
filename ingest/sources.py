"""Finds the files to read and turns each into pages: one for a file, one for a JSONL line."""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from assistant.errors import InputError

__all__ = ["Kind", "Page", "SourceFile", "absolute", "find_files", "fingerprint", "read_pages"]

Kind = Literal["text", "markdown", "html", "record"]

KINDS: Mapping[str, Kind] = {
    ".txt": "text",
    ".md": "markdown",
    ".markdown": "markdown",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".jsonl": "record",
    ".ndjson": "record",
}
# Articles in formats that cannot be read yet are failures; anything else in a folder (pictures,
# style sheets) is not an article and is passed over.
UNREAD = frozenset({".pdf", ".docx", ".doc", ".rtf", ".odt", ".eml", ".epub"})
# The longest live pages of real news sites reach 2 MB; ten times that is no article.
MAX_BYTES = 20_000_000

_DECLARED_CHARSET = re.compile(rb"""<meta[^>]+charset\s*=\s*["']?\s*([A-Za-z0-9_.:-]+)""", re.I)


@dataclass(frozen=True)
class SourceFile:
    """A file to read, or why it cannot be: ``origin`` is its absolute path."""

    path: Path
    bytes: int = 0
    problem: str = ""

    @property
    def origin(self) -> str:
        # A name on disk may be no UTF-8; the catalogue and JSON hold nothing else.
        return str(self.path).encode("utf-8", "replace").decode()


@dataclass(frozen=True)
class Page:
    """What one file, or one line of a JSONL file, says before it is cleaned.

    ``name`` tells a person where it stands ("articles.jsonl, line 7"); ``fields`` holds what a
    JSONL record gives, and ``fetched`` is when a page came from the web. If ``problem`` is set
    there is nothing to read.
    """

    origin: str
    name: str
    kind: Kind
    raw: str = ""
    fields: Mapping[str, Any] = field(default_factory=dict)
    problem: str = ""
    fetched: datetime | None = None
    offset: int = 0  # bytes of the file read so far, for the progress bar


def find_files(places: Sequence[str | Path]) -> list[SourceFile]:
    """The files to read below these places, sorted; each path once.

    A place that is missing, unreadable or of an unknown kind comes back with its problem.
    """
    found: dict[str, SourceFile] = {}
    for place in places:
        path = absolute(place)
        for file in _below(path) if os.path.isdir(path) else [_named(path)]:
            found.setdefault(file.origin, file)
    return list(found.values())


def absolute(place: str | Path) -> Path:
    """The one way to write a path, so that a file is the same however it was named."""
    return Path(os.path.abspath(os.path.expanduser(place)))


def _named(path: Path) -> SourceFile:
    try:
        return _looked_at(path)
    except OSError as error:  # a folder above it is closed, its name is too long …
        return SourceFile(path, problem=f"cannot be read: {error.strerror}".lower())


def _looked_at(path: Path) -> SourceFile:
    if not path.exists():
        return SourceFile(path, problem="there is no such file or folder")
    if not path.is_file():
        return SourceFile(path, problem="is neither a file nor a folder")
    if path.suffix.lower() not in KINDS:
        kinds = " ".join(sorted(KINDS))
        return SourceFile(path, problem=f"{path.suffix or 'a file without a suffix'} cannot be"
                          f" read; the kinds that can: {kinds}")  # fmt: skip
    return SourceFile(path, path.stat().st_size)


def _below(folder: Path) -> Iterator[SourceFile]:
    problems: list[OSError] = []
    for here, folders, names in os.walk(folder, onerror=problems.append):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            path = Path(here, name)
            wanted = path.suffix.lower() in KINDS or path.suffix.lower() in UNREAD
            if wanted and not name.startswith("."):
                yield _named(path)
    for error in problems:
        yield SourceFile(Path(error.filename or folder), problem=f"{error.strerror}".lower())


def fingerprint(file: SourceFile) -> str:
    """The SHA-256 of the file's bytes. Raises ``InputError`` if it cannot be read."""
    try:
        with open(file.path, "rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}") from error


def read_pages(file: SourceFile) -> Iterator[Page]:
    """The pages of a file, one at a time; what cannot be read comes as a page with a problem."""
    kind = KINDS[file.path.suffix.lower()]
    try:
        if kind == "record":
            yield from _records(file)
        else:
            yield _whole(file, kind)
    except OSError as error:
        yield Page(file.origin, file.origin, kind, problem=f"cannot be read: {error.strerror}")


def _whole(file: SourceFile, kind: Kind) -> Page:
    if file.bytes > MAX_BYTES:
        problem = f"is {file.bytes:,} bytes long; the limit for one article is {MAX_BYTES:,}"
        return Page(file.origin, file.origin, kind, problem=problem)
    content = file.path.read_bytes()
    try:
        raw = _decode(content, kind)
    except InputError as error:
        return Page(file.origin, file.origin, kind, problem=str(error))
    return Page(file.origin, file.origin, kind, raw=raw, offset=len(content))


def _decode(content: bytes, kind: Kind) -> str:
    if not content.strip():
        raise InputError("is empty")
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encoding = "utf-16"
    elif b"\x00" in content:
        raise InputError("is a binary file, not text")
    else:
        declared = _DECLARED_CHARSET.search(content[:4096]) if kind == "html" else None
        encoding = declared[1].decode("ascii") if declared else "utf-8-sig"
    try:
        return content.decode(encoding)
    except LookupError as error:
        raise InputError(f"declares the unknown encoding {encoding!r}") from error
    except UnicodeDecodeError as error:
        raise InputError(
            f"is not valid {error.encoding.upper()}: {error.reason} at byte {error.start:,}."
            " Convert it to UTF-8"
        ) from error
    except UnicodeError as error:  # some of Python's encodings are none for a page
        raise InputError(f"declares an encoding that cannot be read, {encoding!r}") from error


def _records(file: SourceFile) -> Iterator[Page]:
    with open(file.path, "rb") as stream:
        number = 0
        empty = True
        while line := stream.readline(MAX_BYTES + 1):
            number += 1
            name = f"{file.origin}, line {number}"
            if len(line.rstrip(b"\n")) > MAX_BYTES:
                _skip_line(stream)
                problem = f"is longer than {MAX_BYTES:,} bytes, the limit for one article"
                page = Page(file.origin, name, "record", problem=problem)
            elif not line.strip():
                continue
            else:
                page = _record(file.origin, name, line)
            empty = False
            yield Page(**{**vars(page), "offset": stream.tell()})
        if empty:
            yield Page(file.origin, file.origin, "record", problem="is empty")


def _skip_line(stream: Any) -> None:
    while (rest := stream.readline(MAX_BYTES)) and not rest.endswith(b"\n"):
        pass


def _record(origin: str, name: str, line: bytes) -> Page:
    try:
        fields = json.loads(_decode(line, "record"))
    except InputError as error:
        return Page(origin, name, "record", problem=str(error))
    except (ValueError, RecursionError) as error:
        return Page(origin, name, "record", problem=f"is not JSON: {error}")
    if not isinstance(fields, dict):
        return Page(origin, name, "record", problem="is JSON, but not an object with fields")
    text = fields.get("text")
    if not isinstance(text, str) or not text.strip():
        return Page(origin, name, "record", problem="has no `text`")
    return Page(origin, name, "record", raw=text, fields=fields)
