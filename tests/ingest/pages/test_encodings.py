from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from assistant.errors import InputError
from ingest.pages.encodings import MARK, decoded

SNOW = b"Snow fell on the quay all night, and no boat left."


@pytest.mark.parametrize(
    ("label", "words", "codec"),
    [
        ("gb2312", "朱镕基说", "gb18030"),
        ("GBK", "𠀀字", "gb18030"),
        ("x-gbk", "字", "gbk"),
        ("Shift_JIS", "①髙島屋", "cp932"),
        ("x-sjis", "①", "cp932"),
        ("euc-kr", "뷁펲", "cp949"),
        ("ks_c_5601-1987", "뷁", "cp949"),
        ("windows-949", "뷁", "cp949"),
        ("big5", "𠝹", "big5hkscs"),
        ("iso-8859-1", "“x”", "cp1252"),
        ("us-ascii", "“x”", "cp1252"),
        ("iso-8859-9", "“ş”", "cp1254"),
        ("tis-620", "“ไทย”", "cp874"),
        ("iso-8859-2", "Łódź", "iso-8859-2"),
        ("l2", "Łódź", "iso-8859-2"),
        ("koi8-u", "їжак", "koi8-u"),
        ("iso-8859-8-i", "שלום", "iso-8859-8"),
        ("x-mac-cyrillic", "Жук", "mac-cyrillic"),
        ("unicode-1-1-utf-8", "é", "utf-8"),
        ("utf-16", "é", "utf-8"),  # bytes in which that can be read are none
        ("rot13", "é", "utf-8"),  # no encoding of text
        ("klingon", "é", "utf-8"),  # none at all
    ],
)
def test_a_label_stands_for_what_browsers_take_it_for(label: str, words: str, codec: str) -> None:
    content = f'<meta charset="{label}"><p>{words}'.encode(codec)

    assert decoded(content, markup=True).endswith(words)
    assert decoded(f"<p>{words}".encode(codec), charset=label, markup=True).endswith(words)


@pytest.mark.parametrize(
    "head",
    [
        "<META HTTP-EQUIV=Content-Type CONTENT='text/html;charset=windows-1251'>",
        "<meta content='text/html; charset=windows-1251' http-equiv='content-type'>",
        "<?xml version='1.0' encoding='windows-1251'?><html>",
        "<meta charset = ' windows-1251 ' />",
        f"<style>{'x' * 100_000}</style><meta charset=windows-1251>",
        f"{'<link rel=icon href=a.png>' * 3_000}<meta charset=windows-1251>",
        "<!-- <meta charset=koi8-r> --><meta charset=windows-1251>",
        "<script>'<meta charset=koi8-r>'</script><meta charset=windows-1251>",
        "<title>All of <meta charset=koi8-r></title><meta charset=windows-1251>",
        "<meta name=description content='charset=koi8-r'><meta charset=windows-1251>",
        "<meta charset=klingon><meta charset=windows-1251>",
    ],
)
def test_a_declaration_counts_wherever_in_the_head_it_stands(head: str) -> None:
    content = f"{head}<p>Снег".encode("cp1251")

    assert decoded(content, markup=True).endswith("Снег")


def test_a_mark_goes_before_a_server_and_a_server_before_the_page() -> None:
    page = '<meta charset="koi8-r"><p>Снег'

    assert decoded(b"\xef\xbb\xbf" + page.encode(), "koi8-r", markup=True) == page
    assert decoded(page.encode("utf-16"), "koi8-r", markup=True) == page
    assert decoded(page.encode("cp1251"), "windows-1251", markup=True) == page
    assert decoded(page.encode("koi8-r"), "klingon", markup=True) == page


@pytest.mark.parametrize("label", ["utf-8", "big5", "gb2312", "euc-kr", "windows-1255"])
def test_a_bad_byte_becomes_a_mark(label: str) -> None:
    read = decoded(SNOW + b"\xff" + SNOW, label)

    assert read.startswith(SNOW.decode())
    assert MARK in read


@pytest.mark.parametrize(
    ("text", "codec"),
    [
        ("Snow fell in cafés – and “nowhere else”.", "cp1252"),
        ("Мэр сказал, что мост закроют на одиннадцать недель.", "cp1251"),
        ("Мэр сказал, что мост закроют на одиннадцать недель.", "koi8-r"),
        ("市長は月曜日、橋を十一週間閉鎖すると述べた。工事は四月に始まる。", "cp932"),
        ("시장은 월요일에 다리가 11주 동안 폐쇄된다고 말했다.", "cp949"),
        ("Ο δήμαρχος είπε ότι η γέφυρα θα κλείσει για έντεκα εβδομάδες.", "cp1253"),
    ],
)
def test_what_declares_nothing_is_told_by_its_letters(text: str, codec: str) -> None:
    assert decoded(text.encode(codec)) == text


def test_slips_in_utf_8_leave_it_utf_8() -> None:
    assert decoded("Łódź, żółw".encode() + b"\x96") == f"Łódź, żółw{MARK}"


@pytest.mark.parametrize(
    ("content", "reason"),
    [(b" \n", "empty"), (b"\x7fELF\x00", "binary"), (b"\xff\xfeS", "not text"),
     (bytes(range(128, 256)) * 9, "not text")],
)  # fmt: skip
def test_what_is_no_text_says_so(content: bytes, reason: str) -> None:
    with pytest.raises(InputError, match=reason):
        decoded(content, "utf-8")


@example(b"\xef\xbb\xbf", "")  # a mark and nothing behind it
@given(st.binary(max_size=200), st.sampled_from(["", "utf-8", "gb2312", "big5", "utf-7", "\x00"]))
def test_any_bytes_are_text_or_refused(content: bytes, charset: str) -> None:
    with suppress(InputError):
        assert decoded(content, charset, markup=True)


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), min_size=1))
def test_utf_8_comes_back(text: str) -> None:
    content = f"x{text}".encode()

    assert MARK in text or decoded(content) == f"x{text}"


@pytest.mark.parametrize("piece", [b"<script", b"<!--", b"<meta ", b"<title>", b"<?xml "])
def test_a_head_that_repeats_one_piece_ends(piece: bytes) -> None:
    assert decoded(piece * (1_000_000 // len(piece)), markup=True)
