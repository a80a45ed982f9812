"""Options that more than one command has, each declared once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import wraps
from pathlib import Path
from typing import Any, TypedDict

import click

__all__ = [
    "Filters",
    "after_option",
    "answerer_option",
    "as_of_option",
    "before_option",
    "filter_options",
    "index_option",
    "json_option",
    "outlet_option",
]

index_option = click.option(
    "--index",
    type=click.Path(path_type=Path, file_okay=False),
    envvar="NEWSDESK_INDEX",
    default=Path("library"),
    show_default=True,
    show_envvar=True,
    help="The library's folder.",
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON for machines.")
after_option = click.option("--after", metavar="DAY", help="Only articles of this day or later.")
before_option = click.option("--before", metavar="DAY", help="Only articles of this day or before.")
as_of_option = click.option("--as-of", metavar="DAY", help="The answer as it stood on this day.")
outlet_option = click.option(
    "--outlet", "outlets", multiple=True, help="Only articles of this outlet; may be repeated."
)
answerer_option = click.option(
    "--answerer",
    type=click.Choice(["quotes", "llm"]),
    help="The articles' own sentences, or a language model's. [default: llm if a key is set]",
)


class Filters(TypedDict):
    """Which articles may answer, as ``Assistant.ask`` takes it."""

    after: str | None
    before: str | None
    as_of: str | None
    outlets: Sequence[str]


def filter_options(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command all options that filter, which it gets as one: ``filters``."""

    @wraps(command)
    def filtered(*arguments: Any, **options: Any) -> None:
        filters = {name: options.pop(name) for name in Filters.__annotations__}
        command(*arguments, filters=filters, **options)

    for option in (outlet_option, as_of_option, before_option, after_option):
        filtered = option(filtered)
    return filtered
