"""Who said it, when, and what a library covers, in the words of an answer."""

from __future__ import annotations

from datetime import date

from ..datamodels import CARRIERS_COUNTED, Coverage, Source

__all__ = ["UNSURE", "attribution", "carriers", "coverage_in_words", "date_span", "day_in_words"]

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


def coverage_in_words(coverage: Coverage) -> str:
    """What the library holds, as a sentence."""
    if not coverage.articles:
        return "The library is empty."
    articles = f"{coverage.articles:,} {'article' if coverage.articles == 1 else 'articles'}"
    if coverage.first is None:
        return f"The library holds {articles}, of unknown date."
    when = date_span(coverage.first, coverage.last or coverage.first)
    undated = f", {coverage.undated} of them of unknown date" if coverage.undated else ""
    return f"The library holds {articles} ({when}{undated})."
