from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest
from answered import TEXT, ScriptedDesk
from fastapi.testclient import TestClient

from assistant.errors import SettingsError
from assistant.ui.links import stored_copy
from assistant.ui.server import create_app, listen


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    with TestClient(create_app(ScriptedDesk())) as client:
        yield client


def test_a_stored_copy_is_served_with_the_words_marked(client: TestClient) -> None:
    start = TEXT.index("Its gearbox failed.")
    page = client.get("/" + stored_copy("a/b?c=d&e#f..", start, start + 19))
    assert page.status_code == 200
    assert '<mark id="quote">Its gearbox failed.</mark>' in page.text


@pytest.mark.parametrize("asked", ["/article", "/article?id=", "/article?id=..%2Fx&start=x&end=1"])
def test_an_unknown_article_is_a_page_that_says_so(client: TestClient, asked: str) -> None:
    page = client.get(asked)
    assert page.status_code == 404
    assert "The library does not hold this article." in page.text


@pytest.mark.parametrize("asked", ["/article?id=x", "/" + stored_copy("a/b?c=d&e#f..")])
def test_the_reading_page_may_load_nothing_but_its_style(client: TestClient, asked: str) -> None:
    policy = client.get(asked).headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; style-src 'self';")
    assert "script" not in policy


def test_the_chat_may_not_ask_anyone_else(client: TestClient) -> None:
    page = client.get("/")
    assert page.status_code == 200
    policy = page.headers["content-security-policy"]
    assert "default-src 'self';" in policy
    assert "http" not in policy
    assert page.headers["referrer-policy"] == "no-referrer"


def test_the_style_is_served(client: TestClient) -> None:
    sheet = client.get("/newsdesk.css")
    assert sheet.headers["content-type"].startswith("text/css")
    assert "url(" not in sheet.text
    assert "@import" not in sheet.text


def test_nobody_can_call_the_window_as_an_api(client: TestClient) -> None:
    described = client.get("/gradio_api/info").json()
    assert described["named_endpoints"] == {}


def test_a_port_that_is_taken_is_named() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(SettingsError, match=f"127.0.0.1:{port}"):
            listen("127.0.0.1", port)


def test_without_a_port_the_next_free_one_is_taken() -> None:
    with listen("127.0.0.1", None) as first, listen("127.0.0.1", None) as second:
        assert first.getsockname()[1] != second.getsockname()[1]
