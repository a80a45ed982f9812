"""Tells the names of people in what a page states of its authors."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from .bylines import is_press_name
from .identity import is_web_address
from .lines import as_line

__all__ = ["names_in"]

NAME_WORDS = 6
AUTHORS = 100_000
STATED = 2_000  # characters of one statement
_LABEL = re.compile(
    r"^(?:(?:written|words|story|text|report(?:ed|ing)?|posted|published|edited|geschrieben"
    r"|escrito|écrit|scritto|geschreven)\s+)?(?:(?:by|par|por|door|przez)\s+"
    r"|(?:by|von|par|por|di|door|av|af|authors?|reporters?|autore?|autori|autora|autorin|autoren"
    r"|auteure?s?|auteur|forfatter|författare|tekst|texte?|texto|testo|автор|написал[аи]?)\s*:\s*)",
    re.I,
)
# Prepositions that many names begin with as well: "Von Ann Poe", but "Von der Leyen".
_PREPOSITION = re.compile(
    r"^(?i:von|di|da|de|do|av|af|od|fra|from|por)\s+(?=[^\W\d_a-zà-ÿа-я][^\s,]*\s+\S)"
)
_PARTICLES = re.compile(
    r"^(?:(?:van|von|der|den|de|del|della|di|da|la|le|el|al|bin|ter|zu)\s+)+", re.I
)
_PARTED = re.compile(
    r"\s*[;|•·\n、/]\s*|\s+(?:and|und|et|og|och|oraz|AND|And|with|&|\+|та)\s+"
    # "Ortega y Gasset" is one name, "Ana Gil y Luis Paz" are two.
    r"|\s+(?:y|e|i|en|и)\s+(?=\S+\s+\S)"
)
_SUFFIX = re.compile(
    r"(?:[js]r|i{2,3}|iv|md|ph ?d|dphil|esq|ma|ba|msc|bsc|mba|jd|llm|llb|dds|dvm|rn|np|pa|pharmd"
    r"|mph|cfa|cpa|cfp|mp|msp|mep|qc|kc|obe|cbe|mbe|frs|frcp|edd|psyd|do|rd|lcsw|dr|prof)",
    re.I,
)
_ROLE = re.compile(
    r"\b(?:(?:staff|guest|sports?|news) writers?|staff|writers?|reporters?|correspondents?"
    r"|columnists?|editors?|editorial|producers?|photographers?|journalists?|analysts?"
    r"|contribut\w+|freelance\w*|redakt\w+|redazione|redacci[oó]n|r[eé]daction|redactie|redakcja"
    r"|корреспондент|редакция|admin|administrator|webmaster|newsroom|desk|team|anonymous)\b",
    re.I,
)
_BEHIND = re.compile(
    r"\s+(?:in|at|for|from|of the|aus|für|pour|para|reports?)\s+\S.*$|\s*[(<\[].*$|\s+[–—-]\s.*$"
)
# What is left when a statement names nobody.
_SMALL = frozenset(
    "by and with for from in at of to the on via von und für par pour avec et por con y di e da de"
    " a an author none null unknown undefined n/a".split()
)


def names_in(stated: Iterable[str]) -> tuple[str, ...]:
    """The names in these statements, each once, in order: "Poe, Ann" and "By Ann Poe, Jr." too.

    Addresses, roles, prepositions and what stands behind a name are none; a suffix stays with it.
    """
    found = (name for text in stated for name in _names(as_line(text[:STATED])))
    return tuple(dict.fromkeys(found))[:AUTHORS]


def _names(text: str) -> Iterator[str]:
    for part in _PARTED.split(_without_front(text)):
        yield from _listed([piece.strip() for piece in _without_front(part).split(",")])


def _without_front(text: str) -> str:
    return _PREPOSITION.sub("", _LABEL.sub("", text.strip(" ,")))


def _listed(pieces: list[str]) -> list[str]:
    """The names in what commas part: a list, a name turned round, or one with its suffixes."""
    pieces = [piece for piece in pieces if piece]
    if len(pieces) == 2 and _is_half(pieces[1]) and _is_half(_PARTICLES.sub("", pieces[0])):
        return [f"{pieces[1]} {pieces[0]}"]
    names: list[str] = []
    for piece in pieces:
        if names and _is_suffix(piece):
            names[-1] += f", {piece}"
        elif (name := _name(piece)) and not (names and is_press_name(name)):
            names.append(name)
    return names


def _is_suffix(piece: str) -> bool:
    return bool(_SUFFIX.fullmatch(piece.replace(".", "").strip()))


def _is_half(piece: str) -> bool:
    """Whether a word may be the first or the last of a name: "Poe, Ann"."""
    plain = " " not in piece and piece[:1].isupper()
    return plain and not (_is_suffix(piece) or _ROLE.search(piece) or is_press_name(piece))


def _name(piece: str) -> str:
    name = _BEHIND.sub("", piece).strip(' –—-*_"“”:')
    if not name or len(name.split()) > NAME_WORDS or is_web_address(name) or "@" in name:
        return ""
    if (
        name.islower()
        or name.lower() in _SMALL
        or any(map(str.isdigit, name))
        or _ROLE.search(name)
    ):
        return ""
    return "" if _is_suffix(name) or "://" in name else name
