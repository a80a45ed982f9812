from __future__ import annotations

from collections.abc import Iterator

import httpx
import openai
import pytest
from opened import BusyDesk, opened

from assistant.doors.passwords import set_password
from assistant.settings import Settings

PASSWORD = "correct horse"
ASKED = {"question": "What of the ferry?"}


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of doors through which only one user comes, shown by a proxy under /desk."""
    users = tmp_path_factory.mktemp("door") / "users"
    set_password(users, "ada", PASSWORD)
    with opened(BusyDesk(Settings(users=users, root_path="/desk"))) as address:
        yield address


@pytest.fixture
def browser(guarded: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=guarded, headers={"accept": "text/html"}, timeout=60) as browser:
        yield browser


@pytest.mark.parametrize(
    "path", ["/api/library", "/api/openapi.json", "/v1/models", "/mcp", "/article", "/", "/login/x"]
)
@pytest.mark.parametrize("root", ["", "/desk"])
def test_nobody_comes_in_who_has_not_logged_in(guarded: str, root: str, path: str) -> None:
    reply = httpx.get(f"{guarded}{root}{path}")

    assert (reply.status_code, reply.json()["error"]) == (401, "login")
    assert reply.headers["www-authenticate"].startswith("Bearer")


@pytest.mark.parametrize("root", ["", "/desk"])
def test_whether_it_runs_may_be_asked_by_anybody(guarded: str, root: str) -> None:
    assert httpx.get(f"{guarded}{root}/healthz").json() == {"status": "ok"}
    assert httpx.get(f"{guarded}{root}/readyz").status_code == 200


def test_a_reader_logs_in_and_out(browser: httpx.Client) -> None:
    sent = browser.get("/api/library")
    assert (sent.status_code, sent.headers["location"]) == (303, "/desk/login")
    page = browser.get("/desk/login")
    assert 'action="login"' in page.text
    assert "form-action 'self'" in page.headers["content-security-policy"]

    wrong = browser.post("/desk/login", data={"name": "ada", "password": "wrong"})
    assert wrong.status_code == 401
    assert "Name or password is wrong." in wrong.text
    right = browser.post("/desk/login", data={"name": "ada", "password": PASSWORD})
    assert (right.status_code, right.headers["location"]) == (303, "/desk/")
    cookie = right.headers["set-cookie"]
    assert all(part in cookie for part in ("HttpOnly", "Path=/desk", "SameSite=lax"))
    assert browser.get("/desk/api/library").status_code == 200
    out = browser.post("/desk/logout")
    assert out.headers["location"] == "/desk/login"
    assert browser.get("/desk/api/library").status_code == 303


def test_programs_send_name_and_password(guarded: str) -> None:
    with httpx.Client(base_url=f"{guarded}/desk", auth=("ada", PASSWORD), timeout=60) as http:
        assert http.post("/api/ask", json=ASKED).json()["question"]
    with openai.OpenAI(base_url=f"{guarded}/desk/v1", api_key=f"ada:{PASSWORD}") as client:
        assert client.models.list().data
    with pytest.raises(openai.AuthenticationError):
        openai.OpenAI(base_url=f"{guarded}/desk/v1", api_key="ada:wrong").models.list()


def test_guesses_are_slowed_and_told_so(guarded: str, browser: httpx.Client) -> None:
    guess = {"name": "eve", "password": "wrong"}
    # On a slow machine the first short waits are over before the next guess is there.
    replies = [browser.post("/desk/login", data=guess)]
    while replies[-1].status_code == 401 and len(replies) < 15:
        replies.append(browser.post("/desk/login", data=guess))
    assert len(replies) > 6
    assert replies[-1].status_code == 429
    assert int(replies[-1].headers["retry-after"]) > 0
    assert "Too many wrong passwords" in replies[-1].text
    told = httpx.get(f"{guarded}/api/library", auth=("eve", "x"), timeout=60)
    assert (told.status_code, told.json()["error"]) == (429, "busy")


def test_the_reference_knows_the_path_of_the_proxy(guarded: str) -> None:
    described = httpx.get(
        f"{guarded}/desk/api/openapi.json", auth=("ada", PASSWORD), timeout=60
    ).json()
    assert described["servers"] == [{"url": "/desk/api"}]
