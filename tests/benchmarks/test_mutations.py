from __future__ import annotations

from pathlib import Path

import pytest
from newsroom import REPO

from benchmarks.mutations import MUTATIONS, Mutation, fits


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda mutation: mutation.name)
def test_a_deliberate_fault_fits_the_code_and_has_tests(mutation: Mutation) -> None:
    assert fits(mutation)
    assert mutation.tests
    assert all((REPO / test).exists() for test in mutation.tests)


def test_a_place_that_is_there_twice_or_not_at_all_does_not_fit(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("one = 1\nother = 1\n", "utf-8")

    assert fits(Mutation("", "a.py", "one", "two", ()), tmp_path)
    assert not fits(Mutation("", "a.py", "1", "2", ()), tmp_path)
    assert not fits(Mutation("", "a.py", "three", "2", ()), tmp_path)
