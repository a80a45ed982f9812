"""A timeline: the dated events that the articles tell of a subject, in order, each cited."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ..datamodels import TimeFrame
from .citations import Draft, Ground
from .days import When, whens
from .material import Material
from .quoting import Candidate, alike, drafted

__all__ = ["MOST", "UNDATED", "Event", "events", "timeline", "told"]

MOST = 12
MOST_PER_ARTICLE = 3
ABOUT = 0.3  # the least share of its subject that an event has, of what the best has
SAME = 0.3  # share of words from which two sentences of one day tell one event
BESIDE = 400  # characters between two sentences of an article that go on about one event
UNDATED = "Day unknown"
MOST_UNDATED = 2

FEW = 3  # events
EXACT = 0.25  # what a day counts before a month, and a month before a year
_FIRST = 0.35  # what counts for a sentence that it opens its article: it says what is new
_HAPPENED = re.compile(
    r"\b(?:vot(?:ed|es)|approv|decid|announc|publish|suspend|resign|sign(?:ed|s)|order(?:ed|s)"
    r"|award|chosen|picked|agree|reject|open(?:ed|s)|clos(?:ed|es)|flood|kill|died|launch|cut(?:s)?"
    r"|rul(?:ed|es|ing)|su(?:ed|es)|claim|withdr|meet|met\b|spoke|call(?:ed)?|visit|impos|lift"
    r"|remov|arrest|elect|won\b|lost\b|begin|began|start|halt|stop|report|attack|invad|held\b)",
    re.I,
)


@dataclass(frozen=True)
class Event:
    """What happened, ``when`` (``None`` if that cannot be told), by the sentences that tell it, the
    best first."""

    when: When | None
    sentences: tuple[Candidate, ...]
    weight: float


def timeline(material: Material) -> Iterator[Draft]:
    """The weightiest events in the order of their days, each cited; those of unknown day last."""
    yield from told(events(material), material)


def told(chosen: Sequence[Event], material: Material) -> Iterator[Draft]:
    """Events as sentences of an answer, under their days."""
    for event in chosen:
        first, *others = event.sentences
        draft = drafted(first, material.spans, label=event.when.words if event.when else UNDATED)
        more = tuple(Ground(each.evidence, each.start, each.end) for each in others[:2])
        yield replace(draft, grounds=(*draft.grounds, *more))


def events(material: Material, most: int = MOST) -> list[Event]:
    """The weightiest events of a subject, in order."""
    found = _merged(sorted(_dated(material), key=lambda event: -event.weight))
    frame = material.query.understood.time_frame
    dated = _exact_enough([event for event in found if event.when and _within(event.when, frame)])
    undated = [event for event in found if not event.when]
    kept: list[Event] = []
    told: Counter[str] = Counter()
    for event in dated:
        article = event.sentences[0].evidence.article.id
        if len(kept) < most and told[article] < MOST_PER_ARTICLE:
            told[article] += 1
            kept.append(event)
    in_order = sorted(kept, key=lambda event: (event.when or When(1), event.sentences[0].start))
    room = 0 if frame else min(MOST_UNDATED, most - len(kept))
    return [*in_order, *undated[: max(0, room)]]


def _within(when: When, frame: TimeFrame) -> bool:
    """Whether a time lies, at least in part, in the days that the question speaks of."""
    return not (
        (frame.after and when.last < frame.after) or (frame.last and when.first > frame.last)
    )


def _exact_enough(dated: Sequence[Event]) -> Sequence[Event]:
    """Without what is known by its year alone, unless little else is known."""
    exact = [event for event in dated if event.when and event.when.month]
    return exact if len(exact) >= FEW else dated


def _dated(material: Material) -> Iterator[Event]:
    """Every sentence about the subject that tells an event."""
    sentences = [each for each in material.wide if each.quotable]
    shares = {id(each): material.about(each) for each in sentences}
    least = ABOUT * max(shares.values(), default=0.0)
    for each in sentences:
        share = shares[id(each)]
        if share and share >= least:
            yield from _event(each, share, material.opens(each))


def _event(sentence: Candidate, share: float, opens: bool) -> Iterator[Event]:
    day = sentence.evidence.article.published
    named = whens(sentence.text, day)
    weight = (
        share
        + _FIRST * opens
        + 0.5 * sentence.signs.rank
        + 0.2 * bool(_HAPPENED.search(sentence.text))
    )
    if named:
        when = max(named, key=_exactness)
        yield Event(when, (sentence,), weight + EXACT * (_exactness(when) - 1))
    elif opens and day:
        yield Event(When(day.year, day.month, day.day), (sentence,), weight)
    elif opens:
        yield Event(None, (sentence,), weight)


def _merged(found: Sequence[Event]) -> list[Event]:
    """Events that are told several times, once, by all that tell them."""
    merged: list[Event] = []
    for event in found:
        for at, other in enumerate(merged):
            if _same(event, other):
                voices = (*other.sentences, *event.sentences)
                when = max(filter(None, (other.when, event.when)), key=_exactness, default=None)
                merged[at] = Event(when, voices, other.weight + 0.1)
                break
        else:
            merged.append(event)
    return merged


def _same(event: Event, other: Event) -> bool:
    first, second = event.sentences[0], other.sentences[0]
    if alike(first, second):
        return True
    if event.when != other.when or event.when is None:
        return False
    if first.evidence.article.id == second.evidence.article.id:
        return abs(first.start - second.start) < BESIDE
    shared = first.terms & second.terms
    return len(shared) >= SAME * min(len(first.terms), len(second.terms))


def _exactness(when: When) -> int:
    return bool(when.month) + bool(when.day)
