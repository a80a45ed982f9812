"""Which sentences of the evidence a claim is to be judged by, and how they are shown to a judge.

A claim may join facts of several passages. Sentences are taken one after another, each the one
that says most of what the claim says and those before it have not said (greedy cover, as in Lin &
Bilmes, "A Class of Submodular Functions for Document Summarization", 2011). Training and judging
both choose with this, so the network is asked what it was taught.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from ..datamodels import Evidence, Source
from ..library import stems
from ..text.quantities import moments, quantities
from ..text.sentences import sentence_spans
from .citations import Ground
from .wording import day_in_words

__all__ = ["Weight", "around", "carrying", "choose_grounds", "clauses", "head", "shown", "terms_of"]

Weight = Callable[[str], float]

MOST = 6  # sentences
MOST_WORDS = 110  # of all of them together
SAID_AGAIN = 0.3  # what a term counts that an earlier sentence has already said
LEAST_GAIN = 0.06  # of the claim's whole weight; below it a sentence adds a stray word
MOST_CITED, LEAST_CITED = 3, 0.12  # sentences that are cited, and what each must add
VALUE_WEIGHT = 1.2  # of a number, in weights of the claim's heaviest stem
CLAUSE_WORDS = 3  # content words; a shorter piece belongs to its neighbour
TITLE_WORDS = 14
REMEMBERED = 512  # passages

_CLAUSE_EDGE = re.compile(
    r"[,;:–—]\s"
    r"|\s(?=(?:after|although|and|as|because|before|but|since|so|when|which|while|who)\s)"
)


@dataclass(frozen=True)
class _Line:
    """A sentence at ``text[start:end]`` of a passage, with what it says."""

    start: int
    end: int
    terms: frozenset[str]
    words: int


@dataclass(frozen=True)
class _Candidate:
    evidence: Evidence
    line: _Line
    number: int  # of the line in its passage


def choose_grounds(claim: str, evidence: Sequence[Evidence], weight: Weight) -> tuple[Ground, ...]:
    """The sentences that say most of what the claim says, in the order of the evidence.

    ``weight`` tells how much a stem says (its idf). Empty if no sentence shares a word with it.
    """
    wanted = _weights(claim, weight)
    total = sum(wanted.values())
    candidates = list(_candidates(evidence, wanted.keys()))
    chosen: list[_Candidate] = []
    missing, room = set(wanted), MOST_WORDS
    while candidates and len(chosen) < MOST:
        gains = [_gain(each.line.terms, wanted, missing) for each in candidates]
        best = max(range(len(candidates)), key=gains.__getitem__)
        if gains[best] <= (LEAST_GAIN * total if chosen else 0):
            break
        taken = candidates.pop(best)
        chosen.append(taken)
        room -= taken.line.words
        missing -= taken.line.terms | _head_terms(taken.evidence.article)
        candidates = [each for each in candidates if each.line.words <= room]
    chosen += _before(chosen[:1], chosen, room)
    return tuple(map(_ground, _in_order(chosen, evidence)))


def carrying(claim: str, grounds: Sequence[Ground], weight: Weight) -> tuple[Ground, ...]:
    """Those of the grounds that a reader is to be shown: each says something of the claim that the
    better ones do not."""
    wanted = _weights(claim, weight)
    total, missing = sum(wanted.values()), set(wanted)
    terms = {ground: terms_of(ground.quote) for ground in grounds}
    kept: list[Ground] = []
    while len(kept) < min(MOST_CITED, len(grounds)):
        rest = [ground for ground in grounds if ground not in kept]
        best = max(rest, key=lambda ground: _new(terms[ground], wanted, missing))
        if kept and _new(terms[best], wanted, missing) <= LEAST_CITED * total:
            break
        kept.append(best)
        missing -= terms[best] | _head_terms(best.evidence.article)
    return tuple(ground for ground in grounds if ground in kept)


def around(evidence: Evidence, start: int, end: int) -> tuple[Ground, ...]:
    """The sentences of a passage that hold ``article.text[start:end]``, and those beside them, the
    one before first, as far as there is room."""
    offset = evidence.passage.start
    lines = _lines(evidence.passage.text, evidence.article.language)
    inside = [
        number
        for number, line in enumerate(lines)
        if line.start < end - offset and start - offset < line.end
    ]
    if not inside:
        return ()
    taken = range(inside[0], inside[-1] + 1)
    room = MOST_WORDS - sum(lines[number].words for number in taken)
    for number in (inside[0] - 1, inside[-1] + 1, inside[0] - 2):
        if 0 <= number < len(lines) and lines[number].words <= room:
            room -= lines[number].words
            taken = range(min(number, taken.start), max(number + 1, taken.stop))
    return tuple(_ground(_Candidate(evidence, lines[number], number)) for number in taken)


def shown(grounds: Sequence[Ground]) -> str:
    """The grounds as a judge reads them: outlet, day and title in front of an article's sentences,
    a mark where something is left out between two."""
    parts: list[str] = []
    last: Ground | None = None
    for ground in grounds:
        article = ground.evidence.article
        if last is None or article.id != last.evidence.article.id:
            parts.append(head(article))
        elif ground.start - last.end > 3:
            parts.append("…")
        parts.append(ground.quote)
        last = ground
    return " ".join(filter(None, parts))


def head(article: Source) -> str:
    """Outlet, day and title of an article, as far as they are known: "Gazette, 4 March 2025: …"."""
    day = day_in_words(article.published) if article.published else ""
    who = ", ".join(filter(None, (article.outlet, day)))
    title = " ".join(article.title.split()[:TITLE_WORDS])
    return f"{who}: {title}." if who and title else f"{who or title}." if who or title else ""


def clauses(claim: str) -> list[str]:
    """The clauses of a sentence, short pieces joined to the one before."""
    found: list[str] = []
    for piece in _CLAUSE_EDGE.split(claim):
        if found and min(len(set(stems(piece))), len(set(stems(found[-1])))) < CLAUSE_WORDS:
            found[-1] += f" {piece}"
        else:
            found.append(piece)
    return found


def terms_of(text: str) -> frozenset[str]:
    """What a text says, as far as words tell: its stems, and its numbers as values."""
    values = {f"={each.value:.6g}" for each in quantities(text)}
    years = {f"={each.year}" for each in moments(text) if each.year}
    return frozenset({stem for stem in stems(text) if not stem[0].isdigit()} | values | years)


def _weights(claim: str, weight: Weight) -> dict[str, float]:
    terms = sorted(terms_of(claim))
    weights = {term: weight(term) for term in terms if term[0] != "="}
    heaviest = max(weights.values(), default=1.0)
    return weights | {term: VALUE_WEIGHT * heaviest for term in terms if term[0] == "="}


def _gain(there: frozenset[str], wanted: dict[str, float], missing: set[str]) -> float:
    return sum(
        weight * (1.0 if term in missing else SAID_AGAIN)
        for term, weight in wanted.items()
        if term in there
    )


def _new(there: frozenset[str], wanted: dict[str, float], missing: set[str]) -> float:
    return sum(wanted[term] for term in missing if term in there)


def _candidates(evidence: Sequence[Evidence], wanted: object) -> Iterator[_Candidate]:
    seen: set[tuple[str, int, int]] = set()
    for item in evidence:
        passage = item.passage
        for number, line in enumerate(_lines(passage.text, item.article.language)):
            # Passages of one article may overlap.
            key = (item.article.id, passage.start + line.start, passage.start + line.end)
            if key not in seen and not line.terms.isdisjoint(wanted):  # type: ignore[arg-type]
                seen.add(key)
                yield _Candidate(item, line, number)


@lru_cache(REMEMBERED)
def _lines(text: str, language: str | None) -> tuple[_Line, ...]:
    return tuple(
        _Line(start, end, terms_of(text[start:end]), len(text[start:end].split()))
        for start, end in sentence_spans(text, language)
    )


@lru_cache(REMEMBERED)
def _head_terms(article: Source) -> frozenset[str]:
    return terms_of(head(article))


def _before(
    first: Sequence[_Candidate], chosen: Sequence[_Candidate], room: int
) -> Iterator[_Candidate]:
    """The sentence before the best one, which says whom its pronouns mean, if there is room."""
    for each in first:
        passage = each.evidence.passage
        lines = _lines(passage.text, each.evidence.article.language)
        if each.number and lines[each.number - 1].words <= room:
            before = _Candidate(each.evidence, lines[each.number - 1], each.number - 1)
            if _place(before) not in map(_place, chosen):
                yield before


def _in_order(chosen: Sequence[_Candidate], evidence: Sequence[Evidence]) -> list[_Candidate]:
    articles = list(dict.fromkeys(item.article.id for item in evidence))
    return sorted(chosen, key=lambda each: (articles.index(_place(each)[0]), _place(each)[1:]))


def _place(each: _Candidate) -> tuple[str, int, int]:
    start = each.evidence.passage.start
    return each.evidence.article.id, start + each.line.start, start + each.line.end


def _ground(each: _Candidate) -> Ground:
    _, start, end = _place(each)
    return Ground(each.evidence, start, end)
