"""Cuts off what stands beside the article in a page: by tag, by role, and by name and content.

A class or an id is what somebody once called an element, and no verdict: "paywall" may be the
offer or the paragraphs behind it, "social-housing" a chapter. So a name makes an element suspect,
and what it says decides: whether it tells something, or links, asks and sells.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree
from lxml.html import HtmlElement

from .addressing import speaks_to_reader
from .blocks import Weights, blocks_of, link_share, weights_of
from .furniture import is_caption, is_furniture, is_related_heading
from .lines import ends_sentence, words_in

__all__ = ["cut_clutter"]

# An element that holds this share of the page's paragraphs is not clutter, whatever it is called
# ("with-sidebar", "comments-open").
ARTICLE_SHARE = 0.4
FEW_LINKS = 0.25  # the share of its words that an article's own block may have in links
TELLING_WORDS = 9  # what tells something has a sentence of so many
CHAPTER_WORDS = 6  # or as many in prose below its own heading

_NEVER_TEXT = frozenset(
    "script style noscript template iframe svg select button input textarea object audio video"
    " canvas nav menu dialog".split()
)
_SUSPECT_TAGS = frozenset(("form", "footer", "aside", "figcaption"))
_NEVER_ROLES = frozenset(("navigation", "dialog", "search"))
_SUSPECT_ROLES = frozenset(("banner", "contentinfo", "complementary", "alert"))
_COMMENTS = frozenset("comment comments disqus respond reply replies commentlist".split())
_LEADING_AWAY = frozenset(
    "related recommended recommendations trending breadcrumb breadcrumbs crumbs menu nav navbar"
    " navigation mostread teaser teasers outbrain taboola sponsored advert advertisement ad ads"
    " promo sidebar tags toolbar tools footer foot skip".split()
)
_ASKING = frozenset(
    "share sharing shares social newsletter subscribe subscription cookie cookies consent gdpr"
    " popup modal banner paywall widget signup".split()
)
_PICTURED = frozenset(("caption", "credit", "copyright"))
_NAMES = _COMMENTS | _LEADING_AWAY | _ASKING | _PICTURED
_TOKENS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+")
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_SINGLE = _HEADINGS | {"p", "li", "blockquote", "dt", "dd", "td", "q"}
_INLINE = frozenset("span a b i em strong small sup sub mark u font abbr time label cite".split())
_CONTROLS = ("input", "textarea", "select", "button", "iframe")


def cut_clutter(tree: HtmlElement) -> None:
    """Take off what is not the article's, and the names of what is.

    Each leaves an empty element behind, so that the text after it stays where it is. A kept
    element loses its name lest others judge by it.
    """
    for element in _clutter(tree, weights_of(tree)):
        element.clear(keep_tail=True)
        element.tag = "span"


def _clutter(tree: HtmlElement, weights: Weights) -> Iterator[HtmlElement]:
    found = []
    whole = weights.within[tree] or 1
    walk = etree.iterwalk(tree, events=("start", "end"))
    inside = 0  # of <article> or <main>, where a <header> is the article's own
    for event, element in walk:
        if element.tag in ("article", "main"):
            inside += 1 if event == "start" else -1
        if event == "end" or element is tree or element.tag in ("html", "body", "main", "h1"):
            continue
        light = weights.within[element] < ARTICLE_SHARE * whole
        if element.tag in ("script", "style") or (
            light and _is_clutter(element, weights, bool(inside))
        ):
            found.append(element)
            walk.skip_subtree()
        else:
            _forget_name(element)
    yield from found


def _is_clutter(element: HtmlElement, weights: Weights, inside: bool) -> bool:
    if element.tag in _NEVER_TEXT or element.get("role") in _NEVER_ROLES:
        return True
    if element.get("aria-hidden") == "true" or element.get("hidden") is not None:
        return True
    if element.tag == "header":
        return not inside
    if element.tag in _SUSPECT_TAGS or element.get("role") in _SUSPECT_ROLES:
        return not _is_own_aside(element, inside)
    names = _names_of(element)
    return bool(names) and _is_named_rightly(element, names, weights)


def _forget_name(element: HtmlElement) -> None:
    if element.tag in _SINGLE or element.tag in ("ul", "ol", "table") or _names_of(element):
        for name in ("class", "id"):
            element.attrib.pop(name, None)


def _names_of(element: HtmlElement) -> frozenset[str]:
    names = f"{element.get('class') or ''} {element.get('id') or ''}"
    if names == " ":
        return frozenset()
    return _NAMES.intersection(token.lower() for token in _TOKENS.findall(names))


def _is_own_aside(element: HtmlElement, inside: bool) -> bool:
    """Whether a box is the article's: who is quoted, or facts that are told in passing."""
    if (
        element.tag == "footer"
        and next(element.iterancestors("blockquote", "figure"), None) is not None
    ):
        return True
    if element.tag == "form":
        return _tells(element) and link_share(element) < FEW_LINKS
    return inside and element.tag in ("aside", "div", "section", "p") and _tells(element)


def _is_named_rightly(element: HtmlElement, names: frozenset[str], weights: Weights) -> bool:
    if element.tag in _HEADINGS:
        return link_share(element) > 0.5 or is_furniture(_text(element))
    if element.tag in _INLINE and _is_part_of_sentence(element):
        return False
    if names & _COMMENTS:
        return not _is_note(element, names)
    if names & _PICTURED and not names & (_ASKING | _LEADING_AWAY):
        return _is_beside_picture(element) or not _tells(element)
    return not _tells(element)


def _is_part_of_sentence(element: HtmlElement) -> bool:
    parent = element.getparent()
    if parent is None or parent.tag not in _SINGLE:
        return False
    own = _text(element)
    return len(_text(parent)) > len(own) + 20 and not is_furniture(own)


def _is_note(element: HtmlElement, names: frozenset[str]) -> bool:
    """Whether what is called a comment is the editor's, or a chapter: readers write several."""
    if not _tells(element) or (_is_repeated(element) and element.tag not in _SINGLE):
        return False
    if _has_own_heading(element):
        return True
    return names == {"comment"} and not any(element.iter("time", "article"))


def _is_repeated(element: HtmlElement) -> bool:
    """Whether a sibling bears the same name."""
    name = element.get("class")
    siblings = [*element.itersiblings(), *element.itersiblings(preceding=True)]
    return name is not None and any(other.get("class") == name for other in siblings[:50])


def _is_beside_picture(element: HtmlElement) -> bool:
    pictures = ("img", "picture", "figure", "svg", "video")
    if next(element.iterancestors("figure"), None) is not None:
        return True
    if any(is_caption(line) for line in [_text(element)]):
        return True
    before = element.getprevious()
    return any(element.iter(*pictures)) or (
        before is not None and (before.tag in pictures or any(before.iter(*pictures)))
    )


def _tells(element: HtmlElement) -> bool:
    """Whether an element says something of the story, rather than links, asks or sells."""
    if any(True for _ in element.iter(*_CONTROLS)) or link_share(element) >= FEW_LINKS:
        return False
    lines = [block.text for block in blocks_of(element)]
    if any(is_related_heading(line) or speaks_to_reader(line) for line in lines):
        return False
    if element.tag in _SINGLE or _has_own_heading(element):
        return any(ends_sentence(line) and words_in(line) >= CHAPTER_WORDS for line in lines)
    return any(
        ends_sentence(line) and words_in(line) >= TELLING_WORDS and not is_furniture(line)
        for line in lines
    )


def _has_own_heading(element: HtmlElement) -> bool:
    """Whether it is a chapter: its name is that of the heading it begins with."""
    heading = next(element.iter(*_HEADINGS), None)
    if heading is None:
        return False
    name = f"{element.get('id') or ''} {element.get('class') or ''}".lower()
    words = [word for word in re.findall(r"\w+", _text(heading).lower()) if len(word) > 3]
    return bool(words) and any(word in name for word in words)


def _text(element: HtmlElement) -> str:
    return " ".join("".join(element.itertext()).split())
