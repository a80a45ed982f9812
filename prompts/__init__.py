"""What the language model is told: one Markdown file per prompt, filled in by name."""

from __future__ import annotations

from functools import cache
from importlib import resources
from string import Template

__all__ = ["fill"]


def fill(name: str, **values: str) -> str:
    """The prompt ``name`` with its ``$variables`` filled in.

    Raises ``KeyError`` if a variable is missing. Values are never read for variables.
    """
    return _template(name).substitute(values)


@cache
def _template(name: str) -> Template:
    return Template(resources.files(__name__).joinpath(f"{name}.md").read_text("utf-8").strip())
