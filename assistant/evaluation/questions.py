"""Reads question files; every line that cannot be used is named with what is wrong with it."""

from __future__ import annotations

import csv
import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import ValidationError

from ..errors import InputError
from .datamodels import Question

__all__ = [
    "BadLine",
    "BadQuestions",
    "QuestionFile",
    "digest",
    "read_questions",
    "select",
    "write_questions",
]

REQUIRED = ("id", "question")
LISTS = ("answers", "sources", "quotes", "outlets", "history")
SHOWN = 20  # bad lines that the message quotes; it counts the others


class BadLine(NamedTuple):
    """A line of a question file, and why it cannot be used; line 0 is the file as a whole."""

    line: int
    reason: str


class BadQuestions(InputError):
    """A question file that cannot be used as it is."""

    def __init__(self, path: Path, bad: Sequence[BadLine]) -> None:
        self.bad = tuple(bad)
        places = [f"line {at}: {reason}" if at else reason for at, reason in bad[:SHOWN]]
        if len(bad) > SHOWN:
            places.append(f"and {len(bad) - SHOWN:,} more lines")
        super().__init__(f"{path} cannot be used:\n  " + "\n  ".join(places))


@dataclass(frozen=True)
class QuestionFile:
    """The good questions of a file with their lines, the bad lines, and what to know of it."""

    path: Path
    questions: tuple[Question, ...]
    lines: tuple[int, ...]
    bad: tuple[BadLine, ...] = ()
    notices: tuple[str, ...] = ()

    def without(self, bad: Iterable[BadLine]) -> QuestionFile:
        """The file with further lines found bad."""
        found = {each.line: each.reason for each in bad}
        kept = [
            (q, at) for q, at in zip(self.questions, self.lines, strict=True) if at not in found
        ]
        return QuestionFile(
            self.path,
            tuple(question for question, _ in kept),
            tuple(at for _, at in kept),
            tuple(sorted({*self.bad, *(BadLine(at, why) for at, why in found.items())})),
            self.notices,
        )

    def checked(self) -> QuestionFile:
        """Itself. Raises ``BadQuestions`` if a line is bad."""
        if self.bad:
            raise BadQuestions(self.path, self.bad)
        return self


def read_questions(path: str | Path) -> QuestionFile:
    """The questions of a .jsonl or .csv file (UTF-8).

    In CSV, a cell of several values is a JSON list, or values with ``|`` between them. Raises
    ``InputError`` if there is nothing to read at all; bad lines are in ``bad``.
    """
    path = Path(path)
    reader = _rows_of_csv if path.suffix.lower() == ".csv" else _rows_of_jsonl
    try:
        rows = list(reader(path))
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}.") from error
    if not rows:
        raise BadQuestions(path, [BadLine(0, "it holds no questions")])
    questions, lines, bad = [], [], []
    unknown: Counter[str] = Counter()
    first_seen: dict[str, int] = {}
    for at, row in rows:
        try:
            question = _question(row, unknown)
            if question.id in first_seen:
                raise ValueError(f"id {question.id!r} is that of line {first_seen[question.id]}")
        except ValueError as error:
            bad.append(BadLine(at, _reason(error)))
            continue
        first_seen[question.id] = at
        questions.append(question)
        lines.append(at)
    notices = [f"The column {name!r} means nothing here; it is not read." for name in unknown]
    drafts = sum(question.draft for question in questions)
    if drafts:
        notices.append(f"{drafts:,} questions are drafts that nobody has reviewed.")
    return QuestionFile(path, tuple(questions), tuple(lines), tuple(bad), tuple(notices))


def select(
    questions: Sequence[Question], only: Sequence[str] = (), limit: int | None = None
) -> list[Question]:
    """The questions that fit every ``field=value`` of ``only``, the first ``limit`` of them.

    Raises ``InputError`` for a field that questions do not have.
    """
    kept = list(questions)
    for condition in only:
        field, equals, value = condition.partition("=")
        if not equals or field not in ("id", "type", "answerable"):
            raise InputError(
                f"--only takes type=…, id=… or answerable=true|false, not {condition!r}."
            )
        kept = [q for q in kept if str(getattr(q, field)).casefold() == value.casefold()]
    if not kept:
        raise InputError(
            f"No question is left by --only {', '.join(only)}." if only else "No question is left."
        )
    return kept[:limit]


def digest(questions: Iterable[Question]) -> str:
    """A SHA-256 that changes with any change of the questions or their order."""
    sha = hashlib.sha256()
    for question in questions:
        sha.update(question.model_dump_json().encode() + b"\n")
    return sha.hexdigest()


def write_questions(path: Path, questions: Iterable[Question]) -> int:
    """Write questions as JSONL, without the fields that say nothing; returns how many."""
    rows = [q.model_dump(mode="json", exclude_defaults=True) for q in questions]
    text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    path.write_text(text, encoding="utf-8")
    return len(rows)


# -- reading rows --------------------------------------------------------------------------

Row = Mapping[str, Any] | ValueError


def _rows_of_jsonl(path: Path) -> Iterator[tuple[int, Row]]:
    with path.open("rb") as lines:
        for at, raw in enumerate(lines, start=1):
            try:
                text = raw.decode("utf-8-sig" if at == 1 else "utf-8")
                if not text.strip():
                    continue
                row = json.loads(text)
                if not isinstance(row, dict):
                    raise ValueError("it is not an object in braces")
            except (ValueError, RecursionError) as error:
                yield at, ValueError(_unreadable(error))
            else:
                yield at, row


def _rows_of_csv(path: Path) -> Iterator[tuple[int, Row]]:
    with path.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as file:
        lines = file.readlines()
    names: list[str] = []
    for begins, cells in _records(lines):
        if isinstance(cells, ValueError):
            yield begins, cells
            if not names:  # nothing says what the cells of the others mean
                return
        elif not names:
            names = [cell.strip() for cell in cells]
        elif any(cells):
            yield begins, _row_of_cells(names, cells)


def _records(lines: Sequence[str]) -> Iterator[tuple[int, list[str] | ValueError]]:
    """The cells of each record, by the line where it begins.

    A quote that nothing closes takes in all that follows; so what is no CSV costs the line where
    it begins, and reading goes on with the next.
    """
    begins = 0
    while begins < len(lines):
        first = begins
        reader = csv.reader(islice(lines, first, None), strict=True)
        try:
            for cells in reader:
                yield begins + 1, cells
                begins = first + reader.line_num
        except csv.Error as error:
            yield begins + 1, ValueError(f"it is not CSV ({error})")
            begins += 1


def _row_of_cells(names: Sequence[str], cells: Sequence[str]) -> Row:
    if len(cells) != len(names):
        return ValueError(f"it has {len(cells)} cells, the header has {len(names)}")
    if any("\udc80" <= character <= "\udcff" for cell in cells for character in cell):
        return ValueError("it is not UTF-8")
    row: dict[str, Any] = {}
    for name, cell in zip(names, cells, strict=True):
        try:
            value = _list(cell) if name in LISTS else cell.strip()
        except ValueError:
            return ValueError(f"{name} begins like a JSON list but is none: {cell!r:.80}")
        if value:
            row[name] = value
    return row


def _list(cell: str) -> Any:
    cell = cell.strip()
    if cell.startswith("["):
        return json.loads(cell)
    return [value.strip() for value in cell.split("|") if value.strip()]


def _question(row: Row, unknown: Counter[str]) -> Question:
    if isinstance(row, ValueError):
        raise row
    for name in row:
        if name not in Question.model_fields:
            near = get_close_matches(name, Question.model_fields, n=1, cutoff=0.8)
            if near:
                raise ValueError(f"there is no column {name!r}; did you mean {near[0]!r}?")
            unknown[name] += 1
    missing = [name for name in REQUIRED if row.get(name) is None]
    if missing:
        raise ValueError(f"the column {', '.join(map(repr, missing))} is missing")
    known = {n: value for n, value in row.items() if n in Question.model_fields}
    # A field that is null says nothing, as one that is not there.
    return Question.model_validate({n: value for n, value in known.items() if value is not None})


def _unreadable(error: Exception) -> str:
    if isinstance(error, UnicodeDecodeError):
        return "it is not UTF-8"
    if isinstance(error, json.JSONDecodeError):
        return f"it is not JSON ({error.msg} at character {error.pos + 1})"
    return "it is nested too deeply" if isinstance(error, RecursionError) else str(error)


def _reason(error: ValueError) -> str:
    if not isinstance(error, ValidationError):
        return str(error)
    wrong: dict[str, str] = {}
    for each in error.errors(include_url=False):
        # A union is tried in both forms; one complaint for each column is enough.
        name = str(each["loc"][0]) if each["loc"] else ""
        said = each["msg"].removeprefix("Value error, ")
        wrong.setdefault(name, f"{name}: {said}, not {each['input']!r:.80}" if name else said)
    return "; ".join(wrong.values())
