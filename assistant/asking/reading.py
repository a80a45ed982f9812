"""Reads a question: its language, its spelling, its kind, and of whom and when it speaks."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property

from ..datamodels import Kind, Question, Request, TimeFrame
from ..library import Library, Scope, stems
from .days import Days, days_in
from .following import earlier_questions, whole
from .kinds import is_follow_up, kind_of
from .languages import ENGLISH, language_of_question
from .naming import names_in
from .outlets import Heard, Outlets
from .parts import parts_of
from .plainly import changes_the_subject, plain
from .resolving import leans
from .spelling import corrected, doubtful_words
from .surroundings import Surroundings, around

__all__ = ["Held", "Reading", "read"]

MOST_STEMS, MOST_DOUBTED = 32, 12  # of a question; a longer one has enough to be found by
LIKELIEST_OUTLETS = (
    200  # whose words are known to the spelling; an outlet is one slip away from few
)
# Kinds that set outlets or days side by side: narrowing the search to some would lose the others.
_SIDE_BY_SIDE: frozenset[Kind] = frozenset(("comparison", "disagreement", "change"))
_NOW = re.compile(
    r"\b(?:(?:this|past|last) (?:week|weekend|month|year|night|quarter|season)|today|tonight"
    r"|yesterday|now|current(?:ly)?|recent(?:ly)?|latest|newest|upcoming|acting)\b"
    r"(?<!acting)",
    re.I,
)
_REPORTS = re.compile(
    r"\W*(?:and |but |so )?what(?: else)? (?:do|does|did|has|have|had|is|was) .*"
    r"\b(?:report\w*|say|said|write|wrote|written|reveal\w*|publish\w*|tell|told|cover\w*)\b",
    re.I,
)
OVERVIEWS: tuple[Kind, ...] = ("timeline", "summary", "change", "comparison", "disagreement")
_NO_TOPIC = frozenset(
    stems(
        "happen happening happened news report reported reports say said write wrote story stories"
        " article articles tell told new latest go going event events occur list summary summarise"
        " summarize timeline order give everything anything thing things please overview cover"
        " papers paper know known interview column editorial piece account version add reveal claim"
    )
)


@dataclass(frozen=True)
class Held:
    """What is known of a library when a question to it is read; by default nothing."""

    outlets: Outlets = field(default_factory=lambda: Outlets(()))
    days: tuple[date | None, date | None] = (None, None)
    library: Library | None = None

    def surroundings(self, question: str, doubtful: Sequence[str]) -> Surroundings:
        """The words around those of a question in the library."""
        if self.library is None:
            return Surroundings(())
        names = self.library.catalogue.outlets()[:LIKELIEST_OUTLETS]
        return around(self.library, stems(question)[:MOST_STEMS], doubtful[:MOST_DOUBTED], names)

    def has(self, stem: str) -> bool:
        """Whether any article has a word of this stem."""
        return self.library is not None and self.library.words.knows(stem)

    def is_author(self, word: str) -> bool:
        """Whether somebody who wrote an article is called so."""
        return self.library is not None and bool(self.library.overview.written_by(word, 1))


@dataclass(frozen=True)
class Reading:
    """A question as it is read: ``corrected`` are its own words, ``whole`` the whole question where
    these show what they leave unsaid."""

    asked: str
    corrected: str
    corrections: tuple[tuple[str, str], ...]
    whole: str | None
    earlier: tuple[str, ...]
    surroundings: Surroundings
    heard: Heard
    days: Days | None
    request: Request
    language: str
    is_new_subject: bool

    @property
    def text(self) -> str:
        """The whole question, as far as its own words tell."""
        return self.whole or self.corrected

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Whom and what it names, other than outlets and times."""
        if self.language != ENGLISH:
            return ()
        speak = [*self.heard.words, *self.heard.outlets] if self._outlets_speak else []
        voices = {voice.casefold() for voice in speak}
        names = names_in(self.text, self.surroundings)
        return tuple(name for name in names if name.casefold() not in voices)

    @cached_property
    def kind(self) -> Kind:
        """The kind of answer; a bare follow-up wants the kind that was wanted before."""
        if self.language != ENGLISH:
            return "fact"
        kind = kind_of(self.text, self.names)
        one = len(self.heard.outlets) == 1
        if one and kind in ("opinion", "library") and _REPORTS.match(self.text):
            return "fact" if self._topic else "summary"  # an outlet reports, it has no opinion
        if self.whole is None and self.earlier and kind in ("fact", "who"):
            before = kind_of(self.earlier[-1], names_in(self.earlier[-1]))
            if is_follow_up(self.corrected) and before not in ("talk", "yes/no", "why"):
                return before
        return kind

    @property
    def frame(self) -> TimeFrame:
        """The days it speaks of, unless it sets several side by side."""
        if self.days is None or (self.kind == "comparison" and len(self.days.spans) > 1):
            return TimeFrame()
        return self.days.frame

    @property
    def about_now(self) -> bool:
        """Whether it is about the days in which it is asked."""
        is_now = _NOW.search(self.corrected) is not None or self.kind == "latest"
        return is_now or bool(self.frame.as_of)

    @property
    def wanted(self) -> Scope:
        """The outlets and the days that come first, as far as the request's filters allow."""
        frame, asked = self.frame, self.request.time_frame
        first = max((day for day in (frame.after, asked.after) if day), default=None)
        last = min((day for day in (frame.last, asked.last) if day), default=None)
        outlets = self.heard.outlets if self._are_asked else ()
        if self.request.outlets:
            outlets = ()
        if not frame or self._contradicts_days:
            return Scope(outlets=outlets)
        return Scope(first, last, outlets, frame.as_of if not asked.as_of else None)

    @property
    def strict(self) -> bool:
        """Whether other articles are not wanted: it asks for reports, or for nothing but a time."""
        of_reports = self.days is not None and self.days.of_reports
        return bool(self.wanted) and (
            of_reports or self._are_asked or bool(self.frame.as_of) or not self._topic
        )

    @property
    def whole_scope(self) -> bool:
        """Whether it asks for all of some days or of an outlet, whatever they tell."""
        return bool(self.wanted) and not self._topic

    @property
    def notices(self) -> tuple[str, ...]:
        """What the reader should know about how the question was taken."""
        told = []
        if self.corrections:
            words = ", ".join(f"“{better}” for “{word}”" for word, better in self.corrections)
            told.append(f"Searched for: {self.corrected} ({words})")
        if self._contradicts_days:
            told.append(
                "The question speaks of other days than the filters allow; the filters were kept."
            )
        if self._contradicts_outlets:
            told.append(
                f"The question asks for {' and '.join(self.heard.outlets)}, which the filters leave"
                " out; the filters were kept."
            )
        return tuple(told)

    def lending(self, asked: Sequence[str], outlets: Outlets) -> list[str]:
        """Earlier questions as they may lend words: without outlets and days, if this one has its
        own or does not lean on them. None to a question that names its subject, and none that were
        put to Newsdesk."""
        if self._names_its_subject:
            return []
        lent, leaning = [], leans(self.corrected)
        for question in asked:
            if kind_of(question, names_in(question)) in ("talk", "library"):
                continue
            if self.heard.outlets or not leaning:
                question = _without(question, outlets.heard(question).words)
            if (self.days or not leaning) and (days := days_in(question, date.max)):
                question = _without(question, days.words)
            lent.append(question.replace("_", " "))
        return lent

    def question(self, text: str, is_vague: bool) -> Question:
        """What was understood; ``text`` is the whole question, ``is_vague`` if no turn lent it
        anything."""
        has_words = any(map(str.isalpha, self.text))
        is_empty = has_words and not (set(stems(self.text)) - _NO_TOPIC or self.wanted or self.days)
        return Question(
            asked=self.asked,
            text=text,
            kind=self.kind,
            parts=parts_of(plain(self.text), self.names) if self.language == ENGLISH else (),
            names=self.names,
            outlets=self.heard.outlets,
            time_frame=self.frame,
            corrections=self.corrections,
            language=self.language,
            vague=is_empty and is_vague and self.kind not in ("talk", "library"),
        )

    @property
    def _outlets_speak(self) -> bool:
        """Whether it asks what outlets say, and not what is said of one."""
        return self.heard.speaking or len(self.heard.outlets) > 1

    @property
    def _are_asked(self) -> bool:
        """Whether it asks what outlets say, and does not set them side by side."""
        return self.heard.speaking and self.kind not in _SIDE_BY_SIDE

    @property
    def _topic(self) -> set[str]:
        """What it asks about, apart from when it was and who told it."""
        apart = " ".join([*self.heard.words, *(self.days.words if self.days else ())])
        return set(stems(self.text)) - set(stems(apart)) - _NO_TOPIC

    @property
    def _names_its_subject(self) -> bool:
        """Whether it asks who somebody is by name, or for all there is on a subject."""
        if leans(self.corrected):
            return False
        return bool(self.names if self.kind == "who" else self.kind in OVERVIEWS and self._topic)

    @property
    def _contradicts_days(self) -> bool:
        frame, asked = self.frame, self.request.time_frame
        ends = ((frame.after, asked.last), (asked.after, frame.last))
        return any(first and last and first > last for first, last in ends)

    @property
    def _contradicts_outlets(self) -> bool:
        asked = {outlet.casefold() for outlet in self.request.outlets}
        heard = {outlet.casefold() for outlet in self.heard.outlets}
        return bool(asked and heard and self.heard.speaking and not asked & heard)


def read(words: str, asked: Sequence[str], request: Request, held: Held) -> Reading:
    """Read a question after those that were ``asked`` before it, oldest first."""
    language = language_of_question(words)
    is_new = changes_the_subject(words)
    earlier = [] if is_new else earlier_questions(asked)
    doubtful = doubtful_words(_without(words, held.outlets.heard(words).words))
    surroundings = held.surroundings(words, doubtful)
    right, complete = words, None
    corrections: tuple[tuple[str, str], ...] = ()
    if language == ENGLISH:
        doubtful = [word for word in doubtful if not held.is_author(word)]
        right, corrections = corrected(words, doubtful, surroundings, held.has)
        right = plain(right) if is_new else right
        complete = right if is_new else whole(right, earlier)
    heard = held.outlets.heard(complete or right)
    today = request.time_frame.as_of or datetime.now().date()
    dated = _without(complete or right, heard.words)  # "Russia Today" is no day
    return Reading(
        asked=words,
        corrected=right,
        corrections=corrections,
        whole=complete,
        earlier=tuple(earlier),
        surroundings=surroundings,
        heard=heard,
        days=days_in(dated, today, held.days) if language == ENGLISH else None,
        request=request,
        language=language,
        is_new_subject=is_new,
    )


def _without(question: str, words: Sequence[str]) -> str:
    """The question with a blank of the same length for each of these words."""
    for each in words:
        question = question.replace(each, "_" * len(each))
    return question
