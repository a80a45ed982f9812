"""Reads a web page: what it says of itself, and its text as lines.

trafilatura finds the article in the page; what stands beside it is cut off before, and what it
passes over inside the article is put back.
"""

from __future__ import annotations

import re
import sys
import warnings
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from html.parser import HTMLParser

import lxml.html
from lxml import etree
from lxml.html import HtmlElement

from assistant.errors import InputError
from assistant.text.setting import CELLS

from .blocks import BLOCKS, HEADINGS, Block, blocks_of
from .bylines import is_stamp
from .clutter import cut_clutter
from .fields import Fields, Value, merged
from .identity import is_web_address
from .lines import as_lines, ends_sentence, is_prose, words_in
from .metadata import head_fields, stated_text, text_of, time_element
from .refusing import why_no_article
from .stories import link_of, stories_of
from .structure import as_paragraphs

__all__ = ["WebPage", "read_web_page"]

# What is beyond these sizes is not given to trafilatura: no article has them, and it would take
# more than ten seconds; its time grows with the square of the blocks.
TRAFILATURA_CHARACTERS = 5_000_000
TRAFILATURABLOCKS = 5_000
TRAFILATURA_ELEMENTS = 20_000
MOSTLY_LINKS = 0.5
FOUND = 0.5  # the share of a page's prose that trafilatura must find; else it found something else
MATCHED = 0.8  # the share of its lines that must be ours, too; else it cut them in its own way
_OWN_TAGS = frozenset("p li dd dt tr td th pre blockquote h2 h3 h4 h5 h6".split())

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

    Raises ``InputError`` if the HTML cannot be parsed, or holds something else than an article.
    """
    try:
        tree = _parse(markup)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise InputError(f"this HTML cannot be parsed: {error}") from error
    head = head_fields(tree)
    top = _top_lines(tree)
    cut_clutter(tree)
    as_paragraphs(tree)
    told = stories_of(tree)
    if told.others and not told.live and not told.rest:
        own = [_part(element, head.language) for element in told.others]
        first = max(range(len(own)), key=lambda at: _is_title_of(own[at], head))
        own[first] = WebPage(merged(own[first].fields, head), own[first].top, own[first].lines)
        return [own.pop(first), *own]
    others = [_part(element, head.language) for element in told.others]
    for element in told.others:
        element.drop_tree()
    blocks = list(blocks_of(tree))
    if told.live:
        lines = _live_lines(tree, blocks)
    else:
        lines = _article_lines(tree, blocks) or _all_lines(markup)
        if reason := why_no_article(tree, blocks, lines):
            raise InputError(reason)
    return [WebPage(head, top, tuple(lines)), *others] if lines else others


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
    blocks = list(blocks_of(tree))
    start = next((n for n, block in enumerate(blocks) if block.tag == "h1"), 0)
    top = []
    for block in blocks[start : start + 25]:
        if words_in(block.text) >= 30:
            break
        top.append(block.text)
    return tuple(top)


def _part(element: HtmlElement, language: Value[str] | None) -> WebPage:
    """One of several articles on a page, by its own headline, time and link."""
    heading = next(element.iter(*HEADINGS))
    link = link_of(heading) or ""
    texts = [block.text for block in blocks_of(element)]
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


def _live_lines(tree: HtmlElement, blocks: Sequence[Block]) -> list[str]:
    """Everything below the headline of a live page, up to the end of its last post."""
    start = next((n for n, block in enumerate(blocks) if block.tag == "h1"), -1)
    last = list(tree.iter("article"))[-1]
    inside = {id(element) for element in last.iter()}
    end = max((n for n, block in enumerate(blocks) if id(block.element) in inside), default=0)
    lines: list[str] = []
    for block in blocks[start + 1 : end + 1]:
        if lines and is_stamp(lines[-1]):  # the time of a post stands with its first words
            lines[-1] = f"{lines[-1]} {block.text}"
        elif block.links < MOSTLY_LINKS:
            lines.append(block.text)
    return lines


def _article_lines(tree: HtmlElement, blocks: Sequence[Block]) -> list[str]:
    """The lines that trafilatura finds, and the article's own among them that it passed over."""
    if _is_huge(tree, blocks):
        return [block.text for block in blocks if block.links < MOSTLY_LINKS]
    found = _found_by_trafilatura(tree)
    known = set(found)
    headline = next((n for n, block in enumerate(blocks) if block.tag == "h1"), None)
    places = [n for n, block in enumerate(blocks) if block.text in known]
    if _is_elsewhere(blocks, places, headline):
        known, places = set(), [n for n, block in enumerate(blocks) if _is_prose(block)]
    elif len(places) < len(found) * MATCHED:  # its lines are not ours: take its word
        return found
    if not places:
        return found
    start = places[0] if headline is None else min(headline + 1, places[0])
    end = _end_of_story(blocks, places)
    return [
        block.text
        for number, block in enumerate(blocks)
        if block.text in known
        or (start <= number <= end and block.links < MOSTLY_LINKS and _says(block))
    ]


def _is_prose(block: Block) -> bool:
    return block.links < MOSTLY_LINKS and is_prose(block.text)


def _is_elsewhere(blocks: Sequence[Block], places: Sequence[int], headline: int | None) -> bool:
    """Whether the lines found hold the lesser part of the prose below the page's headline."""
    if headline is None:
        return False
    prose = {n: len(b.text) for n, b in enumerate(blocks) if n > headline and _is_prose(b)}
    return sum(prose.get(n, 0) for n in places) < FOUND * sum(prose.values())


def _end_of_story(blocks: Sequence[Block], places: Sequence[int]) -> int:
    """The last line found, or the last beside it in the element that holds most of them."""
    homes = Counter[HtmlElement]()
    for number in places:
        home = blocks[number].element.getparent()
        if home is not None and home.tag not in ("html", "body", "main"):
            homes[home] += len(blocks[number].text)
    end = places[-1]
    if not homes:
        return end
    home = homes.most_common(1)[0][0]
    while end + 1 < len(blocks) and home in blocks[end + 1].element.iterancestors():
        end += 1
    return end


def _is_huge(tree: HtmlElement, blocks: Sequence[Block]) -> bool:
    return (
        len(blocks) > TRAFILATURABLOCKS
        or sum(1 for _ in tree.iter()) > TRAFILATURA_ELEMENTS
        or sum(len(block.text) for block in blocks) > TRAFILATURA_CHARACTERS
    )


def _says(block: Block) -> bool:
    words = words_in(block.text)
    if block.tag in _OWN_TAGS:
        return words > 2 or ends_sentence(block.text) or CELLS in block.text
    return ends_sentence(block.text) and words >= 5


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
        if tag in BLOCKS:
            self.pieces.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self._unread -= tag in ("script", "style")
        if tag in BLOCKS:
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
