from __future__ import annotations

import io

import pytest
from rich.console import Console

from commands.bars import ingest_bars, live_bars
from ingest import Progress


def drawn(*steps: Progress) -> str:
    """What stands on a terminal after these steps."""
    console = Console(file=io.StringIO(), force_terminal=True, width=120)
    with ingest_bars(console=console) as show:
        for step in steps:
            show(step)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def test_each_stage_has_its_bar_with_its_count_and_rate() -> None:
    shown = drawn(Progress(), Progress(50, 100, 8, 40, 30, 20))

    for stage, count in (
        ("Read", "8 articles"),
        ("Embed", "30 passages"),
        ("Write", "20 passages"),
    ):
        assert any(stage in line and count in line and "/s" in line for line in shown.splitlines())
    # Half of the files held 40 passages, so 80 are to be expected.
    assert "38%" in shown
    assert "25%" in shown


def test_at_the_end_every_bar_is_full() -> None:
    assert drawn(Progress(100, 100, 8, 40, 40, 40)).count("100%") >= 3


def test_a_bar_tells_the_share_and_the_counts_on_the_error_stream(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with live_bars(["Asking questions"]) as (show,):
        show(3, None, "3")
        show(20, 40, "20 of 40, 2.0 a second")

    told = capsys.readouterr()
    assert "Asking questions" in told.err
    assert "50%" in told.err
    assert "20 of 40, 2.0 a second" in told.err
    assert told.out == ""


def test_a_hidden_bar_tells_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    with live_bars(["Asking questions"], hidden=True) as (show,):
        show(20, 40, "20 of 40")

    assert capsys.readouterr() == ("", "")


def test_nothing_is_shown_of_a_total_that_is_not_known() -> None:
    shown = drawn(Progress(0, 0, 3, 9, 9, 9))

    assert "3 articles" in shown
    assert "100%" not in shown
