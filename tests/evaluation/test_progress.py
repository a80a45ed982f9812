from __future__ import annotations

import pytest

from assistant.evaluation.progress import progress_bar


def test_the_bar_tells_the_share_and_the_counts_on_the_error_stream(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with progress_bar("Asking questions") as show:
        show(3, None, "3")
        show(20, 40, "20 of 40, 2.0 a second")

    told = capsys.readouterr()
    assert "Asking questions" in told.err
    assert "50%" in told.err
    assert "20 of 40, 2.0 a second" in told.err
    assert told.out == ""


def test_a_hidden_bar_tells_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    with progress_bar("Asking questions", hidden=True) as show:
        show(20, 40, "20 of 40")

    assert capsys.readouterr() == ("", "")
