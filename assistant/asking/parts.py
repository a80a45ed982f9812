"""The questions that a question is made of, each made whole with what it leaves to the others."""

from __future__ import annotations

import re
from collections.abc import Sequence

__all__ = ["completed", "parts_of"]

MOST = 6  # questions in one; more are left together

_WH = (
    r"(?:(?:(?:by|for|from|to|with|of|in|on|at|under|since) )?"
    r"(?:who(?:m|se)?|what|which|how(?: (?:many|much|long|often|old|far|big|large|high))?)"
    r"|when|where|why)"
)
_AUX = (
    r"(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should|may|might|must"
    r"|'s|'ll)"
)
_PREPOSITION = r"(?:in|on|at|about|of|for|by|from|to|with|after|before|during|since|under)"
_ENDS = re.compile(r"(?<=[?!])\s+(?=\w)")
_JOINT = re.compile(
    rf"(?:\s*[,;]\s*(?:and |or |but )?|\s+(?:and|but)\s+(?:also\s+)?)(?={_WH}\b)", re.I
)
_BEGINS = re.compile(rf"(?:and |but |so |or )?(?:{_WH}|{_AUX})\b", re.I)
_ONLY_WH = re.compile(rf"(?:and |but |so )?(?P<wh>{_WH}|why not|since when|how come)$", re.I)
_WH_THEN = re.compile(rf"{_WH} (?P<thing>{_PREPOSITION} .+)$", re.I)
_WHICH = re.compile(
    rf"(?:which|what) (?P<noun>(?!of\b)\w+(?: \w+)?) (?P<aux>{_AUX})\b(?P<rest>.*)", re.I
)
_ASIDE = re.compile(r"(?<!^) (?:when|while|once|as soon as) .*$", re.I)
_OPENING = re.compile(rf"(?:and |but |so )?(?P<wh>{_WH})\b\s*", re.I)
_ABOUT = re.compile(
    r"(?:and |but |or )?(?:what|how) about (?P<thing>.+)$"
    r"|(?:and|but|or) (?P<bare>(?!then\b|so\b).+)$",
    re.I,
)
_HOW_MANY = re.compile(r"\bhow (?:many|much) (?P<noun>\w+)", re.I)
_LONE_HOW_MANY = re.compile(rf"\bhow (?P<which>many|much) (?={_AUX}\b)", re.I)
_HE = re.compile(r"\b(?P<word>he|she|they|him|her|them|his|their|it|its)\b", re.I)
_PERSONAL = frozenset("he she him her his".split())
_POSSESSIVE = frozenset("his their its".split())
_SUBJECTS = r"(?:it|he|she|they|we|you|i|the|this|that|these|those|a|an|his|her|its|their)"
_STOPS = (
    r"(?:of|in|on|at|to|for|from|by|with|about|into|over|after|before|and|or|but|that|which|who"
    r"|is|are|was|were|be|been|do|does|did|has|have|had|will|would|can|could|should|not|when|if)"
)
_PHRASE = r"(?:the|this|that|these|those|its|their|his|her)(?: [\w'-]+){1,4}"
_INVERTED = re.compile(rf"\b{_AUX} (?P<phrase>{_PHRASE})", re.I)
_DETERMINED = re.compile(rf"\b(?P<phrase>{_PHRASE})", re.I)
_LAST = re.compile(rf"\b(?P<how>{_PREPOSITION})\b(?!.*\b{_PREPOSITION}\b).*$", re.I)


def parts_of(question: str, names: Sequence[str] = ()) -> tuple[str, ...]:
    """The whole questions that one asks together, in its order; none if it asks one thing.

    ``names`` are those in it, for whom "he" and "it" may stand.
    """
    pieces = [
        piece.strip(" ,;")
        for sentence in _ENDS.split(question)
        for piece in _pieces(sentence.rstrip("?!. "))
    ]
    asked = [piece for piece in pieces if _BEGINS.match(piece) or len(pieces) == 1]
    if not 1 < len(asked) <= MOST:
        return ()
    first = asked[0] if not _ONLY_WH.match(asked[0]) else completed(asked[0], asked[1])
    return (_ended(first), *(_ended(completed(part, first, names)) for part in asked[1:]))


def _pieces(sentence: str) -> list[str]:
    """The questions of a sentence; "who said when and why he left" is not cut before "why he"."""
    pieces: list[str] = []
    start = 0
    for joint in _JOINT.finditer(sentence):
        head, tail = sentence[start : joint.start()], sentence[joint.end() :]
        is_aside = joint[0].strip() == "," and _is_aside(tail)
        if _BEGINS.match(head) and _stands_alone(tail) and not is_aside:
            pieces.append(head)
            start = joint.end()
    return [*pieces, sentence[start:]]


def _is_aside(tail: str) -> bool:
    """Whether "who was ill, say" tells of somebody and lets the sentence go on."""
    clause = re.match(r"(?:who|whose|whom|which|where|when)\b[^,]*,\s*(?P<rest>.+)", tail, re.I)
    return bool(clause and not re.match(rf"(?:(?:and|or|but) )?{_WH}\b", clause["rest"], re.I))


def _stands_alone(tail: str) -> bool:
    """Whether what follows a joint is asked: a bare "when", or a verb before its subject."""
    clause = re.split(r"[,;]| and (?=wh|how)", tail)[0].strip()
    return bool(
        _ONLY_WH.match(clause)
        or _WH_THEN.match(clause)
        or re.match(rf"{_WH}(?: (?!{_SUBJECTS}\b)[\w-]+){{0,3}} {_AUX}\b", clause, re.I)
        or re.match(r"(?:who|what|which \w+) (?!it\b|he\b|they\b|she\b)\w{3,}\b", clause, re.I)
        or re.match(r"(?:what|how) about\b", clause, re.I)
    )


def completed(part: str, first: str, names: Sequence[str] = ()) -> str:
    """A question that leans on another one, with what it leaves unsaid: a subject, or all but its
    question word."""
    part, first = part.strip(" ?!.,"), first.strip(" ?!.,")
    if alone := _ONLY_WH.match(part):
        return _asked_by(alone["wh"], first)
    if also := _WH_THEN.match(part):
        return _about(also["thing"], first, names)
    if about := _ABOUT.match(part):
        thing = about["thing"] or about["bare"]
        if not _BEGINS.match(thing):
            return _about(thing, first, names)
        part = thing
    part = re.sub(r"^(?:and|but|so|or) ", "", part, flags=re.I)
    if noun := _HOW_MANY.search(first):
        part = _LONE_HOW_MANY.sub(rf"how \g<which> {noun['noun']} ", part, count=1)
    return _HE.sub(lambda met: _antecedent(met["word"], part[met.end() :], first, names), part)


def _asked_by(wh: str, first: str) -> str:
    """The first question, asked with another question word."""
    if which := _WHICH.match(first):
        return f"{wh} {which['aux']} the {which['noun']}{which['rest']}"
    rest = _OPENING.sub("", first, count=1)
    is_inverted = re.match(rf"{_AUX}\b", rest, re.I)
    return f"{wh} {rest[0].lower()}{rest[1:]}" if is_inverted else f"{first}, and {wh}"


def _about(thing: str, first: str, names: Sequence[str]) -> str:
    """The first question, asked of another thing in the place of its last."""
    if leading := re.match(rf"{_PREPOSITION}\b", thing, re.I):
        first = _ASIDE.sub("", first)  # "… when they voted in March": not that of the question
        same = re.search(rf"\b{leading[0]}\b(?!.*\b{leading[0]}\b).*$", first, re.I)
        return f"{first[: same.start()] if same else f'{first} '}{thing}"
    named = [name for name in names if name in first]
    if named and thing[0].isupper():
        return first.replace(named[-1], thing)
    last = _LAST.search(first)
    return f"{first[: last.start()]}{last['how']} {thing}" if last else f"{first}: {thing}"


def _antecedent(word: str, rest: str, first: str, names: Sequence[str]) -> str:
    """What a pronoun stands for, as far as the first question tells; else itself."""
    folded = word.casefold()
    in_first = [name for name in names if name.casefold() in first.casefold()]
    phrase = _phrase(first)
    meant = (in_first[0] if in_first else phrase) if folded in _PERSONAL else None
    if folded not in _PERSONAL:
        meant = phrase or (in_first[0] if in_first else None)
    if not meant:
        return word
    possessive = folded in _POSSESSIVE or (folded == "her" and re.match(r" \w+", rest))
    return f"{meant}'s" if possessive else meant


def _phrase(first: str) -> str | None:
    """The thing that a question is about: its subject, else what it names with "the"."""
    if found := _INVERTED.search(first):
        words, after = _until_stop(found["phrase"]), first[found.end() :]
        complete = len(words) > 2 and (len(words) < 5 or not after)
        return " ".join(words[:-1] if complete else words)
    found = _DETERMINED.search(first)
    return " ".join(_until_stop(found["phrase"])) if found else None


def _until_stop(phrase: str) -> list[str]:
    words: list[str] = []
    for word in phrase.split():
        if re.fullmatch(_STOPS, word, re.I) and words:
            break
        words.append(word)
    return words


def _ended(question: str) -> str:
    question = question.strip(" ,;")
    return f"{question[:1].upper()}{question[1:].rstrip('?!. ')}?"
