"""A catalogue in a folder of its own, for the tests of this room."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from assistant.library import Catalogue, Database, Ledger


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    with closing(Database(tmp_path / "catalogue.sqlite")) as database:
        yield database


@pytest.fixture
def books(database: Database) -> Catalogue:
    return Catalogue(database)


@pytest.fixture
def ledger(database: Database) -> Ledger:
    return Ledger(database)
