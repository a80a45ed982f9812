"""Reads Markdown: its front matter and its blocks without markup."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

import yaml

from assistant.errors import InputError

from .lines import as_line

__all__ = ["Block", "front_matter", "plain_blocks"]


class Block(NamedTuple):
    """A paragraph, heading or list item: its HTML tag, and its words with single spaces."""

    tag: str
    text: str


def front_matter(markup: str) -> tuple[dict[str, Any], str]:
    """The YAML between two ``---`` at the top, and the rest.

    Raises ``InputError`` if that is no YAML. Nothing in it is ever run.
    """
    match = re.match(r"---\s*\n(.*?)\n---\s*\n", markup, re.S)
    if not match:
        return {}, markup
    try:
        meta = yaml.safe_load(match[1])
    except (yaml.YAMLError, ValueError) as error:  # ValueError: a date such as 2025-02-30
        raise InputError(f"its front matter is not YAML: {error}") from error
    return (meta if isinstance(meta, dict) else {}), markup[match.end() :]


def plain_blocks(markup: str) -> list[Block]:
    """The blocks of a Markdown text that hold words; pictures are not words."""
    from markdown_it import MarkdownIt

    tokens = MarkdownIt("commonmark").parse(markup)
    blocks = []
    for before, token in zip([None, *tokens], tokens, strict=False):
        if token.type == "inline":
            words = "".join(
                " " if child.type in ("softbreak", "hardbreak") else child.content
                for child in token.children or []
                if child.type in ("text", "code_inline", "softbreak", "hardbreak")
            )
            if words.strip():
                blocks.append(Block(before.tag if before else "", as_line(words)))
    return blocks
