from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from newsroom import write_jsonl

from assistant import Article
from assistant.library import Shelf
from cli import main

# Window title and bell, a colour, the one-byte form of an escape, a line told backwards.
HOSTILE = "\x1b]0;owned\x07\x1b[31m\x9b31m\u202e"
STEERING = re.compile(r"[^\n\t\x20-\x7e\xa0-\u2029\u202f-\u2065\u206a-\U0010ffff]")

RECORD = {
    "id": "ferry",
    "title": f"Ferry {HOSTILE} stays",
    "outlet": f"Brindle {HOSTILE} Courier",
    "authors": [f"Una {HOSTILE} Brill"],
    "text": f"The night ferry {HOSTILE} to Skarholm will not sail until May.\tIts owner said so.",
}


def newsdesk(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hostile")
    write_jsonl(folder / "inbox" / "a.jsonl", [RECORD])
    (folder / "inbox" / f"empty{HOSTILE}.txt").touch()
    assert newsdesk("ingest", folder / "inbox", "--index", folder / "library").exit_code == 3
    return folder / "library"


@pytest.mark.parametrize(
    "command",
    [
        ["articles", "list"],
        ["articles", "show", "ferry"],
        ["articles", "show", "ferry", "--raw"],
        ["articles", "show", f"ferry{HOSTILE}"],
        ["search", "night ferry"],
        ["search", "ferry", "--outlet", "Ferry Courier"],
        ["ask", "When will the night ferry to Skarholm sail?"],
        ["ask", "How tall is Kilimanjaro?"],
    ],
    ids=ascii,
)
def test_nothing_of_an_article_steers_the_terminal(index: Path, command: list[str]) -> None:
    told = newsdesk(*command, "--index", index)

    assert "ferry" in told.output.lower()
    assert STEERING.findall(told.output) == []


def test_the_name_of_what_failed_does_not_either(index: Path) -> None:
    told = newsdesk("ingest", index.parent / "inbox", "--index", index)

    assert f"failed: {index.parent / 'inbox' / 'empty'}" in told.stderr
    assert STEERING.findall(told.output) == []


def test_json_is_exact(index: Path) -> None:
    told = newsdesk("articles", "show", "ferry", "--json", "--index", index)

    with Shelf.open(index) as shelf:
        article = shelf.article("ferry")
    assert Article.model_validate_json(told.stdout) == article
    assert json.loads(told.stdout)["title"] == article.title
