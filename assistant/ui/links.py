"""Where a link leads: to the outlet if its page can exist, else to our stored copy."""

from __future__ import annotations

from html import escape
from urllib.parse import urlencode, urlsplit

from ..datamodels import Citation

__all__ = ["Span", "anchor", "citation_link", "outlet_link", "stored_copy"]

Span = tuple[int, int]

RESERVED = ("example", "invalid", "test", "localhost")  # RFC 2606: nobody can be reached there


def outlet_link(url: str | None) -> str | None:
    """The address if it is http(s) on a host that can exist, else ``None``."""
    if not url or any(character.isspace() or not character.isprintable() for character in url):
        return None
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").rstrip(".")
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not host:
        return None
    return None if host.rsplit(".", 1)[-1] in RESERVED else url


def stored_copy(article_id: str, revision: int | None = None, words: Span | None = None) -> str:
    """Our reading page of an article, or of one revision of it, at the words of this span.

    The id travels as a query parameter: in a path, a browser would resolve its dots and slashes.
    """
    where: dict[str, str | int] = {"id": article_id}
    if revision is not None:
        where["revision"] = revision  # the words are there, whatever the outlet changes later
    if words is None:
        return f"article?{urlencode(where)}"
    return f"article?{urlencode(where | {'start': words[0], 'end': words[1]})}#quote"


def citation_link(citation: Citation) -> str:
    """What a citation's number opens: the quoted words, at the outlet or in our copy."""
    source = citation.article
    here = stored_copy(source.id, source.revision, (citation.start, citation.end))
    return outlet_link(citation.url) or here


def anchor(href: str, inside: str, css: str, title: str = "") -> str:
    """A link into a new tab; ``inside`` must be HTML already, the rest is escaped here.

    The title becomes one line: a blank one would end the HTML block that Markdown lets pass.
    """
    tip = f' title="{escape(" ".join(title.split()))}"' if title else ""
    return (
        f'<a class="{css}" href="{escape(href)}"{tip} target="_blank" rel="noopener noreferrer">'
        f"{inside}</a>"
    )
