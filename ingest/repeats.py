"""Lines that stand in many articles of one outlet: footers, newsletter boxes that no rule knows.

Which lines those are depends on the articles that the library holds, and on nothing else: not on
the order in which they came, nor on how often a run was broken off. So an article's lines are
taken out only once all are in, are kept beside it, and stand in it again when they are no longer
frequent.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Set
from dataclasses import replace

from assistant.library import Entry, Library
from assistant.models.embedder import Embedder

from .splitting import split

__all__ = ["repeating", "settle", "without"]

# Over 3,838 articles of three outlets: in a tenth or more of an outlet's articles stand only
# datelines ("CNN —") and newsletter terms; from a twentieth on also the headings of regular
# columns, which belong to what stands below them.
LEAST_SHARE = 0.1
LEAST_ARTICLES = 5  # with other words; fewer are a story told in instalments
HELD = 50_000  # lines counted at once; those seen once are then let go of

Texts = Callable[[], Iterable[tuple[bytes, list[str]]]]


def settle(library: Library, passages_at_once: int) -> None:
    """Take out of all articles the lines that repeat as the library now is, and no others.

    Broken off, it is done again by the next run: an outlet is noted when all its articles are
    done.
    """
    for outlet in library.repeated_lines.unsettled(LEAST_ARTICLES):

        def texts(outlet: str = outlet) -> Iterator[tuple[bytes, list[str]]]:
            for told in library.repeated_lines.articles(outlet):
                yield told.signature, whole_lines(told.text, told.dropped)

        repeats = repeating(texts)
        batch: list[Entry] = []
        for told in library.repeated_lines.articles(outlet):
            if _dropped(whole_lines(told.text, told.dropped), repeats) == told.dropped:
                continue
            entry = library.ledger.entry(told.revision)
            batch.append(without(entry, repeats, library.embedder))
            if sum(len(entry.spans) for entry in batch) >= passages_at_once:
                library.put(batch)
                batch = []
        library.put(batch)
        library.repeated_lines.note(outlet, repeats)


def repeating(texts: Texts) -> frozenset[str]:
    """The lines that repeat across an outlet's articles.

    ``texts`` gives, each time it is called, all of them: what is the same for articles of the
    same words, and the lines. The second time only the lines that can be frequent are counted:
    one that stands in a tenth of the articles is seen twice somewhere between two clearances.
    """
    counts: Counter[str] = Counter()
    articles, room, cleared = 0, HELD, False
    for _, lines in texts():
        articles += 1
        counts.update(set(lines))
        if len(counts) > room:
            counts = Counter({line: count for line, count in counts.items() if count > 1})
            room, cleared = max(HELD, 2 * len(counts)), True
    least = max(LEAST_ARTICLES, LEAST_SHARE * articles)
    likely = {line for line, count in counts.items() if cleared or count >= least}
    if not likely:
        return frozenset()
    carriers: dict[str, set[bytes]] = defaultdict(set)
    for words, lines in texts():
        for line in likely.intersection(lines):
            carriers[line].add(words)
    return frozenset(line for line, words in carriers.items() if len(words) >= least)


def whole_lines(text: str, dropped: Iterable[tuple[int, str]]) -> list[str]:
    """An article's lines, with those that were taken out of it back in their places."""
    lines = text.split("\n\n")
    for place, line in sorted(dropped):
        lines.insert(place, line)
    return lines


def without(entry: Entry, repeats: Set[str], embedder: Embedder) -> Entry:
    """The entry with exactly these lines taken out; with all of them if nothing else is in it."""
    lines = whole_lines(entry.article.text, entry.dropped)
    dropped = _dropped(lines, repeats)
    if dropped == entry.dropped:
        return entry
    places = {place for place, _ in dropped}
    article = entry.article
    text = "\n\n".join(line for place, line in enumerate(lines) if place not in places)
    return replace(
        entry,
        article=article.model_copy(update={"text": text}),
        spans=split(text, article.title, embedder, article.language),
        dropped=dropped,
    )


def _dropped(lines: list[str], repeats: Set[str]) -> tuple[tuple[int, str], ...]:
    found = tuple((place, line) for place, line in enumerate(lines) if line in repeats)
    return found if len(found) < len(lines) else ()
