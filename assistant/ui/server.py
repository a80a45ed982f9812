"""Serves the chat window, the reading page and their style from one address."""

from __future__ import annotations

import contextlib
import logging
import socket
import threading
import webbrowser
from collections.abc import Awaitable, Callable, MutableMapping
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import quote

import click
import gradio as gr
import uvicorn
from fastapi import FastAPI, Query
from fastapi.responses import FileResponse, HTMLResponse

from ..doors.opening import open_doors
from ..doors.reception import Reception
from ..errors import ArticleNotFound, SettingsError
from .article_page import article_page, missing_page, quoted_span, revision_named
from .chat import build
from .desk import Desk

__all__ = ["DEFAULT_PORT", "create_app", "listen", "serve"]

DEFAULT_PORT = 7860
PORTS_TRIED = 40
CLOSE_WITHIN = 2  # seconds that open streams get when the server stops
FINISH_WITHIN = 10  # seconds before that in which answers on their way may be finished

STYLE = Path(__file__).with_name("style.css")
ICON = (
    "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 32 32'>"
    "<rect width='32' height='32' rx='5' fill='#1d1b18'/>"
    "<path d='M9 24V8l14 16V8' fill='none' stroke='#fbfaf6' stroke-width='3.4'/>"
    "</svg>"
)
HEAD = (
    '<link rel="stylesheet" href="newsdesk.css">'
    f'<link rel="icon" type="image/svg+xml" href="data:image/svg+xml,{quote(ICON)}">'
)

# Gradio's own page needs inline script; what counts is that nothing may come from elsewhere, or
# go there, whatever an article manages to put into the page.
CHAT_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:;"
    " style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:;"
    " form-action 'none'; base-uri 'self'; object-src 'none'; frame-ancestors 'self'"
)
READING_POLICY = (
    "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none';"
    " frame-ancestors 'none'"
)

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]


class PolicyHeaders:
    """Adds the headers that keep a page from asking, or telling, anyone else."""

    def __init__(self, app: Callable[[Message, Receive, Send], Awaitable[None]]) -> None:
        self.app = app

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = message.setdefault("headers", [])
                given = {name.lower() for name, _ in headers}
                headers += [(name, value) for name, value in _HEADERS if name not in given]
            await send(message)

        await self.app(scope, receive, with_headers)


_HEADERS = (
    (b"content-security-policy", CHAT_POLICY.encode()),
    (b"referrer-policy", b"no-referrer"),
    (b"x-content-type-options", b"nosniff"),
)


def create_app(desk: Desk, reception: Reception | None = None) -> FastAPI:
    """The whole web application over one desk. Raises ``SettingsError`` for a bad file of users."""
    reception = reception or Reception(desk)
    app = open_doors(reception)
    _add_pages(app, desk)
    app.add_middleware(PolicyHeaders)
    mounted: FastAPI = gr.mount_gradio_app(
        app,
        build(desk, reception),
        path="/",
        root_path=desk.settings.root_path or None,
        theme=theme(),
        head=HEAD,
        footer_links=["settings"],
        ssr_mode=False,
        run_history=False,  # what readers ask is theirs; nothing is recorded
        max_file_size=1,  # byte: nobody has anything to upload here
    )
    return mounted


def _add_pages(app: FastAPI, desk: Desk) -> None:
    @app.get("/article")
    def article(
        article_id: Annotated[str, Query(alias="id")] = "",
        revision: str = "",
        start: str = "",
        end: str = "",
    ) -> HTMLResponse:
        return reading_response(desk, article_id, revision, start, end)

    @app.get("/newsdesk.css")
    def style() -> FileResponse:
        return FileResponse(STYLE, media_type="text/css", headers={"cache-control": "no-cache"})


def reading_response(
    desk: Desk, article_id: str, revision: str, start: str, end: str
) -> HTMLResponse:
    """The stored article with the span marked, or the page that says there is none."""
    headers = {"content-security-policy": READING_POLICY}
    try:
        found = desk.article(article_id, revision_named(revision))
        versions = desk.versions(article_id)
    except (ArticleNotFound, ValueError):
        return HTMLResponse(missing_page(), status_code=404, headers=headers)
    page = article_page(found, quoted_span(start, end, len(found.text)), versions)
    return HTMLResponse(page, headers=headers)


def theme() -> gr.themes.Base:
    """Gradio's plain theme on newsprint, with the fonts that the reader's machine has."""
    return gr.themes.Base(
        primary_hue="stone",
        neutral_hue="stone",
        font=["system-ui", "sans-serif"],
        font_mono=["ui-monospace", "monospace"],
        radius_size="sm",
    ).set(
        body_background_fill="#fbfaf6",
        body_background_fill_dark="#171614",
        body_text_color="#1d1b18",
        body_text_color_dark="#e9e5dc",
    )


def listen(host: str, port: int | None) -> socket.socket:
    """A socket that listens at this port; without one, at 7860 or the next that is free.

    Raises ``SettingsError`` if it cannot.
    """
    tried = [port] if port is not None else range(DEFAULT_PORT, DEFAULT_PORT + PORTS_TRIED)
    problem: OSError | None = None
    for number in tried:
        try:
            family = socket.AF_INET6 if ":" in host else socket.AF_INET
            return socket.create_server((host, number), family=family, backlog=128)
        except OSError as error:
            problem = error
    where = f"{host}:{port}" if port is not None else f"any port of {host} from {DEFAULT_PORT} on"
    raise SettingsError(
        f"Newsdesk cannot listen at {where} ({problem}). Choose another host or port."
    )


class AnnouncedServer(uvicorn.Server):
    """Says where it is once it answers; from then on Ctrl-C ends it in good order, too."""

    def __init__(
        self, config: uvicorn.Config, reception: Reception, address: str, open_browser: bool
    ) -> None:
        super().__init__(config)
        self._reception = reception
        self._address = address
        self._open_browser = open_browser

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        click.echo(f"Newsdesk is at {self._address}")
        if self._open_browser:
            threading.Thread(target=webbrowser.open, args=[self._address], daemon=True).start()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        # What is being answered may be finished; who comes now is told to come back.
        await self._reception.close(0 if self.force_exit else FINISH_WITHIN)
        # An open window holds a stream that never ends; cutting it is not an error to report.
        logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)
        await super().shutdown(sockets)


def serve(desk: Desk, at: socket.socket, open_browser: bool = False) -> None:
    """Answer requests at this socket until interrupted (Ctrl-C)."""
    host, port = at.getsockname()[:2]
    shown = "127.0.0.1" if ip_address(host).is_unspecified else f"[{host}]" if ":" in host else host
    reception = Reception(desk)
    config = uvicorn.Config(
        create_app(desk, reception), log_level="warning", timeout_graceful_shutdown=CLOSE_WITHIN
    )
    server = AnnouncedServer(config, reception, f"http://{shown}:{port}", open_browser)
    # uvicorn closes everything on Ctrl-C, and then passes it on.
    with contextlib.suppress(KeyboardInterrupt):
        server.run(sockets=[at])
