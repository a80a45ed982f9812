"""`make bench` times ingestion by stages that must be there to be timed."""

from __future__ import annotations

from typing import Any

import pytest

from benchmarks.ingestion import STAGES


@pytest.mark.parametrize(("stage", "owner", "name"), STAGES)
def test_every_stage_that_is_timed_exists(stage: str, owner: Any, name: str) -> None:
    assert callable(getattr(owner, name, None)), f"{stage}: {owner.__name__} has no {name}"
