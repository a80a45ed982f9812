from __future__ import annotations

import socket
import urllib.request
from urllib.error import HTTPError
from urllib.parse import quote

import pytest
from answered import TEXT
from calling import Window
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant import Assistant
from assistant.errors import SettingsError
from assistant.ui.links import stored_copy
from assistant.ui.server import listen, reading_response


@pytest.fixture
def address(window: Window) -> str:
    return window.address


def get(url: str) -> tuple[int, str, dict[str, str]]:
    try:
        with urllib.request.urlopen(url, timeout=30) as reply:
            return reply.status, reply.read().decode(), dict(reply.headers)
    except HTTPError as refused:
        with refused:
            return refused.code, refused.read().decode(), dict(refused.headers)


def test_a_stored_copy_is_served_with_the_words_marked(address: str) -> None:
    start = TEXT.index("Its gearbox failed.")
    status, page, _ = get(f"{address}/{stored_copy('a/b?c=d&e#f..', 2, (start, start + 19))}")
    assert status == 200
    assert '<mark id="quote">Its gearbox failed.</mark>' in page


def test_a_stored_copy_tells_the_versions_apart(address: str) -> None:
    _, now, _ = get(f"{address}/{stored_copy('a/b?c=d&e#f..')}")
    _, before, _ = get(f"{address}/{stored_copy('a/b?c=d&e#f..', 1)}")
    assert "Changed since it was first read. Before:" in now
    assert 'revision=1" ' in now
    assert "As it was read until 7 March 2024; changed since." in before


@pytest.mark.parametrize("asked", ["article", "article?id=", "article?id=..%2Fx&start=x&end=1"])
def test_an_unknown_article_is_a_page_that_says_so(address: str, asked: str) -> None:
    status, page, _ = get(f"{address}/{asked}")
    assert status == 404
    assert "The library does not hold this article." in page


@pytest.mark.parametrize("number", ["9" * 5_000, "²", "x", "-1"])
def test_a_link_with_numbers_that_are_none_does_no_harm(address: str, number: str) -> None:
    known = stored_copy("a/b?c=d&e#f..").split("#")[0]
    status, page, _ = get(f"{address}/{known}&start=0&end={quote(number)}")
    assert (status, "<mark" in page) == (200, False)
    status, page, _ = get(f"{address}/{known}&revision={quote(number)}")
    assert status == 404
    assert "The library does not hold this article." in page


# Names that Gradio knows are among them, since its routes are served at the same address.
NAMES = st.sampled_from(["id", "revision", "start", "end", "__theme", "view", "deep_link", "x"])
VALUES = st.one_of(st.binary(max_size=30), st.integers().map(lambda n: str(n).encode()))


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(["", "article", "newsdesk.css"]), st.lists(st.tuples(NAMES, VALUES)))
def test_no_query_is_too_much_for_a_page(
    address: str, path: str, query: list[tuple[str, bytes]]
) -> None:
    asked = "&".join(f"{name}={quote(value)}" for name, value in query)
    assert get(f"{address}/{path}?{asked}")[0] in (200, 404)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(), st.text(), st.text(), st.text())
def test_no_link_is_too_much_for_a_library(
    desk: Assistant, article: str, revision: str, start: str, end: str
) -> None:
    assert reading_response(desk, article, revision, start, end).status_code == 404


@pytest.mark.parametrize("asked", ["article?id=x", stored_copy("a/b?c=d&e#f..")])
def test_the_reading_page_may_load_nothing_but_its_style(address: str, asked: str) -> None:
    _, _, headers = get(f"{address}/{asked}")
    policy = headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; style-src 'self';")
    assert "script" not in policy


def test_the_chat_may_not_ask_anyone_else(address: str) -> None:
    status, _, headers = get(address)
    assert status == 200
    assert "default-src 'self';" in headers["content-security-policy"]
    assert "http" not in headers["content-security-policy"]
    assert headers["referrer-policy"] == "no-referrer"


def test_the_style_is_served(address: str) -> None:
    _, sheet, headers = get(f"{address}/newsdesk.css")
    assert headers["content-type"].startswith("text/css")
    assert "url(" not in sheet
    assert "@import" not in sheet


def test_nobody_can_call_the_window_as_an_api(address: str) -> None:
    _, described, _ = get(f"{address}/gradio_api/info")
    assert '"named_endpoints":{}' in described.replace(" ", "")


def test_a_port_that_is_taken_is_named() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(SettingsError, match=f"127.0.0.1:{port}"):
            listen("127.0.0.1", port)


def test_without_a_port_the_next_free_one_is_taken() -> None:
    with listen("127.0.0.1", None) as first, listen("127.0.0.1", None) as second:
        assert first.getsockname()[1] != second.getsockname()[1]
