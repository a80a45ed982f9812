"""``newsdesk articles``: list them, show one, remove some.

To list and to show them takes the catalogue alone: no index is opened and no model is loaded.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .conduct import errors_for_people
from .options import index_option, json_option
from .printing import headline, print_json, print_json_list, say

if TYPE_CHECKING:
    from assistant import Article, Version

__all__ = ["articles"]


@click.group()
def articles() -> None:
    """List, show or remove articles of the library."""


@articles.command("list")
@index_option
@json_option
def list_articles(index: Path, as_json: bool) -> None:
    """List all articles: id, date, outlet, title."""
    from assistant.library import Shelf

    with errors_for_people(), Shelf.open(index) as shelf:
        sources = list(shelf.articles())
    if as_json:
        print_json_list(sources)
        return
    for source in sources:
        day = source.published.isoformat() if source.published else "date unknown"
        say(f"{source.id}\t{day}\t{source.outlet or 'outlet unknown'}\t{source.title}")


@articles.command("show")
@click.argument("article_id", metavar="ID")
@click.option(
    "--revision", type=click.IntRange(1), metavar="N", help="Show it as it stood at revision N."
)
@click.option(
    "--raw",
    is_flag=True,
    help="Print the page as it was read, before it was cleaned; no control characters.",
)
@index_option
@json_option
def show_article(
    article_id: str, revision: int | None, raw: bool, index: Path, as_json: bool
) -> None:
    """Show one article with its whole text, and the versions that it was read in."""
    if raw and as_json:
        raise click.UsageError("--raw prints the page as it was; it cannot be JSON as well.")
    from assistant.library import Shelf

    with errors_for_people(), Shelf.open(index) as shelf:
        if raw:
            say(shelf.raw(article_id, revision))
            return
        article, versions = shelf.article(article_id, revision), shelf.versions(article_id)
    if as_json:
        print_json(article)
    else:
        _print_article(article, versions)


@articles.command("remove")
@click.argument("article_ids", nargs=-1, required=True, metavar="ID…")
@index_option
@json_option
def remove_articles(article_ids: Sequence[str], index: Path, as_json: bool) -> None:
    """Remove articles from the library."""
    from assistant.library import Library

    with errors_for_people(), Library.open(index, writing=True, create=False) as library:
        library.remove(article_ids)
    count = len(article_ids)
    say(json.dumps({"removed": count}) if as_json else f"{count} removed.")


def _print_article(article: Article, versions: Sequence[Version]) -> None:
    from assistant.answering.wording import carriers

    say(headline(article), bold=True)
    if article.superseded:
        when = f"{article.superseded:%Y-%m-%d %H:%M}"
        say(f"Superseded: a newer version was read {when}.", colour="yellow")
    for label, value in (
        ("By", ", ".join(article.authors)),
        ("Also carried by", carriers(article)),
        ("Updated", article.updated and article.updated.isoformat()),
        ("Found on the page of", article.page),
        ("Not sure of", ", ".join(each.field for each in article.provenance if not each.sure)),
        ("URL", article.url),
        ("Read from", article.origin),
    ):
        if value:
            say(f"{label}: {value}")
    if len(versions) > 1:
        for version in versions:
            until = f" to {version.superseded:%Y-%m-%d %H:%M}" if version.superseded else ""
            say(f"Revision {version.revision}: read {version.read:%Y-%m-%d %H:%M}{until}")
    say(f"\n{article.text}")
