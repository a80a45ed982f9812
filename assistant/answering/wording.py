"""Who said it, when, and what a library covers, in the words of an answer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from ..datamodels import CARRIERS_COUNTED, Answer, Coverage, Question, Source

__all__ = [
    "UNSURE",
    "attribution",
    "carriers",
    "counted",
    "coverage_in_words",
    "date_span",
    "day_in_words",
    "lead_apart",
    "listed",
    "scope_in_words",
]

UNSURE = "The articles may answer this."
"""What people read above an answer that is not sure."""


def attribution(article: Source) -> str:
    """Who said it, and when: "Harbour Gazette, 4 March 2025"."""
    return f"{article.name}, {day_in_words(article.published)}"


def carriers(source: Source) -> str:
    """Who else carried an article: ``Aldry Echo, Isle News and 12 more``; empty if no one."""
    # An outlet that carries its own story twice is no second voice.
    names = ", ".join(name for name in source.also_carried_by if name != source.name)
    more = source.carriers - len(source.also_carried_by)
    if not names or more <= 0:
        return names
    least = "at least " if source.carriers >= CARRIERS_COUNTED else ""
    return f"{names} and {least}{more} more"


def day_in_words(day: date | None) -> str:
    """A day as a reader writes it; an unknown one is said to be unknown."""
    return f"{day.day} {day:%B %Y}" if day else "date unknown"


def date_span(first: date, last: date) -> str:
    """From when to when: "4 March – 6 November 2025", or the one day."""
    if first == last:
        return day_in_words(first)
    start = f"{first.day} {first:%B}" if first.year == last.year else day_in_words(first)
    return f"{start} – {day_in_words(last)}"


def counted(number: int, noun: str) -> str:
    """How many there are of something: "1 article", "2,000 articles"."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def listed(names: Sequence[str]) -> str:
    """Names in a row: "Aldry Echo, Isle News and Radio Quenby"."""
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def scope_in_words(question: Question) -> str:
    """Of whom and when a question was taken to speak: "RBC-Ukraine · March 2025"; "" of none."""
    frame = question.time_frame
    told = list(question.outlets)
    if frame.as_of:
        told.append(f"as of {day_in_words(frame.as_of)}")
    elif frame.after and frame.before:
        told.append(_stretch(frame.after, frame.before))
    elif frame.after:
        told.append(f"since {day_in_words(frame.after)}")
    elif frame.before:
        told.append(f"up to {day_in_words(frame.before)}")
    told += [f"“{better}” for “{word}”" for word, better in question.corrections]
    return " · ".join(told)


def _stretch(first: date, last: date) -> str:
    """A stretch of days; a whole month or year by its name."""
    begins, ends = first.day == 1, (last + timedelta(days=1)).day == 1
    if begins and ends and (first.year, first.month) == (last.year, last.month):
        return f"{first:%B %Y}"
    if begins and ends and (first.month, last.month) == (1, 12) and first.year == last.year:
        return f"{first.year}"
    return date_span(first, last)


def coverage_in_words(coverage: Coverage) -> str:
    """What the library holds, as a sentence."""
    if not coverage.articles:
        return "The library is empty."
    articles = counted(coverage.articles, "article")
    if coverage.first is None:
        return f"The library holds {articles}, of unknown date."
    when = date_span(coverage.first, coverage.last or coverage.first)
    undated = f", {coverage.undated} of them of unknown date" if coverage.undated else ""
    return f"The library holds {articles} ({when}{undated})."


def lead_apart(answer: Answer) -> str:
    """The lead, where the first sentence does not say it in any case."""
    first = " ".join(answer.sentences[0].text.split()) if answer.sentences else ""
    return "" if answer.lead.casefold() in first.casefold() else answer.lead
