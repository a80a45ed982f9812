"""Tells headline and outlet apart, wherever a page writes them: title, logo, headings."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from lxml import etree
from lxml.html import HtmlElement

from .bylines import is_press_name
from .identity import is_web_address
from .lines import as_line, words_in

__all__ = ["LOOKED_AT", "heading_text", "host_like", "named_by_page", "page_headline", "parted"]

LOOKED_AT = 100  # elements of one kind; each may hold the whole page
OUTLET_WORDS = 6
OUTLET_CHARACTERS = 60
# Strokes and dots part a title; a dash may also stand inside a headline.
_STROKE = re.compile(r"\s*[|¦｜]\s*|\s+(?:[·•⋆~/»«›‹]|::|–\s*\|)\s+")
_DASH = re.compile(r"\s+(?:[–—―-]{1,3})\s+|\s*―\s*")
_EDGE = " |¦｜·•⋆~/»«›‹:–—―-"
_TOKENS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+")
_LOGO = frozenset("logo brand branding masthead sitename wordmark".split())
_SITE = frozenset("site blog paper publication".split())
_NAMED = frozenset("title name".split())
_KICKER = frozenset(
    "kicker eyebrow overline label section category topline rubric rubrik dachzeile topic tag flag"
    " supertitle pretitle prefix overtitle tagline hat badge spitzmarke channel antetitulo"
    " occhiello surtitre chapeau".split()
)
_HEADLINE = frozenset("headline title titel titre titulo".split())
_SECTIONS = frozenset(
    "news home politics world sport sports business opinion culture local national international"
    " technology tech science health economy lifestyle life arts entertainment travel weather video"
    " videos photos blog article articles story stories latest live topics features analysis"
    " politik sport wirtschaft kultur panorama nachrichten politique économie monde société"
    " política economía deportes sociedad mundo cronaca economia esteri".split()
)
_RIGHTS = re.compile(
    r"(?:©|\(c\)|copyright)(?:\s*(?:©|\(c\)|copyright|by|\d{4}(?:\s*[–-]\s*\d{4})?)[,:]?)*\s+"
    r"(?P<name>[^\W\d_][^.|•·©()\n]{2,50}?)"
    r"(?=\s*(?:[.|•·©(\n,]|\d{4}|all rights|alle rechte|tous droits|todos los|$))",
    re.I,
)


def page_headline(tree: HtmlElement, titles: Sequence[str], names: Sequence[str]) -> str:
    """The heading that is the page's headline, without a label above it; "" if there is none.

    ``titles`` are what the page states elsewhere, ``names`` those of its site. A logo is no
    headline; of several, that which the page states too goes first, then that in its article.
    """
    known = {_squeezed(name) for name in names}
    headings = [
        (element, text)
        for element in islice(tree.iter("h1"), LOOKED_AT)
        if (text := _words_of(element, titles)) and _squeezed(text) not in known
    ]
    plain = [(e, text) for e, text in headings if not is_logo(e)]
    stated = "\n".join(map(_squeezed, titles))
    if not any(_squeezed(text) in stated for _, text in plain):
        lower = islice(tree.iter("h2"), LOOKED_AT)
        seconds = [(e, _words_of(e, titles)) for e in lower]
        named = [(e, t) for e, t in seconds if words_in(t) > 2 and _squeezed(t) in stated]
        plain = named if stated and named else plain
        if not plain and headings:
            plain = [(e, text) for e, text in seconds if words_in(text) > 2][:1]
    ranked = sorted(
        plain, key=lambda found: (_squeezed(found[1]) not in stated, not _in_article(found[0]),
                                  -len(found[1]) if _squeezed(found[1]) in stated else 0),
    )  # fmt: skip
    return ranked[0][1] if ranked else ""


def is_logo(heading: HtmlElement) -> bool:
    """Whether a heading is the site's name: by its class, or as a link to the home page."""
    for element in (heading, *islice(heading.iterdescendants(), 10)):
        names = f"{element.get('class') or ''} {element.get('id') or ''}"
        tokens = {token.lower() for token in _TOKENS.findall(names)}
        if tokens & _LOGO or (tokens & _SITE and tokens & _NAMED):
            return True
        if element.tag == "a" and heading_text(element) == heading_text(heading):
            return (
                re.fullmatch(r"(?:https?://[^/]+)?/?(?:index\.\w+)?", element.get("href") or "x")
                is not None
            )
    return any(
        not tokens.isdisjoint(_LOGO)
        for up in islice(heading.iterancestors(), 3)
        if (tokens := {t.lower() for t in _TOKENS.findall(f"{up.get('class')} {up.get('id')}")})
    )


def _in_article(element: HtmlElement) -> bool:
    return any(up.tag in ("article", "main") for up in element.iterancestors())


def _words_of(heading: HtmlElement, titles: Sequence[str]) -> str:
    """A heading's words; of one in parts, that part which is the headline."""
    whole = heading_text(heading)
    parts = [
        (part, text)
        for part in islice(heading.iterdescendants(), LOOKED_AT)
        if isinstance(part.tag, str) and (text := heading_text(part)) and text != whole
    ]
    for part, text in parts:
        tokens = {token.lower() for token in _TOKENS.findall(part.get("class") or "")}
        marked = part.get("itemprop") == "headline" or (tokens & _HEADLINE and not tokens & _KICKER)
        if marked and words_in(text) > 1:
            return text
        if tokens & _KICKER and whole.startswith(text):
            return whole[len(text) :].strip(_EDGE)
    if not any(_squeezed(whole) in _squeezed(title) for title in titles):
        for _, text in parts:
            if words_in(text) > 2 and any(_squeezed(text) in _squeezed(title) for title in titles):
                return text
    return whole


def heading_text(element: HtmlElement) -> str:
    """The words of an element on one line; parts that touch without a space are kept apart."""
    pieces: list[str] = []
    for event, part in etree.iterwalk(element, events=("start", "end")):
        text = part.text if event == "start" else part.tail if part is not element else ""
        text = text if isinstance(part.tag, str) or event == "end" else ""
        if part.tag in ("br", "div", "p"):
            pieces.append(" ")
        if text:
            runs_on = pieces and pieces[-1][-1:].islower() and text[:1].isupper()
            pieces += [" ", text] if runs_on else [text]
    return as_line("".join(pieces))


def parted(title: str, headline: str = "", names: Sequence[str] = ()) -> tuple[str, str]:
    """A title without the outlet's name and the section beside it, and that name or "".

    ``headline`` is what stands in the page, ``names`` what its site may be called.
    """
    if headline and (place := _place_of(headline, title)):
        front, behind = title[: place[0]], title[place[1] :]
        if not behind.strip() or behind.strip()[:1] in _EDGE:
            return headline, _outlet_of(_pieces(front), _pieces(behind), names)
    parts = [part.strip(_EDGE) for part in _STROKE.split(title) if part.strip(_EDGE)]
    if len(parts) > 1:
        return _by_strokes(parts, names)
    return _by_dashes(title, names)


def _place_of(headline: str, title: str) -> tuple[int, int] | None:
    start = title.lower().find(headline.lower())
    return (start, start + len(headline)) if start >= 0 else None


def _pieces(rest: str) -> list[str]:
    return [
        piece
        for part in _STROKE.split(rest)
        for piece in (each.strip(_EDGE) for each in _DASH.split(part))
        if piece
    ]


def _outlet_of(front: Sequence[str], behind: Sequence[str], names: Sequence[str]) -> str:
    """Which of the pieces beside a headline is the outlet: a known name, the last, the first."""
    first, last = ([each for each in pieces if _may_name(each)] for pieces in (front, behind))
    known = [piece for piece in (*last, *first) if _is_known(piece, names)]
    return (known or last[-1:] or first[:1] or [""])[0]


def _by_strokes(parts: list[str], names: Sequence[str]) -> tuple[str, str]:
    named = [part for part in parts if _is_known(part, names)] or [
        part for part in parts if is_press_name(part) and words_in(part) <= 4 and _is_name(part)
    ]
    left = [part for part in parts if part not in named] or parts
    # What stands first is the headline if it is as long as one, else the longest.
    headline = left[0] if words_in(left[0]) >= 4 else max(left, key=words_in)
    at = parts.index(headline)
    outlet = _outlet_of(parts[:at], parts[at + 1 :], names)
    rest, tail = _by_dashes(headline, names)
    if tail and not outlet:
        return rest, tail
    return headline, outlet


def _by_dashes(title: str, names: Sequence[str]) -> tuple[str, str]:
    """Whether the first or the last piece that a dash parts is the outlet, or none."""
    dashes = list(_DASH.finditer(title))
    if not dashes:
        return title, ""
    front, behind = title[: dashes[0].start()], title[dashes[0].end() :]
    rest, tail = title[: dashes[-1].start()], title[dashes[-1].end() :]
    if _is_known(tail, names) or (_is_name(tail) and is_press_name(tail)):
        return _without_section(rest), tail
    if _is_known(front, names):
        return behind, front
    if tail.lower() in _SECTIONS:
        return _by_dashes(rest, names)
    if _is_name(tail) and words_in(rest) >= 3 and not _is_all_capitals(rest):
        return _without_section(rest), tail
    if _is_name(front) and is_press_name(front) and words_in(behind) > words_in(front):
        return behind, front
    return title, ""


def _without_section(title: str) -> str:
    _, *behind = _DASH.split(title)
    return (
        title[: title.rfind(behind[-1])].rstrip(_EDGE)
        if behind and behind[-1].lower() in _SECTIONS
        else title
    )


def _is_name(piece: str) -> bool:
    """Whether words are written as a name: capitals, and either several words or a paper's."""
    return (
        _may_name(piece)
        and _is_all_capitals(piece)
        and (words_in(piece) > 1 or is_press_name(piece) or host_like(piece))
    )


def _is_all_capitals(text: str) -> bool:
    words = [
        word
        for word in re.findall(r"[^\W\d_][\w'’.&-]*", text)
        if len(word) > 3 or word[0].isupper()
    ]
    return bool(words) and all(word[0].isupper() or not word[0].isalpha() for word in words)


def _may_name(piece: str) -> bool:
    return (
        piece.lower() not in _SECTIONS
        and len(piece) <= OUTLET_CHARACTERS
        and words_in(piece) <= OUTLET_WORDS
        and (not piece[0].islower() or host_like(piece))
        and not piece.endswith(("?", "!", "…", "..."))
        and not is_web_address(piece)
    )


def _is_known(piece: str, names: Sequence[str]) -> bool:
    squeezed = _squeezed(piece)
    return bool(squeezed) and any(squeezed == _squeezed(name) for name in names)


def host_like(name: str) -> bool:
    """Whether a name is only an address: "post.example"."""
    return re.fullmatch(r"[\w-]+(?:\.[\w-]+)+", name) is not None


def named_by_page(tree: HtmlElement) -> Iterator[str]:
    """What the page calls its site where readers see it: its logo, and who claims the rights."""
    for heading in islice(tree.iter("h1"), LOOKED_AT):
        if is_logo(heading):
            yield heading_text(heading)
    for image in islice(tree.iter("img"), LOOKED_AT):
        tokens = {t.lower() for t in _TOKENS.findall(f"{image.get('class')} {image.get('src')}")}
        if tokens & _LOGO and (alt := image.get("alt")):
            yield re.sub(r"\s*\b(?:logo|home|homepage)\b\s*", " ", as_line(alt), flags=re.I).strip(
                _EDGE
            )
    for footer in islice(tree.iter("footer", "small"), LOOKED_AT):
        if found := _RIGHTS.search(heading_text(footer)[:2_000]):
            yield found["name"].strip()


def _squeezed(text: str) -> str:
    squeezed = "".join(filter(str.isalnum, text)).casefold()
    return squeezed.removeprefix("the") or squeezed
