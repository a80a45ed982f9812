from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.evaluation.files import write_whole


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    def parts() -> Iterator[str]:
        yield "half"
        raise ValueError("the other half is missing")

    write_whole(tmp_path / "summary.json", ["old"])
    with pytest.raises(ValueError, match="missing"):
        write_whole(tmp_path / "summary.json", parts())

    assert (tmp_path / "summary.json").read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["summary.json"]
