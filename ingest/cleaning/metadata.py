"""What a web page says of itself: JSON-LD, meta elements, its title and time elements."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import islice
from typing import Any

from lxml import etree
from lxml.html import HtmlElement

from assistant.errors import InputError

from .bylines import read_byline
from .dates import parse_published
from .fields import Day, Fields, Value, merged
from .identity import is_web_address
from .lines import as_line, words_in

__all__ = ["head_fields", "stated_text", "text_of", "time_element"]

LOOKED_AT = 100  # elements of one kind; each may hold the whole page

_WORDS = re.compile(r"[a-z]+")
_TITLE_BREAK = re.compile(r"\s+(?:[|·•–—-]|::|»)\s+")
_PUBLISHED = ("article:published_time", "og:published_time", "datepublished", "date", "pubdate",
              "publishdate", "dc.date", "dc.date.issued", "dcterms.created", "parsely-pub-date",
              "sailthru.date", "publication_date")  # fmt: skip
_UPDATED = ("article:modified_time", "og:updated_time", "datemodified", "last-modified",
            "dcterms.modified")  # fmt: skip
_ARTICLE_TYPES = re.compile(r"(?:\w*Article|BlogPosting|Report|LiveBlogPosting)$")


def head_fields(tree: HtmlElement) -> Fields:
    """The fields of the page's own article: JSON-LD first, then what its elements state."""
    meta = _meta(tree)
    data = _json_ld_fields(tree)
    url = next(iter(tree.xpath("//link[@rel='canonical']/@href")), None) or meta.get("og:url")
    headings = map(text_of, islice(tree.iter("h1"), LOOKED_AT))
    h1 = next(filter(None, headings), "")
    title, suffix = _title_and_suffix(as_line(tree.findtext(".//title") or ""), h1)
    site = meta.get("og:site_name") or meta.get("application-name") or ""
    language = tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang") or ""
    stated = meta.get("og:title") or meta.get("twitter:title") or ""
    own = Fields(
        url=Value(url.strip(), "markup") if url and is_web_address(url.strip()) else None,
        title=stated_text(_title_and_suffix(stated, h1)[0] or h1) or stated_text(title, sure=False),
        outlet=stated_text(site) or stated_text(suffix, sure=False),
        authors=_names([meta.get("author") or meta.get("article:author") or ""], "markup")
        or _marked_authors(tree),
        published=_day_of(meta, _PUBLISHED) or time_element(tree),
        updated=_day_of(meta, _UPDATED),
        language=stated_text(
            language if re.fullmatch(r"[A-Za-z]{2,3}([-_]\w+)*", language) else ""
        ),
    )
    return merged(data, own)


def _meta(tree: HtmlElement) -> dict[str, str]:
    found: dict[str, str] = {}
    for element in tree.iter("meta"):
        name = element.get("property") or element.get("name") or element.get("itemprop") or ""
        if content := as_line(element.get("content") or ""):
            found.setdefault(name.lower(), content)
    return found


def stated_text(value: str, sure: bool = True) -> Value[str] | None:
    """A text of the markup on one line, or ``None`` if it holds no words."""
    return Value(as_line(value), "markup", sure) if value.strip() else None


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


def _day_of(meta: dict[str, str], names: Iterable[str]) -> Value[Day] | None:
    days = (_day(meta[name]) for name in names if name in meta)
    return next((Value(day, "markup") for day in days if day), None)


def _day(value: object) -> Day | None:
    try:
        day, at = parse_published(value) if isinstance(value, str) else (None, None)
    except InputError:
        return None
    # A moment without a time zone could be any of 26 hours: only the day is known.
    return Day(day, at if at and at.tzinfo else None) if isinstance(day, date) else None


def time_element(tree: HtmlElement, headings: Sequence[str] = ("h1",)) -> Value[Day] | None:
    """The first <time> that says it is the publication's, else the first below the headline."""
    times = list(tree.iter("time"))
    stated = [each for each in times if each.get("pubdate") is not None
              or (each.get("itemprop") or "").lower() == "datepublished"]  # fmt: skip
    below = _time_below(tree, headings)
    for sure, elements in ((True, stated), (len(times) == 1, [] if below is None else [below])):
        for element in elements:
            if day := _day(element.get("datetime")):
                return Value(day, "markup", sure)
    return None


def _time_below(tree: HtmlElement, headings: Sequence[str]) -> HtmlElement | None:
    """The first <time> after the headline, unless it is that of a comment."""
    below = False
    tags = (*headings, "time")
    for event, element in etree.iterwalk(tree, events=("start", "end"), tag=tags):
        if element.tag != "time":
            below = below or event == "end"
        elif below and event == "start":
            classes = (each.get("class") or "" for each in element.iterancestors())
            return None if any("comment" in names for names in classes) else element
    return None


def _names(names: Iterable[str], origin: Any) -> Value[tuple[str, ...]] | None:
    parted = (part for name in names for part in re.split(r"\s*[;,]\s*|\s+and\s+", as_line(name)))
    kept = [re.sub(r"^by\s+", "", part, flags=re.I) for part in parted]
    kept = list(dict.fromkeys(name for name in kept if name and not is_web_address(name)))
    return Value(tuple(kept), origin) if kept else None


def _marked_authors(tree: HtmlElement) -> Value[tuple[str, ...]] | None:
    """The names in the first element whose class or role says that it is the byline."""
    for element in islice(filter(_is_byline, tree.iter("*")), LOOKED_AT):
        text = text_of(element)
        names = read_byline([text]).authors or read_byline([f"By {text}"]).authors
        if names:
            return Value(names, "markup", sure=False)
    return None


def _is_byline(element: HtmlElement) -> bool:
    words = set(_WORDS.findall((element.get("class") or "").lower()))
    if words:
        return not words.isdisjoint(("byline", "author", "authors", "writer"))
    return "author" in (element.get("rel"), element.get("itemprop"))


def text_of(element: HtmlElement) -> str:
    """The words of an element on one line."""
    return as_line(element.text_content())


def _json_ld_fields(tree: HtmlElement) -> Fields:
    """The fields of the first article described in schema.org's JSON-LD."""
    for script in tree.xpath("//script[@type='application/ld+json']/text()"):
        try:
            data = json.loads(script)
        except (ValueError, RecursionError):
            continue
        for thing in _things(data):
            kinds = (kind for kind in _as_list(thing.get("@type")) if isinstance(kind, str))
            if any(map(_ARTICLE_TYPES.match, kinds)):
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
        url=Value(url, "json-ld", False) if isinstance(url, str) and is_web_address(url) else None,
        authors=_names([name for name in people if isinstance(name, str)], "json-ld"),
        published=_json_day(thing.get("datePublished")),
        updated=_json_day(thing.get("dateModified")),
        **{
            name: Value(as_line(value), "json-ld")
            for name, value in texts.items()
            if isinstance(value, str) and value.strip()
        },
    )


def _json_day(value: object) -> Value[Day] | None:
    day = _day(value)
    return Value(day, "json-ld") if day else None
