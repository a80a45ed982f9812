"""What a web page says of itself: JSON-LD, meta elements, its title, headings and bylines."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import partial
from itertools import islice

from lxml.html import HtmlElement

from .bylines import read_byline
from .dates import is_day_first
from .fields import Day, Fields, Value, merged
from .identity import is_web_address
from .json_ld import Thing, Things, plain, things_of
from .lines import as_line
from .outlets import host_of
from .people import names_in
from .times import Times, day_of, time_element
from .titles import LOOKED_AT, host_like, named_by_page, page_headline, parted

__all__ = ["head_fields", "stated_text", "text_of", "time_element"]

_WORDS = re.compile(r"[a-z]+")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_]\w+)*")
# The names under which pages state their days, the surest first; spelled without marks.
_PUBLISHED = (r"article(original)?publish\w*|ogarticlepublish\w*|ogpublish\w*|datepublished",
              r"(?!.*(?:un|re)publish)\w*(?:publish|publication|pubdate|firstpub)\w*",
              r"\w*(?:issued|datecreated|dctermscreated|created)\w*",
              r"date|dcdate|dctermsdate|originaldate|displaydate|sailthrudate|articledate"
              r"|timestamp|releasedate")  # fmt: skip
_UPDATED = (r"article\w*(?:modified|updated)\w*|datemodified",
            r"(?!.*publish)\w*(?:modified|updated|lastmod|revised)\w*")  # fmt: skip
_AUTHORS = re.compile(
    r"(?:article)?(?:author|byl|byline|authors)(?:name)?|(?:dc|dcterms)creator\w*|parselyauthor"
    r"|sailthruauthor|citationauthor|creator|bylinename"
)
_WEEKDAY = re.compile(
    r"\s+(?:mon|tues|wednes|thurs|fri|satur|sun)day$|\s*[|–—:-]\s*home(?:page)?$", re.I
)

Meta = list[tuple[str, str]]


def head_fields(tree: HtmlElement) -> Fields:
    """The fields of the page's own article: JSON-LD first, then what its elements state."""
    meta = list(_meta(tree))
    stated = dict(reversed(meta))
    things = things_of(tree)
    url = next(iter(tree.xpath("//link[@rel='canonical']/@href")), None) or stated.get("ogurl")
    url = url.strip() if url and is_web_address(url.strip()) else None
    language = tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang") or ""
    language = language if _LANGUAGE.fullmatch(language) else ""
    title = as_line(tree.findtext(".//head/title") or tree.findtext(".//title") or "")
    shared = stated.get("ogtitle") or stated.get("twittertitle") or ""
    article = _own_article(things, [title, shared, *map(text_of, islice(tree.iter("h1"), 9))])
    read = partial(
        day_of, order=is_day_first(language, host_of(url)), language=language[:2].lower() or "en"
    )
    outlets = _outlets(tree, stated, things, article)
    names = [outlet.value for outlet in outlets] + _host_names(url)
    titles = [plain(article.get("headline")), shared, title]
    headline = page_headline(tree, titles, names)
    known = partial(parted, headline=headline, names=names)
    times = Times(tree, read)
    own = Fields(
        url=Value(url, "markup") if url else None,
        title=stated_text(_first_title([known(shared)[0] if shared else "", headline], names))
        or stated_text(known(title)[0], sure=False),
        outlet=_best_name([*outlets, *_suffixes(known, titles[1:])], tree),
        authors=_people((value for name, value in meta if _AUTHORS.fullmatch(name)))
        or _marked_authors(tree),
        published=_day_in(meta, _PUBLISHED, read) or times.published(),
        updated=_day_in(meta, _UPDATED, read) or times.updated(),
        language=stated_text(language),
    )
    data = _from_thing(things, article, read)
    if data.title:
        data = replace(data, title=replace(data.title, value=known(data.title.value)[0]))
    return merged(data, own)


def _meta(tree: HtmlElement) -> Iterator[tuple[str, str]]:
    """The names and contents of the meta elements; names without case and marks."""
    for element in tree.iter("meta"):
        name = element.get("property") or element.get("name") or element.get("itemprop") or ""
        if content := as_line(element.get("content") or ""):
            yield "".join(filter(str.isalnum, name.lower())), content


def stated_text(value: str, sure: bool = True) -> Value[str] | None:
    """A text of the markup on one line, or ``None`` if it holds no words."""
    return Value(as_line(value), "markup", sure) if value.strip() else None


def text_of(element: HtmlElement) -> str:
    """The words of an element on one line."""
    return as_line(element.text_content())


# -- headline and outlet -------------------------------------------------------------------


def _first_title(titles: Iterable[str], names: Iterable[str]) -> str:
    """The first title that is more than the name of the site."""
    known = {name.casefold() for name in names}
    return next((title for title in titles if title and title.casefold() not in known), "")


def _outlets(
    tree: HtmlElement, stated: dict[str, str], things: Things, article: Thing
) -> list[Value[str]]:
    """What the page calls the outlet, the surest first."""
    publisher = things.named(article.get("publisher") or article.get("sourceOrganization"))
    site = things.named(things.site())
    named = [
        stated.get(name) for name in ("ogsitename", "applicationname", "dcpublisher", "publisher")
    ]
    found = [Value(name, "json-ld") for name in publisher if not is_web_address(name)]
    found += [Value(name, "markup") for name in named if name and not is_web_address(name)]
    return [*found, *(Value(name, "json-ld", False) for name in site)]


def _suffixes(known: partial[tuple[str, str]], titles: Iterable[str]) -> Iterator[Value[str]]:
    for title in reversed(list(titles)):
        if outlet := known(title)[1]:
            yield Value(outlet, "markup", sure=False)


def _best_name(found: list[Value[str]], tree: HtmlElement) -> Value[str] | None:
    """The first that is a name; a bare host only if nothing else is known."""
    seen = (Value(name, "markup", False) for name in named_by_page(tree))
    every = [*found, *seen]
    best = next((each for each in every if not host_like(each.value)), None) or next(
        iter(every), None
    )
    return Value(_WEEKDAY.sub("", as_line(best.value)), best.origin, best.sure) if best else None


def _host_names(url: str | None) -> list[str]:
    host = host_of(url)
    return [host, host.rsplit(".", 1)[0], *host.split(".")[-2:-1]] if host else []


# -- days ----------------------------------------------------------------------------------


def _day_in(meta: Meta, patterns: Iterable[str], read: partial[Day | None]) -> Value[Day] | None:
    for pattern in patterns:
        for name, content in meta:
            if re.fullmatch(pattern, name) and (day := read(content)):
                return Value(day, "markup")
    return None


# -- authors -------------------------------------------------------------------------------


def _people(stated: Iterable[str]) -> Value[tuple[str, ...]] | None:
    names = names_in(stated)
    return Value(names, "markup") if names else None


def _marked_authors(tree: HtmlElement) -> Value[tuple[str, ...]] | None:
    """The names in elements whose role says that they are authors, else in the first byline."""
    marked = [
        e for e in islice(filter(_is_author, tree.iter("*")), LOOKED_AT) if not _is_comment(e)
    ]
    inner = [next(iter(e.xpath(".//*[@itemprop='name']")), e) for e in marked]
    if names := names_in(map(_author_text, inner)):
        return Value(names, "markup", sure=False)
    for element in islice(filter(_is_byline, tree.iter("*")), LOOKED_AT):
        text = text_of(element)
        found = read_byline([text]).authors or read_byline([f"By {text}"]).authors
        if names := names_in(found):
            return Value(names, "markup", sure=False)
    return None


def _author_text(element: HtmlElement) -> str:
    return element.get("content") or text_of(element)[:200]


def _is_author(element: HtmlElement) -> bool:
    return element.tag != "meta" and "author" in (
        *(element.get("rel") or "").split(), *(element.get("itemprop") or "").split()
    )  # fmt: skip


def _is_comment(element: HtmlElement) -> bool:
    names = (
        f"{up.get('class')} {up.get('id')}".lower() for up in islice(element.iterancestors(), 20)
    )
    return any("comment" in name or "related" in name for name in names)


def _is_byline(element: HtmlElement) -> bool:
    words = set(_WORDS.findall((element.get("class") or "").lower()))
    return not words.isdisjoint(("byline", "author", "authors", "writer"))


# -- JSON-LD -------------------------------------------------------------------------------


def _own_article(things: Things, titles: Iterable[str]) -> Thing:
    """The article that the page is about: the one with its title, else the first."""
    articles = things.articles()
    stated = "\n".join(titles).casefold()
    named = (
        each
        for each in articles
        if (name := plain(each.get("headline"))) and name.casefold() in stated
    )
    return next(named, None) or next(iter(articles), {})


def _from_thing(things: Things, thing: Thing, read: partial[Day | None]) -> Fields:
    url, language = thing.get("url"), thing.get("inLanguage")
    title = plain(thing.get("headline")) or plain(thing.get("name"))
    names = names_in(things.named(thing.get("author") or thing.get("creator")))
    published = read(plain(thing.get("datePublished"))) or read(plain(thing.get("dateCreated")))
    updated = read(plain(thing.get("dateModified")))
    spoken = language if isinstance(language, str) and _LANGUAGE.fullmatch(language) else ""
    return Fields(
        url=Value(url, "json-ld", False) if isinstance(url, str) and is_web_address(url) else None,
        title=Value(title, "json-ld") if title else None,
        authors=Value(names, "json-ld") if names else None,
        published=Value(published, "json-ld") if published else None,
        updated=Value(updated, "json-ld") if updated else None,
        language=Value(spoken, "json-ld") if spoken else None,
    )
