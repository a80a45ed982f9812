"""Answers about an invented ferry, and a desk that gives them, for tests of the window."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from html.parser import HTMLParser
from threading import Event, Lock
from typing import Any

from assistant.answering.citations import Composer, Draft, Ground
from assistant.datamodels import (
    Answer,
    Article,
    Coverage,
    Evidence,
    Passage,
    Piece,
    Request,
    Support,
    Version,
)
from assistant.errors import ArticleNotFound
from assistant.settings import Settings

TEXT = "The night ferry will not sail until May.\n\nIts gearbox failed. Passengers are paid back."
READ, SUPERSEDED = datetime(2024, 2, 1, 8, tzinfo=UTC), datetime(2024, 3, 7, 9, tzinfo=UTC)
COVERAGE = Coverage(articles=19, passages=37, undated=0)

# What an article, a model or a reader may send to take a page over.
HOSTILE = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "' onmouseover='alert(1)",
    "![x](http://evil.test/x.png)",
    "[click](javascript:alert(1))",
    "<form action=http://evil.test><input name=q></form>",
    "# heading\n\n**bold** `code` $$x$$ | a | b |\n|---|---|",
    "</div></details><iframe src=http://evil.test>",
    "&lt;b&gt; &amp; already escaped",
)


def article(**fields: Any) -> Article:
    """The article about the ferry, with other fields if given."""
    usual = {
        "id": "ferry",
        "title": "Night ferry is cancelled",
        "outlet": "Brindle Courier",
        "published": date(2024, 2, 1),
        "text": TEXT,
    }
    return Article.model_validate(usual | fields)


def ground(quote: str, of: Article | None = None) -> Ground:
    """Where an article, whole in one passage, says this."""
    of = of or article()
    start = of.text.index(quote)
    passage = Passage(
        article_id=of.id, revision=1, ordinal=0, start=0, end=len(of.text), text=of.text
    )
    return Ground(Evidence(passage=passage, article=of.source, score=1), start, start + len(quote))


def draft(text: str, *grounds: Ground, support: Support = "supported", by: str = "") -> Draft:
    return Draft(text, grounds, support, by)


def answer(*drafts: Draft, **fields: Any) -> Answer:
    """A finished answer of these sentences; with an attribution they are quotes."""
    composer = Composer()
    for one in drafts:
        composer.add(one)
    days = sorted(source.published for source in composer.sources if source.published)
    usual = {
        "question": "What of the ferry?",
        "text": composer.text,
        "abstained": False,
        "answerer": "quotes" if any(one.attribution for one in drafts) else "llm",
        "sentences": composer.sentences,
        "citations": composer.citations,
        "sources": composer.sources,
        "span": (days[0], days[-1]) if days else None,
        "coverage": COVERAGE,
        "confidence": 0.9,
    }
    return Answer.model_validate(usual | fields)


def pieces(*drafts: Draft) -> list[Piece]:
    """The same sentences as they are streamed."""
    composer = Composer()
    return [composer.add(one) for one in drafts]


class Seen(HTMLParser):
    """What a browser would see: tags, attributes, text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.open: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]
        if tag not in ("meta", "link"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


class ScriptedDesk:
    """A desk that gives what it was told to; an exception among it is raised."""

    def __init__(self, *events: Piece | Answer | Exception) -> None:
        self.settings = Settings()
        self.version = 1
        self.events = events
        self.asked: Request | None = None
        self.closed = False

    def stream(self, request: Request, /) -> Iterator[Piece | Answer]:
        self.asked = request
        try:
            for event in self.events:
                if isinstance(event, Exception):
                    raise event
                yield event
        finally:
            self.closed = True

    def article(self, article_id: str, revision: int | None = None) -> Article:
        if article_id != "a/b?c=d&e#f..":
            raise ArticleNotFound(article_id)
        return article(id=article_id, revision=2, superseded=SUPERSEDED if revision == 1 else None)

    def versions(self, article_id: str) -> list[Version]:
        return [
            Version(revision=1, read=READ, superseded=SUPERSEDED),
            Version(revision=2, read=SUPERSEDED),
        ]

    def outlets(self) -> list[str]:
        return ["Brindle Courier"]

    def coverage(self) -> Coverage:
        return COVERAGE

    def example_questions(self, count: int) -> list[str]:
        return ["What of the ferry?"][:count]


class HeldDesk(ScriptedDesk):
    """A desk that can be told to hold its answers, and which knows how many are at work."""

    def __init__(self, *events: Piece | Answer | Exception) -> None:
        super().__init__(*events)
        self.let_go = Event()
        self.let_go.set()
        self.at_work = self.most = 0
        self._lock = Lock()

    def stream(self, request: Request, /) -> Iterator[Piece | Answer]:
        self._count(1)
        try:
            self.let_go.wait()
            yield from super().stream(request)
        finally:
            self._count(-1)

    def _count(self, more: int) -> None:
        with self._lock:
            self.at_work += more
            self.most = max(self.most, self.at_work)

    def obey(self, orders: Iterable[str]) -> None:
        """What a test says to a desk in another process: each order is answered with a line."""
        for order in orders:
            if order.strip() == "hold":
                self.let_go.clear()
                self.most = self.at_work
            elif order.strip() == "let go":
                self.let_go.set()
            print(self.at_work, self.most, flush=True)  # noqa: T201
