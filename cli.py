"""The ``newsdesk`` command: its commands, put together."""

from __future__ import annotations

import click

from commands.admitting import password
from commands.articles import articles
from commands.asking import ask
from commands.briefing import brief
from commands.checking import check
from commands.evaluating import evaluate
from commands.ingesting import ingest
from commands.searching import search
from commands.serving import mcp, serve
from commands.verifying import verify


@click.group(
    name="newsdesk",
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(package_name="newsdesk")
def main() -> None:
    """Ask questions of news articles; every sentence of the answer comes with its source.

    \b
    newsdesk ingest articles/            read articles into ./library
    newsdesk ask "Who …?"                get a cited answer
    newsdesk serve                       open the chat window

    Days are written like 2025-03-13. Exit status: 0 done, 1 failed, 2 wrong usage, 3 done in
    part (what failed is named), 130 stopped by Ctrl-C.
    """


for command in (
    ingest,
    ask,
    brief,
    search,
    check,
    evaluate,
    articles,
    verify,
    serve,
    mcp,
    password,
):
    main.add_command(command)


if __name__ == "__main__":
    main()
