"""The nouns of Newsdesk, in birth order: from an article to the answer that cites it.

All are frozen and validated; ``--json`` on the command line prints them as they stand here.
Offsets count Unicode code points, as Python's ``str`` does, so that
``article.text[citation.start:citation.end] == citation.quote`` always holds.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from .text.characters import nfc, without_surrogates

__all__ = [
    "Answer",
    "Answerer",
    "Article",
    "Citation",
    "Coverage",
    "Evidence",
    "Passage",
    "Piece",
    "Provenance",
    "Request",
    "Sentence",
    "ShortAnswer",
    "Source",
    "Support",
    "TimeFrame",
    "Timing",
    "Turn",
    "Usage",
    "Version",
]

Support = Literal["supported", "weak", "unsupported"]
"""How far the cited passages carry a sentence; judged by Newsdesk, never by the writing model."""

Answerer = Literal["quotes", "llm"]
"""Who writes an answer: the articles themselves, or a language model."""

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


class TimeFrame(Noun):
    """The days an answer may draw on, all inclusive; ``None`` leaves that side open.

    ``as_of`` is the day on which the answer is to stand: later articles, and later versions of
    an article, do not exist for it.
    """

    after: date | None = None
    before: date | None = None
    as_of: date | None = None

    @property
    def last(self) -> date | None:
        """The last day allowed: the earlier of ``before`` and ``as_of``."""
        return min((day for day in (self.before, self.as_of) if day), default=None)

    def __bool__(self) -> bool:
        return any((self.after, self.before, self.as_of))


class Turn(Noun):
    """One earlier message of a conversation."""

    role: Literal["user", "assistant"]
    content: Words


class Request(Noun):
    """What is asked: one noun for the chat window, the command line, Python and evaluation.

    ``time_frame`` and ``outlets`` (all if there are none) say which articles may answer,
    ``history`` is the conversation so far, oldest turn first. ``answerer`` overrides the
    settings. `assistant.asking.requesting.to_request` makes one of what people write.
    """

    question: Words
    time_frame: TimeFrame = TimeFrame()
    outlets: tuple[Words, ...] = ()
    history: tuple[Turn, ...] = ()
    answerer: Answerer | None = None


class Evidence(Noun):
    """A passage found for a question.

    ``score`` orders evidence (higher is better, no absolute meaning): reciprocal rank fusion, to
    which the relevance is added where the passage was read. ``similarity`` is the cosine of
    question and passage, ``lexical`` the BM25 score; ``None`` where that index did not return the
    passage. ``relevance`` is the reader's logit that the passage answers; ``None`` if unread.
    """

    passage: Passage
    article: Source
    score: float
    similarity: float | None = None
    lexical: float | None = None
    relevance: float | None = None


class ShortAnswer(Noun):
    """The words inside a quote that answer by themselves: ``article.text[start:end] == text``.

    ``chance`` (0 to 1) is how likely they are the right ones, calibrated on question sets.
    """

    text: str = Field(min_length=1)
    start: int = Field(ge=0)
    end: int
    chance: float = Field(ge=0, le=1)


class Citation(Noun):
    """The very words of an article that a sentence of an answer stands on.

    ``number`` is the source's number in the answer, ``sentence`` the position of the sentence
    that it carries, ``url`` a link that opens the page at the quoted words (``None`` if the
    article has no web address). ``short`` are the words of the quote that answer by themselves,
    where the reader is sure enough of them.
    """

    number: int = Field(ge=1)
    sentence: int = Field(ge=0)
    quote: str = Field(min_length=1)
    start: int = Field(ge=0)
    end: int
    article: Source
    passage: Passage
    url: str | None = None
    short: ShortAnswer | None = None

    @model_validator(mode="after")
    def _quote_is_verbatim(self) -> Self:
        inside = slice(self.start - self.passage.start, self.end - self.passage.start)
        if self.start < self.passage.start or self.passage.text[inside] != self.quote:
            raise ValueError(f"citation {self.number}: the quote is not at {self.start}-{self.end}")
        if self.short:
            inside = slice(self.short.start - self.start, self.short.end - self.start)
            if self.short.start < self.start or self.quote[inside] != self.short.text:
                raise ValueError(f"citation {self.number}: the short answer is not in the quote")
        return self


class Sentence(Noun):
    """One sentence of an answer with the numbers of the sources it cites.

    ``quoted``: these are an article's own words, shown as such.
    """

    text: str
    numbers: tuple[int, ...] = ()
    support: Support
    quoted: bool = False


class Piece(Noun):
    """A part of an answer as it is streamed: one sentence, already checked.

    ``text`` carries its ``[1]`` markers; ``citations`` are those it stands on.
    """

    text: str
    citations: tuple[Citation, ...] = ()


class Coverage(Noun):
    """What a library holds: its number of articles and passages and the days they span."""

    articles: int
    passages: int
    undated: int
    first: date | None = None
    last: date | None = None


class Timing(Noun):
    """How long one stage of answering took, in milliseconds of wall time.

    Timings of one stage are equal, so that an answer equals the same answer given more slowly.
    """

    stage: str
    milliseconds: float = Field(ge=0)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Timing) and self.stage == other.stage

    def __hash__(self) -> int:
        return hash(self.stage)


class Usage(Noun):
    """Tokens that a language model read and wrote for an answer.

    As its server tells them; what it does not tell is counted in cl100k_base tokens.
    """

    prompt: int = Field(ge=0)
    completion: int = Field(ge=0)


class Answer(Noun):
    """An answer whose every sentence was checked against the passages it cites.

    ``text`` is what a reader is shown, with ``[1]`` markers; ``sources[n - 1]`` is number
    ``n``. When ``abstained`` there are no sentences, and ``evidence`` holds the nearest
    passages. ``span`` is the first and last day on which the cited sources were published, where
    known. ``notices`` tell what the reader should know about how the answer came about;
    ``searched`` is the question as it was looked up, with the words that earlier turns lend it.
    ``usage`` is there if a language model was asked and replied.
    """

    question: str
    text: str
    abstained: bool
    answerer: Answerer
    sentences: tuple[Sentence, ...] = ()
    citations: tuple[Citation, ...] = ()
    sources: tuple[Source, ...] = ()
    span: tuple[date, date] | None = None
    evidence: tuple[Evidence, ...] = ()
    time_frame: TimeFrame = TimeFrame()
    coverage: Coverage
    notices: tuple[str, ...] = ()
    confidence: float = Field(ge=0, le=1)
    searched: str = ""
    timings: tuple[Timing, ...] = ()
    usage: Usage | None = None

    @property
    def short(self) -> ShortAnswer | None:
        """The answer in the fewest words, if the reader is sure enough of them."""
        return next((citation.short for citation in self.citations if citation.short), None)
