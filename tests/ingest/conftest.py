"""What the tests of ingestion share: a folder to read, and a place for the library."""

from __future__ import annotations

from pathlib import Path

import pytest


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
