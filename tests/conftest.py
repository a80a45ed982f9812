"""What the tests share: an environment of their own, the shipped model, two libraries."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from newsroom import SAMPLES, STORIES, chroma_server, entry

from assistant import Assistant
from assistant.library import Library
from assistant.models.embedder import MiniLM
from assistant.settings import Settings
from ingest import ingest

# Machines differ in speed, so no example has a deadline; CI tries the same examples every time.
settings.register_profile(
    "newsdesk",
    deadline=None,
    database=None,
    derandomize="CI" in os.environ,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("newsdesk")


@pytest.fixture(scope="session", autouse=True)
def _isolated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No setting and no file of the person who runs the tests has a say in them."""
    with pytest.MonkeyPatch.context() as patch:
        for name in list(os.environ):
            if name.upper().startswith(("NEWSDESK_", "OPENAI_")):
                patch.delenv(name)
        patch.setenv("HOME", str(tmp_path_factory.mktemp("home")))
        yield


@pytest.fixture(scope="session")
def embedder() -> MiniLM:
    """The embedder that ships."""
    return MiniLM()


@pytest.fixture(scope="session")
def samples_library(tmp_path_factory: pytest.TempPathFactory, embedder: MiniLM) -> Path:
    """The folder of a library that holds the samples; read it only."""
    index = tmp_path_factory.mktemp("samples") / "library"
    report = ingest([SAMPLES], index, embedder=embedder)
    assert not report.failed
    return index


@pytest.fixture
def desk(samples_library: Path, embedder: MiniLM) -> Iterator[Assistant]:
    """The assistant over the samples, as it is by default."""
    with Assistant.open(samples_library, embed_model=embedder) as assistant:
        yield assistant


@pytest.fixture
def telling_desk(samples_library: Path, embedder: MiniLM) -> Iterator[Assistant]:
    """The assistant over the samples, set to answer whatever the confidence is."""
    with Assistant.open(samples_library, Settings(abstain_below=0), embedder) as assistant:
        yield assistant


@pytest.fixture
def library(tmp_path: Path, embedder: MiniLM) -> Iterator[Library]:
    """A library of four short articles, open for writing."""
    with Library(tmp_path / "library", embedder, writing=True, create=True) as library:
        library.put([entry(story) for story in STORIES])
        yield library


@pytest.fixture(scope="session")
def chroma_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a real Chroma server."""
    with chroma_server(tmp_path_factory.mktemp("chroma")) as (url, _):
        yield url
