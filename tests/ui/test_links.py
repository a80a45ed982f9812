from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from answered import answer, article, draft, ground
from hypothesis import given
from hypothesis import strategies as st

from assistant.ui.links import anchor, citation_link, outlet_link, stored_copy


@pytest.mark.parametrize(
    "url",
    [
        "https://news.example.org/story#:~:text=the%20ferry",
        "http://192.0.2.7:8080/a?b=c",
        "https://testing.fr/",
        "https://localhost.com/",
    ],
)
def test_a_web_page_that_can_exist_is_opened_itself(url: str) -> None:
    assert outlet_link(url) == url


@pytest.mark.parametrize(
    "url",
    [
        None,
        "",
        "javascript:alert(1)",
        "JAVASCRIPT://news.org/%0aalert(1)",
        "data:text/html,<script>alert(1)</script>",
        "file:///etc/passwd",
        "//news.org/story",
        "https://",
        "https://[bad",
        "java\nscript:alert(1)",
        "https://news.org/a b",
        "https://news.org/\u202e",
        # RFC 2606: nobody is there.
        "https://harbour-gazette.example/story",
        "https://HARBOUR.EXAMPLE./story",
        "http://localhost:8000/story",
        "http://news.test/",
        "http://news.invalid/",
    ],
)
def test_anything_else_is_never_linked(url: str | None) -> None:
    assert outlet_link(url) is None


@given(st.text(min_size=1))
def test_any_id_survives_the_way_through_a_link(article_id: str) -> None:
    link = stored_copy(article_id.encode("utf-8", "replace").decode(), 2, (3, 9))
    parts = urlsplit(link)
    assert parts.path == "article"
    assert parts.fragment == "quote"
    asked = parse_qs(parts.query, keep_blank_values=True)
    assert asked["id"] == [article_id.encode("utf-8", "replace").decode()]
    assert (asked["revision"], asked["start"], asked["end"]) == (["2"], ["3"], ["9"])


def test_a_stored_copy_without_words_opens_at_the_top() -> None:
    assert stored_copy("a/b") == "article?id=a%2Fb"


def test_a_citation_leads_to_the_outlet_or_to_the_stored_words() -> None:
    quote = "Its gearbox failed."
    there = article(url="https://brindle-courier.com/ferry")
    (online,) = answer(draft(quote, ground(quote, there))).citations
    assert citation_link(online) == online.url
    assert "#:~:text=" in citation_link(online)

    (offline,) = answer(draft(quote, ground(quote, article(url=None)))).citations
    span = f"start={offline.start}&end={offline.end}"
    assert citation_link(offline) == f"article?id=ferry&revision=1&{span}#quote"


def test_a_link_opens_a_new_tab_and_tells_it_nothing() -> None:
    link = anchor('https://news.org/?a=1&b="', "1", "nd-cite", 'He said "no" <twice>')
    assert 'target="_blank" rel="noopener noreferrer"' in link
    assert 'href="https://news.org/?a=1&amp;b=&quot;"' in link
    assert 'title="He said &quot;no&quot; &lt;twice&gt;"' in link
