"""Reads a web page: what it says of itself, and its text as lines.

trafilatura finds the article in the page; what is marked as furniture is cut off before, and
sentences that it passes over inside the article are put back.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser

import lxml.html
from lxml import etree
from lxml.html import HtmlElement

from assistant.errors import InputError

from .fields import Fields, Value, merged
from .identity import is_web_address
from .lines import as_line, as_lines, ends_sentence, words_in
from .metadata import head_fields, stated_text, time_element

__all__ = ["WebPage", "read_web_page"]

# Above this size trafilatura takes more than ten seconds; no article has it.
TRAFILATURA_CHARACTERS = 5_000_000
# An element that holds this share of the page's paragraphs is not furniture, whatever its class
# is called ("with-sidebar", "comments-open").
ARTICLE_SHARE = 0.4
MOSTLY_LINKS = 0.5
FULL_ARTICLE = 400  # characters in paragraphs; an <article> with fewer is a teaser or a comment

_BLOCKS = frozenset(
    "p div section article main header footer aside h1 h2 h3 h4 h5 h6 li ul ol dl dt dd table tr td"
    " th blockquote pre figure figcaption br hr body form address details summary caption".split()
)
_NO_TEXT = ("script", "style", "noscript", "template", "iframe", "svg", "select", "button", "input",
            "textarea", "object", "audio", "video", "canvas", "form", "nav", "footer", "aside",
            "figcaption", "menu", "dialog")  # fmt: skip
_FURNITURE_WORDS = frozenset(
    "share sharing shares social newsletter subscribe subscription promo cookie cookies consent"
    " gdpr comment comments disqus respond related recommended recommendations trending breadcrumb"
    " breadcrumbs crumbs advert advertisement ad ads sponsored menu nav navbar navigation sidebar"
    " footer foot toolbar tools tags popup modal banner paywall mostread teaser teasers outbrain"
    " taboola caption credit copyright skip signup widget".split()
)
_ROLES = frozenset("navigation banner contentinfo complementary dialog search alert".split())
_TOKENS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+")


@dataclass(frozen=True)
class WebPage:
    """One article's part of a page: the fields in its markup, and its lines.

    ``top`` are the lines around the headline, where bylines stand; ``lines`` are the text.
    """

    fields: Fields
    top: tuple[str, ...]
    lines: tuple[str, ...]


def read_web_page(markup: str) -> list[WebPage]:
    """The articles in a page's HTML, the page's own first; empty if there is no text in it.

    Raises ``InputError`` if the HTML cannot be parsed.
    """
    try:
        tree = _parse(markup)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise InputError(f"this HTML cannot be parsed: {error}") from error
    head = head_fields(tree)
    for element in list(tree.iter(etree.Comment, etree.ProcessingInstruction)):
        element.drop_tree()
    top = _top_lines(tree)
    _cut_furniture(tree)
    parts = _full_articles(tree)
    if len(parts) > 1:
        own = [_part(element, head.language) for element in parts]
        first = max(range(len(own)), key=lambda at: _is_title_of(own[at], head))
        own[first] = WebPage(merged(own[first].fields, head), own[first].top, own[first].lines)
        return [own.pop(first), *own]
    lines = _article_lines(tree) or _all_lines(markup)
    return [WebPage(head, top, tuple(lines))] if lines else []


def _parse(markup: str) -> HtmlElement:
    # lxml refuses text that declares its own encoding; the declaration is done with by now.
    undeclared = re.sub(r"^\s*<\?xml[^>]*\?>", "", markup[:500]) + markup[500:]
    parser = lxml.html.HTMLParser(huge_tree=True, remove_comments=True, remove_pis=True)
    tree = lxml.html.document_fromstring(undeclared.replace("\x00", ""), parser=parser)
    if not isinstance(tree, HtmlElement):
        raise InputError("this HTML cannot be parsed: it holds no element")
    return tree


def _top_lines(tree: HtmlElement) -> tuple[str, ...]:
    """The short lines from the headline to the first paragraph; bylines are among them."""
    blocks = list(_blocks(tree))
    start = next((n for n, (tag, _, _) in enumerate(blocks) if tag == "h1"), 0)
    top = []
    for _, text, _ in blocks[start : start + 25]:
        if words_in(text) >= 30:
            break
        top.append(text)
    return tuple(top)


def _cut_furniture(tree: HtmlElement) -> None:
    """Take off the elements that are furniture by their tag, role or class."""
    whole = _paragraph_characters(tree) or 1
    for element in list(tree.iter()):
        if not isinstance(element.tag, str) or element.getparent() is None:
            continue
        if element.tag in ("html", "body", "main", "h1") or not _is_marked(element):
            continue
        share = _paragraph_characters(element) / whole
        if element.tag in ("script", "style") or share < ARTICLE_SHARE:
            element.drop_tree()


def _is_marked(element: HtmlElement) -> bool:
    if element.tag in _NO_TEXT or element.get("role") in _ROLES:
        return True
    if element.get("aria-hidden") == "true" or element.get("hidden") is not None:
        return True
    if element.tag == "header":
        return not element.xpath("ancestor::article | ancestor::main")
    names = f"{element.get('class') or ''} {element.get('id') or ''}"
    return any(token.lower() in _FURNITURE_WORDS for token in _TOKENS.findall(names))


def _paragraph_characters(element: HtmlElement) -> int:
    return sum(len(p.text_content()) for p in element.iter("p"))


def _full_articles(tree: HtmlElement) -> list[HtmlElement]:
    """The <article> elements that hold a headline and a whole article each."""
    return [
        element
        for element in tree.iter("article")
        if _paragraph_characters(element) >= FULL_ARTICLE
        and not element.xpath("ancestor::article | descendant::article")
        and element.xpath(".//h1 | .//h2 | .//h3")
    ]


def _part(element: HtmlElement, language: Value[str] | None) -> WebPage:
    """One of several articles on a page, by its own headline, time and link."""
    heading = element.xpath("(.//h1 | .//h2 | .//h3)[1]")[0]
    link = next(iter(heading.xpath(".//a/@href | ancestor::a/@href")), "")
    texts = [text for _, text, _ in _blocks(element)]
    title = as_line(heading.text_content())
    below = texts[texts.index(title) + 1 :] if title in texts else texts
    own = Fields(
        url=Value(link, "markup") if is_web_address(link) else None,
        title=stated_text(title),
        published=time_element(element),
        language=language,
    )
    return WebPage(own, tuple(below[:8]), tuple(below))


def _is_title_of(part: WebPage, head: Fields) -> bool:
    return bool(head.title and part.fields.title and head.title.value == part.fields.title.value)


def _blocks(tree: HtmlElement) -> Iterator[tuple[str, str, float]]:
    """Each block of text in order: its tag, its words, and the share of them inside links."""
    tag, linked, depth_of_links = "body", 0, 0
    words: list[str] = []
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        if not isinstance(element.tag, str):
            text = element.tail if event == "end" else None
        elif event == "start":
            if element.tag in _BLOCKS:
                yield from _block(tag, words, linked)
                tag, words, linked = element.tag, [], 0
            depth_of_links += element.tag == "a"
            text = None if element.tag in ("script", "style", "head") else element.text
        else:
            if element.tag in _BLOCKS:
                yield from _block(tag, words, linked)
                tag, words, linked = "div", [], 0
            depth_of_links -= element.tag == "a"
            text = element.tail
        if text:
            words.append(text)
            linked += len(text.strip()) * bool(depth_of_links)
    yield from _block(tag, words, linked)


def _block(tag: str, words: list[str], linked: int) -> Iterator[tuple[str, str, float]]:
    if text := as_line("".join(words)):
        yield tag, text, linked / len(text)


def _article_lines(tree: HtmlElement) -> list[str]:
    """The lines that trafilatura finds, and the sentences among them that it passed over."""
    blocks = list(_blocks(tree))
    if sum(len(text) for _, text, _ in blocks) > TRAFILATURA_CHARACTERS:
        return [text for _, text, links in blocks if links < MOSTLY_LINKS]
    found = _found_by_trafilatura(tree)
    known = set(found)
    places = [n for n, (_, text, _) in enumerate(blocks) if text in known]
    if not places or len(places) < len(found) * 0.8:  # its lines are not ours: take its word
        return found
    headline = next((n for n, (tag, _, _) in enumerate(blocks) if tag == "h1"), places[0])
    inside = range(min(headline + 1, places[0]), places[-1] + 1)
    return [
        text
        for number, (tag, text, links) in enumerate(blocks)
        if text in known or (number in inside and links < MOSTLY_LINKS and _says(tag, text))
    ]


def _says(tag: str, text: str) -> bool:
    return tag in ("h2", "h3", "h4") or (ends_sentence(text) and words_in(text) >= 5)


def _found_by_trafilatura(tree: HtmlElement) -> list[str]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # on import it says that it could also speak SOCKS
        import trafilatura

    try:
        text = trafilatura.extract(
            lxml.html.fromstring(lxml.html.tostring(tree)),
            include_comments=False,
            favor_recall=True,
        )
    except (ValueError, AttributeError, RecursionError, etree.LxmlError):
        return []
    lines = as_lines(text or "")
    return [line[2:] if line.startswith("- ") else line for line in lines]


class _TextReader(HTMLParser):
    """Reads the text of markup that no tree can be made of, without any recursion."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self._unread = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._unread += tag in ("script", "style")
        if tag in _BLOCKS:
            self.pieces.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self._unread -= tag in ("script", "style")
        if tag in _BLOCKS:
            self.pieces.append("\n")

    def handle_data(self, data: str) -> None:
        if self._unread <= 0:
            self.pieces.append(" ".join(data.split("\n")))


def _all_lines(markup: str) -> list[str]:
    """Every sentence in the markup: the last resort, where neither tree nor article was found."""
    reader = _TextReader()
    reader.feed(markup)
    reader.close()
    return [line for line in as_lines("".join(reader.pieces)) if ends_sentence(line)]
