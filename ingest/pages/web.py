"""Turns an address of the web into pages: its own, or those that a feed or sitemap lists."""

from __future__ import annotations

import hashlib
import html
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import urldefrag, urljoin, urlsplit

from assistant.errors import InputError
from assistant.library import Remembered

from .faults import contained
from .feeds import Listed, Listing, read_listing
from .fetching import Fetched, Fetcher, Gone
from .requesting import unpacked
from .sources import FORMATS, MAX_BYTES, Format, Page, page_of

__all__ = ["LIMIT", "Visit", "Web"]

LIMIT = 100  # pages of one feed or sitemap, unless the user wants more
MAX_SITEMAPS = 20  # of one index: a news site has one for each month

MEDIA_TYPES: Mapping[str, Format] = {
    "text/html": "html",
    "application/xhtml+xml": "html",
    "text/plain": "text",
    "text/markdown": "markdown",
    "application/pdf": "pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
    "message/rfc822": "email",
}
GZIP = b"\x1f\x8b"
REFRESHES = 3  # pages that send on to the next, one behind the other
REFRESH_WITHIN = 20_000  # bytes; a page that sends on says little else
AT_ONCE = 5  # seconds; a page that may be read for longer is one
_META = re.compile(rb"<meta\b[^<>]{0,3000}>", re.I)
_REFRESH = re.compile(
    rb"""content\s*=\s*["']?\s*(?P<seconds>\d{1,4})(?:\.\d*)?\s*[;,]\s*(?:url\s*=\s*)?(?P<url>[^\s>]+)""",
    re.I,
)
_NOT_SENT = re.compile(
    rb"<!--.*?(?:-->|\Z)|<(script|style|noscript|textarea|template)\b.*?(?:</\1\b|\Z)", re.I | re.S
)


@dataclass(frozen=True)
class Visit:
    """What became of one address: a problem, no change, a page, or the end of a list.

    ``name`` tells a person which address it is and what listed it. It is ``gone`` if its server
    says so. A ``listing`` comes after
    the visits to its pages; once they are all in, ``remembered`` lets the next run ask only
    whether it has changed. ``mark`` in it is the digest of what was read.
    """

    origin: str
    name: str
    problem: str = ""
    gone: bool = False
    page: Page | None = None
    unchanged: bool = False
    listing: bool = False
    remembered: Remembered | None = None
    notice: str = ""


class Web:
    """Visits addresses for one run, each once.

    ``recall`` gives what an earlier run remembered of an address; ``limit`` bounds the pages
    read of one feed or sitemap.
    """

    def __init__(
        self, fetcher: Fetcher, recall: Callable[[str], Remembered | None], limit: int = LIMIT
    ) -> None:
        self._fetcher = fetcher
        self._recall = recall
        self._limit = limit
        self._visited: set[str] = set()

    def visit(self, address: str) -> Iterator[Visit]:
        """What an address holds; never raises for what the web does."""
        known = self._recall(address)
        if known and known.stamp.startswith("first ") and known.stamp != self._extent:
            known = None  # more of the list, or less, is wanted than last time
        try:
            fetched = self._get(address, known)
            listing = _listing(fetched)
        except InputError as error:
            yield Visit(address, address, problem=str(error), gone=isinstance(error, Gone))
            return
        if fetched.content is None:
            yield Visit(address, address, unchanged=True)
        elif listing is None:
            self._visited.add(address)
            yield _page_visit(fetched, Listed(address), address, "")
        else:
            yield from self._listed(address, fetched, listing)

    @property
    def _extent(self) -> str:
        return f"first {self._limit}"

    def _get(self, address: str, known: Remembered | None) -> Fetched:
        """What is at an address, or where its page sends a browser on at once."""
        fetched = self._asked(address, known)
        for _ in range(REFRESHES):
            onward = _sent_on_to(fetched)
            if not onward:
                return fetched
            # What the next page was last is no condition to ask the first one with.
            fetched = replace(self._asked(onward, None), etag="", last_modified="")
        raise InputError(f"its pages send on to another more than {REFRESHES} times")

    def _asked(self, address: str, known: Remembered | None) -> Fetched:
        with contained():
            fetched = (
                self._fetcher.get(address, known.etag, known.last_modified)
                if known
                else self._fetcher.get(address)
            )
            if fetched.content is not None and fetched.content.startswith(GZIP):
                return replace(fetched, content=unpacked(fetched.content, MAX_BYTES))
            return fetched

    def _listed(self, address: str, fetched: Fetched, listing: Listing) -> Iterator[Visit]:
        pages = list(listing.pages)
        if listing.kind == "index":
            pages = []
            for found in self._of_sitemaps(address, listing):
                if isinstance(found, Visit):
                    yield found
                else:
                    pages.append(found)
        by = f"the {'feed' if listing.kind == 'feed' else 'sitemap'} {address}"
        for listed in pages[: self._limit]:
            if listed.url not in self._visited:
                self._visited.add(listed.url)
                yield self._listed_page(listed, by)
        # A sitemap that looks as before says nothing of pages for which it gives no date.
        telling = listing.kind == "feed" or all(listed.stamp for listed in listing.pages)
        yield Visit(
            address,
            address,
            listing=True,
            notice=self._notice(listing, len(pages)),
            remembered=_remember(fetched, self._extent)
            if telling and listing.kind != "index"
            else None,
        )

    def _of_sitemaps(self, address: str, index: Listing) -> Iterator[Listed | Visit]:
        """The pages of an index's sitemaps, until there are enough; failures as visits."""
        count = 0
        for sitemap in index.pages[:MAX_SITEMAPS]:
            if count > self._limit:
                return
            try:
                fetched = self._get(sitemap.url, None)
                listing = _listing(fetched)
                if listing is None or listing.kind == "index":
                    raise InputError("is not a sitemap, though an index lists it as one")
            except InputError as error:
                name = f"{sitemap.url} (listed by the sitemap {address})"
                yield Visit(sitemap.url, name, problem=str(error))
                continue
            count += len(listing.pages)
            yield from listing.pages

    def _listed_page(self, listed: Listed, by: str) -> Visit:
        name = f"{listed.url} (listed by {by})"
        known = self._recall(listed.url)
        if known and listed.stamp and known.stamp == listed.stamp:
            return Visit(listed.url, name, unchanged=True)
        try:
            fetched = self._get(listed.url, known)
        except InputError as error:
            return Visit(listed.url, name, problem=str(error), gone=isinstance(error, Gone))
        if fetched.content is None:
            return Visit(listed.url, name, unchanged=True)
        return _page_visit(fetched, listed, name, by)

    def _notice(self, listing: Listing, found: int) -> str:
        cut = ""
        if found > self._limit:
            first = "first" if listing.kind == "feed" else "newest"
            cut = f"lists {found:,} pages or more; the {first} {self._limit:,} were read"
            cut += " (--limit N reads more)"
        broken = f"its markup is broken ({listing.broken})" if listing.broken else ""
        return "; ".join(filter(None, (cut, broken)))


def _sent_on_to(fetched: Fetched) -> str:
    """Where a page sends a browser on at once (`<meta http-equiv="refresh">`), if anywhere.

    Not what is meant for browsers without scripts, nor a page that only reloads itself.
    """
    if fetched.content is None or MEDIA_TYPES.get(fetched.kind) != "html":
        return ""
    head = _NOT_SENT.sub(b"", fetched.content[:REFRESH_WITHIN])
    for tag in _META.findall(head):
        match = _REFRESH.search(tag) if b"refresh" in tag.lower() else None
        if match and int(match["seconds"]) <= AT_ONCE:
            target = html.unescape(match["url"].decode("utf-8", "replace")).strip(" \"'")
            onward = urldefrag(urljoin(fetched.url, target))[0]
            return "" if onward == urldefrag(fetched.url)[0] else onward
    return ""


def _listing(fetched: Fetched) -> Listing | None:
    with contained():
        return read_listing(fetched.content or b"", fetched.url)


def _page_visit(fetched: Fetched, listed: Listed, name: str, by: str) -> Visit:
    try:
        form = _format(fetched)
    except InputError as error:
        return Visit(listed.url, name, problem=str(error))
    page = page_of(listed.url, form, fetched.content or b"", fetched.charset)
    page = replace(
        page,
        name=name,
        url=fetched.url,
        fetched=fetched.moment,
        fields={**_stated(listed), **page.fields},
        stated_by=page.stated_by or by,
    )
    return Visit(listed.url, name, page=page, remembered=_remember(fetched, listed.stamp))


def _format(fetched: Fetched) -> Format:
    """What a page is by its media type; where the server does not know, by name or content."""
    if fetched.kind in MEDIA_TYPES:
        return MEDIA_TYPES[fetched.kind]
    if fetched.kind == "application/octet-stream":
        if (fetched.content or b"").startswith(b"%PDF-"):
            return "pdf"
        form = FORMATS.get(PurePosixPath(urlsplit(fetched.url).path).suffix.lower())
        if form and form != "record":
            return form
    raise InputError(f"is {fetched.kind}, which is not read as an article")


def _stated(listed: Listed) -> dict[str, Any]:
    fields = {
        "title": listed.title,
        "authors": list(listed.authors),
        "outlet": listed.outlet,
        "published": listed.published,
    }
    return {name: value for name, value in fields.items() if value}


def _remember(fetched: Fetched, stamp: str) -> Remembered:
    digest = hashlib.sha256(fetched.content or b"").hexdigest()
    return Remembered(digest, fetched.etag, fetched.last_modified, stamp)
