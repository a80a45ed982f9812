"""How much is quoted around a sentence that was chosen: who "he" is, what came of it, no more."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Protocol

from ..datamodels import Evidence

__all__ = ["BESIDE", "WIDENED_CHARACTERS", "dangles", "widened"]

# A quote takes in the sentences around it up to this length; nobody reads one of half a page.
WIDENED_CHARACTERS = 380
# How far below the sentence that was chosen one beside it may score: it has a part in the answer.
BESIDE = 3.5
SHORT = 70  # characters of a quote that says too little without what is before it
# Of those before, which say what a quote leans on.
MOST_BEFORE = 2

_BULLET = re.compile(r"(?:[-–—•*▪·]|\d{1,2}[.)])\s+")
_DANGLING = re.compile(
    r"[\"“'‘]?(?:(?:but|and|however|yet|still|also|moreover|nevertheless|nonetheless|instead"
    r"|meanwhile|therefore|thus|then|so|besides|in addition|at the same time|for example"
    r"|for instance|that is why|on the other hand|in turn|as a result|for now)\b[,\s]"
    r"|(?:he|she|they|it|his|her|their|its|this|these|those|that|such|both|neither|one of (?:them"
    r"|these)|some of (?:them|these)"
    r"|the (?:former|latter|pair|two|move|decision|first|second|third|other|others) (?:is|was|are"
    r"|were|has|had|will|would|said|of them))\b)",
    re.I,
)
_SPOKEN = re.compile(r"[“\"„«]")
_UNDER_WAY = re.compile(r"[:—–]\s*\Z")


class Row(Protocol):
    """A sentence of a passage: ``article.text[start:end]``, and how well it answers."""

    @property
    def evidence(self) -> Evidence: ...
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...
    @property
    def score(self) -> float: ...


def dangles(text: str) -> bool:
    """Whether a sentence leans on the one before it: it begins with "But", or with a pronoun.

    What somebody says in quotation marks stands by itself, whatever its first word is.
    """
    return bool(_DANGLING.match(text)) and not _SPOKEN.match(text)


def widened(best: Row, neighbours: Sequence[Row], beside: float = BESIDE) -> tuple[int, int]:
    """Start and end, in the article, of what is quoted for a sentence, given those of its passage.

    First what the sentence leans on, then the better one beside it, as long as it has a part in the
    answer and there is room. It stops at whatever is no sentence: a quote does not run on over a
    heading or a caption. ``beside`` is how far below the best one beside it may score.
    """
    rows = sorted(neighbours, key=lambda row: row.start)
    low = high = next(at for at, row in enumerate(rows) if row.start == best.start)

    def fits(at: int, gap: int) -> bool:
        return (
            0 <= at < len(rows)
            and _adjoin(rows[gap], rows[gap + 1])
            and max(rows[at].end, rows[high].end) - min(rows[at].start, rows[low].start)
            <= WIDENED_CHARACTERS
        )

    for _ in range(MOST_BEFORE):
        short = rows[high].end - rows[low].start < SHORT
        if (short or dangles(_text(rows[low]))) and fits(low - 1, low - 1):
            low -= 1
    while True:
        near = [at for at, gap in ((low - 1, low - 1), (high + 1, high)) if fits(at, gap)]
        least = best.score - beside
        wanted = [at for at in near if rows[at].score >= least or _goes_on(rows, at, high)]
        if not wanted:
            return rows[low].start, rows[high].end
        at = max(wanted, key=lambda at: rows[at].score)
        low, high = min(low, at), max(high, at)


def _goes_on(rows: Sequence[Row], at: int, high: int) -> bool:
    """Whether a quote goes on with a sentence: it announces it, or breaks off what somebody
    says."""
    if at < high:
        return False
    return bool(_UNDER_WAY.search(_text(rows[high]))) or bool(
        _SPOKEN.match(_text(rows[at])) and _SPOKEN.search(_text(rows[high]))
    )


def _text(row: Row) -> str:
    passage = row.evidence.passage
    return passage.text[row.start - passage.start : row.end - passage.start]


def _adjoin(first: Row, second: Row) -> bool:
    """Whether nothing but white space, or the bullet of a list item, stands between them."""
    passage = first.evidence.passage
    between = passage.text[first.end - passage.start : second.start - passage.start].lstrip()
    return not between or bool(_BULLET.fullmatch(between))
