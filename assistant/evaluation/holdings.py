"""What the library holds of a question's sources: the gold that results are measured against."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING, Protocol

from .datamodels import Question
from .normalising import is_within, words
from .questions import BadLine, QuestionFile

if TYPE_CHECKING:
    from ..library import Library
    from ..library.entries import Revision

__all__ = ["AsWritten", "Gold", "Holdings", "LibraryHoldings", "known_sources_only"]


@dataclass(frozen=True)
class Gold:
    """What should be found for a question. ``passages`` is empty where they are not known.

    ``unknown`` are the sources that the library does not hold.
    """

    articles: frozenset[str] = frozenset()
    groups: frozenset[str] = frozenset()
    passages: frozenset[str] = frozenset()
    unknown: tuple[str, ...] = ()


class Holdings(Protocol):
    """What is known of the articles that were searched."""

    def gold(self, question: Question) -> Gold:
        """What should be found for a question."""

    def group(self, article_id: str) -> str:
        """The same for an article and its copies."""

    def text(self, article_id: str) -> str | None:
        """An article's whole text, if it is known."""


class AsWritten:
    """Takes sources at their word: for systems over articles that Newsdesk does not hold."""

    def gold(self, question: Question) -> Gold:
        """The sources are the ids of articles."""
        sources = frozenset(question.sources)
        return Gold(articles=sources, groups=sources)

    def group(self, article_id: str) -> str:
        """Every article stands for itself."""
        return article_id

    def text(self, article_id: str) -> str | None:
        """Not known."""
        return None


class LibraryHoldings:
    """The holdings of a Newsdesk library. ``own_passages``: it is its passages that are found."""

    def __init__(self, library: Library, own_passages: bool = True) -> None:
        self._catalogue = library.catalogue
        self._own_passages = own_passages
        self._revisions: dict[str, Revision] = {}
        self._groups: dict[str, str] = {}
        self._named: defaultdict[str, list[str]] = defaultdict(list)
        self._origins: dict[str, str] = {}
        for names in library.catalogue.names():
            article_id = names.revision.article_id
            self._revisions[article_id] = names.revision
            self._groups[article_id] = names.wording
            self._origins[article_id] = PurePath(names.origin).as_posix()
            for name in {article_id, names.url, PurePath(names.origin).name} - {None, ""}:
                self._named[str(name)].append(article_id)

    def gold(self, question: Question) -> Gold:
        """The articles that the sources name, their copies, and the passages that answer."""
        articles: set[str] = set()
        unknown = []
        for source in question.sources:
            named = self._articles(source)
            articles.update(self._holding(named, question))
            if not named:
                unknown.append(source)
        return Gold(
            articles=frozenset(articles),
            groups=frozenset(self._groups[each] for each in articles),
            passages=frozenset(self._passages(articles, question)),
            unknown=tuple(unknown),
        )

    def group(self, article_id: str) -> str:
        """The article's wording, which its copies share."""
        return self._groups.get(article_id, article_id)

    def text(self, article_id: str) -> str | None:
        """An article's whole text."""
        article = self._catalogue.article(article_id)
        return article.text if article else None

    def _articles(self, source: str) -> list[str]:
        """The articles of this id, URL, file name or path."""
        if source in self._named:
            return self._named[source]
        path = PurePath(source).as_posix().removeprefix("./")
        of_file = self._named.get(PurePath(path).name, [])
        return [each for each in of_file if f"/{self._origins[each]}".endswith(f"/{path}")]

    def _holding(self, named: Sequence[str], question: Question) -> Sequence[str]:
        """Of several articles on one page, those that hold the answer; all, if none can tell."""
        if len(named) < 2:
            return named
        texts = {each: self.text(each) or "" for each in named}
        for wanted in (question.quotes, question.wordings):
            holding = [each for each in named if _holds_any(texts[each], wanted)]
            if holding:
                return holding
        return named

    def _passages(self, articles: set[str], question: Question) -> list[str]:
        """The passages that hold a gold quote; a quote over two passages is in both in part."""
        if not self._own_passages:
            return []
        found = []
        for article_id in sorted(articles):
            article, passages = self._catalogue.contents(self._revisions[article_id])
            spans = [_span(article.text, quote) for quote in question.quotes]
            within = [span for span in spans if span]
            found += [
                passage.id
                for passage in passages
                if any(passage.start < end and start < passage.end for start, end in within)
                or (not question.quotes and _holds_any(passage.text, question.wordings))
            ]
        return found


def known_sources_only(file: QuestionFile, library: Library) -> QuestionFile:
    """The file with every line found bad that names a source which the library does not hold."""
    holdings = LibraryHoldings(library, own_passages=False)
    bad = []
    for question, at in zip(file.questions, file.lines, strict=True):
        unknown = holdings.gold(question).unknown
        if unknown:
            named = ", ".join(map(repr, unknown))
            bad.append(BadLine(at, f"the library holds no article of the source {named}"))
    return file.without(bad)


def _holds_any(text: str, wanted: Sequence[str]) -> bool:
    said = words(text)
    return any(is_within(words(each), said) for each in wanted)


def _span(text: str, quote: str) -> tuple[int, int] | None:
    """Where the quote stands in the text, white space aside."""
    match = re.search(r"\s+".join(map(re.escape, quote.split())), text)
    return match.span() if match else None
