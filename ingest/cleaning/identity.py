"""Gives articles ids that are readable and the same on every run."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from pathlib import PurePath
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from assistant.text.characters import without_surrogates

__all__ = [
    "former_address",
    "former_ids",
    "id_from_page",
    "id_from_place",
    "id_from_url",
    "is_web_address",
    "same_site",
    "whole_address",
]

SLUG_CHARACTERS = 40
DIGITS = 20  # of the digest, 80 bits: among a billion articles two meet with chance 4e-7
FORMER_DIGITS = 10  # as ids had before: among a million articles two met with chance 0.4
NUMBER_DIGITS = 9  # of a story; what counts clicks and campaigns has more
_NUMBERED = re.compile(r"[a-z]id", re.I)  # "cid=7" may be a campaign, or a story
# What courlan does not know of the parameters that tell where a reader came from.
_CAMPAIGN = re.compile(
    r"(?:(?:at|ns|wt|hsa|pk|piwik|matomo)_|_hs|__twitter)\w*|(?:i?cmp|smid|smtyp|ocid|ncid|icid|taid)"
    r"|cmpid|spm|trk|soc_\w+|share(?:d|_?type)?|sharing|via|feature|partner|cmp|rss$",
    re.I,
)
_LONG_ID = re.compile(rf".*-[0-9a-f]{{{DIGITS}}}", re.S)


def same_site(url: str, other: str) -> bool:
    """Whether two addresses belong to one registered domain."""
    from courlan import extract_domain

    one, two = ((extract_domain(u) or urlsplit(u).hostname or "").lower() for u in (url, other))
    return one == two


def is_web_address(url: str | None) -> bool:
    """Whether this is an http(s) address with a host: only such a one becomes a link."""
    if not url:
        return False
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return False


def whole_address(url: str) -> str:
    """The address without what makes no other page: what an id made from it stands for.

    That is the scheme, ``www.``, a final slash, what measures a campaign, and the fragment, save
    one that a page written in scripts takes its story from ("#!/story/7").
    """
    parts = urlsplit(_cleaned(url))
    asked = parse_qsl(parts.query, keep_blank_values=True)
    query = urlencode([(name, value) for name, value in asked if not _CAMPAIGN.match(name)])
    fragment = parts.fragment if parts.fragment.startswith(("!", "/")) else ""
    host = parts.netloc.removeprefix("www.")
    return urlunsplit(("https", host, parts.path.rstrip("/"), query, fragment))


def former_address(url: str) -> str:
    """The same as ids stood for it before: only without tracking parameters."""
    from courlan import clean_url

    return clean_url(url) or url


def _cleaned(url: str) -> str:
    """The address without tracking parameters, but with every number that may name a story."""
    numbers = [
        (name, value)
        for name, value in parse_qsl(urlsplit(url).query)
        if _NUMBERED.fullmatch(name) and value.isdecimal() and len(value) <= NUMBER_DIGITS
    ]
    parts = urlsplit(former_address(url))
    asked = parse_qsl(parts.query, keep_blank_values=True)
    query = urlencode(sorted({*asked, *numbers}))
    return urlunsplit((parts.scheme, parts.netloc, parts.path, query, parts.fragment))


def id_from_url(url: str) -> str:
    """The same wherever the page lies, and however its address is written."""
    return _id_of_address(whole_address(url))


def former_ids(article_id: str, url: str | None) -> list[str]:
    """What an id made here was before: with fewer digits, or from its address as it is written.

    Empty for an id that was given.
    """
    if not _LONG_ID.fullmatch(article_id):
        return []
    ids = [article_id]
    if url and article_id == id_from_url(url):
        ids.append(_id_of_address(former_address(url)))
    return [*ids[1:], *(each[: FORMER_DIGITS - DIGITS] for each in ids)]


def _id_of_address(whole: str) -> str:
    name = urlsplit(whole).path.rstrip("/").rsplit("/", 1)[-1] or urlsplit(whole).hostname
    return _readable(name or "", whole)


def id_from_place(origin: str, name: str) -> str:
    """For a page without an address: from the file's path, or from its line in a JSONL file."""
    return _readable(PurePath(origin).stem, name)


def id_from_page(page_id: str, title: str, text: str) -> str:
    """For a further article of a page: from the page's own id and the article's title."""
    return _readable(title, f"{page_id}\n{title or text}")


def _readable(name: str, whole: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    slug = re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")[:SLUG_CHARACTERS].strip("-")
    digest = hashlib.sha256(without_surrogates(whole).encode()).hexdigest()[:DIGITS]
    return f"{slug or 'article'}-{digest}"
