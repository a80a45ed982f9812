"""``newsdesk brief``: a briefing on a topic, over many articles."""

from __future__ import annotations

from pathlib import Path

import click

from .conduct import open_desk
from .options import Filters, filter_options, index_option, json_option
from .printing import headline, print_json, say

__all__ = ["brief"]


@click.command()
@click.argument("topic")
@filter_options
@index_option
@json_option
def brief(
    topic: str,
    filters: Filters,
    index: Path,
    as_json: bool,
) -> None:
    """Report on a topic in the articles' own words, with what is disputed and a timeline."""
    with open_desk(index) as desk:
        briefing = desk.brief(topic, **filters)
    if as_json:
        print_json(briefing)
        return
    say(briefing.text)
    if not briefing.sentences:
        return
    say()
    for number, source in enumerate(briefing.sources, start=1):
        say(f"[{number}] {headline(source)}")
    drawn = briefing.drawn
    say(
        f"\n{drawn.matched} articles matched, {drawn.grouped} of them different stories;"
        f" {drawn.used} are quoted."
    )
