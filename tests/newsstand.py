"""A real web server on this machine that serves what a test puts up, and notes what was asked."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from assistant.errors import InputError
from ingest.pages.fetching import Fetched, Fetcher
from ingest.pages.requesting import Limits

HERE = "127.0.0.1"
QUICK = Limits(delay=0)

ARTICLE = (
    "<html><head><title>{title}</title></head><body><article><h1>{title}</h1>"
    "<p>{text} The harbour office entered it on market day, and the merchants went home.</p>"
    "</article></body></html>"
)


@dataclass(frozen=True)
class Reply:
    """What is answered to one path. ``send`` writes the body itself, instead of ``body``."""

    body: bytes = b""
    kind: str = "text/html; charset=utf-8"
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    send: Callable[[Callable[[bytes], object]], None] | None = None


class Newsstand:
    """The server: ``replies`` by path, ``asked`` in order with the headers that came along."""

    def __init__(self, server: ThreadingHTTPServer, scheme: str) -> None:
        self.port = int(server.server_address[1])
        self.address = f"{scheme}://127.0.0.1:{self.port}"
        self.replies: dict[str, Reply] = {}
        self.asked: list[tuple[str, Mapping[str, str]]] = []

    def put(self, path: str, body: str | bytes, kind: str = "text/html; charset=utf-8") -> str:
        """Put up a page; returns its address."""
        content = body.encode() if isinstance(body, str) else body
        return self.reply(path, Reply(content, kind))

    def article(self, path: str, title: str, text: str) -> str:
        return self.put(path, ARTICLE.format(title=title, text=text))

    def reply(self, path: str, reply: Reply) -> str:
        self.replies[path] = reply
        return self.address + path

    def redirect(self, path: str, target: str) -> str:
        return self.reply(path, Reply(status=302, headers={"Location": target}))

    @property
    def paths(self) -> list[str]:
        """The paths asked for, without robots.txt."""
        return [path for path, _ in self.asked if path != "/robots.txt"]


@contextmanager
def newsstand(certificate: ssl.SSLContext | None = None) -> Iterator[Newsstand]:
    """A server that runs until the end of the block."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            stand.asked.append((self.path, dict(self.headers.items())))
            reply = stand.replies.get(self.path, Reply(b"Nothing here.", status=404))
            etag = reply.headers.get("ETag")
            if etag and self.headers["If-None-Match"] == etag:
                reply = Reply(status=304, headers=reply.headers)
            with suppress(OSError):  # the client has hung up: that is what some tests want
                self.send_response(reply.status)
                self.send_header("Content-Type", reply.kind)
                for name, value in reply.headers.items():
                    self.send_header(name, value)
                if reply.send is None:
                    self.send_header("Content-Length", str(len(reply.body)))
                self.send_header("Connection", "close")
                self.end_headers()
                if reply.send is None:
                    self.wfile.write(reply.body)
                else:
                    reply.send(self.wfile.write)
            self.close_connection = True

        def log_message(self, *_: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads = False  # so that the end waits for them, and no socket is left behind

        def handle_error(self, *_: object) -> None:
            pass

    with Server(("127.0.0.1", 0), Handler) as server:
        if certificate:
            server.socket = certificate.wrap_socket(server.socket, server_side=True)
        stand = Newsstand(server, "https" if certificate else "http")
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield stand
        finally:
            server.shutdown()
            thread.join()


def fetch(url: str, limits: Limits = QUICK) -> Fetched:
    """What a fetcher that may ask this machine brings."""
    return Fetcher([HERE], limits).get(url)


def refusal(url: str, fetcher: Fetcher | None = None) -> str:
    """Why an address cannot be fetched."""
    with pytest.raises(InputError) as raised:
        (fetcher or Fetcher([HERE], QUICK)).get(url)
    return str(raised.value)
