"""A window in its process, and sessions of it without a browser: what its page sends, by hand."""

from __future__ import annotations

import json
import subprocess
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
from newsroom import python, said, tell

# In a process of its own: Gradio leaves event loops open, which pytest would put down to us.
SERVE = """
import sys, threading
sys.path.insert(0, sys.argv[1])
from answered import HeldDesk, answer, draft, ground, pieces
from assistant.ui.server import listen, serve

drafts = [draft("It rests.", ground("Its gearbox failed."))] * 3
desk = HeldDesk(*pieces(*drafts), answer(*drafts))
threading.Thread(target=desk.obey, args=[sys.stdin], daemon=True).start()
serve(desk, listen("127.0.0.1", 0))
"""


class Caller:
    """One session of a window; ``http`` is a client of its address, shared with other sessions."""

    def __init__(self, http: httpx.Client) -> None:
        self.http = http
        self.session = uuid.uuid4().hex
        listeners = http.get("/config").json()["dependencies"]
        self.listeners = {each["id"]: each for each in listeners}

    def steps(self, name: str) -> list[int]:
        """The listeners that call this function of the window."""
        return [
            each["id"]
            for each in self.listeners.values()
            if each["backend_fn"] and each["api_name"].rstrip("_0123456789") == name
        ]

    def call(self, name: str, *given: Any, event_data: Any = None) -> httpx.Response:
        """Call a step that is not queued; ``None`` stands for the session."""
        body = {"data": given, "fn_index": self.steps(name)[0], "session_hash": self.session}
        return self.http.post("/gradio_api/run/predict", json=body | {"event_data": event_data})

    def join(self, step: int, *given: Any) -> httpx.Response:
        """Queue a step; says whether there was room."""
        body = {"data": given, "fn_index": step, "session_hash": self.session}
        return self.http.post("/gradio_api/queue/join", json=body)

    def ask(self, question: str, way: int = 0) -> httpx.Response:
        """Ask as the question box does; the answer is queued by one of the three ways to ask."""
        self.call("begin", None, question).raise_for_status()
        return self.join(self.steps("reply")[way], None, "", "", [], None)

    def cancel(self, event: str) -> httpx.Response:
        """Have Gradio break a queued answer off, which the window itself never does."""
        body = {"session_hash": self.session, "event_id": event}
        return self.http.post(
            "/gradio_api/cancel", json=body | {"fn_index": self.steps("reply")[0]}
        )

    def updates(self) -> Iterator[tuple[dict[str, Any], int]]:
        """What comes of the queued steps: each message, with its size in bytes."""
        query = {"session_hash": self.session}
        with self.http.stream("GET", "/gradio_api/queue/data", params=query) as lines:
            for line in lines.iter_lines():
                if line:
                    yield json.loads(line.removeprefix("data: ")), len(line.encode())


class Window:
    """The chat window in its process, at this address."""

    def __init__(self, process: subprocess.Popen[str], http: httpx.Client) -> None:
        self.address = str(http.base_url).rstrip("/")
        self._process = process
        self._http = http

    def caller(self) -> Caller:
        """Another reader."""
        return Caller(self._http)

    def tell(self, order: str = "") -> tuple[int, int]:
        """Order the desk to "hold" its answers, or to "let go"; returns how many it works on, and
        the most since it was told to hold them."""
        tell(self._process, order)
        at_work, most = said(self._process).split()
        return int(at_work), int(most)

    def wait_for(self, at_work: int) -> None:
        end = time.monotonic() + 60
        while self.tell()[0] < at_work:
            assert time.monotonic() < end
            time.sleep(0.02)


@contextmanager
def open_window() -> Iterator[Window]:
    """A window whose desk answers at once, unless it is told to hold its answers."""
    with python(SERVE, str(Path(__file__).parent)) as process:
        try:
            address = said(process).removeprefix("Newsdesk is at ")
            with httpx.Client(base_url=address, timeout=60) as http:
                yield Window(process, http)
        finally:
            process.kill()
