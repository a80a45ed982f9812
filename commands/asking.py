"""``newsdesk ask``: a question, its answer, and the words that the answer stands on."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from .conduct import open_desk
from .options import Filters, answerer_option, filter_options, index_option, json_option
from .printing import headline, print_json, say

if TYPE_CHECKING:
    from assistant import Answer, Citation
    from assistant.datamodels import Answerer

__all__ = ["ask"]

NEAREST = 3  # passages shown when there is no answer


@click.command()
@click.argument("question")
@filter_options
@answerer_option
@index_option
@json_option
def ask(
    question: str,
    filters: Filters,
    answerer: Answerer | None,
    index: Path,
    as_json: bool,
) -> None:
    """Answer a question from the articles, with its sources."""
    with open_desk(index) as desk:
        answer = desk.ask(question, **filters, answerer=answerer)
    if as_json:
        print_json(answer)
    else:
        _print_answer(answer)


def _print_answer(answer: Answer) -> None:
    """The answer with its sources and the words they are cited for; notices go to stderr."""
    from assistant.answering.wording import UNSURE, date_span, lead_apart, scope_in_words

    if answer.understood and (taken := scope_in_words(answer.understood)):
        say(f"Understood: {taken}", colour="yellow", err=True)
    if answer.certainty == "unsure":
        say(UNSURE)
    if lead := lead_apart(answer):
        say(f"{lead}\n", bold=True)
    say(answer.text)
    say()
    for number, source in enumerate(answer.sources, start=1):
        say(f"[{number}] {headline(source)}")
        for citation in answer.citations:
            if citation.number == number:
                _print_quote(citation)
                say(f"    {citation.url or f'newsdesk articles show {source.id}'}")
    if answer.abstained:
        for evidence in answer.evidence[:NEAREST]:
            say(f"- {headline(evidence.article)}: {evidence.passage.text[:200]} …")
    if answer.span:
        say(f"\nSources from {date_span(*answer.span)}.")
    for notice in answer.notices:
        say(f"Note: {notice}", colour="yellow", err=True)


def _print_quote(citation: Citation) -> None:
    """The quote; the words that answer by themselves are bold."""
    quote, short = citation.quote, citation.short
    start, end = (short.start - citation.start, short.end - citation.start) if short else (0, 0)
    say(f"    “{quote[:start]}", nl=False)
    say(quote[start:end], bold=True, nl=False)
    say(f"{quote[end:]}”")
