"""What the tests of ingestion share: a folder to read, and a place for the library."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from newsstand import Newsstand, newsstand


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    """An empty folder for articles."""
    folder = tmp_path / "inbox"
    folder.mkdir()
    return folder


@pytest.fixture
def index(tmp_path: Path) -> Path:
    """Where the library is to be made."""
    return tmp_path / "library"


@pytest.fixture
def stand() -> Iterator[Newsstand]:
    """A web server on this machine."""
    with newsstand() as stand:
        yield stand
