from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cli import main
from ingest import ingest

RAW = """Menu
Ferry stays in port this winter

By Una Brill
2 hours ago

The night ferry to Skarholm will not sail until May, its owner said on Tuesday.
Leave a comment
"""


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("news")
    (folder / "ferry.txt").write_text(RAW)
    ingest(folder / "ferry.txt", folder / "library")
    return folder / "library"


def articles(library: Path, *words: str) -> Result:
    return CliRunner().invoke(main, ["articles", *words, "--index", str(library)])


def article_id(library: Path) -> str:
    return articles(library, "list").output.split("\t")[0]


def test_raw_shows_the_page_as_it_was_read(library: Path) -> None:
    shown = articles(library, "show", article_id(library), "--raw")

    assert shown.exit_code == 0
    assert shown.output == RAW + "\n"


def test_an_age_without_a_fetch_time_is_no_date(library: Path) -> None:
    shown = articles(library, "show", article_id(library)).output

    assert "date unknown" in shown
    assert "Menu" not in shown


def test_a_version_that_was_superseded_is_shown_by_its_number_and_marked(tmp_path: Path) -> None:
    page, library = tmp_path / "ferry.txt", tmp_path / "library"
    for until in ("May", "June"):
        page.write_text(RAW.replace("May", until))
        ingest(page, library)
    name = article_id(library)

    now, before = (
        articles(library, "show", name),
        articles(library, "show", name, "--revision", "1"),
    )

    assert "until June" in now.output
    assert "Superseded" not in now.output
    assert "Revision 1: read 20" in now.output
    assert "until May" in before.output
    assert "Superseded: a newer version was read 20" in before.output
    assert articles(library, "show", name, "--revision", "1", "--raw").output == RAW + "\n"
    assert "no revision 3 of" in articles(library, "show", name, "--revision", "3").output


def test_raw_of_an_article_that_is_not_there_says_so(library: Path) -> None:
    shown = articles(library, "show", "nothing", "--raw")

    assert shown.exit_code == 1
    assert "holds no article 'nothing'" in shown.output


def no_model(*_: object) -> None:
    raise AssertionError("a model was loaded")


@pytest.mark.parametrize("words", [["list"], ["show", "ID"], ["show", "ID", "--raw"]], ids=" ".join)
def test_to_list_and_to_show_loads_no_model(
    library: Path, words: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    name = article_id(library)
    monkeypatch.setattr("assistant.models.embedder.open_session", no_model)
    monkeypatch.setattr("assistant.models.reader.open_session", no_model)

    shown = articles(library, *(name if word == "ID" else word for word in words))

    assert (shown.exit_code, shown.exception) == (0, None)
    assert "ferry" in shown.output.lower()


def test_raw_is_never_json(library: Path) -> None:
    assert articles(library, "show", article_id(library), "--raw", "--json").exit_code == 2
