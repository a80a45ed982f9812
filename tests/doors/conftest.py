"""The doors over the samples, opened once for all tests of this folder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from opened import opened

from assistant import Assistant
from assistant.models.embedder import MiniLM
from assistant.settings import Settings


@pytest.fixture(scope="session")
def sample_desk(samples_library: Path, embedder: MiniLM) -> Iterator[Assistant]:
    with Assistant.open(samples_library, Settings(abstain_below=0.01), embedder) as assistant:
        yield assistant


@pytest.fixture(scope="session")
def address(sample_desk: Assistant) -> Iterator[str]:
    """The address of the doors over the samples."""
    with opened(sample_desk) as address:
        yield address
