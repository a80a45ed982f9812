"""The doors at a real address, in a thread of the tests' own process; and a desk that can wait."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from answered import HeldDesk, answer, draft, ground, pieces
from newsroom import free_port

from assistant.datamodels import Evidence, Source
from assistant.doors.desk import Desk
from assistant.doors.opening import open_doors
from assistant.doors.reception import Reception
from assistant.settings import Settings

DRAFTS = [draft("It rests.", ground("Its gearbox failed."))] * 2


class BusyDesk(HeldDesk):
    """A desk that answers of a ferry, at once unless it is told to hold its answers."""

    def __init__(self, settings: Settings | None = None) -> None:
        super().__init__(*pieces(*DRAFTS), answer(*DRAFTS))
        self.settings = settings or Settings()

    def search(self, words: str, k: int = 10, **filters: object) -> list[Evidence]:
        return []

    def articles(self, after_id: str = "") -> Iterator[Source]:
        return iter(())

    def wait_for(self, at_work: int) -> None:
        end = time.monotonic() + 30
        while self.at_work != at_work:
            assert time.monotonic() < end
            time.sleep(0.01)


@contextmanager
def opened(desk: Desk) -> Iterator[str]:
    """The address of the doors over this desk."""
    port = free_port()
    reception = Reception(desk)
    config = uvicorn.Config(open_doors(reception), port=port, log_level="error")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        while not server.started:
            assert thread.is_alive()
            time.sleep(0.02)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join()
