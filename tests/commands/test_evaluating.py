"""`newsdesk eval` over the samples, as it is typed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from newsroom import REPO, write_jsonl
from speaking import model_server, saying

from assistant.errors import InputError
from assistant.evaluation.fulfilling import Bound, to_bound
from assistant.evaluation.questions import read_questions
from cli import main

ASKED = [
    {"id": "gauge", "type": "number",
     "question": "What level did the water reach at the gauge on the night of the surge?",
     "answers": ["2.94 metres"], "sources": ["gazette-surge-saltpan-row.html"]},
    {"id": "judge", "question": "Which judge stopped the works?", "type": "who",
     "answers": ["Corwen Rensome"], "sources": ["gazette-permit-suspended.html"],
     "as_of": "2025-08-01"},
    {"id": "egg", "question": "How long should I boil an egg for a soft yolk?", "type": "far",
     "answerable": False},
]  # fmt: skip


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    return write_jsonl(tmp_path / "questions.jsonl", ASKED)


@pytest.fixture
def newsdesk(samples_library: Path) -> Any:
    def run(*arguments: object, **environment: str) -> Result:
        given = [*map(str, arguments), "--index", str(samples_library)]
        result = CliRunner().invoke(main, ["eval", *given], env=environment)
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception  # a reader would see a traceback
        return result

    return run


def test_a_run_writes_all_it_promises_and_can_be_compared(
    newsdesk: Any, questions: Path, tmp_path: Path
) -> None:
    first = newsdesk(questions, "--out", tmp_path / "one", "--fail-under", "right=0.9")
    again = newsdesk(questions, "--out", tmp_path / "two", "--baseline", tmp_path / "one", "--json")

    assert first.exit_code == again.exit_code == 0
    assert "3  right" in first.stdout
    assert "right                  1.000 [1.000 – 1.000]" in first.stdout
    assert {path.name for path in (tmp_path / "one").iterdir()} == {
        *("run.json", "results.jsonl", "results.csv", "summary.json", "report.html")
    }
    summary = json.loads((tmp_path / "one" / "summary.json").read_text("utf-8"))
    assert summary["figures"]["source_answer_recall@5"]["value"] == 1
    assert summary["manifest"]["coverage"]["articles"] == 20
    assert json.loads(again.stdout)["figures"]["right"]["value"] == 1
    compared = json.loads((tmp_path / "two" / "comparison.json").read_text("utf-8"))
    assert compared["questions"] == 3
    assert compared["better"] == compared["worse"] == compared["warnings"] == []


def test_a_language_models_tokens_have_a_price(
    newsdesk: Any, questions: Path, tmp_path: Path
) -> None:
    usage = {"prompt_tokens": 2_000, "completion_tokens": 100, "total_tokens": 2_100}
    with model_server(saying("NO ANSWER", usage=usage)) as server:
        options = ("--limit", 1, "--out", tmp_path / "run", "--answerer", "llm")
        result = newsdesk(questions, *options, "--price", 0.15, 0.6, NEWSDESK_BASE_URL=server.url)

    figures = json.loads((tmp_path / "run" / "summary.json").read_text("utf-8"))["figures"]
    assert figures["prompt_tokens"]["value"] == 2_000
    assert figures["price"]["value"] == pytest.approx((2_000 * 0.15 + 100 * 0.6) / 1e6)
    assert "price                  0.00036" in result.stdout


def test_a_bound_that_is_missed_fails_with_the_reason(
    newsdesk: Any, questions: Path, tmp_path: Path
) -> None:
    bounds = ("recall@5=1", "exact_match=0.5", "latency_p95=0.01", "list_recall=0.1")
    given = [part for bound in bounds for part in ("--fail-under", bound)]
    result = newsdesk(questions, "--out", tmp_path / "run", *given)

    assert result.exit_code == 1
    assert "failed: exact_match is 0.000, under 0.500." in result.stderr
    assert "failed: latency_p95 is " in result.stderr
    assert "failed: list_recall could not be measured" in result.stderr
    assert "failed: recall@5" not in result.stderr


def test_only_and_limit(newsdesk: Any, questions: Path, tmp_path: Path) -> None:
    only = newsdesk(questions, "--out", tmp_path / "a", "--only", "type=far", "--json")
    first = newsdesk(questions, "--out", tmp_path / "b", "--limit", 1, "--json")

    assert json.loads(only.stdout)["failures"] == {"right": 1}
    assert json.loads(first.stdout)["questions"] == 1
    strange = newsdesk(
        *(questions, "--out", tmp_path / "c", "--only", "type=who", "--baseline", tmp_path / "a")
    )
    assert strange.exit_code == 2
    assert "was not asked any of these" in strange.stderr
    assert not (tmp_path / "c").exists()
    mixed = newsdesk(questions, "--out", tmp_path / "b", "--limit", 2)
    assert mixed.exit_code == 2
    assert "something else (questions, asked changed)" in mixed.stderr


def test_bad_lines_are_all_named_and_nothing_is_written(newsdesk: Any, tmp_path: Path) -> None:
    unknown = {**ASKED[0], "id": "x", "sources": ["no-such.html"]}
    path = write_jsonl(tmp_path / "q.jsonl", [ASKED[0], {"id": "y"}, unknown])

    result = newsdesk(path, "--out", tmp_path / "run")
    assert result.exit_code == 2
    assert "line 2: the column 'question' is missing" in result.stderr
    assert "line 3: the library holds no article of the source 'no-such.html'" in result.stderr
    assert not (tmp_path / "run").exists()

    skipped = newsdesk(path, "--out", tmp_path / "run", "--skip-bad", "--json")
    assert skipped.exit_code == 3
    assert json.loads(skipped.stdout)["questions"] == 1
    assert "left out: line 2: " in skipped.stderr
    assert "left out: line 3: the library holds no article of the source 'no-such.html'" in (
        skipped.stderr
    )


def test_an_unknown_source_alone_stops_it_too(newsdesk: Any, tmp_path: Path) -> None:
    path = write_jsonl(tmp_path / "q.jsonl", [{**ASKED[0], "sources": ["no-such.html"]}])

    result = newsdesk(path, "--out", tmp_path / "run")
    assert result.exit_code == 2
    assert "line 1: the library holds no article" in result.stderr
    assert not (tmp_path / "run").exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--fail-under", "recal@5=1"], "Did you mean recall@5"),
        (["--fail-under", "recall@5=high"], "must end with a number"),
        (["--fail-under", "recall@5=nan"], "must end with a number"),
        (["--baseline", "nowhere"], "nowhere holds no run"),
        (["--only", "colour=red"], "--only takes type="),
        (["--judge", "m"], "--judge needs OPENAI_API_KEY"),
    ],
)
def test_wrong_use_is_told_before_anything_is_asked(
    newsdesk: Any, questions: Path, tmp_path: Path, arguments: list[str], said: str
) -> None:
    result = newsdesk(questions, "--out", tmp_path / "run", *arguments)

    assert result.exit_code == 2
    assert said in result.stderr
    assert not (tmp_path / "run").exists()


def test_a_question_that_breaks_off_is_named(newsdesk: Any, tmp_path: Path) -> None:
    path = write_jsonl(tmp_path / "q.jsonl", [ASKED[0], {**ASKED[1], "outlets": ["Nobody's"]}])

    result = newsdesk(path, "--out", tmp_path / "run")
    assert result.exit_code == 3
    assert "broke off: judge: UnknownOutlet: No article" in result.stderr


def test_a_judge_is_asked_beside_the_figures(
    newsdesk: Any, questions: Path, tmp_path: Path
) -> None:
    with model_server(saying("WRONG")) as server:
        result = newsdesk(
            *(questions, "--out", tmp_path / "run", "--answerer", "quotes", "--judge", "grader"),
            NEWSDESK_BASE_URL=server.url,
        )

    assert result.exit_code == 0
    assert "Judge grader, in no figure above: 0 of 2 right, 0 unclear, agrees with" in result.stdout
    assert "right                  1.000" in result.stdout


def test_drafts_are_a_question_file_for_review(newsdesk: Any, tmp_path: Path) -> None:
    path = tmp_path / "drafts.jsonl"
    first = newsdesk("--draft", 3, "--out", path)
    again = newsdesk("--draft", 3, "--out", path)
    neither = newsdesk("--out", path)

    assert first.exit_code == 0
    assert "3 proposed questions are in" in first.stdout
    file = read_questions(path).checked()
    assert all(question.draft for question in file.questions)
    assert again.exit_code == neither.exit_code == 2
    assert "is there already" in again.stderr


def test_help_names_the_options(newsdesk: Any) -> None:
    result = CliRunner().invoke(main, ["eval", "--help"])

    assert result.exit_code == 0
    assert result.stdout.startswith("Usage: newsdesk eval [OPTIONS] [QUESTIONS]")
    assert "--fail-under MEASURE=X" in result.stdout


def test_bounds_are_read() -> None:
    assert to_bound("recall@5=0.8") == Bound("recall@5", 0.8)
    assert to_bound("retrieve_p95=100") == Bound("retrieve_p95", 100)
    with pytest.raises(InputError):
        to_bound("0.8")


def test_every_measure_is_explained_in_the_docs() -> None:
    from assistant.evaluation.measures.listing import MEASURES

    docs = (REPO / "docs" / "evaluation.md").read_text("utf-8")
    names = {name.partition("@")[0] for name in MEASURES}
    plain = {name.removeprefix("group_").removeprefix("passage_") for name in names}
    assert {name for name in plain if f"`{name}" not in docs} == set()
