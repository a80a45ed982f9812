"""``newsdesk check``: whether the articles, or a text, carry a sentence."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from .conduct import errors_for_people, open_desk
from .options import Filters, filter_options, index_option, json_option
from .printing import headline, print_json, say

if TYPE_CHECKING:
    from assistant.datamodels import Verdict

__all__ = ["check"]

WORDS = {
    "supported": ("carried by", "green"),
    "contradicted": ("contradicted by", "red"),
    "unstated": ("not stated by", "yellow"),
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
@filter_options
@index_option
@json_option
def check(
    sentence: str,
    file: Path | None,
    filters: Filters,
    index: Path,
    as_json: bool,
) -> None:
    """Say whether the articles carry a sentence, contradict it or do not state it."""
    if file:
        if any(filters.values()):
            raise click.UsageError("--text FILE is all that is read: it takes no filters.")
        verdict = _by_text(sentence, file)
    else:
        with open_desk(index) as desk:
            verdict = desk.check(sentence, **filters)
    if as_json:
        print_json(verdict)
        return
    words, colour = WORDS[verdict.support]
    chance = getattr(verdict.chances, verdict.support)
    of = "the text" if file else "the articles"
    say(f"It is {words} {of} ({chance:.0%}).", bold=True, colour=colour)
    for citation in verdict.grounds:
        say(f"[{citation.number}] {headline(citation.article)}")
        say(f"    “{citation.quote.strip()}”")


def _by_text(sentence: str, file: Path) -> Verdict:
    """The verdict of a text alone: no library is opened."""
    with errors_for_people():
        from assistant import check_text

        return check_text(sentence, file.read_text(encoding="utf-8", errors="replace"))
