from __future__ import annotations

import sys
from pathlib import Path

import pytest

pytest.importorskip("torch", reason="training needs newsdesk[bench]")

from training.__main__ import _arguments, _groups
from training.groups import Group, Text, write_groups

GROUP = Group(
    "Who won?", (Text("Quenby", "Ilse Varga won.", ((0, 10),)),), "squad", ("Ilse Varga",)
)
MADE_WITH = {"seed": 1, "without": [], "misses by chance": False, "apart from": ["news"]}


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    write_groups(tmp_path / "kept.xz", [GROUP], MADE_WITH)
    return tmp_path / "kept.xz"


def called(monkeypatch: pytest.MonkeyPatch, *options: str | Path) -> list[Group]:
    monkeypatch.setattr(sys, "argv", ["training", *map(str, options)])
    return _groups(_arguments())


def test_groups_that_were_made_before_need_no_data(
    kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert called(monkeypatch, "--groups", kept, "--apart-from", "elsewhere/news") == [GROUP]


@pytest.mark.parametrize(
    "other",
    [("--seed", "2"), ("--misses-by-chance",), ("--without", "news"), ("--apart-from", "squad")],
)
def test_groups_made_in_another_way_are_refused(
    other: tuple[str, ...], kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(SystemExit, match="was made with"):
        called(monkeypatch, "--groups", kept, "--apart-from", "news", *other)


def test_without_data_it_says_what_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        called(monkeypatch, "--groups", tmp_path / "none.xz")

    assert "--data FOLDER" in capsys.readouterr().err
