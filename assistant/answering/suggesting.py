"""Questions that articles answer, made of their own sentences: to follow an answer, or to begin.

What did something, was done or is said becomes "Why did …?", "Why was …?"; who is introduced
becomes "Who is …?". A question is only given if a sentence or the reader says that it is answered.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from ..datamodels import Article, Kind
from ..library import Library
from ..models.reader import Reader
from ..text.sentences import sentence_spans
from .fitting import fitness
from .material import Material
from .profiles import introduced

__all__ = ["Told", "examples", "follow_ups", "questions_from", "suggestions"]

FOLLOW_UPS = 3
NEWEST = 40  # articles that example questions are made of; copies tell the same
READ_FOR_EXAMPLES = 12  # of these questions that the reader is asked about
BEGINNING = 1200  # characters of an article of which example questions are made
ANSWERS = 0.0  # the reader's logit from which a passage answers
MOST_READ = 3  # questions that are put to the reader after an answer
SUBJECT_WORDS, OBJECT_WORDS = 7, 11

# Verbs of the news whose past both tenses share, with the words that "did" takes.
_PAST = {
    "abandoned": "abandon", "accused": "accuse", "approved": "approve", "arrested": "arrest",
    "backed": "back", "banned": "ban", "blamed": "blame", "blocked": "block", "cancelled": "cancel",
    "condemned": "condemn", "criticised": "criticise", "cut": "cut",
    "defended": "defend", "delayed": "delay", "dismissed": "dismiss", "dropped": "drop",
    "ended": "end", "evacuated": "evacuate", "expelled": "expel", "fined": "fine",
    "halted": "halt", "imposed": "impose", "increased": "increase", "launched": "launch",
    "lifted": "lift", "lowered": "lower", "moved": "move", "opposed": "oppose",
    "ordered": "order", "overturned": "overturn", "postponed": "postpone", "praised": "praise",
    "raised": "raise", "recalled": "recall", "reduced": "reduce", "rejected": "reject",
    "removed": "remove", "replaced": "replace", "resigned": "resign", "scrapped": "scrap",
    "sentenced": "sentence", "shelved": "shelve", "stopped": "stop", "sued": "sue",
    "suspended": "suspend", "withdrew": "withdraw", "withdrawn": "withdraw",
}  # fmt: skip
_VERB = "|".join(_PAST)
_WHEN = (
    r"(?:(?:late |early )?on (?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day(?: \w+)?|this week|last"
    r" (?:week|month|year)|yesterday|today|recently|now|also|just|already|earlier)"
)
_DONE = re.compile(
    rf"(?P<subject>[A-Z][^,;:.“”\"()]*?)\s+(?:{_WHEN}\s+)?(?P<has>has |have |had )?"
    rf"(?P<been>been |was |were |is being )?(?:{_WHEN}\s+)?(?P<verb>{_VERB})\b"
    r"(?P<object>(?:[^,;:.“”\"()]|\.\d)*)"
)
_ENDS = re.compile(
    r"\s+(?:after|because|so that|in order|ruling|saying|following|since|when|while|although|but"
    rf"|and|as|amid|until|which|who|that|leaving|{_WHEN})\b.*$"
)
_LEANS = re.compile(
    r"\b(?:he|she|it|they|his|her|its|their|him|them|this|these|that|those|which|who|we|our|i)\b",
    re.I,
)
_OBJECTLESS = frozenset(("resigned",))
# A subject that holds a verb of its own is no subject.
_VERBAL = re.compile(r"\b[a-z]+(?:ed|ing)\b")


@dataclass(frozen=True)
class Told:
    """A sentence that a question may be made of, with the headline and the passage around it."""

    text: str
    title: str
    passage: str


@dataclass(frozen=True)
class _Asked:
    question: str
    told: Told
    kind: Kind

    def answered_by(self, reader: Reader | None) -> bool:
        """Whether the passage that it was made of answers it: it says who somebody is, or the
        reader finds that it answers and something in it gives a reason."""
        if self.kind == "who":
            return True
        if not reader or fitness("why", self.told.passage, 0.0) < 1:
            return False
        (reading,) = reader.read(self.question, [(self.told.title, self.told.passage)])
        return reading.relevance >= ANSWERS


def follow_ups(material: Material) -> tuple[str, ...]:
    """Questions that the evidence for an answer answers besides."""
    told = [
        Told(" ".join(each.text.split()), each.evidence.article.title, each.evidence.passage.text)
        for each in material.sentences
        if each.quotable
    ]
    return suggestions(told, material.reader, FOLLOW_UPS, material.query.text)


def examples(library: Library, reader: Reader | None, count: int) -> tuple[str, ...]:
    """Questions to begin with, made of what the newest articles tell; of their headlines, where
    their sentences make too few."""
    newest = library.catalogue.newest(NEWEST)
    told = [each for article in newest for each in _told_in(article)]
    natural = suggestions(told, reader, count, most_read=READ_FOR_EXAMPLES)
    titles = dict.fromkeys(article.title.rstrip(".…? ") for article in newest)
    plain = (f"What is known about “{title}”?" for title in titles)
    return (*natural, *plain)[:count]


def _told_in(article: Article) -> Iterator[Told]:
    """The sentences with which an article begins."""
    text = article.text[:BEGINNING]
    for start, end in sentence_spans(text, article.language):
        yield Told(" ".join(text[start:end].split()), article.title, text)


def suggestions(
    told: Sequence[Told],
    reader: Reader | None,
    count: int,
    asked: str = "",
    most_read: int = MOST_READ,
) -> tuple[str, ...]:
    """Up to ``count`` questions that these sentences answer and that were not ``asked`` yet, of
    different kinds where there are such; the reader is asked about ``most_read`` at most."""
    found: list[_Asked] = []
    read = 0
    for each in _alternating(questions_from(told)):
        if len(found) == count:
            break
        if _again(each.question, [asked, *(other.question for other in found)]):
            continue
        read += each.kind != "who"
        if read <= most_read and each.answered_by(reader):
            found.append(each)
    return tuple(each.question for each in found)


def questions_from(told: Iterable[Told]) -> Iterator[_Asked]:
    """Every question that can be made of these sentences."""
    for each in told:
        why = _why(each.text)
        if why:
            yield _Asked(why, each, "why")
        for name in introduced(each.text):
            yield _Asked(f"Who is {name}?", each, "who")


def _why(text: str) -> str:
    """ "Why did …?" or "Why was …?" of what a sentence tells; empty if it cannot be made."""
    done = _DONE.match(text)
    if not done:
        return ""
    subject, rest = done["subject"].strip(), _ENDS.sub("", done["object"]).rstrip()
    if _LEANS.search(f"{subject} {rest}") or re.search(r"\b(?:not|never|no)\b", subject):
        return ""
    alone = bool(done["been"]) or done["verb"] in _OBJECTLESS
    rest = "" if done["verb"] in _OBJECTLESS else rest
    fits = len(rest.split()) <= OBJECT_WORDS and (alone or bool(rest))
    if _VERBAL.search(subject) or len(subject.split()) > SUBJECT_WORDS or not fits:
        return ""
    subject = re.sub(r"^(?:The|An?)\b", lambda the: the[0].lower(), subject)
    if done["been"]:
        was = "were" if done["been"].strip() == "were" or done["has"] == "have " else "was"
        return f"Why {was} {subject} {done['verb']}{rest}?"
    return f"Why did {subject} {_PAST[done['verb']]}{rest}?"


def _alternating(asked: Iterable[_Asked]) -> Iterator[_Asked]:
    """One of each kind after another, as long as there are any."""
    kinds: dict[str, list[_Asked]] = {"why": [], "who": []}
    for each in asked:
        kinds[each.kind].append(each)
    for at in range(max(map(len, kinds.values()))):
        for of_kind in kinds.values():
            yield from of_kind[at : at + 1]


def _again(question: str, others: Sequence[str]) -> bool:
    words = set(re.findall(r"\w+", question.casefold()))
    for other in others:
        said = set(re.findall(r"\w+", other.casefold()))
        if said and len(words & said) >= 0.6 * min(len(words), len(said)):
            return True
    return False
