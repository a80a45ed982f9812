"""Reads schema.org's JSON-LD in a page, also where it is slightly out of order."""

from __future__ import annotations

import html
import json
import re
from collections import deque
from collections.abc import Iterable, Iterator
from typing import Any

from lxml.html import HtmlElement

__all__ = ["Thing", "Things", "plain", "things_of"]

READ = 2_000_000  # characters of one script; no article has more to say of itself
THINGS = 5_000
DEPTH = 8  # of names within names
_ARTICLE = re.compile(r"(?:\w*Article|BlogPosting|Report|LiveBlogPosting)$")
_WRAPPING = re.compile(
    r"^\s*(?:(?:<!--|//|/\*|<!\[CDATA\[|\*/)\s*)+|(?:\s|-->|//|/\*|\]\]>|\*/|;)+$"
)
# A string stays as it is; comments, and commas before a bracket that closes, go.
_SLIPS = re.compile(
    r'(?P<string>"(?:[^"\\]|\\.|\\\Z)*(?:"|\Z))'
    r"|//[^\n]*|/\*.*?(?:\*/|\Z)|<!--.*?(?:-->|\Z)|,(?=\s*[}\]])",
    re.S,
)
_ESCAPE = re.compile(r"\\(?![\"\\/bfnrtu])")
# One that neither opens a string nor closes it: "He said "no" to it".
_INNER_QUOTE = re.compile(r'(?<=[^\s{\[,:\\"])(\s*)"(?=\s*[^\s,:}\]"])')
# Where in what is described the page's own article stands.
_HOLDERS = ("@graph", "mainEntity", "mainEntityOfPage", "subjectOf", "item")

Thing = dict[str, Any]


class Things:
    """What a page describes, with references followed."""

    def __init__(self, described: Iterable[object]) -> None:
        self._all = list(_inside(described))
        self._named = {
            thing["@id"]: thing
            for thing in reversed(self._all)
            if isinstance(thing.get("@id"), str) and len(thing) > 1
        }
        self._own = list(_inside(described, _HOLDERS))

    def articles(self) -> list[Thing]:
        """The articles that the page is about, in order; those it only lists are not among them."""
        return [thing for thing in self._own if any(map(_ARTICLE.search, kinds_of(thing)))]

    def site(self) -> Thing | None:
        """The site that the page is part of."""
        sites = (thing for thing in self._own if "WebSite" in kinds_of(thing))
        return next(sites, None)

    def named(self, value: object) -> list[str]:
        """The names of people or organisations, however deep they stand."""
        return list(dict.fromkeys(self._names(value, DEPTH)))

    def _names(self, value: object, depth: int) -> Iterator[str]:
        if isinstance(value, str):
            thing = self._named.get(value)
            if thing and depth:
                yield from self._names(thing, depth - 1)
            elif name := plain(value):
                yield name
        elif isinstance(value, list):
            for each in value[:THINGS] if depth else ():
                yield from self._names(each, depth - 1)
        elif isinstance(value, dict) and depth:
            parts = [plain(value.get(part)) for part in ("givenName", "familyName")]
            known = value.get("name") or " ".join(filter(None, parts)) or value.get("@value")
            known = known or value.get("legalName") or value.get("alternateName")
            reference = self._named.get(str(value.get("@id")))
            if known:
                yield from self._names(known, depth - 1)
            elif reference and reference is not value:
                yield from self._names(reference, depth - 1)


def things_of(tree: HtmlElement) -> Things:
    """What the page's scripts describe."""
    scripts = [
        script.text_content()
        for script in tree.iter("script")
        if "ld+json" in (script.get("type") or "").lower()
    ]
    return Things([value for script in scripts for value in _values(script[:READ])])


def kinds_of(thing: Thing) -> list[str]:
    """The types of a thing: "NewsArticle", also where they are written as addresses."""
    kinds = thing.get("@type")
    return [
        re.split(r"[/#:]", kind)[-1].strip()
        for kind in (kinds if isinstance(kinds, list) else [kinds])
        if isinstance(kind, str)
    ]


def plain(value: object) -> str:
    """A text without the markup and the references that some write into it; "" for no text."""
    if not isinstance(value, str):
        return ""
    return " ".join(html.unescape(re.sub(r"<[^<>]{0,99}>", "", value)).split())


def _inside(described: Iterable[object], keys: tuple[str, ...] | None = None) -> Iterator[Thing]:
    """The things described, and those inside them, the outer first; under ``keys`` or all."""
    waiting = deque(described)
    for _ in range(THINGS):
        if not waiting:
            return
        value = waiting.popleft()
        if isinstance(value, list):
            waiting.extendleft(reversed(value[:THINGS]))
        elif isinstance(value, dict):
            yield value
            waiting.extend(value.values() if keys is None else map(value.get, keys))


def _values(script: str) -> Iterator[object]:
    """The values that stand in a script, one behind the other."""
    text = _WRAPPING.sub("", _WRAPPING.sub("", script.lstrip("\ufeff")), count=2)
    if text.startswith(("&quot;", "{&quot;", "[{&quot;")):
        text = html.unescape(text)
    found = list(_read(text)) or list(_read(_mended(text)))
    yield from found or _read(_mended(_INNER_QUOTE.sub(r"\1\"", text)))


def _read(text: str) -> Iterator[object]:
    decoder = json.JSONDecoder(strict=False)
    at = 0
    while match := re.compile(r"[{\[]").search(text, at):
        try:
            value, at = decoder.raw_decode(text, match.start())
        except (ValueError, RecursionError):
            return
        yield value


def _mended(text: str) -> str:
    """The same without comments, commas too many and escapes that JSON does not know."""
    return _SLIPS.sub(
        lambda match: _ESCAPE.sub("", match["string"]) if match["string"] else "", text
    )
