"""``newsdesk check``: whether the articles, or a text, carry a sentence."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from .conduct import open_desk
from .options import (
    after_option,
    as_of_option,
    before_option,
    index_option,
    json_option,
    outlet_option,
)
from .printing import headline, print_json, say

__all__ = ["check"]

WORDS = {
    "supported": ("The articles carry it", "green"),
    "contradicted": ("The articles contradict it", "red"),
    "unstated": ("The articles do not state it", "yellow"),
}


@click.command()
@click.argument("sentence")
@click.option(
    "--text",
    "file",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    metavar="FILE",
    help="Hold it against this text, not against the articles.",
)
@after_option
@before_option
@as_of_option
@outlet_option
@index_option
@json_option
def check(
    sentence: str,
    file: Path | None,
    after: str | None,
    before: str | None,
    as_of: str | None,
    outlets: Sequence[str],
    index: Path,
    as_json: bool,
) -> None:
    """Say whether the articles carry a sentence, contradict it or do not state it."""
    text = file.read_text(encoding="utf-8", errors="replace") if file else None
    with open_desk(index) as desk:
        verdict = desk.check(
            sentence, text=text, after=after, before=before, as_of=as_of, outlets=outlets
        )
    if as_json:
        print_json(verdict)
        return
    words, colour = WORDS[verdict.support]
    chance = getattr(verdict.chances, verdict.support)
    say(f"{words} ({chance:.0%}).", bold=True, colour=colour)
    for citation in verdict.grounds:
        say(f"[{citation.number}] {headline(citation.article)}")
        say(f"    “{citation.quote.strip()}”")
