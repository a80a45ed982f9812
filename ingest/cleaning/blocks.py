"""The blocks of a page's tree: its paragraphs, headings and items in order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from lxml import etree
from lxml.html import HtmlElement

from .lines import as_line

__all__ = ["BLOCKS", "HEADINGS", "Block", "Weights", "blocks_of", "link_share", "weights_of"]

BLOCKS = frozenset(
    "p div section article main header footer aside h1 h2 h3 h4 h5 h6 li ul ol dl dt dd table tr td"
    " th blockquote pre figure figcaption br hr body form address details summary caption".split()
)
HEADINGS = ("h1", "h2", "h3")
_UNREAD = ("script", "style", "head")


class Block(NamedTuple):
    """A block's tag, its words, the share of them inside links, and the element they are in."""

    tag: str
    text: str
    links: float
    element: HtmlElement


class Weights(NamedTuple):
    """By element: how many characters its paragraphs hold, and those before it."""

    within: Mapping[HtmlElement, int]
    before: Mapping[HtmlElement, int]


def blocks_of(tree: HtmlElement) -> Iterator[Block]:
    """Each block of text in order; what stands between two blocks is one, too."""
    tag, place, linked, depth_of_links = "body", tree, 0, 0
    words: list[str] = []
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        if not isinstance(element.tag, str):
            text = element.tail if event == "end" else None
        elif event == "start":
            if element.tag in BLOCKS:
                yield from _block(tag, words, linked, place)
                tag, words, linked, place = element.tag, [], 0, element
            depth_of_links += element.tag == "a"
            text = None if element.tag in _UNREAD else element.text
        else:
            if element.tag in BLOCKS:
                yield from _block(tag, words, linked, place)
                tag, words, linked, place = "div", [], 0, element
            depth_of_links -= element.tag == "a"
            text = element.tail if element is not tree else None
        if text:
            words.append(text)
            linked += len(text.strip()) * bool(depth_of_links)
    yield from _block(tag, words, linked, place)


def _block(tag: str, words: list[str], linked: int, place: HtmlElement) -> Iterator[Block]:
    if text := as_line("".join(words)):
        yield Block(tag, text, linked / len(text), place)


def link_share(element: HtmlElement) -> float:
    """The share of an element's characters that are inside links."""
    whole = len("".join(element.itertext()).strip())
    linked = sum(len("".join(link.itertext()).strip()) for link in element.iter("a"))
    return (whole if element.tag == "a" else min(linked, whole)) / (whole or 1)


def weights_of(tree: HtmlElement) -> Weights:
    """What the paragraphs weigh, counted in one walk."""
    within: dict[HtmlElement, int] = {}
    before: dict[HtmlElement, int] = {}
    opened: list[int] = []
    letters = in_paragraphs = 0
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        if event == "start":
            opened.append(letters)
            before[element] = in_paragraphs
            letters += len(element.text or "")
            continue
        start = opened.pop()
        if element.tag == "p":
            in_paragraphs += letters - start
        within[element] = in_paragraphs - before[element]
        letters += len(element.tail or "")
    return Weights(within, before)
