"""The nouns of a briefing: a report on a topic over many articles."""

from __future__ import annotations

from datetime import date

from pydantic import Field

from .answers import Citation, Disagreement, Sentence, Timing
from .articles import Coverage, Noun, Source
from .requests import TimeFrame

__all__ = ["Briefing", "Drawn"]


class Drawn(Noun):
    """What a briefing was drawn from: articles that ``matched``, as how many stories they were
    ``grouped`` (copies are one), and how many articles it ``used``, which are its sources."""

    matched: int = Field(ge=0)
    grouped: int = Field(ge=0)
    used: int = Field(ge=0)


class Briefing(Noun):
    """What the articles tell of a topic, in their own words, under headings.

    ``title`` names the topic and the days covered. ``text`` is what a reader is shown;
    ``sentences`` carry their heading as ``label`` (in the timeline their day), ``sections`` says
    how many sentences each section has, in order. ``sources[n - 1]`` is number ``n``. Without
    sentences, the library tells nothing of the topic. ``span`` is the first and last day on which
    the sources were published, where known.
    """

    topic: str
    title: str
    text: str
    sections: tuple[tuple[str, int], ...] = ()
    sentences: tuple[Sentence, ...] = ()
    citations: tuple[Citation, ...] = ()
    sources: tuple[Source, ...] = ()
    disagreements: tuple[Disagreement, ...] = ()
    span: tuple[date, date] | None = None
    time_frame: TimeFrame = TimeFrame()
    drawn: Drawn
    coverage: Coverage
    timings: tuple[Timing, ...] = ()
