from __future__ import annotations

import re
from html import unescape

import pytest
from answered import HOSTILE, TEXT, Seen, article

from assistant.ui.article_page import article_page, missing_page, quoted_span, revision_named

TAGS = {
    *("html", "head", "meta", "title", "link", "body", "header", "main"),
    *("article", "h1", "a", "p", "span", "mark"),
}
ATTRIBUTES = {"lang", "charset", "name", "content", "rel", "href", "class", "id"}


def marked(page: str) -> list[str]:
    return [unescape(words) for words in re.findall(r"<mark[^>]*>(.*?)</mark>", page)]


def test_the_whole_article_is_there_with_the_quote_marked() -> None:
    start = TEXT.index("Its gearbox")
    page = article_page(article(authors=["Ada Quill"]), (start, start + len("Its gearbox failed.")))
    assert marked(page) == ["Its gearbox failed."]
    assert '<mark id="quote">' in page
    assert "<p>The night ferry will not sail until May.</p>" in page
    assert "Brindle Courier · 1 February 2024 · Ada Quill" in page


def test_a_quote_over_two_paragraphs_is_marked_in_both_and_anchored_once() -> None:
    start, end = TEXT.index("until May."), TEXT.index("failed.")
    page = article_page(article(), (start, end))
    assert marked(page) == ["until May.", "Its gearbox "]
    assert page.count('id="quote"') == 1


def test_without_a_quote_nothing_is_marked() -> None:
    assert "<mark" not in article_page(article())


def test_what_is_unknown_is_said() -> None:
    page = article_page(article(outlet=None, published=None, title=""))
    assert "outlet unknown · date unknown" in page
    assert "<h1>ferry</h1>" in page


@pytest.mark.parametrize("words", HOSTILE)
def test_nothing_reaches_the_page_unescaped(words: str) -> None:
    text = f"Before. {words} After."
    spoilt = article(
        id=words, title=words, outlet=words, authors=[words], url=f"javascript:{words}", text=text
    )
    page = article_page(spoilt, (3, len(text) - 3))
    seen = Seen(page.removeprefix("<!doctype html>"))
    assert set(seen.tags) <= TAGS
    assert {name for name, _ in seen.attributes} <= ATTRIBUTES
    assert {value for name, value in seen.attributes if name == "href"} == {"newsdesk.css", "./"}
    assert "".join(text.split()) in "".join(seen.text.split())


def test_the_page_has_no_script_and_one_sheet() -> None:
    for page in (article_page(article()), missing_page()):
        assert "<script" not in page
        assert re.findall(r"<link[^>]*>", page) == ['<link rel="stylesheet" href="newsdesk.css">']


def test_the_original_is_linked_where_it_can_exist_and_named_where_it_cannot() -> None:
    linked = article_page(article(url="https://brindle-courier.com/ferry"))
    assert 'href="https://brindle-courier.com/ferry"' in linked
    assert 'rel="noopener noreferrer"' in linked
    named = article_page(article(url="https://brindle-courier.example/ferry"))
    assert "First published at https://brindle-courier.example/ferry" in named
    assert 'href="https://brindle' not in named


@pytest.mark.parametrize(
    ("start", "end", "span"),
    [
        ("0", "5", (0, 5)),
        ("5", "10", (5, 10)),
        ("5", "5", None),
        ("9", "5", None),
        ("0", "11", None),
        ("-1", "5", None),
        ("", "", None),
        ("one", "5", None),
        ("٣", "5", (3, 5)),
        ("²", "5", None),
    ],
)
def test_a_span_must_lie_in_the_text(start: str, end: str, span: tuple[int, int] | None) -> None:
    assert quoted_span(start, end, 10) == span


@pytest.mark.parametrize("number", ["9" * 5_000, "²", "-1", "1e3", "0x1", " 1", "\ud800"])
def test_what_is_no_number_is_no_place_and_no_revision(number: str) -> None:
    assert quoted_span("0", number, 10) is None
    assert quoted_span(number, "9", 10) is None
    with pytest.raises(ValueError, match="no revision"):
        revision_named(number)


def test_a_link_may_name_a_revision() -> None:
    assert revision_named("7") == 7
    assert revision_named("") is None
