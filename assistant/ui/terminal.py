"""Answers and articles as a terminal shows them."""

from __future__ import annotations

import click

from ..answering.citations import date_span, day_in_words
from ..datamodels import Answer, Citation, Source

__all__ = ["headline", "print_answer"]

NEAREST = 3  # passages shown when there is no answer


def print_answer(answer: Answer) -> None:
    """The answer with its sources and the words they are cited for; notices go to stderr."""
    click.secho(answer.text, bold=not answer.abstained)
    click.echo()
    for number, source in enumerate(answer.sources, start=1):
        click.echo(f"[{number}] {headline(source)}")
        for citation in answer.citations:
            if citation.number == number:
                click.echo(f"    “{_with_short_answer(citation)}”")
                click.echo(f"    {citation.url or f'newsdesk articles show {source.id}'}")
    if answer.abstained:
        for evidence in answer.evidence[:NEAREST]:
            click.echo(f"- {headline(evidence.article)}: {evidence.passage.text[:200]} …")
    if answer.span:
        click.echo(f"\nSources from {date_span(*answer.span)}.")
    for notice in answer.notices:
        click.secho(f"Note: {notice}", fg="yellow", err=True)


def _with_short_answer(citation: Citation) -> str:
    """The quote; the words that answer by themselves are bold."""
    if citation.short is None:
        return citation.quote
    start, end = citation.short.start - citation.start, citation.short.end - citation.start
    bold = click.style(citation.short.text, bold=True)
    return f"{citation.quote[:start]}{bold}{citation.quote[end:]}"


def headline(source: Source) -> str:
    """An article in one line: title, outlet, day."""
    outlet = source.outlet or "outlet unknown"
    return f"{source.title or source.id} ({outlet}, {day_in_words(source.published)})"
