"""Finds the files to read and turns each into pages: one for a file, one for a JSONL line."""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO, Literal

from assistant.errors import InputError

from .documents import Document
from .encodings import decoded
from .faults import contained
from .mail import read_email
from .pdf import read_pdf
from .word import read_docx

__all__ = [
    "FORMATS",
    "MAX_BYTES",
    "Format",
    "Kind",
    "Page",
    "SourceFile",
    "find_files",
    "fingerprint",
    "is_address",
    "is_article",
    "page_of",
    "place_of",
    "read_pages",
]

Kind = Literal["text", "markdown", "html", "record", "document"]
Format = Literal["text", "markdown", "html", "record", "pdf", "docx", "email"]

FORMATS: Mapping[str, Format] = {
    ".txt": "text",
    ".md": "markdown",
    ".markdown": "markdown",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".jsonl": "record",
    ".ndjson": "record",
    ".pdf": "pdf",
    ".docx": "docx",
    ".eml": "email",
}
READERS: Mapping[Format, Callable[[bytes], Document]] = {
    "pdf": read_pdf,
    "docx": read_docx,
    "email": read_email,
}
# Articles in formats that cannot be read are failures; anything else in a folder (pictures,
# style sheets) is not an article and is passed over.
UNREAD = frozenset({".doc", ".rtf", ".odt", ".epub"})
# The longest live pages of real news sites reach 2 MB; ten times that is no article.
MAX_BYTES = 20_000_000
CHANGED = "changed while it was being read; ingest it again when it is finished"
ONLY_ADDRESSES = "holds only web addresses; to read the pages behind them, give it with --from-list"


@dataclass(frozen=True)
class SourceFile:
    """A file to read, or why it cannot be.

    ``origin`` is its absolute path; bytes of a name that are no UTF-8 stand there as ``\\xe9``.
    """

    path: Path
    bytes: int = 0
    problem: str = ""

    @property
    def origin(self) -> str:
        return os.fsencode(self.path).decode("utf-8", "backslashreplace")


@dataclass(frozen=True)
class Page:
    """What one file, one line of a JSONL file or one web page says before it is cleaned.

    ``name`` tells a person where it stands ("articles.jsonl, line 7"). ``fields`` holds what a
    JSONL record gives; for other kinds what is stated about the page elsewhere, by ``stated_by``
    ("the feed …", "the e-mail, not verified"). A ``document`` is text with blank lines between
    its paragraphs. ``url`` and ``fetched`` are the address after redirects and the moment of a
    page that came from the web. If ``problem`` is set there is nothing to read; a ``notice`` is
    what a person should know all the same. ``mark`` is given to one of many pages of a file: it
    is the same as long as the page says the same.
    """

    origin: str
    name: str
    kind: Kind
    raw: str = ""
    fields: Mapping[str, Any] = field(default_factory=dict)
    problem: str = ""
    offset: int = 0  # bytes of the file read so far, for the progress bar
    url: str | None = None
    fetched: datetime | None = None
    stated_by: str = ""
    notice: str = ""
    mark: str = ""


def find_files(places: Sequence[str | Path]) -> list[SourceFile]:
    """The files to read below these places, sorted; each path once.

    A place that is missing, unreadable or of an unknown kind comes back with its problem.
    """
    found: dict[str, SourceFile] = {}
    for place in places:
        path = place_of(place)
        for file in _below(path) if os.path.isdir(path) else [_named(path)]:
            found.setdefault(file.origin, file)
    return list(found.values())


def place_of(place: str | Path) -> Path:
    """The absolute path of a place as a person writes it."""
    return Path(os.path.abspath(os.path.expanduser(place)))


def is_address(place: str | Path) -> bool:
    """Whether a place is an address of the web, or meant to be one, and not a path."""
    return isinstance(place, str) and bool(re.match(r"\s*[a-z][a-z0-9+.-]*://", place, re.I))


def is_article(path: Path) -> bool:
    """Whether a file of this name is read, or reported if it cannot be, when in a folder."""
    suffix = path.suffix.lower()
    return (suffix in FORMATS or suffix in UNREAD) and not path.name.startswith(".")


def _named(path: Path) -> SourceFile:
    try:
        size = path.stat().st_size
    except FileNotFoundError:
        return SourceFile(path, problem="there is no such file or folder")
    except OSError as error:
        return SourceFile(path, problem=f"cannot be read: {error.strerror}")
    if not path.is_file():
        return SourceFile(path, problem="is neither a file nor a folder")
    if path.suffix.lower() not in FORMATS:
        kinds = " ".join(sorted(FORMATS))
        return SourceFile(path, problem=f"{path.suffix or 'a file without a suffix'} cannot be"
                          f" read; the kinds that can: {kinds}")  # fmt: skip
    return SourceFile(path, size)


def _below(folder: Path) -> Iterator[SourceFile]:
    problems: list[OSError] = []
    for here, folders, names in os.walk(folder, onerror=problems.append):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            path = Path(here, name)
            if is_article(path):
                yield _named(path)
    for error in problems:
        yield SourceFile(Path(error.filename or folder), problem=f"{error.strerror}".lower())


def fingerprint(file: SourceFile) -> str:
    """The SHA-256 of the file. Raises ``InputError`` if it cannot be read or is too long."""
    if file.bytes > MAX_BYTES and FORMATS[file.path.suffix.lower()] != "record":
        raise InputError(_too_long(file.bytes))
    try:
        with open(file.path, "rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}") from error


def read_pages(file: SourceFile, digest: str = "") -> Iterator[Page]:
    """The pages of a file, one at a time; what cannot be read comes as a page with a problem.

    ``digest`` is the file's ``fingerprint`` from just before: a last page says so if what was
    read has another, which is how a file that is being written to is noticed.
    """
    form = FORMATS[file.path.suffix.lower()]
    try:
        with open(file.path, "rb") as stream:
            if form == "record":
                yield from _records(file, stream, digest)
            else:
                yield _whole(file, form, stream.read(MAX_BYTES + 1), digest)
    except OSError as error:
        yield _problem(file.origin, form, f"cannot be read: {error.strerror}")


def _whole(file: SourceFile, form: Format, content: bytes, digest: str) -> Page:
    if len(content) > MAX_BYTES:
        size = max(file.path.stat().st_size, len(content))
        return _problem(file.origin, form, _too_long(size))
    if digest and hashlib.sha256(content).hexdigest() != digest:
        return _problem(file.origin, form, CHANGED)
    return replace(page_of(file.origin, form, content), offset=len(content))


def _too_long(size: int) -> str:
    return f"is {size:,} bytes long; the limit for one article is {MAX_BYTES:,}"


def page_of(origin: str, form: Format, content: bytes, charset: str = "") -> Page:
    """The page that these bytes are, or a page with the reason why they are none.

    ``charset`` is the encoding that a server declared for text and markup.
    """
    try:
        with contained():
            if form in READERS:
                return _from_document(origin, READERS[form](content))
            raw = decoded(content, charset, markup=form == "html")
    except InputError as error:
        return _problem(origin, form, str(error))
    if form == "text" and _is_list_of_addresses(raw):
        return _problem(origin, form, ONLY_ADDRESSES)
    return Page(origin, origin, _kind(form), raw=raw)


def _from_document(origin: str, found: Document) -> Page:
    return Page(
        origin,
        origin,
        found.kind,
        raw=found.text,
        fields=found.fields,
        stated_by=found.stated_by,
        notice=found.notice,
    )


def _problem(origin: str, form: Format, problem: str) -> Page:
    return Page(origin, origin, _kind(form), problem=problem)


def _kind(form: Format) -> Kind:
    if form == "pdf" or form == "docx" or form == "email":
        return "document"
    return form


def _is_list_of_addresses(text: str) -> bool:
    lines = [line.strip() for line in text[:10_000].splitlines() if line.strip()]
    return all(re.fullmatch(r"https?://\S+|#.*", line) for line in lines)


def _records(file: SourceFile, stream: BinaryIO, digest: str) -> Iterator[Page]:
    number = 0
    empty = True
    read = hashlib.sha256()
    while line := stream.readline(MAX_BYTES + 1):
        number += 1
        read.update(line)
        name = f"{file.origin}, line {number}"
        if len(line) > MAX_BYTES and not line.endswith(b"\n"):
            for rest in _rest_of_line(stream):
                read.update(rest)
            problem = f"is longer than {MAX_BYTES:,} bytes, the limit for one article"
            page = Page(file.origin, name, "record", problem=problem)
        elif not line.strip():
            continue
        else:
            page = _record(file.origin, name, line)
        empty = False
        yield replace(page, offset=stream.tell())
    if empty:
        yield _problem(file.origin, "record", "is empty")
    elif digest and read.hexdigest() != digest:
        yield _problem(file.origin, "record", CHANGED)


def _rest_of_line(stream: BinaryIO) -> Iterator[bytes]:
    while rest := stream.readline(MAX_BYTES):
        yield rest
        if rest.endswith(b"\n"):
            return


def _record(origin: str, name: str, line: bytes) -> Page:
    try:
        with contained():
            fields = _parsed(line)
    except InputError as error:
        return Page(origin, name, "record", problem=str(error))
    # A line that names itself may move in the file; any other is known by its number.
    named = fields.get("id") or fields.get("url")
    mark = hashlib.sha256(line.strip() if named else line.strip() + name.encode()).hexdigest()
    return Page(origin, name, "record", raw=fields["text"], fields=fields, mark=mark)


def _parsed(line: bytes) -> dict[str, Any]:
    try:
        fields = json.loads(decoded(line, "utf-8"))
    except (ValueError, RecursionError) as error:
        raise InputError(f"is not JSON: {error}") from error
    if not isinstance(fields, dict):
        raise InputError("is JSON, but not an object with fields")
    text = fields.get("text")
    if not isinstance(text, str) or not text.strip():
        raise InputError("has no `text`")
    return fields
