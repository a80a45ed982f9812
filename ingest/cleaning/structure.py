"""Makes paragraphs of what a page sets in other ways: line breaks, printed lines, rows of tables.

Works on the tree, so that whoever reads it afterwards sees the same lines.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from lxml import etree
from lxml.html import HtmlElement

from assistant.text.setting import CELL_CHARACTERS, CELLS, IN_CELL

from .blocks import BLOCKS, HEADINGS, blocks_of, link_share
from .lines import as_line, ends_sentence, words_in
from .wrapping import paragraphs, unwrapped

__all__ = ["as_paragraphs"]

MOSTLY_LINKS = 0.5
SPAN_ROWS = 100  # no cell of an honest table stands for more

_PRE = re.compile(r"white-space\s*:\s*pre", re.I)
_BREAK = "\u2028"  # what a <br> is in text; it stands for a line end and nothing else
_WHOLE_BLOCKS = BLOCKS - {"br"}
_GLUED = ("cite", "small", "time", "label", "q")


def as_paragraphs(tree: HtmlElement) -> None:
    """Turn data tables, preformatted text and lines parted by ``<br>`` into paragraphs."""
    _part_glued(tree)
    for table in reversed(list(tree.iter("table"))):  # what is inside another comes first
        _unfold(table)
    for element in list(tree.iter("pre")):
        _reprint(element)
    for element in list(tree.iter("p", "div", "td")):
        if _PRE.search(element.get("style") or ""):
            _reprint(element)
    for place in _places_of_breaks(tree):
        _settle_breaks(place)


def _part_glued(tree: HtmlElement) -> None:
    """Space between a quotation and who is quoted, where the page leaves it to the style."""
    for element in tree.iter(*_GLUED):
        text = (element.text_content() or "")[:1]
        before = _text_before(element)
        if text.isupper() and before[-1:].isalnum() and not before[-1:].isupper():
            element.text = f" {element.text or ''}"
        parent = element.getparent()
        in_quotation = parent is not None and parent.tag in ("blockquote", "figure")
        if element.tag == "cite" and in_quotation and not (element.tail or "").strip():
            element.tag = "p"
    for footer in tree.iter("footer"):
        if next(footer.iterancestors("blockquote", "figure"), None) is not None:
            footer.tag = "p" if next(footer.iter("p"), None) is None else "div"


def _text_before(element: HtmlElement) -> str:
    before = element.getprevious()
    if before is not None:
        if before.tag in BLOCKS:
            return ""
        return before.tail or "".join(before.itertext())
    parent = element.getparent()
    return "" if parent is None else parent.text or ""


# -- tables ----------------------------------------------------------------------------------


def _unfold(table: HtmlElement) -> None:
    rows = [row for row in table.iter("tr") if _table_of(row) is table]
    if _is_layout(table, rows):
        for element in [table, *rows, *_cells(rows), *table.iter("tbody", "thead", "tfoot")]:
            element.tag = "div"
        return
    lines = [_flat(caption) for caption in table.iterchildren("caption")]
    for row in _filled(rows):
        lines.extend(_lines_of_row(row))
    _replace(table, lines)


def _table_of(row: HtmlElement) -> HtmlElement | None:
    return next(row.iterancestors("table"), None)


def _cells(rows: Sequence[HtmlElement]) -> list[HtmlElement]:
    return [cell for row in rows for cell in row.iterchildren("td", "th")]


def _is_layout(table: HtmlElement, rows: Sequence[HtmlElement]) -> bool:
    """Whether a table only puts the parts of a page beside each other."""
    if table.get("role") in ("presentation", "none") or link_share(table) > MOSTLY_LINKS:
        return True
    if max((sum(1 for _ in row.iterchildren("td", "th")) for row in rows), default=0) < 2:
        return True
    for cell in _cells(rows):
        if next(cell.iter(*HEADINGS), None) is not None:
            return True
        if len("".join(cell.itertext()).strip()) > CELL_CHARACTERS:
            return True
        if sum(_is_sentence(p) for p in cell.iter("p")) > 2:
            return True
    return False


def _is_sentence(paragraph: HtmlElement) -> bool:
    line = as_line(paragraph.text_content())
    return ends_sentence(line) and words_in(line) > 5


def _filled(rows: Sequence[HtmlElement]) -> Iterator[list[list[str]]]:
    """The cells of each row, each as lines; one that stands for several rows is in all of them."""
    spanning: dict[int, tuple[int, list[str]]] = {}
    for row in rows:
        cells: list[list[str]] = []
        waiting = [*row.iterchildren("td", "th")][::-1]
        while waiting or len(cells) in spanning:
            at = len(cells)
            if at in spanning:
                left, lines = spanning.pop(at)
                if left > 1:
                    spanning[at] = left - 1, lines
            else:
                cell = waiting.pop()
                lines = _lines_of_cell(cell)
                span = cell.get("rowspan") or ""
                if span.isdecimal() and 1 < int(span[:9]) <= SPAN_ROWS:
                    spanning[at] = int(span[:9]) - 1, lines
            cells.append(lines)
        yield cells


def _lines_of_cell(cell: HtmlElement) -> list[str]:
    return [block.text for block in blocks_of(cell)]


def _lines_of_row(cells: Sequence[Sequence[str]]) -> list[str]:
    """The row as a line; as several, if each of its cells has as many lines as the others."""
    filled = [cell for cell in cells if cell]
    if not filled:
        return []
    height = len(filled[0])
    if height > 1 and len(filled) > 1 and all(len(cell) == height for cell in filled):
        return [CELLS.join(parts) for parts in zip(*filled, strict=True)]
    return [CELLS.join(IN_CELL.join(cell) for cell in filled)]


def _flat(element: HtmlElement) -> str:
    return as_line(element.text_content())


# -- printed lines and line breaks -----------------------------------------------------------


def _reprint(element: HtmlElement) -> None:
    if any(child.tag in _WHOLE_BLOCKS for child in element.iterdescendants()):
        if element.tag == "pre":
            element.tag = "div"
        return
    _replace(element, paragraphs(_text_with_breaks(element).replace(_BREAK, "\n")))


def _places_of_breaks(tree: HtmlElement) -> list[HtmlElement]:
    """The innermost blocks that hold a ``<br>``, each once."""
    places: dict[HtmlElement, None] = {}
    for line_break in tree.iter("br"):
        for place in line_break.iterancestors():
            if place.tag in BLOCKS:
                places[place] = None
                break
    return list(places)


def _settle_breaks(place: HtmlElement) -> None:
    """Part the text of a block where its breaks part paragraphs; join it where they do not."""
    for run in _runs(place):
        text = run.text
        if _BREAK not in text or (run.linked and run.linked > MOSTLY_LINKS * len(text)):
            continue
        parts = [part for part in re.split(rf"(?:\s*{_BREAK}\s*){{2,}}", text) if part.strip()]
        lines = [
            line
            for part in parts
            for line in unwrapped([as_line(each) for each in part.split(_BREAK)])
        ]
        run.become(lines)


class _Run:
    """What stands in an element between two blocks: a text and the inline elements in it."""

    def __init__(self, place: HtmlElement, after: HtmlElement | None) -> None:
        self._place, self._after = place, after
        self.members: list[HtmlElement] = []
        self.linked = 0
        self._parts = [(place.text if after is None else after.tail) or ""]

    def add(self, member: HtmlElement) -> None:
        self.members.append(member)
        self._parts += [_text_with_breaks(member), member.tail or ""]
        links = [member] if member.tag == "a" else member.iter("a")
        self.linked += sum(len("".join(link.itertext())) for link in links)

    @property
    def text(self) -> str:
        return "".join(self._parts)

    def become(self, lines: Sequence[str]) -> None:
        """Put these lines in the place of it, each a paragraph."""
        for member in self.members:
            self._place.remove(member)
        if self._after is None:
            self._place.text = None
            at = 0
        else:
            self._after.tail = None
            at = self._place.index(self._after) + 1
        if len(lines) == 1 and len(self._place) == 0:
            self._place.text = lines[0]
            return
        if self._place.tag == "p":
            self._place.tag = "div"
        for number, line in enumerate(lines):
            self._place.insert(at + number, _paragraph(self._place, line))


def _runs(place: HtmlElement) -> list[_Run]:
    runs = [_Run(place, None)]
    for child in place:
        if next(child.iter(*_WHOLE_BLOCKS), None) is not None:
            runs.append(_Run(place, child))
        else:
            runs[-1].add(child)
    return runs


def _text_with_breaks(element: HtmlElement) -> str:
    parts: list[str] = []
    for event, each in etree.iterwalk(element, events=("start", "end")):
        if event == "start" and isinstance(each.tag, str):
            parts.append(_BREAK if each.tag == "br" else each.text or "")
        elif event == "end" and each is not element:
            parts.append(each.tail or "")
    return "".join(parts)


def _replace(element: HtmlElement, lines: Sequence[str]) -> None:
    element.clear(keep_tail=True)
    element.tag = "div"
    for line in lines:
        element.append(_paragraph(element, line))


def _paragraph(place: HtmlElement, line: str) -> HtmlElement:
    paragraph: HtmlElement = place.makeelement("p")
    paragraph.text = line
    return paragraph
