"""What is asked about the library itself, answered from its catalogue and never by retrieval."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ..asking.desk_phrases import LIBRARY_FACTS
from ..asking.kinds import bare_words
from ..asking.understanding import Query
from ..datamodels import Source
from ..library import Library, Scope, stems
from .finding_articles import about, article_meant, mentioning, topic_of
from .wording import attribution, counted, coverage_in_words, date_span, day_in_words, listed

__all__ = ["Fact", "library_fact"]

LISTED = 10  # of whatever is listed; the rest is counted


@dataclass(frozen=True)
class Fact:
    """What is told of the library, and the articles it is told of."""

    text: str
    sources: tuple[Source, ...] = ()


def library_fact(library: Library, query: Query) -> Fact | None:
    """The answer to a question about the library; ``None`` if it is about something else."""
    words = bare_words(query.understood.text)
    for pattern, tell in _ANSWERS:
        if pattern.search(words) and (fact := tell(_Asked(library, query, words))):
            return fact
    return None


@dataclass(frozen=True)
class _Asked:
    library: Library
    query: Query
    words: str

    @property
    def scope(self) -> Scope:
        """The outlets and days that the question names, within the filters."""
        frame, outlets = self.query.understood.time_frame, self.query.understood.outlets
        return Scope(frame.after, frame.last, outlets).within(self.query.scope)

    @property
    def topic(self) -> str:
        return topic_of(self.query)

    def sources(self, ids: Sequence[str]) -> tuple[Source, ...]:
        return tuple(self.library.catalogue.sources_of(ids))


def _who_wrote(asked: _Asked) -> Fact | None:
    source = article_meant(asked.library, asked.query, asked.scope)
    if source is None:
        return None
    by = f"is by {listed(source.authors)}" if source.authors else "does not say who wrote it"
    return Fact(f"{_cited(source)} {by}.", (source,))


def _when_published(asked: _Asked) -> Fact | None:
    source = article_meant(asked.library, asked.query, asked.scope)
    if source is None:
        return None
    name = f"“{source.title}”" + (f" ({source.outlet})" if source.outlet else "")
    if source.published is None:
        day = f"{name} does not say when it was published: its date is unknown."
    else:
        day = f"{name} was published on {day_in_words(source.published)}."
    if source.updated:
        day += f" It was last updated on {day_in_words(source.updated)}."
    elif re.search(r"\b(?:updat|revis|chang)", asked.words, re.I):
        day += " No update of it is known."
    return Fact(day, (source,))


def _written_by(asked: _Asked) -> Fact | None:
    found = _BY_WHOM.search(asked.words)
    name = next((each for each in found.groups() if each), "") if found else ""
    name = re.sub(r"^(?:the |an? )|['’]s?$|[?.! ]+$", "", name.strip())
    ids = asked.library.overview.written_by(name, 1_000) if name else []
    if not ids:
        return None
    sources = asked.sources(ids[:LISTED])
    wrote = next(a for a in sources[0].authors if name.casefold() in a.casefold())
    are = "article here is" if len(ids) == 1 else "articles here are"
    return Fact(f"{len(ids)} {are} by {wrote}: {_titles(sources, len(ids))}.", sources)


def _mentions(asked: _Asked) -> Fact | None:
    if not stems(asked.topic):
        return None
    ids, is_all = mentioning(asked.library, asked.query, asked.scope)
    if not ids:
        return Fact(f"No article{_where(asked)} mentions {asked.topic}.")
    least = "" if is_all else "At least "
    all_articles = asked.library.coverage().articles
    number = f"{least}{len(ids):,} of the {counted(all_articles, 'article')}"
    if asked.scope:
        number = f"{least}{counted(len(ids), 'article')}"
    ranked = about(asked.library, asked.query, ids)
    sources = asked.sources(ranked[:LISTED])
    verb = "mentions" if len(ids) == 1 else "mention"
    most = "" if len(ids) <= LISTED else " Those that say most of it:"
    listing = f":{most}" if not most else f".{most}"
    text = f"{number}{_where(asked)} {verb} {asked.topic}{listing} {_titles(sources, len(ids))}."
    return Fact(text, sources)


def _how_many(asked: _Asked) -> Fact | None:
    if re.search(r"\b(?:mention|about|on|cover|discuss|deal)", asked.words) and stems(asked.topic):
        return _mentions(asked)
    if not asked.scope:
        by_outlet = asked.library.overview.articles_by_outlet()
        return Fact(f"{coverage_in_words(asked.library.coverage())} {_outlets_told(by_outlet)}")
    number = asked.library.overview.count(asked.scope)
    sources = asked.sources(asked.library.overview.newest(asked.scope, LISTED))
    titles = f": {_titles(sources, number)}" if sources else ""
    return Fact(f"There {_are(number)}{_where(asked)}{titles}.", sources)


def _newest(asked: _Asked) -> Fact | None:
    oldest = re.search(r"\b(?:oldest|earliest|first)\b", asked.words, re.I) is not None
    if stems(asked.topic):
        ids, _ = mentioning(asked.library, asked.query, asked.scope)
        dated = [source for source in asked.sources(ids) if source.published]
        sources = sorted(dated, key=lambda s: (s.published, s.id), reverse=not oldest)
    else:
        sources = list(asked.sources(asked.library.overview.newest(asked.scope, 3, oldest)))
    if not sources:
        return Fact(f"No article of known day was found{_where(asked)}.")
    which = "oldest" if oldest else "newest"
    on = f" that mentions {asked.topic}" if stems(asked.topic) else ""
    undated = asked.library.coverage().undated
    note = (
        f" {counted(undated, 'article')} of unknown date could not be compared." if undated else ""
    )
    first = sources[0]
    return Fact(f"The {which} article{on}{_where(asked)} is {_cited(first)}.{note}", (first,))


def _which(asked: _Asked) -> Fact | None:
    if stems(asked.topic):
        return _mentions(asked)
    return _how_many(asked)


def _outlets(asked: _Asked) -> Fact | None:
    by_outlet = asked.library.overview.articles_by_outlet()
    if not by_outlet:
        return Fact("No article here says which outlet it is from.")
    named = [f"{outlet} ({number:,})" for outlet, number in by_outlet[: 2 * LISTED]]
    outlets = counted(len(by_outlet), "outlet")
    return Fact(f"The articles come from {outlets}: {_and_more(named, len(by_outlet))}.")


def _authors(asked: _Asked) -> Fact | None:
    authors = asked.library.overview.authors()
    if not authors:
        return Fact("No article here says who wrote it.")
    named = [f"{author} ({number})" for author, number in authors[:LISTED]]
    return Fact(
        f"The articles name {counted(len(authors), 'author')}: {_and_more(named, len(authors))}."
    )


def _coverage(asked: _Asked) -> Fact | None:
    months = asked.library.overview.articles_by_month(asked.scope)
    told = [f"{month}: {number}" for month, number in months[-24:]]
    over_time = f" By month: {'; '.join(told)}." if told else ""
    return Fact(f"{coverage_in_words(asked.library.coverage())}{over_time}")


def _whole(asked: _Asked) -> Fact | None:
    by_outlet = asked.library.overview.articles_by_outlet()
    return Fact(f"{coverage_in_words(asked.library.coverage())} {_outlets_told(by_outlet)}".strip())


def _outlets_told(by_outlet: Sequence[tuple[str, int]]) -> str:
    if not by_outlet:
        return ""
    named = [f"{outlet} ({number:,})" for outlet, number in by_outlet[: 2 * LISTED]]
    noun = "They come from" if len(by_outlet) > 1 else "All that name one come from"
    number = f" {counted(len(by_outlet), 'outlet')}:" if len(by_outlet) > 1 else ""
    return f"{noun}{number} {_and_more(named, len(by_outlet))}."


def _titles(sources: Sequence[Source], number: int) -> str:
    return _and_more([_cited(source) for source in sources], number, "; ")


def _and_more(named: Sequence[str], number: int, joint: str = ", ") -> str:
    more = number - len(named)
    return joint.join(named) + (f" and {more:,} more" if more > 0 else "")


def _cited(source: Source) -> str:
    return f"“{source.title}” ({attribution(source)})" if source.title else attribution(source)


def _are(number: int) -> str:
    return (
        f"is {counted(number, 'article')}" if number == 1 else f"are {counted(number, 'article')}"
    )


def _where(asked: _Asked) -> str:
    """The outlets and days that were asked for, in words."""
    scope = asked.scope
    told = f" from {listed(scope.outlets)}" if scope.outlets else ""
    if scope.first and scope.last:
        return f"{told} of {date_span(scope.first, scope.last)}"
    if scope.first:
        return f"{told} since {day_in_words(scope.first)}"
    return f"{told} up to {day_in_words(scope.last)}" if scope.last else told


_BY_WHOM = re.compile(
    r"(?:has|have|did) (.+?) (?:written|write|published|authored)\b|\bwritten by (.+)$"
    r"|\b(?:by|from) (.+?)$",
    re.I,
)
_ANSWERS: tuple[tuple[re.Pattern[str], Callable[[_Asked], Fact | None]], ...] = (
    (LIBRARY_FACTS["who wrote"], _who_wrote),
    (LIBRARY_FACTS["when"], _when_published),
    (LIBRARY_FACTS["by whom"], _written_by),
    (LIBRARY_FACTS["authors"], _authors),
    (LIBRARY_FACTS["how many outlets"], _outlets),
    (LIBRARY_FACTS["over time"], _coverage),
    (LIBRARY_FACTS["how many"], _how_many),
    (LIBRARY_FACTS["newest"], _newest),
    (LIBRARY_FACTS["outlets"], _outlets),
    (LIBRARY_FACTS["coverage"], _coverage),
    (LIBRARY_FACTS["which"], _which),
    (LIBRARY_FACTS["whole"], _whole),
)
