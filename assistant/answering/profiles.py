"""Who somebody is, or what something is: the clause that describes, then what is told.

News introduces people in few ways: "Ada Venn, the harbour master,", "harbour master Ada Venn",
"Ada Venn is …", "Its leader, Ada Venn,". An office is held by whom the newest of these names.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from ..library import stems
from .citations import Draft
from .material import Material
from .quoting import Candidate, drafted, repeats, widest

__all__ = ["describes", "holders", "introduced", "profile", "subject_of"]

TOLD = 3  # facts beside the description
HOLDERS = 2  # of an office: who has it, and who had it before

_ASKED = re.compile(
    r"(?:(?:who|what)(?:\s+(?:exactly\s+)?(?:is|are|was|were)|['’]s|s)|tell me (?:more )?about"
    r"|what do (?:you|we) know (?:about|of))\s+(?P<subject>[^?!.,;]+)",
    re.I,
)
_NAME = re.compile(r"[A-Z][\w’'-]*\w(?:\s+(?:(?:van|von|de|al|bin|der|la)\s+)?[A-Z][\w’'-]*\w)+")
_TITLES = (
    r"(?:Mr|Mrs|Ms|Dr|Prof(?:essor)?|Judge|Sir|Lord|Lady|King|Queen|Pope|General|Admiral|Colonel"
    r"|Captain|President|Chancellor|Minister|Secretary|Senator|Governor|Mayor|Councillor|Director"
    r"|Chairman|Chairwoman|Chair|Chief|Ambassador|Spokesman|Spokeswoman|Representative|Envoy|MP"
    r"|Commissioner|Inspector|Sergeant|Master|Leader|Head)"
)
_NO_DESCRIPTION = (
    r"(?!(?:of|and|or|but|by|to|for|with|from|in|on|at|as|than|that|when|while|after|before|said"
    r"|says|told|tells|if|how|why|which|who|whom|was|were|is|are|had|has|have|not|only|about|like"
    r"|under|between|against|over|since|because|also|then|asked|called|where|until|though)\s)"
)
_PERSON = (
    r"[A-Z][a-z]+(?:[’'-]?[A-Z]?[a-z]+)*(?:\s+(?:van|von|de|al|bin)\b)?"
    r"\s+[A-Z][a-z]+(?:-[A-Z][a-z]+)?"
)
_ROLE = (
    r"(?!(?:aft|off|und|oth|anoth|eith|wheth|rath|riv|wat|pap|form|wint|summ|togeth|howev|numb|ord|lat"
    r"|earli|high|low|low|great|small|larg|long|short|old|new|own|matt|pow|offic)er\b|(?:interi|maj"
    r"|min|err)or\b|(?:pres|rec|differ|curr|import|abs|dist|constant|signific)(?:e|a)nt\b)"
    r"(?:[a-z-]{3,}(?:er|or|ist|ian|eur|man|woman|ant|ess)|head|chief|chair|president|judge|mayor"
    r"|agent|resident|student|scientist|pilot|poet|priest|nurse|clerk|coach|guard|cook|official|expert|analyst|head|king|queen|advocate|architect"
    r"|Mayor|President|Minister|Judge|Secretary|Senator|Director|Councillor|Professor|Governor"
    r"|Chancellor|Ambassador|Dr|Inspector|MP)"
)
_INTRODUCED = re.compile(
    rf"\b{_ROLE}\s+(?P<after>{_PERSON})\b"
    rf"|\b(?P<before>{_PERSON}),\s+(?:\d+,\s+)?(?:who\s"
    rf"|(?:(?:an?|the|its|his|her|their|then)\s+(?:[\w-]+\s){{0,3}}?)?{_ROLE}\b)"
)
_NO_NAMES = frozenset("for under but and the in on at with if when while as from to by".split())
_FORMER = re.compile(r"\b(?:former(?:ly)?|then|ex|previous|late|outgoing)\b", re.I)


def subject_of(question: str, names: Sequence[str]) -> str:
    """Who or what a question asks about: a name that was understood, else what it says after "Who
    is"; empty if it asks otherwise."""
    asked = _ASKED.search(question)
    subject = asked["subject"].strip() if asked else ""
    named = [name for name in names if name.casefold() in question.casefold()]
    if len(named) == 1 and (not subject or named[0].casefold() in subject.casefold()):
        return subject if subject and _is_office(subject) else named[0]
    return re.sub(r"\s+(?:now|today|currently|at present|these days)$", "", subject, flags=re.I)


def profile(material: Material) -> Iterator[Draft]:
    """The sentence that describes, then what is told of the same, newest last."""
    understood = material.query.understood
    subject = subject_of(material.query.text, understood.names or understood_names(material))
    held = list(_office(material, subject)) if _is_office(subject) else []
    if held:
        yield from held
    elif subject:
        yield from _described(material, subject)


def understood_names(material: Material) -> tuple[str, ...]:
    """The names in the question as it was written."""
    return tuple(match[0] for match in _NAME.finditer(material.query.text))


def describes(text: str, name: str) -> float:
    """How far a sentence says who or what a name is, 0 to 1."""
    words = name.split()
    full = r"\s+".join(map(re.escape, words))
    last = re.escape(words[-1])
    either = rf"(?:{full}|{last})" if len(words) > 1 and len(words[-1]) > 2 else full
    patterns = (
        (1.0, rf"\b{either},\s+(?:\d+,\s+)?(?:who|whose|which|an?|the|its|his|her|their)\s"),
        (1.0, rf"\b{either},\s+(?:[\w-]+\s){{0,4}}(?:of|at|for|from)\s(?:the\s)?"),
        (
            1.0,
            rf"\b{either}\s+(?:is|was|are|were|became|remains)\s+(?:an?|the|one|h(?:is|er))\s",
        ),
        (1.0, rf"\b(?:an?|the)\s[^.;]{{3,60}}\((?:the\s)?{full}\)"),
        (0.9, rf"\b[a-z-]{{3,}},\s+(?:the\s)?{full}\s*[,.)]"),
        (0.8, rf"\b{_TITLES}\s+(?:of\s[A-Z]\w+\s)?{full}\b"),
        (0.8, rf"\b{_NO_DESCRIPTION}[a-z-]{{4,}}\s+(?:the\s)?{full}\b"),
        (0.7, rf"\b(?:called|named|known as)\s+(?:the\s)?{full}\b"),
    )
    for worth, pattern in patterns:
        flags = re.I if name.islower() else re.NOFLAG
        if re.search(pattern, text, flags):
            return worth
    return 0.0


def introduced(text: str) -> Iterator[str]:
    """Those whom a sentence introduces: "the harbour master Ada Venn", "Ada Venn, a pilot"."""
    for match in _INTRODUCED.finditer(text):
        name = match["after"] or match["before"]
        if name.split()[0].lower() not in _NO_NAMES and not re.match(rf"{_ROLE}\s", name):
            yield name


def _described(material: Material, subject: str) -> Iterator[Draft]:
    name = re.sub(r"^(?:the|an?)\s+", "", subject, flags=re.I)
    named = [each for each in material.wide if each.quotable and _names(each.text, name)]
    if not named:
        return
    worth = {each: describes(each.text, name) + _fullness(each, name) for each in named}
    first = max(named, key=lambda each: (worth[each], each.score))
    chosen = [first]
    for each in sorted(named, key=lambda each: -_telling(each, name)):
        if len(chosen) > TOLD:
            break
        if not any(repeats(each, other) for other in chosen):
            chosen.append(each)
    told = sorted(chosen[1:], key=lambda each: each.evidence.article.published or date.min)
    for at, each in enumerate([first, *told]):
        quote = widest(each, material.wide) if at == 0 else each
        yield drafted(quote, material.spans)


def _names(text: str, name: str) -> bool:
    """Whether a text says the name, or the last part of a name of several."""
    words = re.split(r"[\s-]+", name)
    if len(words[-1]) > 2 and not words[-1].isdigit():
        words = words[-1:]
    # "Gannet 4" is also the "Gannet-4" and the "Gannet research ship 4".
    said = r"\W+(?:\w+\W+){0,3}?".join(map(re.escape, words))
    return bool(re.search(rf"(?<!\w){said}(?!\w)", text, re.I))


def _fullness(sentence: Candidate, name: str) -> float:
    return 0.2 * (name.casefold() in sentence.text.casefold())


def _telling(sentence: Candidate, name: str) -> float:
    """How much of its sentence somebody is the subject of, and how well it was found."""
    at = re.search(re.escape(name.split()[-1]), sentence.text, re.I)
    early = 1 - at.start() / len(sentence.text) if at else 0.0
    return early + sentence.signs.rank + 0.3 * sentence.signs.coverage


# -- an office ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Holder:
    """Somebody who holds an office, by a sentence that says so."""

    name: str
    sentence: Candidate

    @property
    def day(self) -> date:
        """The day of the article; the first of all days if it is unknown."""
        return self.sentence.evidence.article.published or date.min


def _is_office(subject: str) -> bool:
    """Whether a subject may be no name but an office: it ends in a word written small, and has a
    "the" or a title."""
    words = subject.split()
    if not words or not words[-1].islower():
        return bool(words) and bool(re.fullmatch(_TITLES, words[-1], re.I))
    owned = re.match(r"(?:the|an?|our|its|their)\s|.*['’]s?\s", subject, re.I)
    return bool(owned or re.search(rf"\b{_TITLES}\b", subject, re.I))


def _office(material: Material, subject: str) -> Iterator[Draft]:
    found = sorted(holders(subject, material.wide), key=lambda each: each.day, reverse=True)
    told: list[Holder] = []
    for each in found:
        surname = each.name.split()[-1]
        if len(told) < HOLDERS and all(surname not in other.name for other in told):
            told.append(each)
    for each in told:
        yield drafted(widest(each.sentence, material.wide), material.spans)


def holders(subject: str, sentences: Iterable[Candidate]) -> Iterator[Holder]:
    """Who holds an office by these sentences: whoever is named right beside all of its words."""
    # "The city's harbour master", "the harbour master of the city": whose he is, is seldom said.
    office = re.sub(r"^.*['’]s?\s", "", subject).partition(" of ")[0]
    wanted = set(stems(office)) or set(stems(subject))
    for sentence in sentences:
        if sentence.quotable and wanted <= sentence.terms:
            for name in _NAME.finditer(sentence.text):
                held = _held(sentence.text, name, wanted)
                if held:
                    yield Holder(held, sentence)


def _held(text: str, name: re.Match[str], wanted: set[str]) -> str:
    """The name of the holder, without the words of the office in front of it; empty if the name
    stands beside another office, or a former one."""
    before = re.split(r"[.;:,]\s", text[: name.start()].rstrip(", "))[-1].split()[-6:]
    after = re.match(r",\s+([^,.;]+)", text[name.end() :])
    words = name[0].split()
    office = [word for word in words if set(stems(word)) & wanted]
    person = words[max((words.index(word) for word in office), default=-1) + 1 :]
    front = {stem for word in [*before, *office] for stem in stems(word)}
    beside = bool(office) or bool(before and set(stems(before[-1])) & wanted)
    behind = set(stems(after[1])) if after else set()
    if not person or _FORMER.search(" ".join([*before, *office])):
        return ""
    return " ".join(person) if (beside and wanted <= front) or wanted <= behind else ""
