from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from newsroom import REPO, SAMPLES, dispatches, python, said, write_jsonl

from assistant import Answer, Article, Assistant, Evidence, Source
from assistant.datamodels import Briefing, Verdict
from assistant.errors import LibraryBusy
from assistant.library import Library, Verification
from assistant.models.embedder import MiniLM
from cli import main
from ingest import IngestReport

COMMANDS = [
    ["ingest"],
    ["ask"],
    ["search"],
    ["check"],
    ["articles"],
    ["articles", "list"],
    ["articles", "show"],
    ["articles", "remove"],
    ["verify"],
    ["eval"],
    ["serve"],
]


def newsdesk(*arguments: object, **environment: str) -> Result:
    result = CliRunner().invoke(main, [str(argument) for argument in arguments], env=environment)
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception  # a reader would see a traceback
    return result


@pytest.fixture
def index(tmp_path: Path) -> Path:
    """A library of three dispatches."""
    inbox = write_jsonl(tmp_path / "inbox" / "a.jsonl", dispatches(3))
    folder = tmp_path / "library"
    assert newsdesk("ingest", inbox, "--index", folder).exit_code == 0
    return folder


# -- help ------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", [[], *COMMANDS], ids=" ".join)
def test_every_command_explains_itself(command: list[str]) -> None:
    for flag in ("--help", "-h"):
        result = newsdesk(*command, flag)
        assert result.exit_code == 0
        assert result.stdout.startswith("Usage: ")
    assert "--index" in result.stdout or command in ([], ["articles"])


def test_help_is_instant() -> None:
    code = (
        "import sys; from cli import main\n"
        f"for args in {[[*command, '--help'] for command in ([], *COMMANDS)]}:\n"
        "    try: main(args)\n"
        "    except SystemExit as end: assert end.code == 0\n"
        "print(sorted({name.split('.')[0] for name in sys.modules}))"
    )
    with python(code) as process:
        *_, modules = process.communicate()[0].splitlines()

    heavy = {"chromadb", "llama_index", "gradio", "rich", "onnxruntime", "openai", "tantivy"}
    assert "click" in modules
    assert not {name for name in heavy if f"'{name}'" in modules}


@pytest.mark.parametrize(
    "arguments",
    [
        ["ingest"],
        ["ask"],
        ["frobnicate"],
        ["ask", "why?", "--answerer", "oracle"],
        ["search", "eels", "-k", "0"],
        ["articles", "remove"],
        ["serve", "--port", "0"],
    ],
    ids=" ".join,
)
def test_wrong_usage_is_2(arguments: list[str]) -> None:
    assert newsdesk(*arguments).exit_code == 2


# -- ingest ----------------------------------------------------------------------------------


def test_ingest_reports_what_it_did(tmp_path: Path) -> None:
    first = newsdesk("ingest", SAMPLES, "--index", tmp_path / "library")
    again = newsdesk("ingest", SAMPLES, "--index", tmp_path / "library", "--json")

    assert (first.exit_code, again.exit_code) == (0, 0)
    assert "20 added" in first.stdout
    assert "20 articles in" in first.stdout
    report = IngestReport.model_validate_json(again.stdout)
    assert (report.added, report.unchanged, report.failed) == (0, 20, ())


def test_ingest_done_in_part_is_3_and_names_what_failed(tmp_path: Path) -> None:
    inbox = tmp_path / "inbox"
    write_jsonl(inbox / "a.jsonl", dispatches(2))
    (inbox / "empty.txt").touch()
    (inbox / "binary.txt").write_bytes(b"\x00\x01")
    os.mkfifo(inbox / "pipe.txt")
    (inbox / "lines.jsonl").write_text('{"text": "Sound."}\n{"text": \n')
    arguments = ["ingest", inbox, tmp_path / "missing", "--index", tmp_path / "library"]

    spoken, machine = newsdesk(*arguments), newsdesk(*arguments, "--json")

    assert (spoken.exit_code, machine.exit_code) == (3, 3)
    assert "3 added" in spoken.stdout
    for place, reason in {
        inbox / "empty.txt": "is empty",
        inbox / "binary.txt": "is a binary file",
        inbox / "pipe.txt": "is neither a file nor a folder",
        f"{inbox / 'lines.jsonl'}, line 2": "is not JSON",
        tmp_path / "missing": "there is no such file or folder",
    }.items():
        assert f"failed: {place}: {reason}" in spoken.stderr
    assert len(IngestReport.model_validate_json(machine.stdout).failed) == 5


def test_ingest_of_nothing_that_can_be_read_is_1(tmp_path: Path) -> None:
    result = newsdesk("ingest", tmp_path / "missing", "--index", tmp_path / "library")

    assert result.exit_code == 1
    assert "missing: there is no such file or folder" in result.stderr


def test_ingest_with_prune_removes_what_is_gone(index: Path) -> None:
    inbox = index.parent / "inbox"
    write_jsonl(inbox / "a.jsonl", dispatches(1))

    result = newsdesk("ingest", inbox, "--prune", "--index", index, "--json")

    assert result.exit_code == 0
    assert IngestReport.model_validate_json(result.stdout).removed == 2


def test_a_library_that_is_being_written_is_1_with_a_reason(index: Path, embedder: MiniLM) -> None:
    with Library(index, embedder, writing=True):
        for arguments in (["ingest", SAMPLES], ["articles", "remove", "dispatch-000"]):
            result = newsdesk(*arguments, "--index", index)
            assert result.exit_code == 1
            assert "Another process is writing" in result.stderr
    assert issubclass(LibraryBusy, Exception)


# -- asking ----------------------------------------------------------------------------------

QUESTION = "Which judge suspended the building permit for the Ostrel barrier over young eels?"


def test_ask_prints_the_answer_and_its_sources(samples_library: Path) -> None:
    result = newsdesk("ask", QUESTION, "--index", samples_library)

    assert result.exit_code == 0
    assert "Corwen Rensome" in result.stdout
    assert "[1] Court halts Ostrel barrier over missing eel count (Harbour Gazette, 10 July 2025)" \
        in result.stdout  # fmt: skip
    assert "https://harbour-gazette.example/2025/07/court-halts-ostrel-barrier#:~:text=" \
        in result.stdout  # fmt: skip
    assert "Sources from" in result.stdout


def test_ask_as_json_is_the_answer_that_python_gets(samples_library: Path, desk: Assistant) -> None:
    result = newsdesk(
        "ask", QUESTION, "--as-of", "2025-08-01", "--after", "2025-01-01", "--outlet",
        "harbour gazette", "--index", samples_library, "--json",
    )  # fmt: skip

    expected = desk.ask(
        QUESTION, as_of="2025-08-01", after="2025-01-01", outlets=["Harbour Gazette"]
    )
    assert result.exit_code == 0
    assert Answer.model_validate_json(result.stdout) == expected
    printed, made = json.loads(result.stdout), json.loads(expected.model_dump_json())
    assert [t["stage"] for t in printed.pop("timings")] == [t["stage"] for t in made.pop("timings")]
    assert printed == made


def test_ask_abstains_with_0_and_shows_what_comes_nearest(samples_library: Path) -> None:
    result = newsdesk("ask", "How tall is Kilimanjaro?", "--index", samples_library)

    assert result.exit_code == 0
    assert "do not answer this" in result.stdout
    assert result.stdout.count("\n- ") == 3


@pytest.mark.parametrize(
    ("options", "named"),
    [
        (["--outlet", "Harbor Gazete"], "Did you mean: Harbour Gazette"),
        (["--after", "tomorrow"], "after must be a day"),
        (["--as-of", "2025-02-30"], "as_of must be a day"),
        (["--after", "2025-05-02", "--before", "2025-05-01"], "No day is both"),
        (["--answerer", "llm"], "OPENAI_API_KEY"),
    ],
)
def test_a_question_that_cannot_be_asked_is_2_with_the_reason(
    samples_library: Path, options: list[str], named: str
) -> None:
    result = newsdesk("ask", "How much?", *options, "--index", samples_library)

    assert result.exit_code == 2
    assert named in result.stderr


def test_an_empty_question_is_2(samples_library: Path) -> None:
    assert newsdesk("ask", "  ", "--index", samples_library).exit_code == 2
    assert newsdesk("search", "", "--index", samples_library).exit_code == 2


def test_an_unknown_setting_is_2_and_named(samples_library: Path) -> None:
    result = newsdesk("ask", "How much?", "--index", samples_library, NEWSDESK_COLOUR="red")

    assert result.exit_code == 2
    assert "NEWSDESK_COLOUR" in result.stderr


READING: list[list[Any]] = [
    ["ask", "How much?"],
    ["search", "eels"],
    ["articles", "list"],
    ["articles", "show", "a"],
    ["articles", "remove", "a"],
    ["verify"],
    ["verify", "--repair"],
]


@pytest.mark.parametrize("command", READING, ids=lambda command: " ".join(command[:2]))
def test_a_missing_library_is_1_with_the_way_out(tmp_path: Path, command: list[str]) -> None:
    result = newsdesk(*command, "--index", tmp_path / "nowhere")

    assert result.exit_code == 1
    assert "newsdesk ingest PATH… --index" in result.stderr
    assert not (tmp_path / "nowhere").exists()


def test_the_index_may_come_from_the_environment(samples_library: Path) -> None:
    result = newsdesk("articles", "list", NEWSDESK_INDEX=str(samples_library))

    assert len(result.stdout.splitlines()) == 20


def test_a_server_that_cannot_be_reached_is_1(samples_library: Path) -> None:
    result = newsdesk(
        "search", "eels", "--index", samples_library, NEWSDESK_CHROMA_URL="http://127.0.0.1:9"
    )

    assert result.exit_code == 1
    assert "http://127.0.0.1:9" in result.stderr


def test_an_index_below_a_file_is_1(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    result = newsdesk("ingest", SAMPLES, "--index", tmp_path / "file" / "library")

    assert result.exit_code == 1
    assert str(tmp_path / "file") in result.stderr


# -- search and articles ---------------------------------------------------------------------


def test_search_prints_passages_and_the_same_as_json(
    samples_library: Path, desk: Assistant
) -> None:
    arguments = ["search", "boreholes drilled", "-k", "4", "--index", samples_library]
    spoken, machine = newsdesk(*arguments), newsdesk(*arguments, "--json")

    found = [Evidence.model_validate(item) for item in json.loads(machine.stdout)]
    assert found == desk.search("boreholes drilled", k=4)
    for number, item in enumerate(found, start=1):
        assert f"{number}. {item.article.title}" in spoken.stdout
        assert item.passage.text in spoken.stdout


def test_search_that_finds_nothing_says_so(samples_library: Path) -> None:
    arguments = ["search", "eels", "--after", "2031-01-01", "--index", samples_library]

    assert "Nothing was found." in newsdesk(*arguments).stdout
    assert json.loads(newsdesk(*arguments, "--json").stdout) == []


# -- check -----------------------------------------------------------------------------------


COUNT = "Mr Aldhorn heard 62 witnesses over 19 days."


def test_check_prints_a_verdict_with_its_words_and_the_same_as_json(
    samples_library: Path, desk: Assistant
) -> None:
    arguments = ["check", COUNT, "--index", samples_library]
    spoken, machine = newsdesk(*arguments), newsdesk(*arguments, "--json")

    verdict = Verdict.model_validate_json(machine.stdout)
    assert verdict == desk.check(COUNT)
    assert verdict.support == "supported"
    assert COUNT in [citation.quote for citation in verdict.grounds]
    assert "It is carried by the articles" in spoken.stdout
    assert COUNT in spoken.stdout


def test_check_holds_a_sentence_against_a_text_without_a_library(tmp_path: Path) -> None:
    text = tmp_path / "text.txt"
    text.write_text("Flour costs more in Lowmere.", encoding="utf-8")

    checked = newsdesk("check", COUNT, "--text", text, "--index", tmp_path / "none", "--json")
    assert Verdict.model_validate_json(checked.stdout).support == "unstated"
    text.write_text(" \n", encoding="utf-8")
    empty = newsdesk("check", COUNT, "--text", text)
    filtered = newsdesk("check", COUNT, "--text", text, "--after", "2025-01-01")
    assert (empty.exit_code, "empty" in empty.stderr) == (2, True)
    assert (filtered.exit_code, "no filters" in filtered.stderr) == (2, True)


def test_articles_are_listed_shown_and_removed(index: Path) -> None:
    listed = newsdesk("articles", "list", "--index", index)
    sources = json.loads(newsdesk("articles", "list", "--index", index, "--json").stdout)
    shown = newsdesk("articles", "show", "dispatch-001", "--index", index)
    whole = newsdesk("articles", "show", "dispatch-001", "--index", index, "--json")
    removed = newsdesk("articles", "remove", "dispatch-001", "dispatch-002", "--index", index)
    left = newsdesk("articles", "list", "--index", index)

    assert listed.stdout.splitlines()[1].split("\t") == [
        "dispatch-001", "2024-02-02", "Skarholm Gazette", "Skarholm trades in barley",
    ]  # fmt: skip
    assert [Source.model_validate(source).id for source in sources] == [
        f"dispatch-00{number}" for number in range(3)
    ]
    text = "Merchants of Skarholm sold 4 carts of barley on market day 1."
    assert text in shown.stdout
    assert text in Article.model_validate_json(whole.stdout).text
    assert removed.stdout.startswith("2 removed")
    assert [line.split("\t")[0] for line in left.stdout.splitlines()] == ["dispatch-000"]
    assert {r.exit_code for r in (listed, shown, whole, removed, left)} == {0}


@pytest.mark.parametrize("command", ["show", "remove"])
def test_an_article_that_is_not_there_is_1(index: Path, command: str) -> None:
    result = newsdesk("articles", command, "dispatch-999", "--index", index)

    assert result.exit_code == 1
    assert "'dispatch-999'" in result.stderr


# -- verify ----------------------------------------------------------------------------------


def test_verify_finds_a_sound_library_sound(index: Path) -> None:
    spoken = newsdesk("verify", "--index", index)
    machine = newsdesk("verify", "--index", index, "--json")

    assert (spoken.exit_code, machine.exit_code) == (0, 0)
    assert "is sound: 3 passages" in spoken.stdout
    assert Verification.model_validate_json(machine.stdout).sound


def test_verify_names_damage_with_1_and_repairs_it(index: Path) -> None:
    shutil.rmtree(index / "words")

    found = newsdesk("verify", "--index", index)
    machine = newsdesk("verify", "--index", index, "--json")
    repaired = newsdesk("verify", "--repair", "--index", index)
    again = newsdesk("verify", "--index", index)

    assert (found.exit_code, machine.exit_code) == (1, 1)
    assert "Missing words: 3" in found.stdout
    assert "newsdesk verify --repair" in found.stdout
    assert Verification.model_validate_json(machine.stdout).missing_words == 3
    assert (repaired.exit_code, again.exit_code) == (0, 0)
    assert "was repaired and is sound" in repaired.stdout


def test_verify_mends_an_index_that_does_not_open(index: Path) -> None:
    (index / "words" / "meta.json").write_text("These are no words.")

    found = newsdesk("verify", "--index", index)
    repaired = newsdesk("verify", "--repair", "--index", index)
    again = newsdesk("verify", "--index", index)

    assert (found.exit_code, repaired.exit_code, again.exit_code) == (1, 0, 0)
    assert "`newsdesk verify --repair` makes it anew" in found.stdout
    assert f"now lies in {index / 'words.damaged'}" in repaired.stdout


# -- a process of its own --------------------------------------------------------------------


def test_the_command_runs_as_a_process_and_takes_bytes_that_are_no_text(
    samples_library: Path,
) -> None:
    code = "import sys; sys.argv[0] = 'newsdesk'; from cli import main; main()"
    broken = os.fsdecode(b"Who dug the bor\xe9holes?")

    with python(code, "search", broken, "--index", str(samples_library), "--json") as process:
        assert said(process).startswith("[")
        process.stdout.read()  # type: ignore[union-attr]
        assert process.wait() == 0


def test_the_command_of_the_package_is_this_one() -> None:
    assert 'newsdesk = "cli:main"' in (REPO / "pyproject.toml").read_text()


def test_brief_prints_a_briefing_and_the_same_as_json(
    samples_library: Path, desk: Assistant
) -> None:
    arguments = ["brief", "the Ostrel tidal barrier", "--index", samples_library]
    spoken, machine = newsdesk(*arguments), newsdesk(*arguments, "--json")

    briefing = Briefing.model_validate_json(machine.stdout)
    assert briefing == desk.brief("the Ostrel tidal barrier")
    assert "**Timeline**" in spoken.stdout
    assert f"{briefing.drawn.used} are quoted" in spoken.stdout


def test_brief_says_when_the_articles_tell_nothing(samples_library: Path) -> None:
    spoken = newsdesk("brief", "the moons of Jupiter", "--index", samples_library)

    assert spoken.exit_code == 0
    assert "tell nothing of this" in spoken.stdout
