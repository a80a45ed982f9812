"""Reads what lists pages: RSS and Atom feeds, sitemaps and indexes of sitemaps."""

from __future__ import annotations

import calendar
import io
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Literal
from urllib.parse import urljoin

from assistant.errors import InputError

__all__ = ["Listed", "Listing", "read_listing"]

# Beyond it even the lists of the largest sites do not go, and reading them takes seconds.
MAX_BYTES = 10_000_000

_PREAMBLE = re.compile(
    rb"(?:\xef\xbb\xbf)?"
    rb"(?:\s+|<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^>\[]*(?:\[.*?\]\s*)?>)*",
    re.S,
)
_ROOT = re.compile(rb"<(?:[\w-]+:)?(rss|feed|RDF|urlset|sitemapindex)\b", re.I)
_SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
_NEWS = "{http://www.google.com/schemas/sitemap-news/0.9}"


@dataclass(frozen=True)
class Listed:
    """A page that a feed or sitemap lists, with what it states about it.

    ``published`` is ISO; ``stamp`` changes whenever the list says that the page did, and is
    empty if it never says.
    """

    url: str
    title: str = ""
    authors: tuple[str, ...] = ()
    outlet: str = ""
    published: str = ""
    stamp: str = ""


@dataclass(frozen=True)
class Listing:
    """A feed, a sitemap, or an index, whose pages are sitemaps; newest pages first.

    ``broken`` says what was wrong with its markup, if something was: what stands before that
    could be read.
    """

    kind: Literal["feed", "sitemap", "index"]
    pages: tuple[Listed, ...]
    broken: str = ""


def read_listing(content: bytes, url: str) -> Listing | None:
    """The listing that these bytes are, or ``None`` if they are something else.

    It goes by the root element, since servers call feeds all sorts of things. ``url`` is where
    it was found; relative links start there. Raises ``InputError`` if it lists nothing.
    """
    root = _root(content)
    if not root:
        return None
    if len(content) > MAX_BYTES:
        raise InputError(f"is a list of {len(content):,} bytes; the limit is {MAX_BYTES:,}")
    listing = _feed(content, url) if root in ("rss", "feed", "rdf") else _sitemap(content, url)
    if not listing.pages:
        fault = f": {listing.broken}" if listing.broken else ""
        raise InputError(f"is a {listing.kind} that lists no pages{fault}")
    return listing


def _root(content: bytes) -> str:
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        content = content[:8192].decode("utf-16", "replace").encode()
    head = content[:8192].lstrip()
    if not head.startswith((b"<", b"\xef\xbb\xbf")):
        return ""
    preamble = _PREAMBLE.match(head)
    match = _ROOT.match(head, preamble.end() if preamble else 0)
    return match[1].decode("ascii").lower() if match else ""


def _feed(content: bytes, url: str) -> Listing:
    import feedparser

    try:
        # As a stream: feedparser takes text for an address or a file name where it can.
        found = feedparser.parse(
            io.BytesIO(content), sanitize_html=False, resolve_relative_uris=False
        )
    except Exception as error:  # it promises to raise nothing; a hostile feed may know better
        raise InputError(f"is a feed that cannot be read: {error}") from error
    outlet = _line(found.feed.get("title"))
    pages = (_of_feed(entry, url, outlet) for entry in found.entries)
    broken = _line(str(found.get("bozo_exception", ""))) if found.get("bozo") else ""
    return Listing("feed", _once(pages), broken)


def _of_feed(entry: Any, url: str, outlet: str) -> Listed:
    named = [person.get("name") for person in entry.get("authors", [])]
    authors = filter(None, map(_line, named))
    return Listed(
        url=_link(entry.get("link"), url),
        title=_plain(_line(entry.get("title"))),
        authors=tuple(name for name in authors if not re.search(r"[@()]", name)),
        outlet=_line((entry.get("source") or {}).get("title")) or outlet,
        published=_published(entry),
        stamp=_line(entry.get("updated")) if "updated" in entry else "",
    )


def _sitemap(content: bytes, url: str) -> Listing:
    from lxml import etree

    parser = etree.XMLParser(
        recover=True, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise InputError(f"is a sitemap that cannot be read: {error}") from error
    if root is None:
        raise InputError("is a sitemap that cannot be read")
    is_index = etree.QName(root).localname.lower() == "sitemapindex"
    pages = [_of_sitemap(node, url) for node in root if isinstance(node.tag, str)]
    # Without a date last: a large site's sitemap is read from its newest page on.
    pages.sort(key=lambda listed: listed.stamp or listed.published, reverse=True)
    broken = _line(parser.error_log.last_error.message) if parser.error_log else ""
    return Listing("index" if is_index else "sitemap", _once(pages), broken)


def _of_sitemap(node: Any, url: str) -> Listed:
    def says(path: str) -> str:
        return _line(node.findtext(path))

    news = f"{_NEWS}news/{_NEWS}"
    return Listed(
        url=_link(says(f"{_SITEMAP}loc") or says("loc"), url),
        title=says(f"{news}title"),
        outlet=says(f"{_NEWS}news/{_NEWS}publication/{_NEWS}name"),
        published=_if_iso(says(f"{news}publication_date")),
        stamp=says(f"{_SITEMAP}lastmod") or says("lastmod"),
    )


def _once(pages: Iterator[Listed] | list[Listed]) -> tuple[Listed, ...]:
    """Each page once, and only what has an address."""
    return tuple({listed.url: listed for listed in pages if listed.url}.values())


def _link(target: str | None, base: str) -> str:
    try:
        return urljoin(base, (target or "").strip()) if target else ""
    except ValueError:
        return ""


def _published(entry: Any) -> str:
    """The moment as the feed writes it, in its own zone: there it is the outlet's day.

    Where it is written in another way than the standards have it, feedparser's reading of it
    counts, which is in UTC.
    """
    written = _line(entry.get("published"))
    if iso := _if_iso(written):
        return iso
    with suppress(ValueError, TypeError, OverflowError, IndexError):
        return _said(parsedate_to_datetime(written))
    with suppress(ValueError, TypeError, OverflowError, OSError):
        return _said(datetime.fromtimestamp(calendar.timegm(entry.get("published_parsed")), UTC))
    return ""


def _if_iso(stamp: str) -> str:
    with suppress(ValueError):
        return _said(datetime.fromisoformat(stamp))
    return ""


def _said(moment: datetime) -> str:
    """A moment as ISO; without a zone, or with one unknown such as "CET", only its day."""
    return moment.isoformat() if moment.tzinfo else moment.date().isoformat()


def _plain(title: str) -> str:
    """A title without tags: feeds may put markup there."""
    import html

    return _line(re.sub(r"<[^<>]{0,200}>", "", html.unescape(title)))


def _line(text: str | None) -> str:
    return " ".join((text or "").split())
