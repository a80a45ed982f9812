"""Reads who wrote an article, for whom and when, from the lines around its headline."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from .dates import age_in_line, date_in_line
from .lines import bare, words_in

__all__ = [
    "Byline",
    "is_byline",
    "is_of_update",
    "is_press_name",
    "is_stamp",
    "read_byline",
    "split_byline",
]

BYLINE_CHARACTERS = 160
STAMP_CHARACTERS = 60
LABELLED_WORDS = 7  # "Publicado el 10 de marzo de 2025 a las 10:00 h"
STAMP_WORDS = 5  # beside its numbers a stamp has a label, a weekday, a month and a zone

_PARTICLES = r"(?:de|da|di|du|del|della|der|den|des|van|von|zu|ter|bin|ibn|al|el|la|le|y|e)"
_WORD = r"[A-ZÀ-ÖØ-ÞА-ЯЁЄІЇҐ][\w.'’-]*"
_NAME = rf"{_WORD}(?: (?:{_PARTICLES} )*{_WORD}){{1,4}}"
_JOINED = rf"{_NAME}(?:(?:,| and| &|, and|;) {_NAME}){{0,5}}"
# Labels in any case; a name is told by its capitals, so no pattern here ignores case as a whole.
_OPENING = r"(?i:(?:opinion|analysis|comment|exclusive|column)[.:,|]? )?"
_BY = r"(?i:(?:(?:words|story|report|text|written|posted|reported|published) )?by|author|reporter)"
_BYLINE = re.compile(rf"{_OPENING}{_BY}:? (?P<rest>\S.*)")
# "Ann Poe in Oldfleet | 3 April 2025": names without "by", told by the date behind the stroke.
_SIGNED = re.compile(
    rf"(?!From |Source |Via )(?P<rest>{_JOINED}(?: in [A-Z]\w+)?"
    r" [|·•] [^|]{0,40}\d{4}.{0,30})"
)
_NAMES = re.compile(rf"(?P<names>{_JOINED})(?P<rest>.*)")
# "By Ann Poe (XYZ) – The mayor has …": the byline runs into the first paragraph.
_LEAD = re.compile(
    rf"[Bb]y\s+{_JOINED}(?:\s*\([A-Z][\w .&-]{{1,30}}\))?(?:\s+[–—-]+\s+)(?=[\"'“‘(]?[A-Z0-9])"
)
_SOURCE = re.compile(r"(?i:from|source|via):? (?P<outlet>[A-Z][\w.&' -]{2,40})")
_REPORTING = re.compile(
    rf"[(\[]?(?i:(?:additional )?reporting|report|writing) by (?P<names>{_JOINED})"
    rf"(?:[;.,] .{{0,120}})?[)\]]?\.?"
)
_CREDIT_AUTHOR = re.compile(rf"\bAuthor: (?P<names>{_NAME})$")
_PLACE = re.compile(r"\s+(?:in|on|at|from)\s+[^|\d]*$")
_PIECES = re.compile(r"\s*[|·•–—]\s*|,\s+|\s+-\s+|\s+(?=on \d)|\s*[()]\s*")
_WEEKDAY = re.compile(r"\s+(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day(?=,)")
# A word behind the names that leads on to a place, a day or an outlet; any other makes a sentence.
_RUNS_ON = re.compile(
    r"\s+(?!(?:on|in|at|for|from|staff|correspondents?|reporters?)\b)[^\W\d_]|[^\W\d_]"
)
_AND = re.compile(r",? and |,\s*|\s*[;&]\s*")
# What stands in front of the day of an update, and of publication, in the languages of the press.
_UPDATED = (
    r"(?:up-?dated?|modified|amended|edited|corrected|revised|refreshed|changed|last (?:change"
    r"|edit)"
    r"|aktualisiert|geändert|bearbeitet|überarbeitet|stand(?=:)|mis(?:e)? à jour|modifiée?"
    r"|actualisée?"
    r"|màj|actualizad[oa]|actualización|modificad[oa]|atualizad[oa]|atualização|alterado"
    r"|aggiornat[oa]|aggiornamento|modificat[oa]|actualitzat|actualitzada|actualizat|modificat"
    r"|bijgewerkt|gewijzigd|aangepast|laatste (?:update|wijziging)|uppdaterad|ändrad|oppdatert"
    r"|endret"
    r"|opdateret|ændret|päivitetty|muokattu|zaktualizowano|aktualizacja|zmodyfikowano|aktualizováno"
    r"|aktualizované|aktualizovan[oá]|upraveno|frissítve|frissült|módosítva|ažurirano|izmijenjeno"
    r"|обновлен[оа]|изменен[оа]|оновлен[оа]|змінено|обновена|актуализиран[оа]|ενημερώθηκε|ενημέρωση"
    r"|τελευταία ενημέρωση|güncelleme(?: tarihi)?|güncellendi|diperbarui|cập nhật"
    r"|تحديث|آخر تحديث|עודכן|अपडेट(?:ेड)?|अद्यतन|อัปเดต)"
)
_PUBLISHED = (
    r"(?:published|posted|issued|released|created|filed|online since|date of publication"
    r"|publication date|publish(?:ed)? date|date|veröffentlicht|erschienen|erstellt|publiziert"
    r"|publiée?|mis en ligne|paru|créé|date de publication|publicad[oa]|fecha(?: de publicación)?"
    r"|creado|publicat|data(?: di pubblicazione)?|pubblicat[oa]|creato|gepubliceerd|geplaatst"
    r"|publicerad|publisert|publiceret|offentliggjort|udgivet|julkaistu|opublikowano|dodano"
    r"|data publikacji|publikováno|zveřejněno|vydáno|publikované|zverejnené|megjelent|közzétéve"
    r"|objavljeno|objavljen|опубликован[оа]|дата публикации|опубліковано|публикуван[оа]"
    r"|δημοσιεύτηκε|δημοσίευση|yayın(?:lanma|landı| tarihi)?|yayımlan(?:dı|ma tarihi)|diterbitkan"
    r"|xuất bản|نشر|نُشر|פורסם|प्रकाशित|เผยแพร่)"
)
_ADVERB = (
    r"(?:(?:last|first|latest|originally|zuletzt|erstmals|dernière|première|última|ultima|ultimo"
    r"|último|laatst|senast|senest|sist|ostatnia|ostatnio|naposledy|последнее|останнє|utoljára)\s+)"
)
# Where no spaces are written, a label runs into the next word.
_UNSPACED_UPDATED = "(?:最終?更新|更新|修正|修改|최종수정|수정|업데이트)"
_UNSPACED_PUBLISHED = "(?:发布|發布|发表|發表|公開|掲載|配信|投稿|게시|입력|등록)"
_STAMP_LABEL = re.compile(rf"(?<!\w){_ADVERB}?{_UPDATED}(?!\w)|{_UNSPACED_UPDATED}", re.I)
_LABEL = re.compile(
    rf"(?<!\w){_ADVERB}?(?:{_UPDATED}|{_PUBLISHED})(?!\w)|{_UNSPACED_UPDATED}|{_UNSPACED_PUBLISHED}",
    re.I,
)
_MARKS = re.compile(r"\s*[|·•;()\[\]]\s*|\s+[–—-]\s+|\n")
_READING_TIME = re.compile(
    r"\d{1,2}[ -]?min\w*\.?(?: (?:read|lesezeit|de lecture|de lectura))?", re.I
)
_TIME = re.compile(
    r"(?:(?:at|um|à|às|a las|alle|ore|om|kl\.?|klo) )?\d{1,2}[:.h]\d\d(?::\d\d)?"
    r"(?: ?[ap]\.?m\.?| uhr| h)?(?: \(?[A-Z]{2,4}\)?)?",
    re.I,
)
# Words that publications are named with; they tell "By Ann Poe, Harbour Gazette" from two names.
_PRESS = re.compile(
    r"(?:\b(?:gazette|times|post|news(?:paper)?|tribune|herald|journal|chronicle|press|courier|mail"
    r"|standard|observer|guardian|express|daily|weekly|radio|tv|television|broadcasting|wire"
    r"|agency|business|today|telegraph|globe|mirror|record|register|bulletin|sentinel|examiner"
    r"|dispatch|review|magazine|network|media|online|lookout|report|zeitung|journal|monde|echo"
    r"|staff|correspondents?|bureau|desk|editors?)\b)",
    re.I,
)
_STAFF = re.compile(r"\b(?:staff|correspondents?|bureau|desk|editors?|reporters?)\b", re.I)


@dataclass(frozen=True)
class Byline:
    """What the lines around a headline say; what they do not say is empty or ``None``."""

    authors: tuple[str, ...] = ()
    outlet: str | None = None
    published: date | None = None
    updated: date | None = None


def is_press_name(text: str) -> bool:
    """Whether words are named as a publication is, not as a person."""
    return bool(_PRESS.search(text)) or (text.isupper() and " " not in text and 2 <= len(text) <= 6)


def is_stamp(line: str, language: str = "en") -> bool:
    """Whether a line says when the article appeared, and nothing else.

    A date inside a sentence is when something happened, not when it was published.
    """
    if age_in_line(line) is not None:
        return True
    if len(line) > 2 * STAMP_CHARACTERS:
        return False
    parts = _stamps(line)
    stamped = [_is_one_stamp(part, language) for part in parts]
    return any(stamped) and all(
        each or _TIME.fullmatch(part) or _READING_TIME.fullmatch(part)
        for each, part in zip(stamped, parts, strict=True)
    )


def _stamps(line: str) -> list[str]:
    """The parts of a line that may each say when: "Published 3 May, updated 5 May" has two."""
    parts = []
    for piece in _MARKS.split(line):
        starts = [match.start() for match in _LABEL.finditer(piece)]
        cuts = [0, *(start for start in starts if start), len(piece)]
        parts += [piece[a:b].strip(" .,:/") for a, b in pairwise(cuts)]
    return [part for part in parts if part]


def _is_one_stamp(part: str, language: str) -> bool:
    said, labels = _LABEL.subn("", part)
    words = sum(word[0].isalpha() for word in said.split())
    most = LABELLED_WORDS if labels else STAMP_WORDS
    return len(part) <= STAMP_CHARACTERS and words <= most and _any_day(part, language)


def is_of_update(label: str) -> bool | None:
    """Whether the words in front of a day say that it is that of an update, or of publication.

    ``None`` if they say neither.
    """
    labels = _LABEL.findall(label)
    return bool(_STAMP_LABEL.fullmatch(labels[-1])) if labels else None


def _any_day(text: str, language: str = "en") -> bool:
    """Whether a date stands there, even one that can be read in two ways."""
    return date_in_line(text, day_first=True, language=language) is not None


def is_byline(line: str) -> bool:
    """Whether a line names who wrote the article, and says nothing else."""
    line = bare(line)
    if len(line) > BYLINE_CHARACTERS or not line:
        return False
    if _REPORTING.fullmatch(line):
        return True
    if match := _SOURCE.match(line):
        rest = line[match.end() :].strip(" |·,–—-")
        return bool(rest) and is_stamp(rest)
    match = _BYLINE.fullmatch(line) or _SIGNED.fullmatch(line)
    return match is not None and _names_and_rest(match["rest"]) is not None


def _names_and_rest(text: str) -> tuple[str, list[str]] | None:
    """The names that a byline begins with and the pieces behind; ``None`` if it is a sentence."""
    text = _WEEKDAY.sub("", text)
    match = _NAMES.match(_PLACE.sub("", text) if not _any_day(text) else text)
    if match is None:
        return (text, []) if is_press_name(text) and words_in(text) <= 5 else None
    pieces = [piece for piece in _PIECES.split(match["rest"]) if piece and piece.strip()]
    if _RUNS_ON.match(match["rest"]) or any(words_in(piece) > 7 for piece in pieces):
        return None
    return match["names"], pieces


def split_byline(line: str) -> tuple[str, str]:
    """The byline that runs into a paragraph, and the paragraph; no byline is the empty text."""
    match = _LEAD.match(line[: 2 * BYLINE_CHARACTERS])
    return (line[: match.end()].rstrip(" –—-"), line[match.end() :]) if match else ("", line)


def read_byline(
    lines: Sequence[str], day_first: bool | None = None, language: str = "en"
) -> Byline:
    """What these lines, those of them that are bylines or stamps, say together."""
    authors: list[str] = []
    outlet = published = updated = None
    for line in map(bare, lines):
        if is_byline(line):
            names, press = _people(line)
            authors += [name for name in names if name not in authors]
            outlet = outlet or press
        elif credit := _CREDIT_AUTHOR.search(line[-80:]):
            authors.append(credit["names"])
        if is_byline(line) or is_stamp(line, language):
            for label, day in _days(line, day_first, language):
                updated, published = (day, published) if label else (updated, published or day)
    return Byline(tuple(authors), outlet, published, updated if updated != published else None)


def _people(line: str) -> tuple[list[str], str | None]:
    """The people and the publication that a byline names."""
    if match := _REPORTING.fullmatch(line):
        return _AND.split(match["names"]), None
    if match := _BYLINE.fullmatch(line) or _SIGNED.fullmatch(line):
        found = _names_and_rest(match["rest"])
        names, pieces = found if found else ("", [])
        people = [name for name in _AND.split(names) if name]
        press = [name for name in [*people, *pieces] if is_press_name(name) and not _any_day(name)]
        press = [name.strip(" *_.") for name in press if not _STAFF.search(name)]
        kept = [name for name in people if not (is_press_name(name) and len(people) > 1)]
        kept = [name for name in kept if not _STAFF.search(name) and words_in(name) > 1]
        return [name for name in kept if name not in press], press[0] if press else None
    return [], None


def _days(line: str, day_first: bool | None, language: str) -> Iterable[tuple[bool, date]]:
    """Each date of a stamp, and whether it is that of an update."""
    for part in _stamps(line):
        if day := date_in_line(part, day_first, language):
            yield bool(_STAMP_LABEL.search(part)), day
