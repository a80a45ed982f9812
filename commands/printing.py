"""How commands print: words for people, JSON for machines.

Nothing else in this package writes to the terminal, so nothing of an article, a page or a model
reaches it with its control characters.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from pydantic import BaseModel

    from assistant import Source

__all__ = ["headline", "print_json", "print_json_list", "say"]


def say(
    text: str = "",
    *,
    bold: bool | None = None,
    colour: str | None = None,
    err: bool = False,
    nl: bool = True,
) -> None:
    """Print words for people, who may come from anywhere: what would steer the terminal is out."""
    from assistant.text.characters import printable

    click.secho(printable(text), bold=bold, fg=colour, err=err, nl=nl)


def headline(source: Source) -> str:
    """An article in one line: title, outlet, day."""
    from assistant.answering.wording import day_in_words

    outlet = source.outlet or "outlet unknown"
    return f"{source.title or source.id} ({outlet}, {day_in_words(source.published)})"


def print_json(model: BaseModel, indent: int | None = 2) -> None:
    """A noun as it is; JSON writes control characters as escapes of its own."""
    click.echo(model.model_dump_json(indent=indent))


def print_json_list(models: Sequence[BaseModel]) -> None:
    """Nouns, as one JSON array."""
    click.echo("[" + ",\n".join(model.model_dump_json(indent=2) for model in models) + "]")
