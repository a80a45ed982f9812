"""``newsdesk serve``: the chat window and the doors for programs; ``newsdesk mcp``: one door."""

from __future__ import annotations

from pathlib import Path

import click

from .conduct import errors_for_people, open_desk
from .options import index_option

__all__ = ["mcp", "serve"]


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", type=click.IntRange(1, 65535), help="[default: 7860 or the next free one]")
@click.option("--open", "open_browser", is_flag=True, help="Open it in the browser.")
@click.option(
    "--users",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Only who is in this file may log in (`newsdesk password`).",
)
@click.option("--root-path", metavar="PATH", help="The path at which a proxy shows it: /newsdesk.")
@index_option
def serve(
    host: str,
    port: int | None,
    open_browser: bool,
    users: Path | None,
    root_path: str | None,
    index: Path,
) -> None:
    """Open the chat window, and the doors for programs.

    Programs find the HTTP API at /api/docs, OpenAI's at /v1, and MCP at /mcp.
    """
    from app import main as run

    with errors_for_people():
        run(
            index=index,
            host=host,
            port=port,
            open_browser=open_browser,
            users=users,
            root_path=root_path,
        )


@click.command()
@index_option
def mcp(index: Path) -> None:
    """Serve the Model Context Protocol over stdio, for assistants that use tools.

    Its tools are ask, search and article. Needs the mcp extra.
    """
    with open_desk(index) as desk:
        from assistant.doors.mcp_server import create_mcp_server
        from assistant.doors.reception import Reception

        create_mcp_server(Reception(desk)).run()
