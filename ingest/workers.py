"""Who prepares pages: this process, others beside it, or a Ray cluster; the result is the same.

The other processes are started by us and not by ``multiprocessing``, which would run the
caller's script once more in each of them.
"""

from __future__ import annotations

import math
import os
import pickle
import queue
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from functools import cache, partial
from threading import Event, Timer
from typing import Any, Literal, Protocol

from assistant.errors import InputError
from assistant.models.embedder import Embedder, MiniLM
from assistant.models.processors import available_processors

from .pages.sources import Page
from .preparing import Prepared, embedded, prepare

__all__ = ["Cluster", "Here", "Processes", "Result", "Workers", "serve", "workers_for"]

# A process takes seconds to start, in which the first one cleans and splits a hundred pages.
WORTH_A_START = 200  # pages to prepare
MOST_PROCESSES = 4  # unless more are asked for: embedding is slower than four are fast
AHEAD = 32  # pages under way for each worker, to keep it busy while a batch is embedded
START = "import sys; sys.path[:] = {path!r}; from ingest.workers import serve; serve()"
READY = b"ready\n"
DIED = "the process that read it died, perhaps for lack of memory"
# The longest pages that news sites have take some seconds, on a slow machine with other work.
PAGE_SECONDS = 120.0
LATE = "takes longer than {:g} seconds to clean and split; it was stopped"
# A page this short takes no such time whatever it holds; a longer one goes where it can be
# stopped, since nothing stops a regular expression or a parser in this process.
SHORT_PAGE = 100_000  # characters

Result = Callable[[], Prepared]


class Workers(Protocol):
    """Prepares pages, up to ``ahead`` at once; who asks keeps the order."""

    ahead: int

    def submit(self, page: Page) -> Result:
        """Have a page prepared; the result waits until it is."""
        ...

    def close(self) -> None:
        """Let go of processes and connections; what is under way is dropped."""
        ...


def workers_for(wanted: int | Literal["ray"] | None, embedder: Embedder) -> Workers:
    """The workers for a number of processes, for Ray, or (``None``) for the machine as it is.

    Raises ``InputError`` if Ray is wanted and not installed.
    """
    if wanted == "ray":
        return Cluster(embedder)
    count = min(available_processors(), MOST_PROCESSES) if wanted is None else wanted
    if count < 1:
        raise InputError(f"workers must be 1 or more, or ray, not {count}")
    if _portable(embedder) is None:
        return Here(embedder)
    # With one all is done here, save what may have to be stopped.
    return Processes(count, embedder, math.inf if count == 1 else WORTH_A_START)


class Here:
    """This process, one page after the other, when the result is asked for.

    Only for an embedder that no other process can have: here no page can be stopped.
    """

    ahead = 0

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder

    def submit(self, page: Page) -> Result:
        return partial(prepare, page, self._embedder)

    def close(self) -> None:
        pass


class Processes:
    """Some processes on this machine, started once there are pages enough to be ``worth`` it.

    Until then short pages are prepared in this one, when the result is asked for. In the others
    a page that takes longer than ``seconds`` is stopped, and has that for its problem.
    """

    def __init__(
        self,
        count: int,
        embedder: Embedder,
        worth: float = WORTH_A_START,
        seconds: float = PAGE_SECONDS,
    ) -> None:
        self.ahead = AHEAD * count if count > 1 else 0
        self._seconds = seconds
        self._embedder = embedder
        self._worth = worth
        self._submitted = 0
        self._running: list[subprocess.Popen[bytes]] = []
        self._idle: queue.SimpleQueue[subprocess.Popen[bytes]] = queue.SimpleQueue()
        self._threads = ThreadPoolExecutor(count)

    def submit(self, page: Page) -> Result:
        self._submitted += 1
        if self._submitted <= self._worth and len(page.raw) <= SHORT_PAGE:
            return partial(prepare, page, self._embedder)
        return self._threads.submit(self._ask, page).result

    def close(self) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)
        for process in self._running:
            process.kill()
        self._threads.shutdown()
        for process in self._running:
            for pipe in (process.stdin, process.stdout):
                assert pipe is not None
                with suppress(OSError):  # it was killed with words for it still unsent
                    pipe.close()
            process.wait()

    def _ask(self, page: Page) -> Prepared:
        process = self._one()
        if process is None:
            return prepare(page, self._embedder)
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            with _stopped_after(self._seconds, process) as stopped:
                pickle.dump(page, process.stdin)
                process.stdin.flush()
                prepared: Prepared = pickle.load(process.stdout)  # noqa: S301  our own child's
        except (OSError, EOFError, pickle.UnpicklingError):
            process.kill()
            late = stopped.is_set()
            return Prepared(problem=LATE.format(self._seconds) if late else DIED)
        if not stopped.is_set():
            self._idle.put(process)
        return prepared

    def _one(self) -> subprocess.Popen[bytes] | None:
        """A process that has nothing to do; there are never more than threads that ask.

        ``None`` if the embedder cannot be made there: one that a script defines, for example.
        """
        try:
            return self._idle.get_nowait()
        except queue.Empty:
            process = subprocess.Popen(  # noqa: S603  this Python and our own code
                [sys.executable, "-c", START.format(path=sys.path)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                process_group=0,  # Ctrl-C is for the one who asks, from the first moment on
            )
        self._running.append(process)
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            process.stdin.write(_portable(self._embedder) or b"")
            process.stdin.flush()
            return process if process.stdout.readline() == READY else None
        except OSError:
            return None


@contextmanager
def _stopped_after(seconds: float, process: subprocess.Popen[bytes]) -> Iterator[Event]:
    """Kill a process unless the block is left in time; the event says whether it was."""
    stopped = Event()

    def stop() -> None:
        stopped.set()
        process.kill()

    clock = Timer(seconds, stop)
    clock.daemon = True
    clock.start()
    try:
        yield stopped
    finally:
        clock.cancel()
        clock.join()  # from here on it stops nothing any more


def serve() -> None:
    """Prepare the pages that come in, until no more do: what another process runs."""
    replies = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints must not come between
    try:
        embedder = _unpacked(pickle.load(sys.stdin.buffer))  # noqa: S301  from the process above
    except (AttributeError, ImportError):
        return
    replies.write(READY)
    replies.flush()
    while True:
        try:
            page = pickle.load(sys.stdin.buffer)  # noqa: S301
        except EOFError:
            return
        pickle.dump(prepare(page, embedder), replies)
        replies.flush()


class Cluster:
    """A Ray cluster: the one at ``RAY_ADDRESS`` if there is one, else one on this machine.

    One task prepares a page, another embeds its passages. Newsdesk must be installed on all
    nodes. A page that is waited for longer than ``seconds``, a wait for a free processor of the
    cluster included, is stopped.
    """

    def __init__(self, embedder: Embedder, seconds: float = PAGE_SECONDS) -> None:
        try:
            import ray
        except ImportError as error:
            raise InputError(
                'Workers on Ray need the ray extra: pip install "newsdesk[ray]"'
            ) from error
        os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
        self._started = not ray.is_initialized()
        if self._started:
            ray.init(log_to_driver=False, include_dashboard=False, configure_logging=False)
        self._ray: Any = ray
        self.ahead = max(AHEAD, 4 * int(self._ray.cluster_resources().get("CPU", 1)))
        self._seconds = seconds
        self._embedder = ray.put(_packed(embedder))
        self._prepare = ray.remote(_prepare_on_cluster)
        self._embed = ray.remote(_embed_on_cluster)

    def submit(self, page: Page) -> Result:
        prepared = self._prepare.remote(page, self._embedder)
        return partial(self._wait, prepared, self._embed.remote(prepared, self._embedder))

    def _wait(self, prepared: Any, embedded: Any) -> Prepared:
        done, _ = self._ray.wait([prepared], timeout=self._seconds, fetch_local=False)
        if not done:
            self._ray.cancel(prepared, force=True)
            return Prepared(problem=LATE.format(self._seconds))
        try:
            result: Prepared = self._ray.get(embedded)
        except self._ray.exceptions.RayError as error:
            return Prepared(problem=f"Ray could not prepare it: {error}")
        return result

    def close(self) -> None:
        if self._started:
            self._ray.shutdown()


def _prepare_on_cluster(page: Page, packed: object) -> Prepared:
    return prepare(page, _unpacked(packed))


def _embed_on_cluster(prepared: Prepared, packed: object) -> Prepared:
    return embedded(prepared, _unpacked(packed))


# -- the embedder on its way ----------------------------------------------------------------


def _packed(embedder: Embedder) -> object:
    """What another process makes the same embedder of: a session of onnxruntime cannot travel."""
    return "shipped" if isinstance(embedder, MiniLM) else embedder


def _portable(embedder: Embedder) -> bytes | None:
    """The packed embedder as bytes; ``None`` if it cannot travel at all."""
    try:
        return pickle.dumps(_packed(embedder))
    except (pickle.PicklingError, TypeError, AttributeError):
        return None


def _unpacked(packed: Any) -> Embedder:
    return _shipped() if packed == "shipped" else packed


@cache
def _shipped() -> MiniLM:
    return MiniLM(threads=1)
