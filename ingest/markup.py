"""Reads a web page: what it says of itself, and its text as lines.

trafilatura finds the article in the page; what is marked as furniture is cut off before, and
sentences that it passes over inside the article are put back.
"""

from __future__ import annotations

import json
import re
import warnings
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from html.parser import HTMLParser
from typing import Any

import lxml.html
from lxml import etree
from lxml.html import HtmlElement

from assistant.errors import InputError

from .bylines import read_byline
from .dates import parse_published
from .fields import Day, Fields, Found, merged
from .identity import is_web_address
from .lines import as_line, as_lines, ends_sentence, words_in

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
_TITLE_BREAK = re.compile(r"\s+(?:[|·•–—-]|::|»)\s+")
_PUBLISHED = ("article:published_time", "og:published_time", "datepublished", "date", "pubdate",
              "publishdate", "dc.date", "dc.date.issued", "dcterms.created", "parsely-pub-date",
              "sailthru.date", "publication_date")  # fmt: skip
_UPDATED = ("article:modified_time", "og:updated_time", "datemodified", "last-modified",
            "dcterms.modified")  # fmt: skip
_ARTICLE_TYPES = re.compile(r"(?:\w*Article|BlogPosting|Report|LiveBlogPosting)$")


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
    head = _head_fields(tree)
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


# -- what the page says of itself ----------------------------------------------------------


def _head_fields(tree: HtmlElement) -> Fields:
    meta = _meta(tree)
    data = _json_ld_fields(tree)
    url = next(iter(tree.xpath("//link[@rel='canonical']/@href")), None) or meta.get("og:url")
    h1 = next((as_line(h.text_content()) for h in tree.iter("h1") if h.text_content().strip()), "")
    title, suffix = _title_and_suffix(as_line(tree.findtext(".//title") or ""), h1)
    site = meta.get("og:site_name") or meta.get("application-name") or ""
    language = tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang") or ""
    stated = meta.get("og:title") or meta.get("twitter:title") or ""
    own = Fields(
        url=Found(url.strip(), "markup") if url and is_web_address(url.strip()) else None,
        title=_text(_title_and_suffix(stated, h1)[0] or h1) or _text(title, sure=False),
        outlet=_text(site) or _text(suffix, sure=False),
        authors=_names([meta.get("author") or meta.get("article:author") or ""], "markup")
        or _marked_authors(tree),
        published=_day_of(meta, _PUBLISHED) or _time_element(tree),
        updated=_day_of(meta, _UPDATED),
        language=_text(language if re.fullmatch(r"[A-Za-z]{2,3}([-_]\w+)*", language) else ""),
    )
    return merged(data, own)


def _meta(tree: HtmlElement) -> dict[str, str]:
    found: dict[str, str] = {}
    for element in tree.iter("meta"):
        name = element.get("property") or element.get("name") or element.get("itemprop") or ""
        if content := as_line(element.get("content") or ""):
            found.setdefault(name.lower(), content)
    return found


def _text(value: str, sure: bool = True) -> Found[str] | None:
    return Found(as_line(value), "markup", sure) if value.strip() else None


def _title_and_suffix(title: str, h1: str) -> tuple[str, str]:
    """The title without the outlet's name beside it, and that name.

    "No ferry | Courier" and "Courier :: No ferry" are told apart by the headline in the page;
    without one, what stands last and is short is the outlet.
    """
    parts = _TITLE_BREAK.split(title)
    if len(parts) < 2:
        return title, ""
    if h1 and h1 in title:
        return h1, _TITLE_BREAK.sub("", title.replace(h1, " | ", 1).strip(" |:·•–—»-")).strip()
    if words_in(parts[-1]) <= 4 < words_in(title):
        return title[: title.rfind(parts[-1])].rstrip(" |:·•–—»-"), parts[-1]
    return title, ""


def _day_of(meta: dict[str, str], names: Iterable[str]) -> Found[Day] | None:
    days = (_day(meta[name]) for name in names if name in meta)
    return next((Found(day, "markup") for day in days if day), None)


def _day(value: object) -> Day | None:
    try:
        day, at = parse_published(value) if isinstance(value, str) else (None, None)
    except InputError:
        return None
    # A moment without a time zone could be any of 26 hours: only the day is known.
    return Day(day, at if at and at.tzinfo else None) if isinstance(day, date) else None


def _time_element(tree: HtmlElement) -> Found[Day] | None:
    """The first <time> that says it is the publication's, else the first below the headline."""
    times = list(tree.iter("time"))
    stated = [each for each in times if each.get("pubdate") is not None
              or (each.get("itemprop") or "").lower() == "datepublished"]  # fmt: skip
    near = tree.xpath("(//h1/following::time)[1][not(ancestor::*[contains(@class,'comment')])]")
    for sure, elements in ((True, stated), (len(times) == 1, near)):
        for element in elements:
            if day := _day(element.get("datetime")):
                return Found(day, "markup", sure)
    return None


def _names(names: Iterable[str], origin: Any) -> Found[tuple[str, ...]] | None:
    parted = (part for name in names for part in re.split(r"\s*[;,]\s*|\s+and\s+", as_line(name)))
    kept = [re.sub(r"^by\s+", "", part, flags=re.I) for part in parted]
    kept = list(dict.fromkeys(name for name in kept if name and not is_web_address(name)))
    return Found(tuple(kept), origin) if kept else None


def _marked_authors(tree: HtmlElement) -> Found[tuple[str, ...]] | None:
    """The names in the first element whose class or role says that it is the byline."""
    for element in tree.xpath("//*[@rel='author' or @itemprop='author' or @class]"):
        words = _TOKENS.findall((element.get("class") or "").lower())
        if element.get("class") and not {"byline", "author", "authors", "writer"} & set(words):
            continue
        text = as_line(element.text_content())
        names = read_byline([text]).authors or read_byline([f"By {text}"]).authors
        if names:
            return Found(names, "markup", sure=False)
    return None


def _json_ld_fields(tree: HtmlElement) -> Fields:
    """The fields of the first article described in schema.org's JSON-LD."""
    for script in tree.xpath("//script[@type='application/ld+json']/text()"):
        try:
            data = json.loads(script)
        except (ValueError, RecursionError):
            continue
        for thing in _things(data):
            if any(_ARTICLE_TYPES.match(str(kind)) for kind in _as_list(thing.get("@type"))):
                return _from_thing(thing)
    return Fields()


def _things(data: object) -> Iterator[dict[str, Any]]:
    for thing in _as_list(data):
        if isinstance(thing, dict):
            yield thing
            yield from (each for each in _as_list(thing.get("@graph")) if isinstance(each, dict))


def _as_list(value: object) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _from_thing(thing: dict[str, Any]) -> Fields:
    people = [each.get("name") if isinstance(each, dict) else each
              for each in _as_list(thing.get("author"))]  # fmt: skip
    publisher = thing.get("publisher")
    outlet = publisher.get("name") if isinstance(publisher, dict) else None
    url = thing.get("url")
    texts = {"title": thing.get("headline"), "outlet": outlet, "language": thing.get("inLanguage")}
    return Fields(
        url=Found(url, "json-ld", False) if isinstance(url, str) and is_web_address(url) else None,
        authors=_names([name for name in people if isinstance(name, str)], "json-ld"),
        published=_json_day(thing.get("datePublished")),
        updated=_json_day(thing.get("dateModified")),
        **{
            name: Found(as_line(value), "json-ld")
            for name, value in texts.items()
            if isinstance(value, str) and value.strip()
        },
    )


def _json_day(value: object) -> Found[Day] | None:
    day = _day(value)
    return Found(day, "json-ld") if day else None


# -- its text ------------------------------------------------------------------------------


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


def _part(element: HtmlElement, language: Found[str] | None) -> WebPage:
    """One of several articles on a page, by its own headline, time and link."""
    heading = element.xpath("(.//h1 | .//h2 | .//h3)[1]")[0]
    link = next(iter(heading.xpath(".//a/@href | ancestor::a/@href")), "")
    texts = [text for _, text, _ in _blocks(element)]
    title = as_line(heading.text_content())
    below = texts[texts.index(title) + 1 :] if title in texts else texts
    own = Fields(
        url=Found(link, "markup") if is_web_address(link) else None,
        title=_text(title),
        published=_time_element(element),
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
