from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path

import pytest
from newsroom import HashedWords

from assistant.errors import InputError
from assistant.library import Library
from ingest import ingest
from ingest.pages import pdf as pdf_reader
from ingest.pages.columns import column_by_column, without_running_heads
from ingest.pages.mail import read_email, unflowed
from ingest.pages.pdf import read_pdf
from ingest.pages.word import read_docx

PARAGRAPHS = (
    "The night ferry to Skarholm will not sail until May, its owner said on Tuesday, because the"
    " gearbox failed for the third time this winter and no part is left.",
    "Passengers will get their money back. The harbour office asks them to bring their tickets,"
    " and the council of Skarholm has hired two smaller boats for the mail and for the sick.",
)


# -- PDF -------------------------------------------------------------------------------------


def pdf(paragraphs: Sequence[str] = PARAGRAPHS, title: str = "", password: str = "") -> bytes:
    """A printed column of these paragraphs, with a headline if there is a title."""
    from reportlab.lib.pagesizes import A5
    from reportlab.lib.pdfencrypt import StandardEncryption
    from reportlab.lib.styles import getSampleStyleSheet
    from reportlab.platypus import Paragraph, SimpleDocTemplate

    styles = getSampleStyleSheet()
    story = [Paragraph(title, styles["Title"])] if title else []
    story += [Paragraph(text, styles["BodyText"]) for text in paragraphs]
    target = io.BytesIO()
    lock = StandardEncryption(password, ownerPassword="owner") if password else None
    SimpleDocTemplate(target, pagesize=A5, title=title or "template.indd", encrypt=lock).build(
        story
    )
    return target.getvalue()


def locked(content: bytes, user: str, algorithm: str) -> bytes:
    from pypdf import PdfWriter

    writer = PdfWriter(clone_from=io.BytesIO(content))
    writer.encrypt(user, owner_password="owner", algorithm=algorithm)
    target = io.BytesIO()
    writer.write(target)
    return target.getvalue()


def test_the_lines_of_a_pdf_become_paragraphs_again() -> None:
    found = read_pdf(pdf())

    assert found.text.split("\n\n") == list(PARAGRAPHS)
    assert (found.kind, found.fields) == ("document", {})


def test_the_title_of_a_pdf_is_believed_where_the_text_begins_with_it() -> None:
    found = read_pdf(pdf(title="Night ferry is cancelled"))

    assert found.fields == {"title": "Night ferry is cancelled"}
    assert "properties" in found.stated_by


def test_a_divided_word_is_made_whole_and_a_paragraph_goes_over_the_page() -> None:
    lines = [
        "The night ferry to Skarholm will not sail be-",
        "fore May. Its owner, Odda Lines, said",
        "so.",
    ]

    assert list(pdf_reader._paragraphs(lines)) == [
        "The night ferry to Skarholm will not sail before May. Its owner, Odda Lines, said so."
    ]


@pytest.mark.parametrize("algorithm", ["RC4-128", "AES-256"])
def test_a_pdf_with_a_password_is_named_one_that_only_forbids_editing_is_read(
    algorithm: str,
) -> None:
    with pytest.raises(InputError, match="protected by a password"):
        read_pdf(locked(pdf(), "secret", algorithm))
    assert read_pdf(locked(pdf(), "", algorithm)).text.startswith("The night ferry")


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", b"no pdf at all", pdf()[:900], b"\x00" * 99])
def test_what_is_no_pdf_says_so(content: bytes) -> None:
    with pytest.raises(InputError, match=r"cannot be read as a PDF|holds no text"):
        read_pdf(content)


def test_a_pdf_of_pictures_says_so() -> None:
    with pytest.raises(InputError, match="only pictures"):
        read_pdf(pdf([]))


@pytest.mark.parametrize(
    ("bound", "value", "reason"),
    [
        ("MAX_PDF_PAGES", 1, "has 10 pages; the limit is 1"),
        ("MAX_CHARACTERS", 300, "more than 300 characters"),
        ("MAX_PDF_SECONDS", -1, "takes longer than"),
    ],
)
def test_a_pdf_is_read_within_bounds(
    monkeypatch: pytest.MonkeyPatch, bound: str, value: int, reason: str
) -> None:
    monkeypatch.setattr(pdf_reader, bound, value)

    with pytest.raises(InputError, match=reason):
        read_pdf(pdf([*PARAGRAPHS] * 50))


def test_a_pdf_whose_page_unpacks_to_gigabytes_is_refused() -> None:
    packed = zlib.compress(bytes(200_000_000), 9)
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R"
        b"/Resources<</Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>>>",
        b"<</Filter/FlateDecode/Length %d>>stream\n%s\nendstream" % (len(packed), packed),
    ]
    content, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(content))
        content += b"%d 0 obj%s endobj\n" % (number, body)
    rows = b"".join(b"%010d 00000 n \n" % place for place in places)
    content += b"xref\n0 5\n0000000000 65535 f \n" + rows
    content += b"trailer<</Size 5/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % content.rindex(b"xref")

    with pytest.raises(InputError, match=r"(?i)limit"):
        read_pdf(content)


def test_a_column_of_a_hundred_thousand_lines_becomes_one_paragraph() -> None:
    lines = ["the harbour office entered it on mar-", "ket day and the merchants went"] * 50_000

    (paragraph,) = pdf_reader._paragraphs(lines)

    assert paragraph.startswith("the harbour office entered it on market day and")
    assert len(paragraph) == 50_000 * (36 + 30) + 49_999


# -- Word ------------------------------------------------------------------------------------


def docx(heading: str = "Night ferry is cancelled") -> bytes:
    from docx import Document

    document = Document()
    if heading:
        document.add_heading(heading, level=1)
    for text in PARAGRAPHS:
        document.add_paragraph(text)
    table = document.add_table(rows=1, cols=2)
    table.rows[0].cells[0].text = "Boats"
    table.rows[0].cells[1].text = "Two"
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def packed(body: str, name: str = "word/document.xml", prefix: str = "") -> bytes:
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    compatible = "http://schemas.openxmlformats.org/markup-compatibility/2006"
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            name,
            f'{prefix}<w:document xmlns:w="{space}" xmlns:m="{compatible}"><w:body>{body}'
            "</w:body></w:document>",
        )
    return target.getvalue()


def test_the_paragraphs_of_a_word_file_are_read_and_its_heading_is_the_title() -> None:
    found = read_docx(docx())

    assert found.text.split("\n\n") == ["Night ferry is cancelled", *PARAGRAPHS, "Boats | Two"]
    assert found.fields == {"title": "Night ferry is cancelled"}


def test_a_word_file_without_a_heading_has_no_title() -> None:
    assert read_docx(docx("")).fields == {}


def test_deleted_words_are_not_read_and_text_boxes_only_once() -> None:
    text = "<w:r><w:t>{}</w:t></w:r>"
    box = f"<w:p>{text.format('In the box.')}</w:p>"
    body = (
        f"<w:p><w:r><w:t>Snow </w:t><w:tab/><w:t>fell</w:t></w:r>"
        f"<w:del><w:r><w:delText>Rain</w:delText></w:r></w:del><w:ins>{text.format('.')}</w:ins>"
        f"</w:p><w:p><m:AlternateContent><m:Choice>{box}</m:Choice>"
        f"<m:Fallback>{box}</m:Fallback></m:AlternateContent></w:p>"
    )

    assert read_docx(packed(body)).text == "Snow fell.\n\nIn the box."


def test_a_zip_bomb_is_refused_by_the_size_it_declares(monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = packed("<w:p/>" * 10_000_000)
    assert len(bomb) < 1_000_000

    def refuse(*_: object) -> None:
        raise AssertionError("it was unpacked")

    monkeypatch.setattr(zipfile.ZipFile, "open", refuse)
    with pytest.raises(InputError, match="unpacks to 60,000,"):
        read_docx(bomb)


def test_a_zip_bomb_that_lies_about_its_size_is_not_unpacked_either() -> None:
    bomb = packed("<w:p/>" * 10_000_000)
    size = zipfile.ZipFile(io.BytesIO(bomb)).getinfo("word/document.xml").file_size
    lying = bomb.replace(size.to_bytes(4, "little"), (500).to_bytes(4, "little"))
    assert lying != bomb

    with pytest.raises(InputError, match="is not a Word file"):
        read_docx(lying)


def test_entities_in_a_word_file_are_refused(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("secret")
    outside = f'<!DOCTYPE d [<!ENTITY e SYSTEM "file://{tmp_path}/secret">]>'
    laughs = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    inside = f'<!DOCTYPE d [<!ENTITY e0 "ha">{laughs}<!ENTITY e "&e11;">]>'
    for prefix in (outside, inside):
        with pytest.raises(InputError, match=r"declares entities|is not a Word file"):
            read_docx(packed("<w:p><w:r><w:t>&e;</w:t></w:r></w:p>", prefix=prefix))


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "is not a Word file"),
        (b"PK\x03\x04", "is not a Word file"),
        (docx()[:2000], "is not a Word file"),
        (packed("", name="xl/workbook.xml"), "has no word/document.xml"),
        (packed("<w:p>"), "is not a Word file"),
        (packed("<w:p/>"), "holds no text"),
        (packed("<w:sdt>" * 1000 + "</w:sdt>" * 1000), "is not a Word file"),
    ],
)
def test_what_is_no_word_file_says_so(content: bytes, reason: str) -> None:
    with pytest.raises(InputError, match=reason):
        read_docx(content)


# -- e-mail ----------------------------------------------------------------------------------


def message(**headers: str) -> EmailMessage:
    mail = EmailMessage()
    stated = {
        "From": "Ines Quarrie <ines@fennimore-post.example>",
        "Subject": "Night ferry is cancelled",
        "Date": "Tue, 04 Mar 2025 10:00:00 +0100",
        **{name.replace("_", "-"): value for name, value in headers.items()},
    }
    for name, value in stated.items():
        if value:
            mail[name] = value
    mail.set_content("\n\n".join(PARAGRAPHS))
    return mail


def test_an_e_mail_states_title_author_outlet_and_day_and_is_not_believed() -> None:
    found = read_email(bytes(message()))

    assert found.text.split() == " ".join(PARAGRAPHS).split()
    assert found.fields == {
        "title": "Night ferry is cancelled",
        "authors": ["Ines Quarrie"],
        "outlet": "fennimore-post.example",
        "published": "2025-03-04T10:00:00+01:00",
    }
    assert "not verified" in found.stated_by


def test_plain_text_is_read_before_html_and_attachments_not_at_all() -> None:
    mail = message()
    mail.add_alternative("<p>In HTML.</p>", subtype="html")
    mail.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="a.pdf")
    mail.add_attachment("Attached.", filename="a.txt")

    found = read_email(bytes(mail))

    assert found.kind == "document"
    assert "HTML" not in found.text
    assert "Attached" not in found.text


def test_html_alone_is_read_as_html() -> None:
    mail = message()
    mail.set_content("<p>Snow.</p>", subtype="html")

    assert (read_email(bytes(mail)).kind, read_email(bytes(mail)).text.strip()) == (
        "html",
        "<p>Snow.</p>",
    )


def test_a_mailbox_is_no_outlet_and_an_address_no_name() -> None:
    fields = read_email(bytes(message(From="jo@gmail.com"))).fields

    assert "outlet" not in fields
    assert "authors" not in fields


def stamp(days: float) -> str:
    return format_datetime(datetime.now(UTC) + timedelta(days=days))


RECEIVED = "from a.example by b.example; Tue, 04 Mar 2025 10:00:09 +0000"


@pytest.mark.parametrize(
    ("headers", "doubt"),
    [
        ({"Date": stamp(3)}, "lies in the future"),
        ({"Date": stamp(36500)}, "lies in the future"),
        ({"Date": "Tue, 04 Mar 1925 10:00:00 +0000"}, "is older than e-mail"),
        ({"Date": "Sun, 04 Mar 2018 10:00:00 +0000", "Received": RECEIVED}, "when it was received"),
        ({"Date": "Sat, 08 Mar 2025 10:00:00 +0000", "Received": RECEIVED}, "when it was received"),
        ({"Date": "soon"}, ""),
        ({"Date": "Tue, 99 Mar 2025 10:00:00 +0000"}, ""),
        ({"Date": ""}, ""),
    ],
)
def test_a_date_that_cannot_be_true_is_left_unknown(headers: dict[str, str], doubt: str) -> None:
    content = bytes(message(**{**headers, "Date": ""}))
    found = read_email(f"Date: {headers['Date']}\n".encode() * bool(headers["Date"]) + content)

    assert "published" not in found.fields
    assert doubt in found.notice
    assert bool(doubt) == bool(found.notice)


@pytest.mark.parametrize("headers", [{"Received": RECEIVED}, {"Date": stamp(0.3)}])
def test_a_date_that_may_be_true_is_taken(headers: dict[str, str]) -> None:
    found = read_email(bytes(message(**headers)))

    assert "published" in found.fields
    assert not found.notice


@pytest.mark.parametrize(
    ("written", "published"),
    [
        ("Tue, 04 Mar 2025 23:30:00 -0500", "2025-03-04T23:30:00-05:00"),
        ("Tue, 04 Mar 2025 00:30:00 +0900", "2025-03-04T00:30:00+09:00"),
    ],
)
def test_the_day_of_an_e_mail_is_the_senders(written: str, published: str) -> None:
    assert read_email(bytes(message(Date=written))).fields["published"] == published


@pytest.mark.parametrize("name", ["From", "Subject", "Date", "Received", "Content-Type"])
@pytest.mark.parametrize("piece", [";", '"', "a@b, ", "=?utf-8?q?a?= "])
def test_a_header_line_of_a_megabyte_ends(name: str, piece: str) -> None:
    content = f"From: Jo Day <jo@a.example>\n{name}: x {piece * 200_000}\n\nSnow fell."

    assert read_email(content.encode()).text == "Snow fell."


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "is not an e-mail"),
        (b"Just a text.\n\nOf two lines.", "is not an e-mail"),
        (b"From: a@b.example\nSubject: x\n\n", "holds no text"),
        (b"From: a@b.example\nContent-Type: image/png\n\nabc", "only attachments"),
        (
            b"From: a@b.example\nContent-Type: text/plain; charset=klingon\n\n\xff",
            "unknown encoding",
        ),
    ],
)
def test_what_is_no_e_mail_says_so(content: bytes, reason: str) -> None:
    with pytest.raises(InputError, match=reason):
        read_email(content)


# -- into the library ------------------------------------------------------------------------


def test_documents_become_articles_and_what_is_wrong_with_them_is_reported(
    tmp_path: Path,
) -> None:
    inbox, index = tmp_path / "inbox", tmp_path / "library"
    inbox.mkdir()
    (inbox / "a.pdf").write_bytes(pdf(title="Night ferry is cancelled"))
    (inbox / "b.docx").write_bytes(docx())
    (inbox / "c.eml").write_bytes(bytes(message()))
    (inbox / "forged.eml").write_bytes(bytes(message(Date=stamp(400))))
    (inbox / "locked.pdf").write_bytes(locked(pdf(), "secret", "AES-256"))

    report = ingest(inbox, index, embedder=HashedWords())

    assert report.failed == ((str(inbox / "locked.pdf"), "is protected by a password"),)
    ((place, notice),) = report.notices
    assert place == str(inbox / "forged.eml")
    assert "the day is left unknown" in notice
    with Library(index, HashedWords()) as library:
        articles = [library.catalogue.article(s.id) for s in library.catalogue.sources()]
    by_name = {Path(article.origin).name: article for article in articles if article}
    assert by_name.keys() == {"a.pdf", "b.docx", "c.eml", "forged.eml"}
    assert {article.title for article in by_name.values()} == {"Night ferry is cancelled"}
    assert all(article.text.startswith("The night ferry") for article in by_name.values())
    assert str(by_name["c.eml"].published) == "2025-03-04"
    assert by_name["c.eml"].outlet == "fennimore-post.example"
    assert [name for name, article in by_name.items() if article.published] == ["c.eml"]


# -- what parts there are --------------------------------------------------------------------


def mail(*parts: tuple[str, str], kind: str = "mixed", flowed: str = "") -> bytes:
    message = f"From: Una <una@c.example>\nSubject: Ferry\nContent-Type: multipart/{kind};"
    message += ' boundary="b"\n\n'
    for media, text in parts:
        message += f"--b\nContent-Type: {media}{flowed}\n\n{text}\n"
    return (message + "--b--\n").encode()


@pytest.mark.parametrize(
    ("content", "kind", "texts"),
    [
        (mail(*(("text/plain", text) for text in PARAGRAPHS)), "document", PARAGRAPHS),
        (mail(("text/plain", "\n"), ("text/html", f"<p>{PARAGRAPHS[0]}</p>"), kind="alternative"),
         "html", PARAGRAPHS[:1]),
        (mail(("text/plain", "Your program shows no HTML."),
              ("text/html", f"<p>{PARAGRAPHS[0]}</p>"), kind="alternative"),
         "html", PARAGRAPHS[:1]),
        (mail(("message/rfc822", f"Subject: F\n\n{PARAGRAPHS[0]}")), "document", PARAGRAPHS[:1]),
        (mail(("text/plain", PARAGRAPHS[0]), ("text/html", f"<p>{PARAGRAPHS[1]}</p>")),
         "html", PARAGRAPHS),
    ],
)  # fmt: skip
def test_all_parts_of_an_e_mail_that_hold_its_text_are_read(
    content: bytes, kind: str, texts: Sequence[str]
) -> None:
    found = read_email(content)

    assert found.kind == kind
    assert all(text in found.text for text in texts)


@pytest.mark.parametrize(
    ("flowed", "delete", "text"),
    [
        ("The ferry \nsails.\nNot now.", False, "The ferry sails.\n\nNot now."),
        ("The fer \nry sails.", True, "The ferry sails."),
        (" >From here \non.", False, ">From here on."),
        ("-- \nUna", False, "-- \n\nUna"),
    ],
)
def test_lines_that_flow_are_joined(flowed: str, delete: bool, text: str) -> None:
    assert unflowed(flowed, delete) == text


def test_hyphens_hidden_words_and_rows_of_a_word_file() -> None:
    run = "<w:r>{}<w:t xml:space='preserve'>{}</w:t></w:r>"
    hidden = "<w:rPr><w:vanish/></w:rPr>"
    shown = "<w:rPr><w:vanish w:val='0'/></w:rPr>"
    cell = "<w:tc><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:tc>"
    body = (
        f"<w:p>{run.format('', 'Anne')}<w:r><w:noBreakHyphen/></w:r>{run.format('', 'Marie')}"
        f"{run.format(hidden, ' draft')}{run.format(shown, ' sails')}</w:p>"
        f"<w:tbl><w:tr>{cell.format('Quenby')}{cell.format('9')}</w:tr></w:tbl>"
        f"<w:p><w:moveFrom>{run.format('', 'gone')}</w:moveFrom>{run.format('', 'There.')}</w:p>"
    )

    assert read_docx(packed(body)).text == "Anne-Marie sails\n\nQuenby | 9\n\nThere."


def test_columns_are_read_one_after_the_other_and_running_heads_not_at_all() -> None:
    left = ["The night ferry will not", "sail until May, its owner", "said on Tuesday at noon."]
    right = ["A gearbox failed for the", "third time this winter and", "no spare could be found."]
    rows = ["Night ferry is cancelled for the whole of the winter and spring of this year"]
    rows += [f"{one:<40}{other}" for one, other in zip(left, right, strict=True)]

    assert column_by_column(rows) == [rows[0], *left, *right]
    pages = [["Brindle Courier", *left, "Page 1 of 2"], ["Brindle Courier", *right, "Page 2 of 2"]]
    assert list(without_running_heads(pages)) == ["Brindle Courier", *left, *right]
    table = [f"{name:<30}{fare}" for name, fare in (("Quenby", 9), ("Skarholm", 12), ("Pell", 8))]
    assert column_by_column(table) == ["Quenby 9", "Skarholm 12", "Pell 8"]
