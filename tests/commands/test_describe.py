from __future__ import annotations

import runpy

from newsroom import REPO


def test_the_help_of_every_command_stands_in_the_docs() -> None:
    page = runpy.run_path(str(REPO / "docs" / "describe.py"))["page"]()

    written = (REPO / "docs" / "commands.md").read_text("utf-8")
    assert written == page, "docs/commands.md is out of date: run `python docs/describe.py`"
