"""A comparison: what each outlet, person, day or thing asked for has of a matter, side by side."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from ..library import stems
from ..text.quantities import moments
from .citations import Draft
from .days import When
from .material import Material
from .quoting import Candidate, drafted, repeats, widest

__all__ = ["Side", "compared", "sides_of"]

MOST_SIDES = 4
QUOTES_PER_SIDE = 2
ENOUGH = 1.5  # how far below its best a side's second quote may score
BESIDE = 4.0  # how far below it a sentence beside one may score, since sides are seldom put alike
OWN_WORDS = 2.0  # what counts for a sentence that it speaks of its side

_BETWEEN = re.compile(
    r"\s*(?:,?\s+and(?:\s+what|\s+how)?|,|\s+versus|\s+vs\.?|\s+(?:as )?(?:compared|against|next|as"
    r" opposed|in contrast) (?:to|with)|\s+from|\s+than|\s+or|\s+with)\s+",
    re.I,
)
_NAMED = re.compile(r"[A-Z][\w’'-]+(?:\s+[A-Z][\w’'-]+)*")


@dataclass(frozen=True)
class Side:
    """One of those that are compared: an outlet, a time, or ``words`` that name it."""

    label: str
    outlet: str = ""
    when: When | None = None
    words: str = ""


def compared(material: Material) -> Iterator[Draft]:
    """Quotes of each side under its name; none is left out that has any."""
    for side in sides_of(material):
        yield from _quotes(side, material)


def sides_of(material: Material) -> list[Side]:
    """What a question compares: the outlets that it names, else the times, else people and things;
    empty if it names no two."""
    understood = material.query.understood
    latest = material.library.coverage().last
    times = [_when(material.query.question, latest)]
    found = (
        [Side(label=outlet, outlet=outlet) for outlet in understood.outlets],
        [Side(label=when.words, when=when) for when in times[0]],
        [Side(label=name, words=name) for name in understood.names],
        _parted(material.query.text),
    )
    return next((sides[:MOST_SIDES] for sides in found if len(sides) > 1), [])


def _quotes(side: Side, material: Material) -> Iterator[Draft]:
    own, words = _found(side, material), set(stems(side.words))
    # An article on the flood of May need not say "May".
    words = words - _MONTH_STEMS or words

    def worth(sentence: Candidate) -> float:
        return sentence.score + OWN_WORDS * (len(words & _terms(sentence)) / (len(words) or 1))

    quotable = [each for each in own.sentences if each.quotable]
    if words:
        whole = [each for each in quotable if words <= _terms(each)]
        quotable = whole or [each for each in quotable if words & _terms(each)]
    chosen: list[Candidate] = []
    for each in sorted(quotable, key=worth, reverse=True):
        if len(chosen) == QUOTES_PER_SIDE or worth(each) < worth(quotable[0]) - ENOUGH:
            break
        quote = widest(each, own.sentences, BESIDE)
        if not any(repeats(quote, other) for other in chosen):
            chosen.append(quote)
    for each in chosen:
        yield drafted(each, own.spans, label=side.label)


def _found(side: Side, material: Material) -> Material:
    """What there is of one side; of a time in which no article lies, what speaks of it."""
    if side.outlet:
        names = {stem for name in material.query.understood.outlets for stem in stems(name)}
        text = " ".join(_without(material.query.text, names))
        return material.within(outlets=[side.outlet], text=text)
    if side.when:
        own = material.within(first=side.when.first, last=side.when.last)
        if own.findings.evidence:
            return own
    return material.within(text=f"{side.words or side.label} {material.query.text}")


def _terms(sentence: Candidate) -> set[str]:
    return set(sentence.terms) | set(stems(sentence.evidence.article.title))


def _without(text: str, names: set[str]) -> Iterator[str]:
    for word in text.split():
        said = set(stems(word))
        if not said or not said <= names:
            yield word


def _when(question: str, latest: date | None) -> list[When]:
    """The different times that a question names; a month without a year is the last one that the
    library covers."""
    found: list[When] = []
    for moment in moments(question):
        year = moment.year or (latest.year if latest else 0)
        if not year or (moment.month or 0) > 12:
            continue
        when = When(year, moment.month or 0, moment.day or 0)
        if not moment.year and latest and when.first > latest:
            when = When(year - 1, when.month, when.day)
        found += [when] if when not in found else []
    return found if len(found) > 1 else _months(question, latest)


def _months(question: str, latest: date | None) -> list[When]:
    """The months of "in March and October", of which only the first is said to be one."""
    names = re.findall(
        r"\b(January|February|March|April|May|June|July|August|September|October|November|December)"
        r"\b(?:\s+((?:19|20)\d\d))?",
        question,
    )
    years = [int(year) for _, year in names if year]
    found: list[When] = []
    for name, own in names:
        number = _MONTHS.index(name) + 1
        year = int(own) if own else years[-1] if years else latest.year if latest else 0
        if not own and not years and latest and number > latest.month:
            year -= 1
        when = When(year, number)
        found += [when] if year and when not in found else []
    return found


_MONTHS = (
    "January February March April May June July August September October November December".split()
)

_MONTH_STEMS = frozenset(stems(" ".join(_MONTHS)))


def _parted(text: str) -> list[Side]:
    """The two sides of "… the harbour next to the canal", each by what only it says."""
    words = re.sub(r"[?!.]+$", "", text)
    for between in _BETWEEN.finditer(words):
        left, right = words[: between.start()], words[between.end() :]
        sides = [_last_words(left), _first_words(right)]
        if all(sides) and not set(stems(sides[0])) & set(stems(sides[1])):
            return [Side(label=side, words=side) for side in sides]
    return []


def _last_words(text: str) -> str:
    named = _NAMED.findall(text)
    return named[-1] if len(named) > 1 else " ".join(text.split()[-2:])


def _first_words(text: str) -> str:
    named = _NAMED.findall(text)
    said: Sequence[str] = re.sub(r"^(?:the|an?)\s+", "", text, flags=re.I).split()
    return named[0] if named else " ".join(said[:2])
