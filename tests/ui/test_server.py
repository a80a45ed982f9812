from __future__ import annotations

import socket
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from urllib.error import HTTPError

import pytest
from answered import TEXT
from newsroom import python, said

from assistant.errors import SettingsError
from assistant.ui.links import stored_copy
from assistant.ui.server import listen

# In a process of its own: Gradio leaves event loops open, which pytest would put down to us.
SERVE = """
import sys
sys.path.insert(0, sys.argv[1])
from answered import ScriptedDesk
from assistant.ui.server import listen, serve
serve(ScriptedDesk(), listen("127.0.0.1", 0))
"""


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with python(SERVE, str(Path(__file__).parent)) as process:
        yield said(process).removeprefix("Newsdesk is at ")
        process.terminate()


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
