"""Counts, time frames and holdings in words; days are worded in ``answering.citations``."""

from __future__ import annotations

from ..answering.wording import date_span, day_in_words
from ..datamodels import Coverage, TimeFrame

__all__ = ["count", "frame", "holdings"]


def count(number: int, noun: str) -> str:
    """``1 article``, ``1,200 articles``."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def frame(time_frame: TimeFrame) -> str:
    """The days an answer was allowed to draw on: ``from 4 March 2025``; empty if all."""
    first, last = time_frame.after, time_frame.last
    if first and last:
        return date_span(first, last)
    if first:
        return f"from {day_in_words(first)}"
    return f"up to {day_in_words(last)}" if last else ""


def holdings(coverage: Coverage, outlets: int) -> str:
    """What the library holds: ``16 articles from 8 outlets, 4 March – 6 November 2025``."""
    held = count(coverage.articles, "article")
    if outlets:
        held += f" from {count(outlets, 'outlet')}"
    if coverage.first and coverage.last:
        held += f", {date_span(coverage.first, coverage.last)}"
    if coverage.undated:
        held += f" ({coverage.undated:,} of unknown date)"
    return held
