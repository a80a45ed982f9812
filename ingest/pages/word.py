"""Reads the words of Word files (.docx)."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from assistant.errors import InputError
from assistant.text.setting import CELL_CHARACTERS, CELLS, IN_CELL

from .documents import Document, in_words, with_stated_title

if TYPE_CHECKING:
    from zipfile import ZipFile

    from lxml.etree import _Element

__all__ = ["read_docx"]

MAX_XML_BYTES = 50_000_000  # a thousand pages of Word take about 10 MB

WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
DUBLIN_CORE_TITLE = "{http://purl.org/dc/elements/1.1/}title"
COMPATIBILITY = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_NOTES = ("footnote", "endnote")
_PARTS = ("docProps/core.xml", "word/styles.xml", "word/footnotes.xml", "word/endnotes.xml")
_MARKS = {
    f"{WORD}tab": " ",
    f"{WORD}ptab": " ",
    f"{WORD}br": " ",
    f"{WORD}cr": " ",
    f"{WORD}noBreakHyphen": "-",
    f"{WORD}softHyphen": "",
}
# Paragraphs inside come on their own; what was moved away stands where it was moved to.
_APART = (f"{WORD}p", f"{WORD}pPr", f"{WORD}moveFrom", f"{WORD}tbl")


def read_docx(content: bytes) -> Document:
    """The paragraphs of a Word file; a row of a table is one, a note follows what it is a note on.

    Deleted and hidden words are not read. Only the text, its notes and styles and the properties
    are unpacked, each refused by the size that the
    archive declares and by the size it turns out to have, and parsed without entities.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            body = _parsed(_unpacked(archive, "word/document.xml"))
            others = {name: _part(archive, name) for name in _PARTS}
    except InputError:
        raise
    except KeyError as error:
        raise InputError("is not a Word file: it has no word/document.xml") from error
    # Cut short, damaged in one of several ways, or packed with a method that nobody has.
    except (zipfile.BadZipFile, EOFError, OSError, ValueError, NotImplementedError) as error:
        raise InputError(f"is not a Word file: {in_words(error)}") from error
    except RuntimeError as error:  # what zipfile raises for an encrypted entry
        raise InputError("is protected by a password") from error
    hidden = _hidden_styles(others["word/styles.xml"])
    notes = {kind: _notes(others[f"word/{kind}s.xml"], kind, hidden) for kind in _NOTES}
    lines = list(_lines(body, hidden, notes))
    text = "\n\n".join(line for _, line in lines)
    if not text:
        raise InputError("holds no text")
    titles = [line for style, line in lines if style in ("Title", "Heading1")]
    if titles:
        return Document(text, fields={"title": titles[0]}, stated_by="the document's title style")
    properties = others["docProps/core.xml"]
    stated = "" if properties is None else properties.findtext(DUBLIN_CORE_TITLE)
    return with_stated_title(text, stated or "", "the document's properties")


def _part(archive: ZipFile, name: str) -> _Element | None:
    return _parsed(_unpacked(archive, name)) if name in archive.namelist() else None


def _unpacked(archive: ZipFile, name: str) -> bytes:
    declared = archive.getinfo(name).file_size
    if declared > MAX_XML_BYTES:
        raise InputError(f"unpacks to {declared:,} bytes of text; the limit is {MAX_XML_BYTES:,}")
    with archive.open(name) as stream:
        content = stream.read(MAX_XML_BYTES + 1)
    if len(content) > MAX_XML_BYTES:
        raise InputError(f"unpacks to more than {MAX_XML_BYTES:,} bytes of text")
    return content


def _parsed(content: bytes) -> _Element:
    from lxml import etree

    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise InputError(f"is not a Word file: {in_words(error)}") from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise InputError("declares entities, which no Word file does; it is not read")
    return root


def _style(paragraph: _Element) -> str:
    style = paragraph.find(f"{WORD}pPr/{WORD}pStyle")
    return "" if style is None else style.get(f"{WORD}val", "")


def _lines(
    body: _Element, hidden: frozenset[str], notes: Mapping[str, Mapping[str, str]]
) -> Iterator[tuple[str, str]]:
    """The lines of a text in order, each with its style; nothing in them comes twice."""
    told: set[_Element] = set()
    for element in body.iter(f"{WORD}p", f"{WORD}tr"):
        if next(element.iterancestors(f"{COMPATIBILITY}Fallback"), None) is not None:
            continue  # the same words again, for older versions of Word
        if element.tag == f"{WORD}tr":
            if row := _row(element, hidden, told):
                yield "", row
        elif element not in told and (words := _words(element, hidden)):
            yield _style(element), words
        if element.tag == f"{WORD}p":
            yield from (("", note) for note in _notes_on(element, notes))


def _row(row: _Element, hidden: frozenset[str], told: set[_Element]) -> str:
    """The cells of a row on one line; a cell with much text is a column of the page."""
    cells = []
    for cell in row.iterchildren(f"{WORD}tc"):
        own = [p for p in cell.iter(f"{WORD}p") if p not in told]
        cells.append([(p, words) for p in own if (words := _words(p, hidden))])
    if max((sum(len(words) for _, words in cell) for cell in cells), default=0) > CELL_CHARACTERS:
        return ""
    told.update(p for cell in cells for p, _ in cell)
    return CELLS.join(IN_CELL.join(words for _, words in cell) for cell in cells if cell)


def _notes_on(paragraph: _Element, notes: Mapping[str, Mapping[str, str]]) -> Iterator[str]:
    for reference in paragraph.iter(*(f"{WORD}{kind}Reference" for kind in _NOTES)):
        kind = reference.tag.removeprefix(WORD).removesuffix("Reference")
        if note := notes[kind].get(reference.get(f"{WORD}id", "")):
            yield note


def _notes(part: _Element | None, kind: str, hidden: frozenset[str]) -> dict[str, str]:
    """The foot- or endnotes by their numbers; lines that part them from the text are none."""
    if part is None:
        return {}
    return {
        note.get(f"{WORD}id", ""): " ".join(
            filter(None, (_words(p, hidden) for p in note.iter(f"{WORD}p")))
        )
        for note in part.iter(f"{WORD}{kind}")
        if note.get(f"{WORD}type", "normal") == "normal"
    }


def _hidden_styles(styles: _Element | None) -> frozenset[str]:
    """The styles that hide what is written in them."""
    if styles is None:
        return frozenset()
    return frozenset(
        style.get(f"{WORD}styleId", "")
        for style in styles.iter(f"{WORD}style")
        if _is_on(style.find(f"{WORD}rPr/{WORD}vanish"))
    )


def _is_on(mark: _Element | None) -> bool:
    return mark is not None and mark.get(f"{WORD}val", "true") not in ("0", "false", "off", "none")


def _is_hidden(run: _Element, hidden: frozenset[str]) -> bool:
    mark = run.find(f"{WORD}rPr/{WORD}vanish")
    if mark is not None:
        return _is_on(mark)
    style = run.find(f"{WORD}rPr/{WORD}rStyle")
    return style is not None and style.get(f"{WORD}val") in hidden


def _words(paragraph: _Element, hidden: frozenset[str]) -> str:
    """A paragraph's words. Those of paragraphs inside it (text boxes) come on their own."""
    if _style(paragraph) in hidden:
        return ""
    parts: list[str] = []
    waiting = list(paragraph)[::-1]
    while waiting:
        node = waiting.pop()
        if node.tag == f"{WORD}t":
            parts.append(node.text or "")
        elif node.tag in _MARKS:
            parts.append(_MARKS[node.tag])
        elif node.tag == f"{WORD}r" and _is_hidden(node, hidden):
            # What is anchored there, a text box or a note, is not hidden with it.
            continue
        elif node.tag not in _APART:
            waiting.extend(list(node)[::-1])
    return " ".join("".join(parts).split())
