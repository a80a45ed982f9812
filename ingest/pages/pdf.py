"""Reads the words of PDF files: columns one after the other, without running heads."""

from __future__ import annotations

import io
import logging
import time
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from assistant.errors import InputError
from assistant.text.setting import joint

from .columns import column_by_column, without_running_heads
from .documents import MAX_CHARACTERS, Document, in_words, with_stated_title

if TYPE_CHECKING:
    from pypdf import PageObject

__all__ = ["read_pdf"]

MAX_PDF_PAGES = 2_000
MAX_PDF_SECONDS = 60  # looked at between pages; no page of an honest file takes that long
WHOLE = 0.95  # the share of a page's letters that must be seen in their places


def read_pdf(content: bytes) -> Document:
    """The text of a PDF, its lines joined into paragraphs.

    A file that needs a password to be opened is refused; one that is merely locked against
    editing is read. The title in the properties counts only if the text begins with it: mostly
    it is the name of a template.
    """
    from pypdf.errors import FileNotDecryptedError, WrongPasswordError

    try:
        lines, stated = _pdf_lines(content)
    except InputError:
        raise
    except (FileNotDecryptedError, WrongPasswordError) as error:
        raise InputError("is protected by a password") from error
    except Exception as error:  # a parser of hostile files may raise anything
        raise InputError(f"cannot be read as a PDF: {in_words(error)}") from error
    text = "\n\n".join(_paragraphs(lines))
    if not text:
        raise InputError("holds no text, only pictures; it would need character recognition")
    return with_stated_title(text, stated, "the PDF's properties")


def _pdf_lines(content: bytes) -> tuple[list[str], str]:
    from pypdf import PdfReader

    # What it warns of is either mended or raised, and told once, by us.
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    reader = PdfReader(io.BytesIO(content))
    if reader.is_encrypted and not reader.decrypt(""):
        raise InputError("is protected by a password")
    if len(reader.pages) > MAX_PDF_PAGES:
        raise InputError(f"has {len(reader.pages):,} pages; the limit is {MAX_PDF_PAGES:,}")
    pages: list[list[str]] = []
    characters = 0
    end = time.monotonic() + MAX_PDF_SECONDS
    for page in reader.pages:
        lines = _lines_of(page)
        characters += sum(map(len, lines))
        if characters > MAX_CHARACTERS:
            raise InputError(f"holds more than {MAX_CHARACTERS:,} characters")
        if time.monotonic() > end:
            raise InputError(f"takes longer than {MAX_PDF_SECONDS} seconds to read")
        pages.append(lines)
    title = reader.metadata.title if reader.metadata else ""
    return list(without_running_heads(pages)), str(title or "")


def _lines_of(page: PageObject) -> list[str]:
    """The lines of a page in the order of reading: by its columns, where it can be seen whole.

    What is printed through a form, or aslant, stands in the plain text only.
    """
    plain: str = page.extract_text()
    try:
        seen = page.extract_text(extraction_mode="layout", layout_mode_space_vertically=False)
    except Exception:  # it is newer than the plain way, and needs more of a font
        seen = ""
    if _letters(seen) < WHOLE * _letters(plain):
        return [" ".join(line.split()) for line in plain.splitlines()]
    return column_by_column(seen.splitlines())


def _letters(text: str) -> int:
    return sum(map(str.isalnum, text))


def _paragraphs(lines: Sequence[str]) -> Iterator[str]:
    """Joins the lines of a printed column into paragraphs; a divided word is made whole."""
    widths = sorted(len(line) for line in lines if line)
    full = widths[len(widths) * 9 // 10] if widths else 0
    parts: list[str] = []
    last = ""
    for line in lines:
        if line and last and _goes_on(last, line, full):
            parts[-1:] = joint(parts[-1], line)
        else:
            if parts:
                yield "".join(parts)
            parts = [line] if line else []
        last = line
    if parts:
        yield "".join(parts)


def _goes_on(line: str, following: str, full: int) -> bool:
    """Whether a line was broken for want of room: the next word would not have fitted.

    Letters differ in width, so it is an estimate: sharper after the end of a sentence.
    """
    ends = line.endswith((".", "!", "?", ":", "”", '"'))
    if following[0].islower() and not ends:
        return True
    needed = len(line) + 1 + len(following.split(maxsplit=1)[0])
    return needed > full * (0.95 if ends else 0.75)
