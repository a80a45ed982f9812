"""Tells the story that a page is about from the other stories on it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from lxml import etree
from lxml.html import HtmlElement

from .blocks import HEADINGS

__all__ = ["Stories", "link_of", "stories_of"]

FULL_ARTICLE = 400  # characters in paragraphs; an <article> with fewer is a teaser or a comment
OWN_STORY = 150  # characters in paragraphs outside any <article>: the page tells something itself
POSTS = 2  # a live page has at least so many


class Stories(NamedTuple):
    """The full articles on a page beside the main one, or all of them if there is no ``rest``.

    ``live`` tells that the other <article> elements are the posts of one running story.
    """

    others: Sequence[HtmlElement] = ()
    rest: bool = True
    live: bool = False


def stories_of(tree: HtmlElement) -> Stories:
    """Which articles of a page are stories of their own.

    What is linked to from its own headline is another story, told elsewhere.
    """
    single = _single(tree)
    full = [each for each in single if _is_full(each)]
    if _has_story_outside(tree, single):
        elsewhere = [each for each in single if _is_told_elsewhere(each)]
        posts = [each for each in single if each not in elsewhere]
        if len(posts) >= POSTS and len(posts) > len(elsewhere):
            return Stories([each for each in full if each in elsewhere], live=True)
        if elsewhere:
            return Stories([each for each in full if each in elsewhere])
    return Stories(full, rest=False) if len(full) > 1 else Stories()


def _single(tree: HtmlElement) -> list[HtmlElement]:
    """The <article> elements that neither hold another nor stand in one."""
    single = []
    depth = 0
    alone = False
    for event, element in etree.iterwalk(tree, events=("start", "end"), tag="article"):
        depth += 1 if event == "start" else -1
        if event == "start":
            alone = depth == 1
        elif depth == 0 and alone:
            single.append(element)
    return single


def _is_full(article: HtmlElement) -> bool:
    return _letters(article) >= FULL_ARTICLE and next(article.iter(*HEADINGS), None) is not None


def _letters(element: HtmlElement) -> int:
    return sum(len(p.text_content()) for p in element.iter("p"))


def _has_story_outside(tree: HtmlElement, single: Sequence[HtmlElement]) -> bool:
    """Whether the page's headline and text of its own stand outside its <article> elements."""
    headline = next(tree.iter("h1"), None)
    if headline is None or not single or any(each in single for each in headline.iterancestors()):
        return False
    return _letters(tree) - sum(map(_letters, single)) >= OWN_STORY


def _is_told_elsewhere(article: HtmlElement) -> bool:
    heading = next(article.iter(*HEADINGS, "h4"), None)
    return heading is not None and link_of(heading) is not None


def link_of(heading: HtmlElement) -> str | None:
    """Where a headline leads, if not to a place on its own page."""
    links = heading.xpath(".//a/@href | ancestor::a/@href")
    return next((link for link in map(str, links) if not link.startswith("#")), None)
