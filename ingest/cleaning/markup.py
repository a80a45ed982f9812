"""Reads a web page: what it says of itself, and its text as lines.

trafilatura finds the article in the page; what is marked as furniture is cut off before, and
sentences that it passes over inside the article are put back.
"""

from __future__ import annotations

import re
import sys
import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html.parser import HTMLParser

import lxml.html
from lxml import etree
from lxml.html import HtmlElement

from assistant.errors import InputError

from .fields import Fields, Value, merged
from .identity import is_web_address
from .lines import as_line, as_lines, ends_sentence, words_in
from .metadata import head_fields, stated_text, text_of, time_element

__all__ = ["WebPage", "read_web_page"]

# What is beyond these sizes is not given to trafilatura: no article has them, and it would take
# more than ten seconds; its time grows with the square of the blocks.
TRAFILATURA_CHARACTERS = 5_000_000
TRAFILATURA_BLOCKS = 5_000
TRAFILATURA_ELEMENTS = 20_000
# An element that holds this share of the page's paragraphs is not furniture, whatever its class
# is called ("with-sidebar", "comments-open").
ARTICLE_SHARE = 0.4
MOSTLY_LINKS = 0.5
HEADINGS = ("h1", "h2", "h3")
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
# Characters that XML knows not: lxml reads them, and then refuses to move them.
_NO_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_REFERENCE = re.compile(r"&#(?:[xX](?P<hex>[0-9a-fA-F]+)|(?P<decimal>[0-9]+));?")


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
    plain = _REFERENCE.sub(_if_xml, _NO_XML.sub("", undeclared))
    parser = lxml.html.HTMLParser(huge_tree=True, remove_comments=True, remove_pis=True)
    tree = lxml.html.document_fromstring(plain, parser=parser)
    if not isinstance(tree, HtmlElement):
        raise InputError("this HTML cannot be parsed: it holds no element")
    return tree


def _if_xml(reference: re.Match[str]) -> str:
    digits = (reference["hex"] or reference["decimal"]).lstrip("0")
    number = int(digits or "0", 16 if reference["hex"] else 10) if len(digits) < 8 else sys.maxsize
    return reference[0] if number <= sys.maxunicode and not _NO_XML.match(chr(number)) else ""


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
    """Take off the elements that are furniture by their tag, role or class.

    Each leaves an empty element behind, so that the text after it stays where it is.
    """
    for element in _marked(tree, _letters_in_paragraphs(tree)):
        element.clear(keep_tail=True)
        element.tag = "span"


def _marked(tree: HtmlElement, letters: Mapping[HtmlElement, int]) -> list[HtmlElement]:
    """The outermost elements that are furniture and do not hold the article."""
    found = []
    most = ARTICLE_SHARE * (letters[tree] or 1)
    walk = etree.iterwalk(tree, events=("start", "end"))
    inside = 0  # of <article> or <main>, where a <header> is the article's own
    for event, element in walk:
        if element.tag in ("article", "main"):
            inside += 1 if event == "start" else -1
        if event == "end" or element is tree or element.tag in ("html", "body", "main", "h1"):
            continue
        can_go = element.tag in ("script", "style") or letters[element] < most
        if can_go and (_is_marked(element) or (element.tag == "header" and not inside)):
            found.append(element)
            walk.skip_subtree()
    return found


def _is_marked(element: HtmlElement) -> bool:
    if element.tag in _NO_TEXT or element.get("role") in _ROLES:
        return True
    if element.get("aria-hidden") == "true" or element.get("hidden") is not None:
        return True
    if element.tag == "header":
        return False
    names = f"{element.get('class') or ''} {element.get('id') or ''}"
    return any(token.lower() in _FURNITURE_WORDS for token in _TOKENS.findall(names))


def _letters_in_paragraphs(tree: HtmlElement) -> dict[HtmlElement, int]:
    """How many characters the paragraphs inside each element hold, counted in one walk."""
    found: dict[HtmlElement, int] = {}
    opened: list[tuple[int, int]] = []
    letters = in_paragraphs = 0
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        if event == "start":
            opened.append((letters, in_paragraphs))
            letters += len(element.text or "")
            continue
        before, in_paragraphs_before = opened.pop()
        if element.tag == "p":
            in_paragraphs += letters - before
        found[element] = in_paragraphs - in_paragraphs_before
        letters += len(element.tail or "")
    return found


def _full_articles(tree: HtmlElement) -> list[HtmlElement]:
    """The <article> elements that hold a headline and a whole article each, and no other."""
    single = []
    depth = 0
    alone = False
    for event, element in etree.iterwalk(tree, events=("start", "end"), tag="article"):
        depth += 1 if event == "start" else -1
        if event == "start":
            alone = depth == 1
        elif depth == 0 and alone:
            single.append(element)
    return [
        element
        for element in single
        if sum(len(p.text_content()) for p in element.iter("p")) >= FULL_ARTICLE
        and next(element.iter(*HEADINGS), None) is not None
    ]


def _part(element: HtmlElement, language: Value[str] | None) -> WebPage:
    """One of several articles on a page, by its own headline, time and link."""
    heading = next(element.iter(*HEADINGS))
    link = next(iter(heading.xpath(".//a/@href | ancestor::a/@href")), "")
    texts = [text for _, text, _ in _blocks(element)]
    title = text_of(heading)
    below = texts[texts.index(title) + 1 :] if title in texts else texts
    own = Fields(
        url=Value(link, "markup") if is_web_address(link) else None,
        title=stated_text(title),
        published=time_element(element, HEADINGS),
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
    if _is_huge(tree, blocks):
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


def _is_huge(tree: HtmlElement, blocks: Sequence[tuple[str, str, float]]) -> bool:
    return (
        len(blocks) > TRAFILATURA_BLOCKS
        or sum(1 for _ in tree.iter()) > TRAFILATURA_ELEMENTS
        or sum(len(text) for _, text, _ in blocks) > TRAFILATURA_CHARACTERS
    )


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
