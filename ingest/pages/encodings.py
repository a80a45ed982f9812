"""Turns bytes into text as browsers do: one bad byte costs a mark, never the article.

w3lib knows the labels of the web, the wider encodings that they stand for, and where a page may
declare one (https://encoding.spec.whatwg.org). A text that declares nothing is UTF-8 if it can
be; else charset-normalizer tells other writings apart, and Latin letters are Windows-1252.
"""

from __future__ import annotations

import codecs
import re

from assistant.errors import InputError

__all__ = ["decoded"]

MARK = "\ufffd"  # stands for a byte that fits no character
MARKS = 0.1  # the share of marks from which on a text is none
HEAD = 1_000_000  # bytes; a declaration further down is not looked for
GUESSED = 20_000  # bytes from which an undeclared encoding is guessed
# Bytes beyond ASCII for each letter of ASCII: in Latin writing few, in any other many.
OTHER_WRITING = 0.5
_NOT_ASCII = re.compile(rb"[\x80-\xff]")
_ASCII_LETTER = re.compile(rb"[A-Za-z]")
# What may declare an encoding, past what may not: comments, scripts, what is shown as text.
_DECLARATIONS = re.compile(
    rb"<!--.*?(?:-->|\Z)|<(script|style|noscript|textarea|template|title)\b.*?(?:</\1\b|\Z)"
    rb"|(?P<declares><meta\b[^<>]{0,1000}>|<\?xml\b[^<>]{0,200}>)",
    re.I | re.S,
)
# Labels of the web that Python has no name for; w3lib asks Python.
_LABELS = {
    "csiso88598i": "iso8859-8",
    "dos_874": "cp874",
    "iso_8859_8_i": "iso8859-8",
    "logical": "iso8859-8",
    "windows_949": "cp949",
    "x_euc_jp": "euc_jp",
    "x_gbk": "gb18030",
    "x_mac_cyrillic": "mac_cyrillic",
    "x_x_big5": "big5hkscs",
}
codecs.register(lambda name: codecs.lookup(_LABELS[name]) if name in _LABELS else None)


def decoded(content: bytes, charset: str = "", markup: bool = False) -> str:
    """The text that these bytes are.

    A mark at the start counts first, then the ``charset`` that a server declares, then what
    ``markup`` declares of itself; a label that nobody knows declares nothing. Raises
    ``InputError`` if the bytes are empty or no text.
    """
    from w3lib.encoding import read_bom, to_unicode

    encoding, mark = read_bom(content)
    if not content.removeprefix(mark or b"").strip():
        raise InputError("is empty")
    if encoding and mark:
        text = to_unicode(content[len(mark) :], encoding)
    elif b"\x00" in content:
        raise InputError("is a binary file, not text")
    else:
        text = to_unicode(content, _declared(content, charset, markup) or _guessed(content))
    if text.count(MARK) > MARKS * len(text):
        raise InputError("is not text in any encoding that it can be read in. Convert it to UTF-8")
    return text


def _declared(content: bytes, charset: str, markup: bool) -> str | None:
    from w3lib.encoding import html_body_declared_encoding, resolve_encoding

    found = resolve_encoding(charset) if charset else None
    if found is None and markup:
        tags = (match["declares"] for match in _DECLARATIONS.finditer(content, 0, HEAD))
        declared = (html_body_declared_encoding(tag) for tag in tags if tag)
        found = next(filter(None, declared), None)
    if found is None or not _is_text(found):
        return None
    # Bytes in which a declaration could be read, without a mark and a null, are not UTF-16.
    return "utf-8" if found.startswith(("utf-16", "utf-32")) else found


def _is_text(encoding: str) -> bool:
    """Whether an encoding is one of text: Python also has some that only move letters about."""
    try:
        return isinstance("".encode(encoding), bytes) and b"A".decode(encoding) == "A"
    except (LookupError, UnicodeError):
        return False


def _guessed(content: bytes) -> str:
    """The encoding of bytes that declare none."""
    text = content.decode("utf-8", "replace")
    beyond = len(_NOT_ASCII.findall(content))
    bad = text.count(MARK)
    if bad * 3 <= beyond:  # most of what is beyond ASCII is UTF-8, the rest are slips
        return "utf-8"
    if beyond > OTHER_WRITING * len(_ASCII_LETTER.findall(content)):
        from charset_normalizer import from_bytes

        if best := from_bytes(content[:GUESSED]).best():
            return best.encoding
    return "cp1252"
