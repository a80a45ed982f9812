"""The nouns of what is answered: evidence, citations, and sentences with their support."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Literal, Self

from pydantic import Field, model_validator

from .articles import Coverage, Noun, Passage, Source
from .questions import Question
from .requests import Answerer, TimeFrame

if TYPE_CHECKING:
    import pandas

__all__ = [
    "Answer",
    "Certainty",
    "Chances",
    "Citation",
    "Disagreement",
    "Evidence",
    "Piece",
    "Sentence",
    "ShortAnswer",
    "Stance",
    "Stated",
    "Support",
    "Timing",
    "Usage",
    "Verdict",
]

Support = Literal["supported", "weak", "unsupported"]
"""How far the cited passages carry a sentence; judged by Newsdesk, never by the writing model."""
Certainty = Literal["sure", "unsure"]
"""Whether the articles most likely answer, or may."""
Stance = Literal["supported", "contradicted", "unstated"]
"""What articles make of a sentence: they carry it, say otherwise, or say nothing of it."""


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

    ``quoted``: these are an article's own words, shown as such. ``item``: it begins an item of a
    list. ``label`` is what it is set under in the form of the answer, with those that follow it
    under the same: a day, an outlet, a heading.
    """

    text: str
    numbers: tuple[int, ...] = ()
    support: Support
    quoted: bool = False
    item: bool = False
    label: str = ""


class Stated(Noun):
    """A value that a source gives: its own ``words``, such as "412 million crowns".

    ``sentence`` is the position of the sentence of the answer that has it.
    """

    words: str
    sentence: int = Field(ge=0)
    article: Source


class Disagreement(Noun):
    """The different values that sources give for one thing, in the order of their days."""

    values: tuple[Stated, ...]


class Chances(Noun):
    """How likely each stance of the articles towards a sentence is; together 1."""

    supported: float = Field(ge=0, le=1)
    contradicted: float = Field(ge=0, le=1)
    unstated: float = Field(ge=0, le=1)

    @property
    def likeliest(self) -> Stance:
        """The stance that is likeliest; of two equal ones the more careful."""
        order: tuple[Stance, ...] = ("unstated", "contradicted", "supported")
        return max(order, key=lambda stance: float(getattr(self, stance)))


class Verdict(Noun):
    """Whether articles, or a given text, carry a sentence, contradict it or do not state it.

    ``grounds`` are the words that decide, nearest to the sentence whatever the verdict; their
    ``number`` counts the sources among them.
    """

    sentence: str
    support: Stance
    chances: Chances
    grounds: tuple[Citation, ...] = ()


class Piece(Noun):
    """A part of an answer as it is streamed: one sentence, already checked.

    ``text`` carries its ``[1]`` markers; ``citations`` are those it stands on. ``label`` is what it
    is set under, where that is another than that of the piece before.
    """

    text: str
    label: str = ""
    citations: tuple[Citation, ...] = ()


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
    passages. ``certainty`` is "sure" or "unsure" of an answer, ``None`` where there is none; an
    unsure one is shown as such. ``span`` is the first and last day on which the cited sources were
    published, where known. ``notices`` tell what the reader should know about how the answer came
    about; ``searched`` is the question as it was looked up, with the words that earlier turns lend
    it, ``understood`` what was wanted, whose kind is the form of the answer. ``lead`` is the answer
    in one breath: the reader's words that answer, or what the sentences come to. ``disagreements``
    are the different values that the sources give for what is asked, ``suggestions`` questions that
    the same articles answer. ``usage`` is there if a language model was asked and replied.
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
    certainty: Certainty | None = None
    searched: str = ""
    understood: Question | None = None
    lead: str = ""
    disagreements: tuple[Disagreement, ...] = ()
    suggestions: tuple[str, ...] = ()
    timings: tuple[Timing, ...] = ()
    usage: Usage | None = None

    @property
    def short(self) -> ShortAnswer | None:
        """The answer in the fewest words, if the reader is sure enough of them."""
        return next((citation.short for citation in self.citations if citation.short), None)

    def to_frame(self) -> pandas.DataFrame:
        """One row for each citation. Raises ``MissingExtra`` if pandas is not installed."""
        from .notebook import as_table, citation_row

        return as_table(map(citation_row, self.citations))

    def _repr_markdown_(self) -> str:
        from .notebook import as_markdown

        return as_markdown(self)
