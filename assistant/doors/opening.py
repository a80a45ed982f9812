"""All doors for programs in one web application, to which the chat window is added."""

from __future__ import annotations

from fastapi import FastAPI
from starlette.types import ASGIApp, Receive, Scope, Send

from .api import create_api
from .doorkeeper import Doorkeeper, add_login
from .health import add_health
from .mcp_server import add_mcp
from .openai_compatible import create_openai_api
from .passwords import Users
from .reception import Reception
from .sessions import Sessions

__all__ = ["open_doors"]


def open_doors(reception: Reception) -> FastAPI:
    """The doors to one reception; with a file of users, only who logs in comes through.

    Raises ``SettingsError`` if the file of users cannot be read.
    """
    settings = reception.desk.settings
    app = FastAPI(title="Newsdesk", docs_url=None, redoc_url=None, openapi_url=None)
    add_health(app, reception)
    app.mount("/api", create_api(reception))
    app.mount("/v1", create_openai_api(reception))
    add_mcp(app, reception)
    if settings.users:
        key = settings.session_key
        sessions = Sessions(Users(settings.users), key.get_secret_value() if key else None)
        add_login(app, sessions, settings.root_path)
        app.add_middleware(Doorkeeper, sessions=sessions, root_path=settings.root_path)
    if settings.root_path:
        app.add_middleware(Proxied, root_path=settings.root_path)
    return app


class Proxied:
    """Knows the path under which a proxy shows the application, whether or not it takes it off."""

    def __init__(self, app: ASGIApp, root_path: str) -> None:
        self.app = app
        self._root = root_path

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if "path" in scope:
            path = scope["path"]
            inside = path == self._root or path.startswith(f"{self._root}/")
            whole = path if inside else f"{self._root}{path}"
            scope = {**scope, "root_path": self._root, "path": whole}
        await self.app(scope, receive, send)
