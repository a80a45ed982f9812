"""``newsdesk search``: the passages that fit some words best."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from .conduct import open_desk
from .options import after_option, before_option, index_option, json_option, outlet_option
from .printing import headline, print_json_list, say

__all__ = ["search"]


@click.command()
@click.argument("words")
@click.option("-k", default=10, show_default=True, type=click.IntRange(1, 200), help="How many.")
@after_option
@before_option
@outlet_option
@index_option
@json_option
def search(
    words: str,
    k: int,
    after: str | None,
    before: str | None,
    outlets: Sequence[str],
    index: Path,
    as_json: bool,
) -> None:
    """Find the passages that fit the words best."""
    with open_desk(index) as desk:
        found = desk.search(words, k, after=after, before=before, outlets=outlets)
    if as_json:
        print_json_list(found)
        return
    for number, evidence in enumerate(found, start=1):
        say(f"{number}. {headline(evidence.article)}", bold=True)
        say(f"   {evidence.passage.text.strip()}\n")
    if not found:
        say("Nothing was found.")
