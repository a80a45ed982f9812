"""Turns a request into a query: what is wanted, what to look for, and where."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone

from ..datamodels import Question, Request, TimeFrame, Turn
from ..errors import InputError, UnknownOutlet
from ..library import Library, Scope, stems
from ..text.characters import nfc, printable
from .outlets import Outlets
from .reading import Held, read
from .resolving import lend

__all__ = ["MAX_CHARACTERS", "Query", "Understanding", "understand"]

MAX_CHARACTERS = 4_000  # what lies beyond is not read; no question is that long
MAX_TERMS = 64
LENDING = 4  # earlier questions that may lend words
# How much the words count: of the question; of earlier ones, times the chance that they belong into
# it; of the question just before and of its answer besides, as far as anything earlier belongs.
OWN, LENT, BEFORE, ANSWERED = 2.0, 2.0, 0.5, 0.2


def _where_it_is_latest() -> date:
    return datetime.now(timezone(timedelta(hours=14))).date()


@dataclass(frozen=True)
class Query:
    """What to look for: ``text`` for the vectors and the reader, weighted ``terms`` for the words.

    ``text`` is the whole question, ``understood`` what is wanted of it. ``scope`` says which
    articles may answer at all, ``wanted`` of which outlets and days the question speaks: those
    come first or, if it is ``strict``, alone, as long as there are any; ``whole``: it asks for all
    that these tell, and names no subject. ``set_apart`` are its words
    that name these.

    ``about_now``: the question says that it is about the days in which it is asked. ``today`` is
    the last of these: nothing that is published bears a later day. ``notices`` tell what became of
    the request's words and filters.
    """

    question: str
    text: str
    terms: Mapping[str, float]
    scope: Scope
    time_frame: TimeFrame
    understood: Question
    history: tuple[Turn, ...] = ()
    about_now: bool = False
    today: date = field(default_factory=_where_it_is_latest)
    wanted: Scope = field(default_factory=Scope)
    strict: bool = False
    whole: bool = False
    set_apart: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()


class Understanding:
    """Understands requests to one library, with its words, its outlets and its days."""

    def __init__(self) -> None:
        self._outlets: tuple[int, Outlets] | None = None

    def query(self, request: Request, library: Library) -> Query:
        """The query for a request. Raises what ``understand`` raises, and ``LibraryError``."""
        known = library.outlets_for(request.outlets)
        coverage = library.coverage()
        held = Held(
            outlets=self._known_outlets(library),
            days=(coverage.first, coverage.last),
            library=library,
        )
        return understand(request, known, held)

    def _known_outlets(self, library: Library) -> Outlets:
        version = library.catalogue.version
        if self._outlets is None or self._outlets[0] != version:
            self._outlets = version, Outlets(library.catalogue.outlets())
        return self._outlets[1]


def understand(request: Request, known_outlets: Sequence[str] = (), held: Held = Held()) -> Query:
    """The query for a request; earlier turns lend it the words it leaves unsaid.

    ``held`` is what is known of the library. Raises ``InputError`` for an empty question or an
    impossible time frame, ``UnknownOutlet`` for an outlet that the library does not name (case does
    not matter).
    """
    words = " ".join(printable(request.question).split())
    if not words:
        raise InputError("The question is empty.")
    frame = request.time_frame
    if frame.after and frame.last and frame.after > frame.last:
        raise InputError(f"No day is both from {frame.after} on and up to {frame.last}.")
    asked, answered = (
        [turn.content[:MAX_CHARACTERS] for turn in request.history if turn.role == role]
        for role in ("user", "assistant")
    )
    reading = read(words[:MAX_CHARACTERS], asked, request, held)
    if reading.is_new_subject:
        asked, answered = [], []
    asked = reading.lending(asked[-LENDING:], held.outlets)
    lent, chances = lend(reading.corrected, asked)
    notices = list(reading.notices)
    if len(words) > MAX_CHARACTERS:
        notices.insert(
            0, f"Only the first {MAX_CHARACTERS:,} characters of the question were read."
        )
    text = reading.whole or lent
    return Query(
        question=words[:MAX_CHARACTERS],
        text=text,
        terms=_terms(reading.corrected, reading.whole or "", asked, answered, chances),
        scope=Scope(frame.after, frame.last, _outlets(request.outlets, known_outlets), frame.as_of),
        time_frame=frame,
        understood=reading.question(text, is_vague=not chances),
        history=request.history,
        about_now=reading.about_now,
        wanted=reading.wanted,
        strict=reading.strict,
        whole=reading.whole_scope,
        set_apart=(*reading.heard.words, *(reading.days.words if reading.days else ())),
        notices=tuple(notices),
    )


def _terms(
    words: str,
    whole: str,
    asked: Sequence[str],
    answered: Sequence[str],
    chances: Mapping[str, float],
) -> Mapping[str, float]:
    belongs = max(chances.values(), default=0.0)
    sources = (
        (OWN, [words]),
        (OWN, [whole]),
        (belongs * BEFORE, asked[-1:]),
        (belongs * ANSWERED, answered[-1:]),
    )
    terms: defaultdict[str, float] = defaultdict(float)
    own = dict.fromkeys(stems(words))
    for place, (weight, texts) in enumerate(sources):
        for stem in dict.fromkeys(stems(" ".join(texts))[:MAX_TERMS]):
            if place != 1 or stem not in own:
                terms[stem] += weight
    for stem, each in chances.items():
        terms[stem] += LENT * each
    told = [stem for stem, weight in terms.items() if weight > 0]
    heaviest = sorted(told, key=lambda stem: -terms[stem])[:MAX_TERMS]
    return {stem: terms[stem] for stem in heaviest}


def _outlets(wanted: Sequence[str], known: Sequence[str]) -> tuple[str, ...]:
    by_name: dict[str, list[str]] = {}
    for outlet in known:
        by_name.setdefault(nfc(outlet).casefold(), []).append(outlet)
    chosen: list[str] = []
    for outlet in wanted:
        if outlet.casefold() not in by_name:
            raise UnknownOutlet(outlet, known)
        chosen += by_name[outlet.casefold()]
    return tuple(chosen)
