"""Mirror images: pairs made by program, so that a claim's style does not give its label away.

Copied and joined sentences are supported, for false claims keep more of a text's words than true
ones; the same sentences, and true claims, with one detail exchanged are contradicted; a true
beginning with a tail of another article is unstated. As Kryściński et al. make claims for FactCC
("Evaluating the Factual Consistency of Abstractive Text Summarization", 2020).
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from assistant.text.quantities import Quantity, quantities
from assistant.text.sentences import sentence_spans

from .pairs import Corpus, Label, Pair

__all__ = ["exchanged", "mirror_pairs"]

COPIED, JOINED, TAILED = 3, 2, 1  # of each an article
EXCHANGED_SHARE = 0.75  # of the copied sentences, once more with a detail exchanged
CLAIMS_EXCHANGED_SHARE = 0.5  # of the supported claims
SHORTEST, LONGEST = 8, 34  # words of a sentence that can be a claim

_NAME = re.compile(r"(?<=[a-z,”\"] )[A-Z][\w’'-]+(?:\s+[A-Z][\w’'-]+)*")
_PERIOD = re.compile(
    r"\b(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|(?:19|20)\d\d)\b"
)
_PERIODS = [
    "January February March April May June July August September October November December".split(),
    "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split(),
]
_OPPOSITES = (
    "more/less", "most/least", "higher/lower", "highest/lowest", "larger/smaller", "rose/fell",
    "increase/decrease", "increased/decreased", "largest/smallest", "before/after", "won/lost",
    "win/lose", "first/last", "up/down", "above/below", "over/under", "best/worst", "young/old",
    "younger/older", "early/late", "men/women", "man/woman", "his/her", "he/she", "son/daughter",
    "husband/wife", "father/mother", "brother/sister", "all/none", "many/few", "always/never",
    "approved/rejected", "accepted/refused", "supports/opposes", "supported/opposed",
    "agreed/refused", "allowed/banned", "confirmed/denied", "gained/lost", "better/worse",
    "stronger/weaker", "faster/slower", "cheaper/dearer", "start/end", "began/ended",
    "opened/closed", "north/south", "east/west", "public/private", "guilty/innocent",
    "success/failure", "improved/worsened", "bought/sold", "hired/fired", "remembered/forgot",
    "easy/difficult", "same/different", "safe/dangerous", "likely/unlikely",
    "possible/impossible", "legal/illegal", "at least/at most", "raised/lowered", "now/formerly",
)  # fmt: skip
_OPPOSITE = {
    one: other for pair in _OPPOSITES for one, other in [pair.split("/"), pair.split("/")[::-1]]
}
_OPPOSED = re.compile(rf"\b(?:{'|'.join(sorted(_OPPOSITE, key=len, reverse=True))})\b")
_AUXILIARY = re.compile(
    r"\b(?:is|was|are|were|has|have|had|can|could|will|would|should|may|might|must)\b"
    r"(?! not|n['’]t)"
)
_NEGATED = re.compile(
    r"\b(is|was|are|were|has|have|had|did|does|do|could|will|would|should)(?: not|n['’]t)\b"
)
_JOINS = (" and ", ", and ", ", while ", "; ")
_TAILS = (" because ", " after ", ", which ", ", while ", " so that ", ", adding that ")

Exchange = Callable[[str, str, random.Random], str | None]


def mirror_pairs(
    items: Sequence[Mapping[str, Any]], corpus: Corpus, chance: random.Random
) -> Iterator[Pair]:
    """The mirror images of what was written over the articles of a corpus."""
    others = [line for key in corpus.articles for line in _lines(corpus, key)[:3]]
    for item in items:
        article = item["id"]
        text = corpus.evidence[article].passage.text
        lines = _lines(corpus, article)

        def pair(said: str, label: Label, origin: str, key: str = article) -> Pair:
            return corpus.pair(said, [corpus.evidence[key]], label, origin, key)

        copied = chance.sample(lines, min(COPIED, len(lines)))
        for line in copied:
            yield pair(line, "supported", "copied")
            changed = exchanged(line, text, chance)
            if changed and chance.random() < EXCHANGED_SHARE:
                yield pair(changed, "contradicted", "copied, exchanged")
        for _ in range(JOINED if len(lines) > 3 else 0):
            yield pair(_joined(*chance.sample(lines, 2), chance), "supported", "joined")
        for line in chance.sample(lines, min(TAILED, len(lines))):
            yield pair(_tailed(line, chance.choice(others), chance), "unstated", "strange tail")
        for row in item["claims"]:
            if row["label"] == "supported" and chance.random() < CLAIMS_EXCHANGED_SHARE:
                changed = exchanged(row["c"], text, chance)
                if changed:
                    yield pair(changed, "contradicted", "written, exchanged")


def exchanged(sentence: str, text: str, chance: random.Random) -> str | None:
    """The sentence with one number, name, time or turn exchanged, so that it is no longer true.

    Names and numbers come from the article, where there are others of one kind.
    """
    ways: list[Exchange] = [_number, _name, _period, _opposite, _negation]
    order = sorted(ways, key=lambda way: chance.random() * (1.6 if way is _negation else 1.0))
    for way in order:
        changed = way(sentence, text, chance)
        if changed and changed != sentence:
            return changed
    return None


def _number(sentence: str, text: str, chance: random.Random) -> str | None:
    there = quantities(sentence)
    if not there:
        return None
    chosen = chance.choice(there)
    written = sentence[chosen.start : chosen.end]
    others = [
        text[each.start : each.end]
        for each in quantities(text)
        if each.unit == chosen.unit and not each.same(chosen) and not each.rounds(chosen)
    ]
    if others and chance.random() < 0.4:
        other: str | None = chance.choice(others)
    else:
        other = _other_digits(chosen, written, chance)
    if other is None or any(char.isupper() for char in written[:1]):
        return None
    return sentence[: chosen.start] + other + sentence[chosen.end :]


def _other_digits(chosen: Quantity, written: str, chance: random.Random) -> str | None:
    """The number as it is written, with another first digit, or another word for a small one."""
    digit = re.search(r"\d", written)
    if digit:
        at = chance.choice([m.start() for m in re.finditer(r"[1-9]", written)] or [digit.start()])
        new = chance.choice([d for d in "123456789" if d != written[at]])
        return written[:at] + new + written[at + 1 :]
    words = "two three four five six seven eight nine ten eleven twelve".split()
    match = re.search(rf"\b(?:{'|'.join(words)})\b", written)
    if not match:
        return None
    new = chance.choice([word for word in words if word != match[0]])
    return written[: match.start()] + new + written[match.end() :]


def _name(sentence: str, text: str, chance: random.Random) -> str | None:
    there = list(_NAME.finditer(sentence))
    names = sorted({match[0] for match in _NAME.finditer(text)} - {m[0] for m in there})
    if not there:
        return None
    chosen = chance.choice(there)
    if _PERIOD.search(chosen[0]):
        return None
    # Of as many words: a person for a person more often than not.
    alike = [
        name
        for name in names
        if len(name.split()) == len(chosen[0].split())
        and not set(name.split()) & set(chosen[0].split())
        and not _PERIOD.search(name)
    ]
    if len(there) > 1 and chance.random() < 0.4:  # two names of the sentence change places
        one, other = sorted(chance.sample(there, 2), key=lambda match: match.start())
        middle = sentence[one.end() : other.start()]
        if middle.strip(" ,") in ("", "and", "or", "&"):  # a list stays what it is
            return None
        return sentence[: one.start()] + other[0] + middle + one[0] + sentence[other.end() :]
    if not alike:
        return None
    return sentence[: chosen.start()] + chance.choice(alike) + sentence[chosen.end() :]


def _period(sentence: str, text: str, chance: random.Random) -> str | None:
    there = [match for match in _PERIOD.finditer(sentence) if match[0] != "May"]
    if not there:
        return None
    chosen = chance.choice(there)
    if chosen[0].isdigit():
        other = str(int(chosen[0]) + chance.choice((-3, -2, -1, 1, 2, 3, 5)))
    else:
        names = next(names for names in _PERIODS if chosen[0] in names)
        other = chance.choice([name for name in names if name != chosen[0]])
    return sentence[: chosen.start()] + other + sentence[chosen.end() :]


def _opposite(sentence: str, text: str, chance: random.Random) -> str | None:
    there = list(_OPPOSED.finditer(sentence))
    if not there:
        return None
    chosen = chance.choice(there)
    return sentence[: chosen.start()] + _OPPOSITE[chosen[0]] + sentence[chosen.end() :]


def _negation(sentence: str, text: str, chance: random.Random) -> str | None:
    negated = _NEGATED.search(sentence)
    if negated:
        return sentence[: negated.start()] + negated[1] + sentence[negated.end() :]
    there = list(_AUXILIARY.finditer(sentence))
    if not there:
        return None
    chosen = chance.choice(there[:2])
    word = chance.choice((" not", " not", " never"))
    return sentence[: chosen.end()] + word + sentence[chosen.end() :]


def _joined(one: str, other: str, chance: random.Random) -> str:
    first_word = other.split()[0]
    # A name keeps its capital; what cannot be told from one does too.
    lowered = first_word.lower() in _LOWERED
    tail = other[0].lower() + other[1:] if lowered else other
    return one.rstrip(" .!?") + chance.choice(_JOINS) + tail


def _tailed(line: str, other: str, chance: random.Random) -> str:
    words, strange = line.rstrip(" .!?").split(), other.split()
    front = words[: max(5, len(words) * 2 // 3)]
    return " ".join(front) + chance.choice(_TAILS) + " ".join(strange[len(strange) // 2 :])


_LOWERED = frozenset(
    "the a an in on at it they he she we this that these those but for by as with after before when"
    " while there its their his her our some many most more all if from to of under over".split()
)


def _lines(corpus: Corpus, article: str) -> list[str]:
    text = corpus.evidence[article].passage.text
    lines = (text[start:end] for start, end in sentence_spans(text))
    return [
        line
        for line in lines
        if SHORTEST <= len(line.split()) <= LONGEST and line[-1] in ".!?" and line[0].isupper()
    ]
