"""Gives articles ids that are readable and the same on every run."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from pathlib import PurePath
from urllib.parse import urlsplit

from assistant.text.characters import without_surrogates

__all__ = [
    "former_id",
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
    """The address without tracking parameters: what an id made from it stands for."""
    from courlan import clean_url

    return clean_url(url) or url


def id_from_url(url: str) -> str:
    """The same wherever the page lies, and whatever tracking parameters the address has."""
    whole = whole_address(url)
    name = urlsplit(whole).path.rstrip("/").rsplit("/", 1)[-1] or urlsplit(whole).hostname
    return _readable(name or "", whole)


def id_from_place(origin: str, name: str) -> str:
    """For a page without an address: from the file's path, or from its line in a JSONL file."""
    return _readable(PurePath(origin).stem, name)


def id_from_page(page_id: str, title: str, text: str) -> str:
    """For a further article of a page: from the page's own id and the article's title."""
    return _readable(title, f"{page_id}\n{title or text}")


def former_id(article_id: str) -> str | None:
    """What an id made here was before it had so many digits; ``None`` for one made elsewhere."""
    return article_id[: FORMER_DIGITS - DIGITS] if _LONG_ID.fullmatch(article_id) else None


def _readable(name: str, whole: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    slug = re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")[:SLUG_CHARACTERS].strip("-")
    digest = hashlib.sha256(without_surrogates(whole).encode()).hexdigest()[:DIGITS]
    return f"{slug or 'article'}-{digest}"
