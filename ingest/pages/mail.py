"""Reads the words of e-mails, and what they state about themselves."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from html import escape
from typing import TYPE_CHECKING, Any, Literal

from assistant.errors import InputError

from .documents import Document, in_words

if TYPE_CHECKING:
    from email.message import EmailMessage
    from email.policy import EmailPolicy

__all__ = ["read_email", "unflowed"]

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
MAX_DEPTH = 20  # of messages in messages
PLAIN_SHARE = 0.4  # of the longest version; a shorter one only says that there is another
STATED_BY = "the e-mail, not verified"

Kind = Literal["document", "html"]
_TAG = re.compile(r"<[^>]*>")
_UNREAD = re.compile(r"<(style|script)\b.*?</\1>", re.I | re.S)
_ADDRESS = re.compile(r"https?://\S+")


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
        if not any(message.get(name) for name in ("From", "Subject", "Date", "Received")):
            raise InputError("is not an e-mail: it has no header")
        parts = _texts(message)
        fields, notice = _email_fields(message)
    except InputError:
        raise
    except LookupError as error:
        raise InputError(f"is written in an unknown encoding: {in_words(error)}") from error
    except Exception as error:  # Python's parser raises all sorts for broken headers
        raise InputError(f"cannot be read as an e-mail: {in_words(error)}") from error
    if not parts:
        attached = message.is_multipart() or message.get_content_maintype() != "text"
        raise InputError("holds no text, only attachments" if attached else "holds no text")
    if any(kind == "html" for kind, _ in parts):
        markup = "\n".join(text if kind == "html" else _as_markup(text) for kind, text in parts)
        return Document(markup, "html", fields, STATED_BY, notice)
    text = "\n\n".join(text for _, text in parts)
    return Document(text, "document", fields, STATED_BY, notice)


def _texts(message: EmailMessage, depth: int = 0) -> list[tuple[Kind, str]]:
    """The texts of a message in order: all its parts, of alternatives the one that says most."""
    kind = message.get_content_type()
    if depth > MAX_DEPTH or message.get_content_disposition() == "attachment":
        return []
    if not message.is_multipart():
        return _text_of(message)
    inside = [_texts(part, depth + 1) for part in _parts(message)]
    if kind == "multipart/alternative":
        return _fullest([texts for texts in inside if texts])
    return [text for texts in inside for text in texts]


def _parts(message: EmailMessage) -> list[EmailMessage]:
    from email.message import EmailMessage

    return [part for part in message.get_payload() if isinstance(part, EmailMessage)]


def _text_of(part: EmailMessage) -> list[tuple[Kind, str]]:
    if part.get_content_type() not in ("text/plain", "text/html"):
        return []
    text = str(part.get_content())
    if not text.strip():
        return []
    if part.get_content_type() == "text/html":
        return [("html", text)]
    if str(part.get_param("format", "")).lower() == "flowed":
        text = unflowed(text, str(part.get_param("delsp", "")).lower() == "yes")
    return [("document", text)]


def _fullest(alternatives: list[list[tuple[Kind, str]]]) -> list[tuple[Kind, str]]:
    """The plain version, unless it only says that there is another."""
    if not alternatives:
        return []
    sizes = [sum(_size(kind, text) for kind, text in texts) for texts in alternatives]
    plain = next((n for n, t in enumerate(alternatives) if t[0][0] == "document"), None)
    if plain is not None and sizes[plain] >= PLAIN_SHARE * max(sizes):
        return alternatives[plain]
    return alternatives[sizes.index(max(sizes))]


def _size(kind: Kind, text: str) -> int:
    """How much text there is; addresses, of which plain versions are full, are none."""
    bare = _TAG.sub(" ", _UNREAD.sub(" ", text)) if kind == "html" else _ADDRESS.sub(" ", text)
    return sum(map(str.isalnum, bare))


def unflowed(text: str, delete_space: bool = False) -> str:
    """The paragraphs of a text whose lines flow, with blank lines between them.

    A line that ends with a space goes on in the next. Source: RFC 3676.
    """
    paragraphs: list[list[str]] = []
    open_ended = False
    for line in text.splitlines():
        line = line.removeprefix(" ")
        flows = line.endswith(" ") and line != "-- "
        piece = line[:-1] if flows and delete_space else line
        if open_ended:
            paragraphs[-1].append(piece)
        else:
            paragraphs.append([piece])
        open_ended = flows
    return "\n\n".join("".join(pieces) for pieces in paragraphs)


def _as_markup(text: str) -> str:
    """Plain text that stands beside markup; its lines are joined there as they are elsewhere."""
    return f"<pre>{escape(text)}</pre>"


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
