"""How answers look in a notebook: as Markdown, and as tables of pandas."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from ..errors import MissingExtra
from .articles import Source

if TYPE_CHECKING:
    import pandas

    from .answers import Answer, Citation

__all__ = ["Answers", "as_markdown", "as_table", "citation_row"]

_MARKER = re.compile(r"\[(\d+)\]")
_MARKUP = re.compile(r"[\\`*_{}\[\]<>()#+\-!|~$&=:@]")
_LINK = "%:/?#[]@!$&'*+,;="  # what may stand in an address as it is; brackets would end a link


class Answers(list["Answer"]):
    """The answers to several questions, in the order of the questions."""

    def to_frame(self) -> pandas.DataFrame:
        """One row for each answer. Raises ``MissingExtra`` without pandas."""
        return as_table(map(_answer_row, self))


def as_table(rows: Iterable[Mapping[str, Any]]) -> pandas.DataFrame:
    """A pandas frame of these rows. Raises ``MissingExtra`` if pandas is not installed."""
    try:
        import pandas
    except ImportError as error:
        raise MissingExtra("to_frame()", "pandas") from error
    return pandas.DataFrame([dict(row) for row in rows])


def _answer_row(answer: Answer) -> Mapping[str, Any]:
    first, last = answer.span or (None, None)
    return {
        "question": answer.question,
        "text": answer.text,
        "short": answer.short.text if answer.short else None,
        "abstained": answer.abstained,
        "certainty": answer.certainty,
        "confidence": answer.confidence,
        "answerer": answer.answerer,
        "sources": len(answer.sources),
        "first": first,
        "last": last,
        "notices": " ".join(answer.notices),
    }


def citation_row(citation: Citation) -> Mapping[str, Any]:
    """What a table of citations says of one."""
    source = citation.article
    return {
        "number": citation.number,
        "sentence": citation.sentence,
        "quote": citation.quote,
        "outlet": source.outlet,
        "title": source.title,
        "published": source.published,
        "article": source.id,
        "revision": source.revision,
        "start": citation.start,
        "end": citation.end,
        "url": citation.url,
    }


def as_markdown(answer: Answer) -> str:
    """An answer with its sources and their words; nothing in them is taken for markup."""
    links = {citation.number: citation.url for citation in reversed(answer.citations)}
    paragraphs = [_linked(each, links) for each in answer.text.split("\n\n")]
    for number, source in enumerate(answer.sources, start=1):
        quotes = (c.quote for c in answer.citations if c.number == number)
        told = "".join(f"\n> “{_plain(words)}”\n" for words in dict.fromkeys(quotes))
        paragraphs.append(f"{_link(f'[{number}]', links.get(number))} {_headline(source)}\n{told}")
    paragraphs += [f"*{_plain(notice)}*" for notice in answer.notices]
    return "\n\n".join(paragraphs)


def _headline(source: Source) -> str:
    day = source.published.isoformat() if source.published else "date unknown"
    outlet = source.outlet or "outlet unknown"
    return f"{_plain(source.title or source.id)} ({_plain(outlet)}, {day})"


def _linked(text: str, links: Mapping[int, str | None]) -> str:
    """Text whose markers lead to what they cite, where that has an address."""
    parts = _MARKER.split(text)  # words and numbers in turn
    return "".join(
        _link(f"[{part}]", links.get(int(part))) if at % 2 else _plain(part)
        for at, part in enumerate(parts)
    )


def _link(words: str, url: str | None) -> str:
    return f"[{_plain(words)}]({quote(url, safe=_LINK)})" if url else _plain(words)


def _plain(text: str) -> str:
    """Text that Markdown, HTML and TeX take for nothing but text: their signs as entities."""
    return _MARKUP.sub(lambda sign: f"&#{ord(sign[0])};", " ".join(text.split("\n")))
