"""``newsdesk serve``: the chat window."""

from __future__ import annotations

from pathlib import Path

import click

from .conduct import errors_for_people
from .options import index_option

__all__ = ["serve"]


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", type=click.IntRange(1, 65535), help="[default: 7860 or the next free one]")
@click.option("--open", "open_browser", is_flag=True, help="Open it in the browser.")
@index_option
def serve(host: str, port: int | None, open_browser: bool, index: Path) -> None:
    """Open the chat window."""
    from app import main as run

    with errors_for_people():
        run(index=index, host=host, port=port, open_browser=open_browser)
