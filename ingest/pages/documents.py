"""Reads the words of PDF, Word and e-mail files, within bounds that a hostile file cannot pass.

Each reader takes the file's bytes and gives a ``Document``; what cannot be read raises
``InputError`` with the reason.
"""

from __future__ import annotations

import io
import logging
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Literal

from assistant.errors import InputError

if TYPE_CHECKING:
    from email.message import EmailMessage
    from email.policy import EmailPolicy

    from lxml.etree import _Element

__all__ = ["Document", "read_docx", "read_email", "read_pdf"]

MAX_CHARACTERS = 20_000_000
MAX_PDF_PAGES = 2_000
MAX_PDF_SECONDS = 60  # looked at between pages; no page of an honest file takes that long
MAX_XML_BYTES = 50_000_000  # a thousand pages of Word take about 10 MB
TITLE_WITHIN = 2_000  # characters from the start in which a stated title must stand

WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
DUBLIN_CORE_TITLE = "{http://purl.org/dc/elements/1.1/}title"
COMPATIBILITY = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
HEADER_CHARACTERS = 2_000  # of one line that are read; an honest one has a hundred
# Their names say where somebody has a mailbox, not who publishes.
MAILBOX_HOSTS = frozenset(
    "gmail.com googlemail.com outlook.com hotmail.com live.com yahoo.com icloud.com me.com aol.com"
    " gmx.com gmx.de gmx.net web.de mail.com mail.ru proton.me protonmail.com yandex.ru qq.com"
    .split()
)  # fmt: skip
FIRST_EMAIL = datetime(1982, 8, 13, tzinfo=UTC)  # RFC 822, which gave e-mail its Date
CLOCKS_DIFFER = timedelta(days=1)
DELIVERY = timedelta(days=7)  # servers give up on a message after about five days


@dataclass(frozen=True)
class Document:
    """What a file says: its words, and what it states about itself.

    ``kind`` is ``document`` for paragraphs with blank lines between them, ``html`` for markup.
    ``fields`` may hold ``title``, ``authors``, ``outlet`` and ``published`` (ISO); ``stated_by``
    says in words where they stand, so that nobody takes them for checked. ``notice`` is what a
    person should know though the file could be read.
    """

    text: str
    kind: Literal["document", "html"] = "document"
    fields: Mapping[str, Any] = field(default_factory=dict)
    stated_by: str = ""
    notice: str = ""


# -- PDF -----------------------------------------------------------------------------------


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
        raise InputError(f"cannot be read as a PDF: {_in_words(error)}") from error
    text = "\n\n".join(_paragraphs(lines))
    if not text:
        raise InputError("holds no text, only pictures; it would need character recognition")
    return _document(text, stated, "the PDF's properties")


def _pdf_lines(content: bytes) -> tuple[list[str], str]:
    from pypdf import PdfReader

    # What it warns of is either mended or raised, and told once, by us.
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    reader = PdfReader(io.BytesIO(content))
    if reader.is_encrypted and not reader.decrypt(""):
        raise InputError("is protected by a password")
    if len(reader.pages) > MAX_PDF_PAGES:
        raise InputError(f"has {len(reader.pages):,} pages; the limit is {MAX_PDF_PAGES:,}")
    lines: list[str] = []
    characters = 0
    end = time.monotonic() + MAX_PDF_SECONDS
    for page in reader.pages:
        text = page.extract_text()
        characters += len(text)
        if characters > MAX_CHARACTERS:
            raise InputError(f"holds more than {MAX_CHARACTERS:,} characters")
        if time.monotonic() > end:
            raise InputError(f"takes longer than {MAX_PDF_SECONDS} seconds to read")
        lines.extend(text.splitlines())
    title = reader.metadata.title if reader.metadata else ""
    return lines, str(title or "")


def _paragraphs(lines: list[str]) -> Iterator[str]:
    """Joins the lines of a printed column into paragraphs; a divided word is made whole."""
    widths = sorted(len(line.strip()) for line in lines if line.strip())
    full = widths[len(widths) * 9 // 10] if widths else 0
    parts: list[str] = []
    last = ""
    for line in (line.strip() for line in lines):
        if line and last and _goes_on(last, line, full):
            divided = last[-1] == "-" and last[-2:-1].isalpha() and line[0].islower()
            if divided:
                parts[-1] = parts[-1][:-1]
            parts += [line] if divided else [" ", line]
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


# -- Word ----------------------------------------------------------------------------------


def read_docx(content: bytes) -> Document:
    """The paragraphs of a Word file, tables included; deleted words are not read.

    Only the main text and the properties are unpacked, each refused by the size that the
    archive declares and by the size it turns out to have, and parsed without entities.
    """
    import zipfile

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            body = _parsed(_unpacked(archive, "word/document.xml"))
            names = archive.namelist()
            core = "docProps/core.xml"
            properties = _parsed(_unpacked(archive, core)) if core in names else None
    except InputError:
        raise
    except KeyError as error:
        raise InputError("is not a Word file: it has no word/document.xml") from error
    # Cut short, damaged in one of several ways, or packed with a method that nobody has.
    except (zipfile.BadZipFile, EOFError, OSError, ValueError, NotImplementedError) as error:
        raise InputError(f"is not a Word file: {_in_words(error)}") from error
    except RuntimeError as error:  # what zipfile raises for an encrypted entry
        raise InputError("is protected by a password") from error
    for old in list(body.iter(f"{COMPATIBILITY}Fallback")):
        old.clear()  # the same words again, for older versions of Word
    paragraphs = [(_style(p), _words(p)) for p in body.iter(f"{WORD}p")]
    text = "\n\n".join(words for _, words in paragraphs if words)
    if not text:
        raise InputError("holds no text")
    titles = [words for style, words in paragraphs if style in ("Title", "Heading1") and words]
    if titles:
        return Document(text, fields={"title": titles[0]}, stated_by="the document's title style")
    stated = "" if properties is None else properties.findtext(DUBLIN_CORE_TITLE)
    return _document(text, stated or "", "the document's properties")


def _unpacked(archive: Any, name: str) -> bytes:
    declared = archive.getinfo(name).file_size
    if declared > MAX_XML_BYTES:
        raise InputError(f"unpacks to {declared:,} bytes of text; the limit is {MAX_XML_BYTES:,}")
    with archive.open(name) as stream:
        content: bytes = stream.read(MAX_XML_BYTES + 1)
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
        raise InputError(f"is not a Word file: {_in_words(error)}") from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise InputError("declares entities, which no Word file does; it is not read")
    return root


def _style(paragraph: _Element) -> str:
    style = paragraph.find(f"{WORD}pPr/{WORD}pStyle")
    return "" if style is None else style.get(f"{WORD}val", "")


def _words(paragraph: _Element) -> str:
    """A paragraph's words. Those of paragraphs inside it (text boxes) come on their own."""
    parts: list[str] = []
    waiting = list(paragraph)[::-1]
    while waiting:
        node = waiting.pop()
        if node.tag == f"{WORD}t":
            parts.append(node.text or "")
        elif node.tag in (f"{WORD}tab", f"{WORD}br", f"{WORD}cr"):
            parts.append(" ")
        elif node.tag not in (f"{WORD}p", f"{WORD}pPr"):
            waiting.extend(list(node)[::-1])
    return " ".join("".join(parts).split())


# -- e-mail --------------------------------------------------------------------------------


def read_email(content: bytes) -> Document:
    """The text of an e-mail; attachments are passed over.

    Subject, sender and date become candidates for title, author, outlet and day. Whoever wrote
    the e-mail can write there what they like, so ``stated_by`` says that they are not verified;
    a date that cannot be true is left out, with a notice.
    """
    from email.message import EmailMessage
    from email.parser import BytesParser

    try:
        message = BytesParser(_class=EmailMessage, policy=_email_policy()).parsebytes(content)
        body = message.get_body(preferencelist=("plain", "html"))
        if not any(message.get(name) for name in ("From", "Subject", "Date", "Received")):
            raise InputError("is not an e-mail: it has no header")
        if body is None:
            raise InputError("holds no text, only attachments")
        text = str(body.get_content())
        fields, notice = _email_fields(message)
    except InputError:
        raise
    except LookupError as error:
        raise InputError(f"is written in an unknown encoding: {_in_words(error)}") from error
    except Exception as error:  # Python's parser raises all sorts for broken headers
        raise InputError(f"cannot be read as an e-mail: {_in_words(error)}") from error
    if not text.strip():
        raise InputError("holds no text")
    kind: Literal["document", "html"]
    kind = "html" if body.get_content_type() == "text/html" else "document"
    return Document(text, kind, fields, "the e-mail, not verified", notice)


def _email_policy() -> EmailPolicy[EmailMessage]:
    """Python's own, which takes hours over one line of a header that is a megabyte long."""
    from email.policy import EmailPolicy

    class Bounded(EmailPolicy):
        def header_fetch_parse(self, name: str, value: str) -> Any:
            return super().header_fetch_parse(name, value[:HEADER_CHARACTERS])

    return Bounded()  # type: ignore[return-value]  # the stubs know no policy of one kind


def _email_fields(message: EmailMessage) -> tuple[dict[str, Any], str]:
    from email.utils import parseaddr

    name, address = parseaddr(str(message.get("From", "")))
    host = address.rpartition("@")[2].lower()
    sent = _moment(str(message.get("Date", "")))
    received = _moment(str(message.get("Received", "")).rpartition(";")[2])
    doubt = _why_not_true(sent, received, datetime.now(UTC)) if sent else ""
    fields = {
        "title": " ".join(str(message.get("Subject", "")).split()),
        "authors": [name] if name and "@" not in name else [],
        "outlet": "" if host in MAILBOX_HOSTS else host,
        "published": sent.isoformat() if sent and not doubt else "",
    }
    notice = (
        f"its date, {sent:%Y-%m-%d}, {doubt}; the day is left unknown" if sent and doubt else ""
    )
    return {key: value for key, value in fields.items() if value}, notice


def _moment(stamp: str) -> datetime | None:
    """A moment in the zone in which it is written: there it is the sender's day."""
    from email.utils import parsedate_to_datetime

    try:
        moment = parsedate_to_datetime(stamp.strip())
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (TypeError, ValueError, OverflowError):
        return None


def _why_not_true(sent: datetime, received: datetime | None, now: datetime) -> str:
    """Why an e-mail cannot have been sent at that moment, or nothing."""
    if sent > now + CLOCKS_DIFFER:
        return "lies in the future"
    if sent < FIRST_EMAIL:
        return "is older than e-mail"
    if received and not -CLOCKS_DIFFER <= received - sent <= DELIVERY:
        return f"is not when it was received ({received:%Y-%m-%d})"
    return ""


# -- what they share -----------------------------------------------------------------------


def _document(text: str, title: str, stated_by: str) -> Document:
    title = " ".join(title.split())
    opening = " ".join(text[:TITLE_WITHIN].split())
    if len(title.split()) > 1 and title in opening:
        return Document(text, fields={"title": title}, stated_by=stated_by)
    return Document(text)


def _in_words(error: Exception) -> str:
    return " ".join(str(error).split())[:200] or type(error).__name__
