"""Writes the help of every command to commands.md: ``python docs/describe.py``."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import click

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "commands.md"
WIDTH = 88
HEAD = "# The commands\n\nWritten by `python docs/describe.py`: what `--help` says.\n"


def page() -> str:
    """The page as it should stand."""
    sys.path.insert(0, str(ROOT))
    from cli import main

    parts = (f"\n## {name}\n```text\n{text}\n```\n" for name, text in _helps(main, "newsdesk"))
    return HEAD + "".join(parts)


def _helps(
    command: click.Command, name: str, parent: click.Context | None = None
) -> Iterator[tuple[str, str]]:
    context = command.context_class(
        command, parent, info_name=name.split()[-1], terminal_width=WIDTH,
        **command.context_settings,
    )  # fmt: skip
    yield name, command.get_help(context)
    if isinstance(command, click.Group):
        for each in command.commands.values():
            yield from _helps(each, f"{name} {each.name}", context)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
