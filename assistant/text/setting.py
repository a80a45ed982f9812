"""How text is set: rows of tables on one line, and words that are divided between two."""

from __future__ import annotations

import re

from .characters import is_unspaced

__all__ = ["CELLS", "CELL_CHARACTERS", "IN_CELL", "joint"]

CELLS = " | "  # between the cells of a row
IN_CELL = "; "  # between the lines of a cell
CELL_CHARACTERS = 400  # a longer cell is a column of the page, and no cell
# First parts that keep their hyphen, wherever the line ends.
_COMPOUND = re.compile(
    r"(?:\w*-\w+|\w*\d|self|vice|non|ex|all|anti|pro|pre|post|mid|half|well|ill|full|part|long|short"
    r"|high|low|left|right|far|near|one|two|three|four|five|six|seven|eight|nine|ten|twenty|thirty"
    r"|forty|fifty|sixty|seventy|eighty|ninety|first|second|third|north|south|east|west|cross|semi"
    r"|multi|quasi|so|co|mother|father|brother|sister|son|daughter|then|like|user|state|world"
    r"|government|much|best|hard|old|new|cease|year|record|large|small|free|open|double|single)",
    re.I,
)


def joint(first: str, second: str) -> tuple[str, str]:
    """The end of one printed line and the next, such that they can be put together.

    A hyphen at the end divides a word, unless what stands before it mostly begins a compound.
    """
    if first.endswith("\u00ad"):
        return first[:-1], second
    if first[-1:] == "-" and first[-2:-1].isalpha() and second[:1].isalpha():
        word = first.rpartition(" ")[2].rstrip("-").strip("\"'“‘«„([")
        keeps = not second[0].islower() or _COMPOUND.fullmatch(word)
        return first if keeps else first[:-1], second
    if is_unspaced(first[-1:]) and is_unspaced(second[:1]):
        return first, second
    return f"{first} ", second
