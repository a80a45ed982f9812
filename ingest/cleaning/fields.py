"""The fields of an article, each with where it came from and how sure it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from typing import Any, Generic, Literal, NamedTuple, TypeVar

from assistant.datamodels import Provenance
from assistant.errors import InputError

from .dates import date_in_url, parse_published
from .identity import is_web_address
from .lines import as_line, as_spelled
from .outlets import host_of

__all__ = [
    "Day",
    "Fields",
    "Value",
    "doubted",
    "from_url",
    "given_fields",
    "merged",
    "provenance_of",
    "stated_fields",
]

Origin = Literal["given", "stated", "json-ld", "markup", "byline", "text", "url"]
T = TypeVar("T")


@dataclass(frozen=True)
class Value(Generic[T]):
    """A value, where it was found, and whether the page says it or only suggests it."""

    value: T
    origin: Origin
    sure: bool = True


class Day(NamedTuple):
    """When an article appeared: the day, and the moment if the page gives it."""

    day: date
    at: datetime | None = None


@dataclass(frozen=True)
class Fields:
    """What is known of an article beside its text; ``None`` is not known."""

    id: Value[str] | None = None
    url: Value[str] | None = None
    title: Value[str] | None = None
    outlet: Value[str] | None = None
    authors: Value[tuple[str, ...]] | None = None
    published: Value[Day] | None = None
    updated: Value[Day] | None = None
    language: Value[str] | None = None


def merged(*known: Fields) -> Fields:
    """One set of fields out of several, the most trusted first.

    For each field the first value that is sure, else the first at all.
    """
    best = Fields()
    for field in fields(Fields):
        values = [value for each in known if (value := getattr(each, field.name)) is not None]
        values.sort(key=lambda found: not found.sure)  # stable: trust decides among equals
        if values:
            best = replace(best, **{field.name: values[0]})
    return best


def doubted(known: Fields, latest: date) -> Fields:
    """The same fields without days that had not come yet: ``latest`` is the last that had.

    They may be slips, or stamped to stay on top of a list. One that the user gave stays, unsure.
    """
    return replace(
        known,
        published=_doubted(known.published, latest),
        updated=_doubted(known.updated, latest),
    )


def _doubted(found: Value[Day] | None, latest: date) -> Value[Day] | None:
    if found is None or found.value.day <= latest:
        return found
    return replace(found, sure=False) if found.origin == "given" else None


def provenance_of(known: Fields) -> tuple[Provenance, ...]:
    """Where each known field came from, in the order of ``Fields``."""
    return tuple(
        Provenance(field=field.name, origin=found.origin, sure=found.sure)  # type: ignore[arg-type]
        for field in fields(Fields)
        if field.name != "id" and (found := getattr(known, field.name)) is not None
    )


def from_url(url: str | None) -> Fields:
    """What an address alone suggests: the outlet's host, and a day in its path."""
    host, day = host_of(url), date_in_url(url or "")
    return Fields(
        outlet=Value(host, "url", sure=False) if host else None,
        published=Value(Day(day), "url", sure=False) if day else None,
    )


def given_fields(given: Mapping[str, Any]) -> Fields:
    """The fields that a record or front matter states, checked; unknown ones are passed over.

    Raises ``InputError`` naming the field if a value cannot be used.
    """
    texts = {
        name: Value(text, "given")
        for name in ("id", "url", "title", "outlet", "language")
        if (text := _text(given, name))
    }
    url = texts.pop("url", None)
    if url is not None and not is_web_address(url.value):
        # Kept apart from the web: such an address is an identity, never a link.
        texts.setdefault("id", url)
        url = None
    authors = _authors(given.get("authors") or given.get("author") or ())
    return Fields(
        **texts,
        url=url,
        authors=Value(authors, "given") if authors else None,
        published=_day(given, "published", "date"),
        updated=_day(given, "updated", "modified"),
    )


def stated_fields(stated: Mapping[str, Any]) -> Fields:
    """What the feed or the e-mail that brought a page says about it: never sure."""
    known = given_fields(stated)
    unsure = {
        field.name: Value(found.value, "stated", sure=False)
        for field in fields(Fields)
        if (found := getattr(known, field.name)) is not None
    }
    return Fields(**unsure)


def _text(given: Mapping[str, Any], name: str) -> str:
    value = given.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise InputError(f"`{name}` must be text, not {type(value).__name__}")
    # An id or an address in other characters would be another one.
    line = as_spelled(value) if name in ("id", "url") else as_line(value)
    if value and not line and name == "id":
        raise InputError("`id` holds no character that can be shown")
    return line


def _authors(value: object) -> tuple[str, ...]:
    names = [value] if isinstance(value, str) else value
    if not isinstance(names, list | tuple) or not all(isinstance(name, str) for name in names):
        raise InputError("`authors` must be a list of names")
    return tuple(filter(None, map(as_line, names)))


def _day(given: Mapping[str, Any], name: str, other_name: str) -> Value[Day] | None:
    value = given.get(name) or given.get(other_name)
    if not value:
        return None
    if isinstance(value, datetime | date):
        value = value.isoformat()  # YAML reads dates by itself
    if not isinstance(value, str):
        raise InputError(f"`{name}` must be an ISO date in quotes")
    return Value(Day(*parse_published(value, name)), "given")
