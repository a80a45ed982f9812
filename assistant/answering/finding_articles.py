"""Which articles a question about the library means: the one it describes, those on its topic."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ..asking.kinds import bare_words
from ..asking.understanding import Query
from ..datamodels import Source
from ..library import Library, Scope, stems

__all__ = ["about", "article_meant", "mentioning", "topic_of"]

MOST = 5_000  # passages that are looked through for a topic; what is beyond is "at least"
LIKELY = 60  # passages among which a described article is sought
TITLE = 8.0  # what all of the words in a title weigh, next to the score of a passage

_TOPIC = re.compile(
    r"\b(?:mention(?:s|ed|ing)?|about|on|cover(?:s|ing)?|discuss(?:es|ing)?|concern(?:s|ing)?"
    r"|deal(?:s|ing)? with|regarding|talk(?:s|ing)? (?:of|about)|of|say(?:s|ing)?|with)\b"
    r" (?P<topic>.+)$",
    re.I,
)
_NO_TOPIC = frozenset(
    stems(
        "article articles story stories piece pieces column columns editorial text document report"
        " reports write wrote written publish published update updated last newest latest oldest"
        " appear print printed post posted author when who whom day date many have library here"
        " news commentary analysis feature essay opinion op-ed interview dated old revise change"
        " recent earliest first show list find give mention mentioned exist read"
    )
)


def topic_of(query: Query) -> str:
    """What the articles are to be about, in the question's words; "" if it does not say."""
    words = bare_words(query.understood.text)
    for said in query.set_apart:
        words = re.sub(
            rf"(?:\b(?:in|from|of|on|by|since|the) )*{re.escape(said)}", " ", words, flags=re.I
        )
    words = " ".join(words.split())
    found = _TOPIC.search(words)
    if not found:
        return ""
    topic = re.sub(r"^(?:the|any|some|an?|this|that) (?=[a-z])", "", found["topic"].strip(" ,"))
    topic = re.sub(
        r"\s+(?:are|is|do|have|did)(?: (?:there|you|here|we))*(?: (?:have|got|here))*$"
        r"|\s+(?:in|from|by|of|on|since)$|\s+in (?:here|total|all|the library)$",
        "",
        topic,
    )
    return topic if set(stems(topic)) - _NO_TOPIC else ""


def mentioning(library: Library, query: Query, scope: Scope) -> tuple[list[str], bool]:
    """The ids of articles that mention the topic, and whether these are all of them.

    A name must stand there as it is; other words must all stand in one passage.
    """
    topic = topic_of(query)
    passages = library.words.holding(dict.fromkeys(stems(topic)), MOST, scope)
    ids = list(dict.fromkeys(passage.rsplit(":", 2)[0] for passage in passages))
    is_name = len(topic.split()) > 1 and topic.casefold() in map(
        str.casefold, query.understood.names
    )
    said = library.overview.that_say(ids, topic) if is_name else ids
    return said, len(passages) < MOST


def about(library: Library, query: Query, article_ids: Sequence[str]) -> list[str]:
    """These articles, those first whose title has the topic and that say most of it."""
    wanted = set(stems(topic_of(query)))
    titles = {
        source.id: len(wanted & set(stems(source.title)))
        for source in library.catalogue.sources_of(article_ids[:LIKELY])
    }
    places = {article_id: place for place, article_id in enumerate(article_ids)}
    return sorted(article_ids, key=lambda each: (-titles.get(each, 0), places[each]))


def article_meant(library: Library, query: Query, scope: Scope) -> Source | None:
    """The article that the question describes, by its title and what it is about."""
    apart = set(stems(" ".join(query.set_apart)))
    wanted = set(stems(query.understood.text)) - _NO_TOPIC - apart
    if not wanted:
        return None
    hits = library.words.matching(dict.fromkeys(wanted, 1.0), LIKELY, Scope(outlets=scope.outlets))
    scores: dict[str, float] = {}
    for passage, score in hits:
        scores.setdefault(passage.rsplit(":", 2)[0], score)
    mass = sum(map(library.words.idf, wanted)) or 1.0

    def fits(source: Source) -> float:
        titled = sum(library.words.idf(term) for term in wanted & set(stems(source.title)))
        return scores[source.id] + TITLE * titled / mass

    sources = library.catalogue.sources_of(list(scores))
    best = max(sources, key=fits, default=None)
    return best if best and fits(best) >= mass / 4 else None
