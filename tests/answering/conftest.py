from __future__ import annotations

from collections.abc import Iterator

import pytest
from newsroom import entry
from trams import TRAMS

from assistant.library import Library
from assistant.models.embedder import MiniLM
from assistant.models.reader import MiniLMReader


@pytest.fixture(scope="session")
def reader() -> MiniLMReader:
    """The reader that ships."""
    return MiniLMReader()


@pytest.fixture(scope="session")
def trams(tmp_path_factory: pytest.TempPathFactory, embedder: MiniLM) -> Iterator[Library]:
    """A library of the articles on the tram line; read it only."""
    folder = tmp_path_factory.mktemp("trams") / "library"
    with Library(folder, embedder, writing=True, create=True) as library:
        library.put([entry(story, wording=story["text"]) for story in TRAMS])
        yield library
