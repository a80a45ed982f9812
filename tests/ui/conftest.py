"""One window for the tests of this folder, over a desk that can be told to hold its answers."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from calling import Window, open_window


@pytest.fixture(scope="session")
def window() -> Iterator[Window]:
    """A window whose desk answers at once."""
    with open_window() as window:
        yield window


@pytest.fixture
def held(window: Window) -> Iterator[Window]:
    """The same while its desk holds its answers back."""
    window.tell("hold")
    yield window
    window.tell("let go")
