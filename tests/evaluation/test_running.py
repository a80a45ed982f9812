from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from newsroom import python, said

from assistant.errors import InputError
from assistant.evaluation.carrying import LexicalCheck
from assistant.evaluation.datamodels import Manifest, Outcome, Question, Result
from assistant.evaluation.holdings import AsWritten
from assistant.evaluation.running import (
    MANIFEST,
    RESULTS,
    Ruler,
    answered,
    read_manifest,
    read_outcomes,
    record,
)

RULER = Ruler(AsWritten(), {"": LexicalCheck()})
QUESTIONS = [Question(id=f"q{n}", question=f"Question {n}?", answers=("x",)) for n in range(12)]
MADE_FROM = Manifest(newsdesk="1", questions="abc", asked=12, system="test", support="lexical")


def echo(question: Question) -> Result:
    return Result(text=f"{question.id} says x")


def ask(rest: Sequence[Question]) -> Iterator[Outcome]:
    return answered(rest, echo, RULER, workers=3)


def without_times(folder: Path) -> list[dict[str, object]]:
    rows = map(json.loads, (folder / RESULTS).read_text("utf-8").splitlines())
    return [{**row, "milliseconds": 0} for row in rows]


@pytest.mark.parametrize("workers", [1, 2, 7])
def test_outcomes_come_in_the_order_of_the_questions(workers: int) -> None:
    def slow_at_first(question: Question) -> Result:
        time.sleep(0.05 if question.id == "q0" else 0.001)
        return echo(question)

    outcomes = list(answered(QUESTIONS, slow_at_first, RULER, workers))

    assert [outcome.question.id for outcome in outcomes] == [q.id for q in QUESTIONS]
    assert {outcome.failure for outcome in outcomes} == {"right"}


def test_workers_answer_at_the_same_time_and_never_run_far_ahead() -> None:
    begun: list[str] = []
    both = threading.Barrier(2, timeout=10)

    def together(question: Question) -> Result:
        begun.append(question.id)
        if question.id in ("q0", "q1"):
            both.wait()
        return echo(question)

    outcomes = answered(QUESTIONS * 20, together, RULER, workers=2)
    next(outcomes)
    assert len(begun) <= 9
    outcomes.close()  # type: ignore[attr-defined]


def test_a_question_that_breaks_off_does_not_stop_the_others() -> None:
    def moody(question: Question) -> Result:
        if question.id == "q3":
            raise RuntimeError("no <b>connection</b>")
        return echo(question)

    outcomes = list(answered(QUESTIONS, moody, RULER))

    assert [o.question.id for o in outcomes if o.failure == "broke off"] == ["q3"]
    assert outcomes[3].error == "RuntimeError: no <b>connection</b>"
    assert outcomes[3].result is None
    assert outcomes[3].measures == {"right": 0.0}


def test_a_run_is_recorded_and_read_again(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []

    record(tmp_path / "run", MADE_FROM, QUESTIONS, ask, lambda *at: told.append(at))

    assert told == [(n, 12) for n in range(13)]
    assert [o.question for o in read_outcomes(tmp_path / "run")] == QUESTIONS
    assert read_manifest(tmp_path / "run") == MADE_FROM


@pytest.mark.parametrize("kept", [0, 1, 5, 12])
@pytest.mark.parametrize("half", [b"", b'{"question": {"id"', b"\n", b"\x00\x00\n", b'{"a": 1}'])
def test_a_run_goes_on_where_it_was_broken_off(tmp_path: Path, kept: int, half: bytes) -> None:
    whole, broken = tmp_path / "whole", tmp_path / "broken"
    record(whole, MADE_FROM, QUESTIONS, ask)
    record(broken, MADE_FROM, QUESTIONS, ask)
    lines = (broken / RESULTS).read_bytes().splitlines(keepends=True)
    (broken / RESULTS).write_bytes(b"".join(lines[:kept]) + half)
    asked: list[Question] = []

    def ask_the_rest(rest: Sequence[Question]) -> Iterator[Outcome]:
        asked.extend(rest)
        return ask(rest)

    record(broken, MADE_FROM, QUESTIONS, ask_the_rest)

    assert asked == QUESTIONS[kept:]
    assert without_times(broken) == without_times(whole)


@pytest.mark.parametrize(
    "bad",
    [b"", b"{", b"\x00\x00", b"7", b"{}", b'{"question": {"id": "q3"}}', b"\xff", b"[" * 10_000],
)
@pytest.mark.parametrize("at", [0, 3, 11])
def test_a_line_that_cannot_be_read_costs_its_own_question_only(
    tmp_path: Path, bad: bytes, at: int, caplog: pytest.LogCaptureFixture
) -> None:
    whole, run = tmp_path / "whole", tmp_path / "run"
    record(whole, MADE_FROM, QUESTIONS, ask)
    record(run, MADE_FROM, QUESTIONS, ask)
    lines = (run / RESULTS).read_bytes().splitlines(keepends=True)
    (run / RESULTS).write_bytes(b"".join([*lines[:at], bad + b"\n", *lines[at + 1 :]]))
    asked: list[Question] = []

    def ask_the_rest(rest: Sequence[Question]) -> Iterator[Outcome]:
        asked.extend(rest)
        return ask(rest)

    record(run, MADE_FROM, QUESTIONS, ask_the_rest)

    assert asked == [QUESTIONS[at]]
    assert without_times(run) == without_times(whole)
    kept = (run / RESULTS).read_bytes().splitlines(keepends=True)
    assert kept[:at] + kept[at + 1 :] == lines[:at] + lines[at + 1 :]
    assert f"results.jsonl, line {at + 1}, is no outcome" in caplog.text


def test_an_outcome_that_stands_twice_counts_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    record(tmp_path, MADE_FROM, QUESTIONS, ask)
    written = (tmp_path / RESULTS).read_bytes()
    lines = written.splitlines(keepends=True)
    (tmp_path / RESULTS).write_bytes(b"".join([*lines, lines[3]]))

    record(tmp_path, MADE_FROM, QUESTIONS, ask)

    assert (tmp_path / RESULTS).read_bytes() == written
    assert "results.jsonl, line 13, says again" in caplog.text


def test_a_last_line_without_its_end_is_kept(tmp_path: Path) -> None:
    record(tmp_path, MADE_FROM, QUESTIONS, ask)
    written = (tmp_path / RESULTS).read_bytes()
    (tmp_path / RESULTS).write_bytes(written[:-1])
    record(tmp_path, MADE_FROM, QUESTIONS, lambda rest: iter(()))
    assert (tmp_path / RESULTS).read_bytes() == written


def test_a_run_survives_being_killed(tmp_path: Path) -> None:
    code = (
        "import sys, time\n"
        "from pathlib import Path\n"
        "from test_running import *\n"
        "def slow(question):\n"
        "    time.sleep(0.05)\n"
        "    return echo(question)\n"
        "record(Path(sys.argv[1]), MADE_FROM, QUESTIONS,\n"
        "       lambda rest: answered(rest, slow, RULER, 2),\n"
        "       lambda done, total: print(done, flush=True))\n"
    )
    here = f"import sys; sys.path.insert(0, {str(Path(__file__).parent)!r})\n"
    with python(here + code, str(tmp_path / "killed")) as process:
        while said(process) != "3":
            pass
        process.kill()
    left = len((tmp_path / "killed" / RESULTS).read_bytes().splitlines())
    assert 3 <= left < 12

    record(tmp_path / "killed", MADE_FROM, QUESTIONS, ask)
    record(tmp_path / "whole", MADE_FROM, QUESTIONS, ask)
    assert without_times(tmp_path / "killed") == without_times(tmp_path / "whole")


def test_ctrl_c_leaves_whole_lines(tmp_path: Path) -> None:
    def stopped(done: int, total: int) -> None:
        if done == 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        record(tmp_path / "run", MADE_FROM, QUESTIONS, ask, stopped)
    assert len(list(read_outcomes(tmp_path / "run"))) == 4


def test_a_run_of_something_else_is_not_gone_on_with(tmp_path: Path) -> None:
    record(tmp_path / "run", MADE_FROM, QUESTIONS, ask)
    before = (tmp_path / "run" / RESULTS).read_bytes()

    with pytest.raises(InputError, match=r"something else \(questions, support changed\)"):
        record(
            tmp_path / "run",
            MADE_FROM.model_copy(update={"questions": "def", "support": "other"}),
            QUESTIONS,
            ask,
        )
    assert (tmp_path / "run" / RESULTS).read_bytes() == before


def test_a_folder_of_other_things_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")

    with pytest.raises(InputError, match="is not empty"):
        record(tmp_path, MADE_FROM, QUESTIONS, ask)
    with pytest.raises(InputError, match="cannot be a folder"):
        record(tmp_path / "thesis.txt" / "run", MADE_FROM, QUESTIONS, ask)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_files_that_are_no_run_are_told(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    assert read_manifest(tmp_path) is None
    with pytest.raises(InputError, match="holds no run"):
        list(read_outcomes(tmp_path))
    (tmp_path / MANIFEST).write_text("[]")
    (tmp_path / RESULTS).write_text("{}\n")
    with pytest.raises(InputError, match=r"run\.json cannot be read"):
        read_manifest(tmp_path)
    with pytest.raises(InputError, match=r"results\.jsonl holds no outcome"):
        list(read_outcomes(tmp_path))
    assert "results.jsonl, line 1, is no outcome" in caplog.text
