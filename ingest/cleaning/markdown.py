"""Reads Markdown: its front matter and its blocks without markup."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

import yaml

from assistant.errors import InputError

from .lines import as_line

if TYPE_CHECKING:
    from markdown_it.token import Token

__all__ = ["Block", "front_matter", "plain_blocks"]


MAX_FRONT_MATTER = 50_000  # characters; between two rules further apart stands text
MAX_INLINE = 20_000  # of a block; in a longer one, which no article has, marks stay where they are
_FENCES = re.compile(r"---[^\S\n]*\n(?P<yaml>.*?)\n---[^\S\n]*\n", re.S)


class Block(NamedTuple):
    """A paragraph, heading or list item: its HTML tag, and its words with single spaces."""

    tag: str
    text: str


def front_matter(markup: str) -> tuple[dict[str, Any], str]:
    """The YAML between two ``---`` at the top, and the rest.

    Raises ``InputError`` if that is no YAML. Nothing in it is ever run.
    """
    found = _FENCES.match(markup[:MAX_FRONT_MATTER])
    if not found:
        return {}, markup
    try:
        meta = yaml.load(found["yaml"], _PlainLoader)  # noqa: S506  it is a SafeLoader
    except MemoryError:
        raise
    except Exception as error:  # its constructors raise all sorts for values that are none
        reason = "too deeply nested" if isinstance(error, RecursionError) else error
        raise InputError(f"its front matter is not YAML: {reason}") from error
    return (meta if isinstance(meta, dict) else {}), markup[found.end() :]


class _PlainLoader(yaml.SafeLoader):
    """YAML without aliases, by which a few lines can stand for millions."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            raise yaml.YAMLError("it refers to itself, which is not read")
        return super().compose_node(parent, index)


def plain_blocks(markup: str) -> list[Block]:
    """The blocks of a Markdown text that hold words; pictures are not words."""
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark").disable("inline")
    references: dict[str, Any] = {}
    tokens = parser.parse(markup, references)
    blocks = []
    for before, token in zip([None, *tokens], tokens, strict=False):
        if token.type == "inline":
            words = token.content
            if len(words) <= MAX_INLINE:
                parts: list[Token] = []
                parser.inline.parse(words, parser, references, parts)
                words = "".join(map(_words, parts))
            if words.strip():
                blocks.append(Block(before.tag if before else "", as_line(words)))
    return blocks


def _words(part: Token) -> str:
    if part.type in ("softbreak", "hardbreak"):
        return " "
    return part.content if part.type in ("text", "text_special", "code_inline") else ""
