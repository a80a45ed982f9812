"""Turns a page into an article: what is not the article's own text comes off."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Mapping
from datetime import date, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import yaml
from pydantic import ValidationError

from assistant.datamodels import Article
from assistant.errors import InputError

from .dates import date_in_line, parse_published
from .sources import Page

__all__ = ["clean"]

HEAD_LINES = 25  # a headline, byline or date further down belongs to something else
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u2060\ufeff\ud800-\udfff]")
# Lines that are page furniture wherever they stand. Whole lines only, so that no sentence that
# mentions a subscription or a share price is lost.
_FURNITURE = re.compile(
    r"(?:logo|menu|search|home|news|contact(?: us)?|about us|log ?in|sign ?(?:in|up)|register"
    r"|subscribe(?: us| now| today)?|share(?: this)?(?: article| story)?|tweet|e-?mail|print"
    r"|copy link|facebook|twitter|whatsapp|telegram|linkedin|listen live|advertisement"
    r"|skip to (?:main )?content"
    r"|(?:leave|post|add) a (?:comment|reply)|no comments?(?: yet)?|\d+ comments?|comments?"
    r"|read (?:more|next|also)|related(?: articles?| stories)?|load more|follow us|newsletter"
    r"|accept(?: all)?(?: cookies)?|we use cookies.{0,200}|all rights reserved\.?"
    r"|(?:filed under|tags?|categories|previous|next|you are here|read more|see also)\s*:.*"
    r"|home\s*[»>/].*|©.*)",
    re.I,
)
_COMMENTS = re.compile(r"(?:(?:leave|post|add) a (?:comment|reply)|\d+ comments?)", re.I)
_CAPTION = re.compile(
    r"(?:\b(?:photo(?:graph)?|image|picture)(?: credit| by|/)?\s*[:/]"
    r"|[(\[]\s*(?:courtesy |file )?photo)",
    re.I,
)
CAPTION_CHARACTERS = 250  # a longer line is a paragraph in which a picture is mentioned
_BYLINE = re.compile(r"[Bb]y\s+(?P<names>[A-Z][^\d|•–—:]{2,60}?)(?:\s*[|•–—(].*)?", re.S)


def clean(page: Page) -> Article:
    """The article of a page. Raises ``InputError`` if the page holds none that can be used."""
    if page.problem:
        raise InputError(page.problem)
    read = {
        "html": _from_html,
        "markdown": _from_markdown,
        "record": _from_record,
        "document": _from_document,
    }
    fields = read.get(page.kind, _from_text)(page)
    if page.kind != "record":
        fields = _filled(fields, page)
    if not fields["text"]:
        raise InputError("no article text was found in it")
    try:
        return Article(**{"id": _id(page, fields), "origin": page.origin, **fields})
    except ValidationError as error:
        wrong = error.errors()[0]
        raise InputError(f"`{'.'.join(map(str, wrong['loc']))}`: {wrong['msg']}") from error


# -- the kinds of page ---------------------------------------------------------------------


def _from_text(page: Page) -> dict[str, Any]:
    lines = _lines(page.raw)
    title, body = _headline(lines)
    published = next((date_in_line(line) for line in lines[:HEAD_LINES] if _is_stamp(line)), None)
    return {
        "title": title,
        "authors": _authors(lines[:HEAD_LINES]),
        "published": published,
        "text": _body(body, title),
    }


def _from_markdown(page: Page) -> dict[str, Any]:
    meta, markup = _front_matter(page.raw)
    blocks = _plain_blocks(markup)
    heading = next((text for kind, text in blocks if kind == "h1"), "")
    lines = [text for _, text in blocks]
    fields = _from_text(Page(page.origin, page.name, "text", raw="\n\n".join(lines)))
    given = _given(meta)
    title = given.get("title") or heading or fields["title"]
    body = lines[lines.index(title) + 1 :] if title in lines[:HEAD_LINES] else lines
    return {**fields, **given, "title": title, "text": _body(body, title)}


def _from_html(page: Page) -> dict[str, Any]:
    import trafilatura
    from trafilatura.settings import Document

    try:
        found = trafilatura.bare_extraction(
            page.raw,
            with_metadata=True,
            include_comments=False,
            date_extraction_params={"extensive_search": False, "original_date": True},
        )
    except (ValueError, AttributeError, RecursionError) as error:
        raise InputError(f"this HTML cannot be parsed: {error}") from error
    if not isinstance(found, Document) or not (found.text or "").strip():
        return {"text": ""}
    url = found.url if _is_web_address(found.url) else None
    title = _line(found.title or "")
    published = date.fromisoformat(found.date) if found.date else None
    return {
        "url": url,
        "title": title,
        "outlet": _line(found.sitename or "") or (urlsplit(url).hostname if url else None),
        "authors": tuple(name.strip() for name in (found.author or "").split(";") if name.strip()),
        "published": published,
        "text": _body(_lines(found.text or ""), title),
    }


def _from_document(page: Page) -> dict[str, Any]:
    fields = _from_text(page)
    title = _given(page.fields).get("title") or fields["title"]
    lines = _lines(page.raw)
    body = lines[lines.index(title) + 1 :] if title in lines[:HEAD_LINES] else lines
    return {**fields, "title": title, "text": _body(body, title)}


def _filled(fields: Mapping[str, Any], page: Page) -> dict[str, Any]:
    """The fields of a page; where it is silent, what was stated about it elsewhere."""
    stated = _given(page.fields)
    if fields.get("published"):
        stated.pop("published", None)
        stated.pop("published_at", None)
    found = {name: value for name, value in fields.items() if value}
    if page.url and "url" in found and not _same_site(page.url, found["url"]):
        # A page may name its own canonical address, not speak for somebody else's.
        del found["url"]
    return {"url": page.url, **stated, **found, "text": fields["text"]}


def _from_record(page: Page) -> dict[str, Any]:
    fields = _given(page.fields)
    lines = _lines(page.raw)
    title = fields.get("title", "")
    body = lines[lines.index(title) + 1 :] if title and title in lines[:HEAD_LINES] else lines
    return {**fields, "text": _body(body, title)}


def _given(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The fields that a record or front matter states, checked; unknown ones are passed over."""
    result: dict[str, Any] = {}
    for name in ("id", "url", "title", "outlet", "language"):
        value = fields.get(name)
        if value is None or value == "":
            continue
        if not isinstance(value, str):
            raise InputError(f"`{name}` must be text, not {type(value).__name__}")
        result[name] = _line(value)
    if "url" in result and not _is_web_address(result["url"]):
        # Kept apart from the web: such an address is an identity, never a link.
        result.setdefault("id", result["url"])
        del result["url"]
    authors = fields.get("authors") or fields.get("author") or ()
    authors = [authors] if isinstance(authors, str) else authors
    if not isinstance(authors, list | tuple) or not all(isinstance(a, str) for a in authors):
        raise InputError("`authors` must be a list of names")
    result["authors"] = tuple(filter(None, map(_line, authors)))
    published = fields.get("published") or fields.get("date")
    if isinstance(published, datetime | date):
        published = published.isoformat()  # YAML reads dates by itself
    if published:
        if not isinstance(published, str):
            raise InputError("`published` must be an ISO date in quotes")
        result["published"], result["published_at"] = parse_published(published)
    return result


# -- Markdown ------------------------------------------------------------------------------


def _front_matter(markup: str) -> tuple[dict[str, Any], str]:
    match = re.match(r"---\s*\n(.*?)\n---\s*\n", markup, re.S)
    if not match:
        return {}, markup
    try:
        meta = yaml.safe_load(match[1])
    except yaml.YAMLError as error:
        raise InputError(f"its front matter is not YAML: {error}") from error
    return (meta if isinstance(meta, dict) else {}), markup[match.end() :]


def _plain_blocks(markup: str) -> list[tuple[str, str]]:
    """The blocks of a Markdown text as (tag, words without markup)."""
    from markdown_it import MarkdownIt

    tokens = MarkdownIt("commonmark").parse(markup)
    blocks = []
    for before, token in zip([None, *tokens], tokens, strict=False):
        if token.type == "inline":
            words = "".join(
                " " if child.type in ("softbreak", "hardbreak") else child.content
                for child in token.children or []
                if child.type in ("text", "code_inline", "softbreak", "hardbreak")
            )
            if words.strip():
                blocks.append((before.tag if before else "", _line(words)))
    return blocks


# -- lines ---------------------------------------------------------------------------------


def _line(text: str) -> str:
    return " ".join(_CONTROL.sub("", text).split())


def _lines(text: str) -> list[str]:
    """The lines that hold words, without control characters and with single spaces."""
    lines = (_line(line) for line in re.split(r"[\r\n\x0b\x0c\x85\u2028\u2029]+", text))
    return [line for line in lines if line]


def _headline(lines: list[str]) -> tuple[str, list[str]]:
    """The headline and what follows it.

    It is the line that stands twice, or that a breadcrumb ends with; else the first that is
    long enough to be one.
    """
    head = [line for line in lines[:HEAD_LINES] if _may_be_headline(line)]
    crumbs = {line.rsplit("»", 1)[-1].strip() for line in lines[:HEAD_LINES] if "»" in line}
    named = [line for line in head if line in crumbs]
    doubled = [line for line, after in pairwise(head) if line == after]
    likely = [line for line in head if len(line.split()) >= 4]
    title = (named or doubled or likely or [""])[0]
    return title, lines[lines.index(title) + 1 :] if title else lines


def _may_be_headline(line: str) -> bool:
    return 3 <= len(line.split()) <= 30 and not (
        _FURNITURE.fullmatch(line) or _is_caption(line) or _is_stamp(line) or _is_byline(line)
    )


def _is_caption(line: str) -> bool:
    return len(line) < CAPTION_CHARACTERS and bool(_CAPTION.search(line))


def _is_byline(line: str) -> bool:
    return len(line) < 120 and bool(_BYLINE.fullmatch(line))


def _is_stamp(line: str) -> bool:
    """Whether a line says when the article appeared, and nothing else.

    A date inside a sentence is when something happened, not when it was published.
    """
    return len(line) < 60 and len(line.split()) <= 8 and date_in_line(line) is not None


def _body(lines: list[str], title: str) -> str:
    """The article's own lines: no furniture, no line twice, nothing from the comments on."""
    kept: list[str] = []
    seen = {title}
    for number, line in enumerate(lines):
        if _COMMENTS.fullmatch(line) and number > len(lines) // 2:
            break
        short = len(line) < 300
        if _FURNITURE.fullmatch(line) or _is_caption(line) or (short and line in seen):
            continue
        if number < HEAD_LINES and (_is_stamp(line) or _is_byline(line)):
            continue
        seen.add(line)
        kept.append(line)
    return "\n\n".join(kept)


def _authors(lines: list[str]) -> tuple[str, ...]:
    for line in lines:
        if _is_byline(line) and (match := _BYLINE.fullmatch(line)):
            names = re.split(r",\s*|\s+and\s+", match["names"].strip())
            return tuple(name for name in names if 1 < len(name.split()) < 6)
    return ()


# -- identity ------------------------------------------------------------------------------


def _is_web_address(url: str | None) -> bool:
    if not url:
        return False
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return False


def _same_site(url: str, other: str) -> bool:
    from courlan import extract_domain

    one, two = ((extract_domain(u) or urlsplit(u).hostname or "").lower() for u in (url, other))
    return one == two


def _id(page: Page, fields: Mapping[str, Any]) -> str:
    """Derived from the URL, else from the place: readable, and the same on every run."""
    if url := fields.get("url"):
        from courlan import clean_url

        whole = clean_url(url) or url
        name = urlsplit(whole).path.rstrip("/").rsplit("/", 1)[-1] or urlsplit(whole).hostname
    else:
        whole = page.name if page.kind == "record" else page.origin
        name = Path(page.origin).stem
    plain = unicodedata.normalize("NFKD", name or "").encode("ascii", "ignore").decode()
    slug = re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")[:40].strip("-")
    digest = hashlib.sha256(whole.encode("utf-8", "replace")).hexdigest()[:10]
    return f"{slug or 'article'}-{digest}"
