"""The doorkeeper: lets in nobody who has not logged in, if there is a file of users."""

from __future__ import annotations

from html import escape
from http.cookies import CookieError, SimpleCookie
from typing import Annotated, Any

from fastapi import FastAPI, Form
from fastapi import Request as HTTPRequest
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from ..errors import Busy
from .problems import Problem
from .replies import USER, problem_reply
from .sessions import LASTS, Sessions

__all__ = ["Doorkeeper", "add_login"]

COOKIE = "newsdesk-session"
OPEN = ("/login", "/healthz", "/readyz", "/newsdesk.css")
WRONG = "Name or password is wrong."
POLICY = (
    "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'self';"
    " frame-ancestors 'none'"
)


class Doorkeeper:
    """Lets requests pass that come from a user; browsers are shown the way to the login."""

    def __init__(self, app: ASGIApp, sessions: Sessions, root_path: str) -> None:
        self.app = app
        self._sessions = sessions
        self._root = root_path

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan" or self._path(scope) in OPEN:
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        try:
            user = await self._user(scope, headers)
        except Busy as error:
            problem = Problem(error="busy", message=str(error), retry_after=error.retry_after)
            await _reply(429, problem)(scope, receive, send)
            return
        if user:
            await self.app({**scope, USER: user}, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
        elif scope["method"] == "GET" and "text/html" in headers.get("accept", ""):
            await RedirectResponse(f"{self._root}/login", 303)(scope, receive, send)
        else:
            problem = Problem(error="login", message="Log in first, or send name and password.")
            await _reply(401, problem)(scope, receive, send)

    def _path(self, scope: Scope) -> str:
        return str(scope["path"]).removeprefix(self._root)

    async def _user(self, scope: Scope, headers: Headers) -> str | None:
        user = self._sessions.user(_cookie(headers))
        if user or not (given := headers.get("authorization")):
            return user
        return await self._sessions.program(given, (scope.get("client") or ("",))[0])


def add_login(app: FastAPI, sessions: Sessions, root_path: str) -> None:
    """The page on which readers log in, and the way out."""
    where: dict[str, Any] = {"key": COOKIE, "path": root_path or "/", "samesite": "lax"}

    @app.get("/login", include_in_schema=False)
    async def login_page() -> Response:
        return _page()

    @app.post("/login", include_in_schema=False)
    async def log_in(
        http: HTTPRequest,
        name: Annotated[str, Form(max_length=64)] = "",
        password: Annotated[str, Form(max_length=1_000)] = "",
    ) -> Response:
        try:
            right = await sessions.log_in(name, password, http.client.host if http.client else "")
        except Busy as error:
            return _page(str(error), 429, {"retry-after": str(error.retry_after)})
        if not right:
            return _page(WRONG, 401)
        reply = RedirectResponse(f"{root_path}/", 303)
        secure = http.url.scheme == "https"
        reply.set_cookie(
            value=sessions.token(name), max_age=LASTS, httponly=True, secure=secure, **where
        )
        return reply

    @app.post("/logout", include_in_schema=False)
    async def log_out() -> Response:
        reply = RedirectResponse(f"{root_path}/login", 303)
        reply.delete_cookie(httponly=True, **where)
        return reply


def _cookie(headers: Headers) -> str:
    try:
        found = SimpleCookie(headers.get("cookie", "")).get(COOKIE)
    except CookieError:
        return ""
    return found.value if found else ""


def _reply(status: int, problem: Problem) -> Response:
    reply = problem_reply(status, problem, lambda _, told: told.model_dump(exclude_none=True))
    if status == 401:
        reply.headers["www-authenticate"] = 'Bearer realm="Newsdesk"'
    return reply


def _page(problem: str = "", status: int = 200, headers: dict[str, str] | None = None) -> Response:
    told = f'<p role="alert">{escape(problem)}</p>' if problem else ""
    page = (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="color-scheme" content="light dark"><title>Log in · Newsdesk</title>'
        '<link rel="stylesheet" href="newsdesk.css"></head><body class="nd-page">'
        '<header><span class="nd-name">Newsdesk</span></header><main><article>'
        f'<h1>Log in</h1>{told}<form method="post" action="login">'
        '<p><label>Name<br><input name="name" autocomplete="username" required autofocus></label>'
        '</p><p><label>Password<br><input name="password" type="password"'
        ' autocomplete="current-password" required></label></p>'
        "<p><button>Log in</button></p></form></article></main></body></html>"
    )
    policy = {"content-security-policy": POLICY, "cache-control": "no-store"}
    return HTMLResponse(page, status, headers={**policy, **(headers or {})})
