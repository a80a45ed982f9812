"""Whatever a page holds, preparing it ends without an error that nobody foresaw."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from newsroom import HashedWords

from ingest import ingest
from ingest.pages.sources import FORMATS, Format, Page, page_of
from ingest.preparing import prepare

EMBEDDER = HashedWords()
SENTENCE = "The council voted on Tuesday to build a barrier. "

# What cleaning looks for, what parsers stumble over, and characters with a meaning of their own.
WORDS = [
    *(SENTENCE, SENTENCE * 5, "Big storm hits the coast", "By Ann Poe", "Ann Poe", "3 May 2024"),
    *("2 hours ago", "03/04/2025", "(3 May 2024)", "Related articles", "Read next:", "• one"),
    *("Daily Planet", "told the Tribune", "Photo: AP", "1 Comment", "Contents", "Home | Sport"),
    *("\n", "\r\n", "\n\n", " ", "\t", ".", "。", "?", "|", "»", "—", "(", ")", "'", '"', ":"),
    *("\x00", "\x01", "\x1f", "\x7f", "\u200b", "\u202e", "\u2028", "\ufeff", "\ufffe"),
    *("\ud800", "e\u0301", "\u0e01", "漢字", "ß", "İ", "🛶", "1" * 5000, "2025-02-30"),
]
TAGS = "html head body p div span a h1 h2 article nav header aside table tr td ul li br time b meta"
MARKUP = [
    *(f"<{tag}>" for tag in TAGS.split()),
    *(f"</{tag}>" for tag in TAGS.split()),
    *("<", ">", "</", "<!--", "-->", "<![CDATA[", "<?xml version='1.0'?>", "<!DOCTYPE html>"),
    *("&#0;", "&#1;", "&#xD800;", "&#x110000;", "&#99999999999;", "&amp;", "&#", "&nosuch;"),
    *('<div class="share">', '<p class="byline">', "<html lang='??'>", "<html lang=de>"),
    *("<title>", "</title>", "<script>", "</script>", "<template>", "<svg>", "<math>"),
    '<time pubdate datetime="2024-05-03T99:00">',
    '<time datetime="0001-01-01T00:00:00+14:00">x</time>',
    '<link rel=canonical href="http://[">',
    '<link rel=canonical href="https://a.example/%ff?utm_source=x">',
    '<meta property="og:title" content="Storm | Daily Planet">',
    '<meta property="og:url" content="https://a.example:99999/">',
    '<meta name="author" content="By Ann Poe; Jo Day and x">',
    '<meta property="article:published_time" content="9999-12-31T23:59:59-14:00">',
]
MARKDOWN = [
    *("---\n", "\n---\n", "# ", "- ", "> ", "```\n", "*", "**", "_", "`", "[", "](", "![", "~~"),
    *("title: ", "published: ", "authors: ", "id: ", "url: ", "a: ", "&a ", "*a", "<<: ", "!!int "),
    *("!!timestamp ", "!!binary ", "!!set ", "? ", "[[[", "{", "}", "]", "2024-05-03", "1e999"),
]
MAIL = [
    *("From: ", "Subject: ", "Date: ", "Received: ", "Content-Type: ", "MIME-Version: 1.0\n"),
    *("Content-Transfer-Encoding: ", "base64\n", "quoted-printable\n", "text/html", "text/plain"),
    *("; charset=", "utf-8", "utf-7", "klingon", "multipart/mixed; boundary=b\n", "\n--b\n"),
    *("--b--\n", "=?utf-8?q?=ff?=", "=?x?b?a?=", "<a@b.example>", "a@", "Tue, 04 Mar 2025"),
    *(" 10:00:00 -9999\n", " 10:00:00 +0100\n", "message/rfc822\n", "=\n", "=00", "\n\n"),
]


def of(*pieces: list[str]) -> st.SearchStrategy[str]:
    """Texts made of these pieces, of words, and of characters of any kind."""
    known = st.sampled_from([piece for some in pieces for piece in some])
    return st.lists(known | st.text(max_size=5), max_size=40).map("".join)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | of(WORDS),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                "@type @graph headline author name publisher url datePublished".split()
            ),
            inner
            | st.sampled_from(["NewsArticle", "https://a.example/", "http://[", "2024-05-03"]),
            max_size=6,
        )
    ),
    max_leaves=15,
)
RECORD = st.dictionaries(
    st.sampled_from("id url title authors author outlet published date updated language".split()),
    JSON | st.sampled_from(["https://a.example/x", "http://[", "de", "en_GB", "2024-05-03T10:00"]),
    max_size=6,
)
PAGES: dict[Format, st.SearchStrategy[str]] = {
    "text": of(WORDS),
    "markdown": of(WORDS, MARKDOWN) | of(WORDS, MARKDOWN).map(lambda inside: f"---\n{inside}"),
    "html": of(WORDS, MARKUP),
    "email": of(WORDS, MAIL) | of(WORDS, MAIL).map(lambda inside: f"From: a@b.example\n{inside}"),
}


def problem_of(page: Page) -> str:
    return page.problem or prepare(page, EMBEDDER).problem


@pytest.mark.parametrize("form", PAGES)
@given(data=st.data())
def test_no_page_raises_what_nobody_foresaw(form: Format, data: st.DataObject) -> None:
    raw = data.draw(PAGES[form])

    assert "unforeseen" not in problem_of(page_of("/a", form, raw.encode("utf-8", "replace")))


@given(thing=JSON, around=of(MARKUP))
def test_no_json_ld_raises_what_nobody_foresaw(thing: Any, around: str) -> None:
    script = f'<script type="application/ld+json">{json.dumps(thing)}</script>'
    raw = f"<html><head>{script}</head><body><h1>Storm</h1><p>{SENTENCE * 9}</p>{around}</body>"

    assert "unforeseen" not in problem_of(Page("/a", "/a", "html", raw=raw))


@given(fields=RECORD, text=of(WORDS))
def test_no_record_raises_what_nobody_foresaw(fields: dict[str, Any], text: str) -> None:
    page = Page("/a.jsonl", "/a.jsonl, line 1", "record", raw=text, fields=fields)

    assert "unforeseen" not in problem_of(page)


@settings(max_examples=5)
@given(data=st.data())
def test_pages_of_any_kind_come_in_or_are_named(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    folder: Path = tmp_path_factory.mktemp("any")
    suffixes = {form: suffix for suffix, form in FORMATS.items()}
    for form, pages in PAGES.items():
        for number, raw in enumerate(data.draw(st.lists(pages, min_size=3, max_size=6))):
            path = folder / f"{number}{suffixes[form]}"
            path.write_bytes(raw.encode("utf-8", "replace"))
    records = data.draw(st.lists(st.tuples(RECORD, of(WORDS)), min_size=3, max_size=6))
    lines = [json.dumps({**fields, "text": text}) for fields, text in records]
    (folder / "records.jsonl").write_text("\n".join(lines))

    report = ingest(folder, folder / "library", embedder=EMBEDDER)

    assert not [reason for _, reason in report.failed if "unforeseen" in reason]
