"""The lock of the one process that may write to a library."""

from __future__ import annotations

from pathlib import Path

from filelock import FileLock, Timeout

from ..errors import LibraryBusy

__all__ = ["WriterLock"]

A_MOMENT = 0.5  # seconds; a reader that looks whether somebody writes has the lock for less


class WriterLock:
    """Is taken by a writer, and tells readers whether there is one."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = FileLock(folder / "writer.lock")

    def take(self) -> None:
        """Raises ``LibraryBusy`` if another process has it."""
        try:
            self._lock.acquire(timeout=A_MOMENT)
        except Timeout as error:
            raise LibraryBusy(
                f"Another process is writing to {self._folder}. Try again when it is done; reading"
                " goes on meanwhile."
            ) from error

    def is_held_elsewhere(self) -> bool:
        """Whether another process has it."""
        if self._lock.is_locked:
            return False
        try:
            self._lock.acquire(timeout=0)
        except Timeout:
            return True
        self._lock.release()
        return False

    def release(self) -> None:
        """Let others write."""
        self._lock.release()
