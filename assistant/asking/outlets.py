"""The library's outlets that a question names: in full, by a usual short form, or by initials."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from ..library import STOPWORDS
from ..models.english import english_rank
from ..text.characters import nfc

__all__ = ["Heard", "Outlets"]

# What many newspapers are called: "the Gazette" is the one Gazette that there is.
_PAPERS = frozenset(
    "advertiser agency argus bugle bulletin chronicle courier daily dispatch echo enquirer examiner"
    " express financial gazette globe guardian herald independent inquirer investigator journal"
    " lantern ledger lookout mail mercury messenger mirror monitor news newspaper observer outlook"
    " pioneer post press radio record recorder register reporter review sentinel standard star"
    " sun telegraph television times tribune tv voice watch weekly wire world".split()
)
_WORD = re.compile(r"[^\W_]+(?:[.&'’-][^\W_]+)*")
_HOST = re.compile(r"\.(?:com|org|net|news|info|example|test|co\.[a-z]{2}|[a-z]{2})$", re.I)
LONGEST = 7  # words of an outlet's name
COMMON = 6_000  # the rank up to which an English word is taken for itself
LONGEST_SPELT = 5  # of one that goes by its initials

# That an outlet speaks, "\x00" being its name: it says something, or something stands in it.
_SAYS = re.compile(
    r"according to (?:the )?\x00"
    r"|\x00(?:'s?)? (?:\w+ )?(?:says?|said|writes?|wrote|written|report\w*"
    r"|reveal\w*|claim\w*|tells?|told|publish\w*|print\w*|argu\w+|makes? of|think\w*|describ\w+"
    r"|cover\w*|view\w*|present\w*|quot\w+|mention\w*|explain\w*|sees?|article|story|stories"
    r"|piece|interview|column|editorial|account|version|add|adds|added|suggest\w*|warn\w*|calls?"
    r"|called|have on|has on|have about|has about|puts? (?:it|the))\b",
    re.I,
)
_STANDS_IN = re.compile(r"\b(?:in|by|from|on|with|to)(?: the)? \x00", re.I)


@dataclass(frozen=True)
class Heard:
    """The outlets that a question names, and the words by which it does.

    ``speaking``: it asks what they say, not what is said of them.
    """

    outlets: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    speaking: bool = False


class Outlets:
    """Knows outlets by the names that people give them; made of all outlets of a library."""

    def __init__(self, outlets: Sequence[str]) -> None:
        self._full: defaultdict[str, list[str]] = defaultdict(list)
        self._short: defaultdict[str, list[str]] = defaultdict(list)
        for outlet in outlets:
            for form in _full_forms(outlet):
                self._full[form].append(outlet)
            for form in _short_forms(outlet):
                self._short[form].append(outlet)

    def heard(self, question: str) -> Heard:
        """The outlets that it names, in its order."""
        words = list(_WORD.finditer(question))
        chosen: dict[str, None] = {}
        said: list[str] = []
        speaking, at = False, 0
        while at < len(words):
            length, outlets = self._longest(question, words[at : at + LONGEST])
            if outlets:
                first, last = words[at], words[at + length - 1]
                chosen.update(dict.fromkeys(outlets))
                name = _without_s(question[first.start() : last.end()])
                said.append(re.sub(r"^the ", "", name, flags=re.I))
                speaking |= _speaks(question, first.start(), last.end())
            at += max(length, 1)
        return Heard(tuple(chosen), tuple(said), speaking)

    def _longest(self, question: str, words: Sequence[re.Match[str]]) -> tuple[int, Sequence[str]]:
        """The longest name that begins here: how many words it has, and whose it is."""
        for length in range(len(words), 0, -1):
            start, end = words[0].start(), words[length - 1].end()
            name = _without_s(question[start:end])
            named = self._full.get(_folded(name))
            if named and (length > 1 or _is_meant(question, start, end, name)):
                return length, named
            short = self._short.get(_folded(name), ())
            if len(short) == 1 and _is_meant(question, start, end, name, short=True):
                return length, short
            initials = self._full.get("".join(word[0][0] for word in words[:length]).casefold(), ())
            if 1 < length < LONGEST_SPELT and initials and _is_spelt_out(words[:length], initials):
                return length, initials
        return 0, ()


def _is_spelt_out(words: Sequence[re.Match[str]], initials: Sequence[str]) -> bool:
    """Whether these words are what an outlet of initials stands for: "Deutsche Welle", "DW"."""
    return all(word[0][0].isupper() for word in words) and all(map(str.isupper, initials))


def _is_meant(question: str, start: int, end: int, name: str, short: bool = False) -> bool:
    """Whether one word stands for an outlet: "the gazette says", "RT", but no "post", no "it".

    ``short``: it is a part of its name, which may be a place or a person as well.
    """
    folded = name.casefold()
    if folded in STOPWORDS:
        return name.isupper() and len(name) > 1
    rank = english_rank(folded)
    if len(name) <= LONGEST_SPELT and folded not in _PAPERS and (rank is None or rank > COMMON):
        return True
    if name.isupper() or (len(name) > LONGEST_SPELT and not short and folded not in _PAPERS):
        return True
    marked = f"{question[:start]}\x00{question[end:]}".replace("’", "'")
    in_front = question[:start].rstrip()
    written_so = name[0].isupper() and bool(in_front) and in_front[-1] not in ".?!"
    if written_so and (folded in _PAPERS or not short or in_front.casefold().endswith("the")):
        return True
    return _SAYS.search(marked) is not None


def _speaks(question: str, start: int, end: int) -> bool:
    """Whether it is asked what is said by whom is named there."""
    marked = f"{question[:start]}\x00{question[end:]}".replace("’", "'")
    return any(pattern.search(marked) for pattern in (_SAYS, _STANDS_IN))


def _without_s(name: str) -> str:
    return re.sub(r"['’]s?$", "", name)


def _folded(name: str) -> str:
    """A name as it is compared: its words in lower case, a hyphen as good as a space."""
    return " ".join(re.findall(r"[^\W_]+(?:[.&'’][^\W_]+)*", nfc(name).casefold()))


def _host(outlet: str) -> str:
    """An address without what is around its name; any other name as it is."""
    return outlet if " " in outlet else _HOST.sub("", outlet.removeprefix("www."))


def _full_forms(outlet: str) -> set[str]:
    """The name, with and without "the", and without what makes it an address."""
    names = (outlet, outlet.removeprefix("www."), _host(outlet))
    forms = {form for name in names for form in [_folded(name)]}
    return {form for form in forms | {form.removeprefix("the ") for form in forms} if form}


def _short_forms(outlet: str) -> set[str]:
    """What papers are called of its words, its initials, and a head that is initials itself."""
    name = _folded(_host(outlet)).removeprefix("the ")
    words = name.split()
    if len(words) < 2:
        return set()
    forms = {"".join(word[0] for word in words[:LONGEST_SPELT])}
    if words[-1] in _PAPERS:
        forms |= {words[-1], " ".join(words[1:])}
    if words[0] in _PAPERS:
        forms.add(words[-1])
    head = outlet[: len(words[0])]
    if head.isupper() and len(head) > 1:
        forms.add(words[0])
    return forms - {name}
