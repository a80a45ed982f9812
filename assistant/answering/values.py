"""The different values that articles give for one thing: where they disagree, and what changed.

The reader finds in each passage the words that answer; these are compared as values, so that
"5,100,000" and "5.1 million" are one. Copies of one story are one voice.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from ..library import stems
from ..text.quantities import Quantity, quantities
from .citations import Draft
from .days import When, whens
from .material import Material
from .quoting import Candidate, drafted, repeats, widest
from .wording import attribution, day_in_words

__all__ = ["Value", "changed", "differing", "given", "values_of"]

MOST = 6
RELEVANT = 5.0  # how far below the best passage one may be that still gives a value
APART = 6.0  # how far below the likeliest value of all another may be, likewise
LIKELY = 3.0  # how far below the best sentence of its passage one may be, as log-probabilities
FACTOR = 10.0  # between two numbers from which they hardly count the same thing
SAYS_ITSELF = 0.15  # the least share of what is asked about that its sentence has
ENOUGH = 4.0  # how far below the best a sentence may score where nothing is counted
PER_DAY = 2

_POINTS = (
    re.compile(
        r"how (?:did|has|have|do|does|had) (?P<point>.+?)"
        r" (?:chang|develop|evolv|mov|shift|ris|gr[eo]w|fall|fell)",
        re.I,
    ),
    re.compile(
        r"\b(?:agree|disagree|differ|contradict(?: each other)?|at odds|in dispute)(?:s|d|ment)?"
        r" (?:on|about|over|as to|in) (?P<point>[^?.]+)",
        re.I,
    ),
    re.compile(r"\b(?:different|various|several|conflicting) (?P<point>[^?.,;]+)", re.I),
)
_MONEY = re.compile(
    r"\b(?:costs?|price[sd]?|pay|paid|owe[sd]?|money|budget|bill|worth|spend|spent|grant|fund\w*"
    r"|fine[sd]?|damage|salary|loans?|debts?|how much)\b",
    re.I,
)
_COUNT = re.compile(
    r"\b(?:how many|number of|count of|numbers? for|figures? for)\s+(?P<noun>\w+)", re.I
)
_TIME = re.compile(
    r"\b(?:when|what (?:date|day|year|month)|which (?:date|day|year)|dates?|deadline)\b", re.I
)
GIVEN_FROM = 0.35  # the chance of a short answer from which it counts against another
COUNTED_WITHIN = 40  # characters from a number to the word for what it counts
_CURRENCIES = frozenset(("$", "£", "€", "¥", "yuan", "₹", "franc", "crown", "cent", "pence"))
_NEXT_WORD = re.compile(r"[\s-]([A-Za-z]{3,})")


@dataclass(frozen=True)
class Value:
    """What a sentence gives for the thing asked about, in its ``words``."""

    words: str
    sentence: Candidate
    quantity: Quantity | None = None
    when: When | None = None

    def same(self, other: Value) -> bool:
        """Whether both can be the same value."""
        if self.quantity and other.quantity:
            one, two = self.quantity, other.quantity
            return one.same(two) or one.rounds(two) or two.rounds(one)
        if self.when and other.when:
            return self.when.holds(other.when) or other.when.holds(self.when)
        return False

    @property
    def likely(self) -> float:
        """The log-probability that the answer lies in its sentence."""
        return self.sentence.signs.share

    @property
    def day(self) -> date:
        """The day of its article; after all others if it is unknown."""
        return self.sentence.evidence.article.published or date.max


def differing(material: Material) -> Iterator[Draft]:
    """Each value under its own words, by outlet and day; where nothing is counted, what each story
    says."""
    values, spans = values_of(material)
    if len(values) > 1:
        for each in values:
            draft = drafted(each.sentence, spans.spans, label=each.words)
            yield replace(draft, value=each.words)
        return
    for best in spans.best(MOST):
        yield drafted(best, spans.spans, label=attribution(best.evidence.article))


def changed(material: Material) -> Iterator[Draft]:
    """The values in the order of their days, or what was said over time, under the days."""
    values, found = values_of(material)
    if len(values) > 1:
        for each in values:
            yield replace(
                drafted(each.sentence, found.spans, label=_day(each.sentence)), value=each.words
            )
        return
    for sentence in _over_time(material.deep):
        yield drafted(sentence, material.deep.spans, label=_day(sentence))


def given(sentence: Candidate, material: Material) -> Value | None:
    """The value that a sentence gives for what is asked, if a number or a time is asked for."""
    question, spans = material.query.text, material.spans
    if not spans or not any(asks.search(question) for asks in (_COUNT, _MONEY, _TIME)):
        return None
    short = spans.short_answer(sentence.evidence, sentence.start, sentence.end)
    if not short or short.chance < GIVEN_FROM:
        return None
    return next(_stated(sentence, material, question), None)


def values_of(material: Material) -> tuple[list[Value], Material]:
    """The different values given for what is asked, those of the earliest articles first, and the
    material that they are from."""
    parts = material.query.understood.parts
    point = point_of(parts[0] if parts else material.query.text)
    found = material.within(text=point).deep if point != material.query.text else material.deep
    stated = [value for each in _answering(found) for value in _stated(each, found, point)]
    firsts = [min(group, key=lambda value: value.day) for group in _grouped(stated)[:MOST]]
    return sorted(firsts, key=lambda value: (value.day, value.sentence.start)), found


def _grouped(stated: Sequence[Value]) -> list[list[Value]]:
    """Values that are the same together, the likeliest first, without those far less likely."""
    ordered = sorted(stated, key=lambda value: -value.likely)
    groups: list[list[Value]] = []
    for value in ordered:
        if value.likely < ordered[0].likely - APART:
            break
        if not _comparable(value, ordered[0]):
            continue
        group = next((group for group in groups if value.same(group[0])), None)
        if group is None:
            groups.append([value])
        else:
            group.append(value)
    return groups


def point_of(question: str) -> str:
    """What a question about differences or changes is about, as a plain question."""
    for pattern in _POINTS:
        match = pattern.search(question)
        if match:
            point = match["point"].strip()
            asks = re.match(r"(?:how|what|when|where|who|which|whether)\b", point, re.I)
            many = point.split()[0].endswith("s")
            return f"{point}?" if asks else f"What {'are' if many else 'is'} {point}?"
    return question


def _comparable(one: Value, two: Value) -> bool:
    """Whether two numbers may be of one thing by their size."""
    if not (one.quantity and two.quantity and one.quantity.value and two.quantity.value):
        return True
    ratio = one.quantity.value / two.quantity.value
    return 1 / FACTOR < ratio < FACTOR


def _answering(material: Material) -> Iterator[Candidate]:
    """Of each passage that was read and is relevant, the sentence that most likely answers."""
    spans = material.spans
    if not spans:
        return
    by_passage: dict[str, list[Candidate]] = {}
    for each in material.sentences:
        if each.evidence.passage.id in spans.readings and each.quotable:
            by_passage.setdefault(each.evidence.passage.id, []).append(each)
    top = max((c[0].evidence.relevance or 0.0 for c in by_passage.values()), default=0.0)
    for sentences in by_passage.values():
        if (sentences[0].evidence.relevance or 0.0) < top - RELEVANT:
            continue
        likely = max(each.signs.share for each in sentences)
        for each in sentences:
            itself = material.about(each, headed=False) >= SAYS_ITSELF
            if itself and each.signs.share >= likely - LIKELY:
                yield widest(each, sentences)


def _stated(sentence: Candidate, material: Material, point: str) -> Iterator[Value]:
    """The value that a sentence gives: what the reader takes for the answer, if it is of the kind
    that is asked for."""
    spans = material.spans
    short = spans.short_answer(sentence.evidence, sentence.start, sentence.end) if spans else None
    if not short:
        return
    text, offset = sentence.text, sentence.start
    if _TIME.search(point) and not _MONEY.search(point):
        day = sentence.evidence.article.published
        yield from (Value(short.text, sentence, when=when) for when in whens(short.text, day)[:1])
        return
    low, high = short.start - offset, short.end - offset
    fitting = [each for each in quantities(text) if _is_asked_for(each, text, point)]
    inside = [each for each in fitting if each.start < high and low < each.end]
    for each in (inside or fitting)[:1]:
        yield Value(_words(each, text), sentence, quantity=each)


def _is_asked_for(quantity: Quantity, text: str, point: str) -> bool:
    """Whether a number counts what is asked for: the same things, or money where money is."""
    counted = _COUNT.search(point)
    if quantity.unit == "th":
        return False
    if counted:
        near = text[quantity.end : quantity.end + COUNTED_WITHIN]
        beside = set(stems(near)) | set(stems(text[: quantity.start][-COUNTED_WITHIN:]))
        return quantity.unit not in _CURRENCIES | {"%"} and set(stems(counted["noun"])) <= beside
    if _MONEY.search(point):
        return quantity.unit in _CURRENCIES
    return True


def _words(quantity: Quantity, text: str) -> str:
    """The number as the article writes it, with what it counts."""
    own = text[quantity.start : quantity.end].strip()
    counted = _NEXT_WORD.match(text, quantity.end) if not quantity.unit else None
    return f"{own} {counted[1]}" if counted else own


def _over_time(material: Material) -> list[Candidate]:
    """The best sentences of different days, in the order of these."""
    quotable = [each for each in material.sentences if each.quotable]
    chosen: list[Candidate] = []
    for each in quotable:
        if len(chosen) == MOST or each.score < quotable[0].score - ENOUGH:
            break
        days = [_day(other) for other in chosen]
        quote = widest(each, material.sentences)
        if days.count(_day(each)) < PER_DAY and not any(repeats(quote, other) for other in chosen):
            chosen.append(quote)
    return sorted(
        chosen, key=lambda each: (each.evidence.article.published or date.max, each.start)
    )


def _day(sentence: Candidate) -> str:
    day = sentence.evidence.article.published
    return day_in_words(day) if day else "Date unknown"
