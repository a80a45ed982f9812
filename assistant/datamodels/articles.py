"""The nouns of what is read: articles, their versions and passages."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from ..text.characters import nfc, without_surrogates

__all__ = [
    "CARRIERS_COUNTED",
    "Article",
    "Coverage",
    "Noun",
    "Passage",
    "Provenance",
    "Source",
    "Version",
    "Words",
]

Words = Annotated[str, AfterValidator(lambda text: nfc(without_surrogates(text)))]
"""What a person typed: characters only, each word in one spelling, whatever keyboard it was."""


class Noun(BaseModel):
    """Frozen, and closed to fields it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")


CARRIERS_COUNTED = 100


class Source(Noun):
    """What identifies an article to a reader: everything but its text.

    ``published`` is the day as the outlet gives it, ``published_at`` the moment where the page
    gives one, ``updated`` the day of its last change; all stay ``None`` when the page does not
    say. ``also_carried_by`` names other outlets (or, where unknown, the titles) of articles with
    the same words, the first few by alphabet; ``carriers`` is how many there are, counted up to
    ``CARRIERS_COUNTED``.
    """

    id: str = Field(min_length=1)
    revision: int = Field(default=1, ge=1)
    url: str | None = None
    title: str = ""
    outlet: str | None = None
    authors: tuple[str, ...] = ()
    published: date | None = None
    published_at: datetime | None = None
    updated: date | None = None
    language: str | None = None
    also_carried_by: tuple[str, ...] = ()
    carriers: int = 0

    @property
    def name(self) -> str:
        """The outlet, else the title, else the id: how a reader is told who said it."""
        return self.outlet or self.title or self.id


class Provenance(Noun):
    """Where a field of an article came from: ``given`` by the input, or read off the page.

    ``stated`` is what the feed or the e-mail that brought a page says about it.

    Not ``sure`` means that the page suggests the value without saying it: a date of numbers
    only, read in the order that the language is written in; an outlet known by its host alone.
    """

    field: Literal["url", "title", "outlet", "authors", "published", "updated", "language"]
    origin: Literal["given", "stated", "json-ld", "markup", "byline", "text", "url"]
    sure: bool


class Article(Source):
    """One article: its clean, whole text, and where it was read (``origin``: a path or URL).

    ``page`` is the id of the article whose page it was found on, if that is another one.
    ``provenance`` has one entry for each field that is known. ``superseded`` is the moment at
    which a newer version was read, if this is not the one that stands.
    """

    text: str
    origin: str = ""
    page: str | None = None
    provenance: tuple[Provenance, ...] = ()
    superseded: datetime | None = None

    @property
    def source(self) -> Source:
        """The article without its text."""
        return Source(**{name: getattr(self, name) for name in Source.model_fields})


class Version(Noun):
    """An article as it stood for a while: when it was ``read``, and when it was ``superseded``.

    ``superseded`` is ``None`` for the one that stands; ``title``, ``published`` and ``updated``
    are those of the version. Both moments are those of reading, in UTC; when the outlet made the
    change, only its own ``updated`` may tell.
    """

    revision: int = Field(ge=1)
    read: datetime
    superseded: datetime | None = None
    title: str = ""
    published: date | None = None
    updated: date | None = None


class Passage(Noun):
    """A run of whole sentences of one article: ``article.text[start:end] == text``."""

    article_id: str
    revision: int = Field(ge=1)
    ordinal: int = Field(ge=0)
    start: int = Field(ge=0)
    end: int
    text: str

    @property
    def id(self) -> str:
        """``article:revision:ordinal``, the key of this passage in every store."""
        return f"{self.article_id}:{self.revision}:{self.ordinal}"

    @model_validator(mode="after")
    def _span_fits(self) -> Self:
        if self.end - self.start != len(self.text) or not self.text:
            raise ValueError(f"passage {self.id}: span {self.start}-{self.end} is not its text's")
        return self


class Coverage(Noun):
    """What a library holds: its number of articles and passages and the days they span."""

    articles: int
    passages: int
    undated: int
    first: date | None = None
    last: date | None = None
