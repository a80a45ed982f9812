"""The reading page: a stored article, whole, with the quoted words marked. No script."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from itertools import pairwise

from ..answering.wording import day_in_words
from ..datamodels import Article, Version
from .links import Span, anchor, outlet_link, stored_copy

__all__ = ["article_page", "missing_page", "quoted_span", "revision_named"]

DIGITS = 9  # no text is that long, and no article is changed that often


def quoted_span(start: str, end: str, length: int) -> Span | None:
    """The span that a link names, or ``None`` if it is not one of a text of this length."""
    if not (_is_number(start) and _is_number(end)):
        return None
    span = int(start), int(end)
    return span if span[0] < span[1] <= length else None


def revision_named(revision: str) -> int | None:
    """The revision that a link names; ``None``, for the one that stands, if it names none.

    Raises ``ValueError`` for what can be no revision.
    """
    if revision and not _is_number(revision):
        raise ValueError(f"{revision[:DIGITS]!r} is no revision")
    return int(revision) if revision else None


def _is_number(text: str) -> bool:
    return text.isdecimal() and len(text) <= DIGITS


def article_page(
    article: Article, quote: Span | None = None, versions: Sequence[Version] = ()
) -> str:
    """The page of an article; ``quote`` is the span of its text to mark and scroll to.

    Of ``versions``, the one shown and the others are told apart and linked.
    """
    title = article.title or article.id
    known = [
        article.outlet or "outlet unknown",
        day_in_words(article.published),
        ", ".join(article.authors),
    ]
    return _page(
        title,
        f"<article><h1>{escape(title)}</h1>"
        f'<p class="nd-byline">{escape(" · ".join(filter(None, known)))}</p>'
        f'<p class="nd-origin">{_origin(article)}</p>{_changes(article, versions)}'
        f"{_paragraphs(article.text, quote)}</article>",
    )


def missing_page() -> str:
    """What a link to an article that is not, or no longer, in the library shows."""
    return _page(
        "No such article",
        "<article><h1>No such article</h1><p>The library does not hold this article. It may have"
        " been removed since the link was made.</p></article>",
    )


def _page(title: str, body: str) -> str:
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="color-scheme" content="light dark">'
        f"<title>{escape(title)} · Newsdesk</title>"
        '<link rel="stylesheet" href="newsdesk.css"></head>'
        '<body class="nd-page"><header><a class="nd-name" href="./">Newsdesk</a>'
        f"<span>stored copy</span></header><main>{body}</main></body></html>"
    )


def _origin(article: Article) -> str:
    """A link to the outlet's page; a web address that leads nowhere is shown but not linked."""
    link = outlet_link(article.url)
    if link:
        return anchor(link, "Open at the outlet", "nd-link")
    is_web = (article.url or "").startswith(("http://", "https://"))
    return f"First published at {escape(article.url or '')}" if is_web else ""


def _changes(article: Article, versions: Sequence[Version]) -> str:
    """Whether another version of the article was read, and a link to each."""
    if article.superseded:
        now = anchor(stored_copy(article.id), "Read it as it stands", "nd-link")
        until = day_in_words(article.superseded.date())
        return f'<p class="nd-origin">As it was read until {until}; changed since. {now}</p>'
    earlier = [version for version in versions if version.superseded]
    if not earlier:
        return ""
    links = ", ".join(
        anchor(
            stored_copy(article.id, version.revision),
            f"as read {day_in_words(version.read.date())}",
            "nd-link",
        )
        for version in earlier
    )
    return f'<p class="nd-origin">Changed since it was first read. Before: {links}</p>'


def _paragraphs(text: str, quote: Span | None) -> str:
    """The text's lines as paragraphs; a quote that runs over several is marked in each."""
    html, start, anchored = [], 0, False
    for line in text.split("\n"):
        end = start + len(line)
        marked = quote is not None and quote[0] < end and start < quote[1]
        if line.strip():
            words = _marked(text, start, end, quote, not anchored) if quote and marked else None
            html.append(f"<p>{escape(line) if words is None else words}</p>")
            anchored = anchored or marked
        start = end + 1
    return "".join(html)


def _marked(text: str, start: int, end: int, quote: Span, anchored: bool) -> str:
    """The text from start to end with what lies in the quote marked."""
    cuts = [start, max(start, quote[0]), min(end, quote[1]), end]
    before, words, after = (escape(text[a:b]) for a, b in pairwise(cuts))
    place = ' id="quote"' if anchored else ""
    return f"{before}<mark{place}>{words}</mark>{after}"
