from __future__ import annotations

from pathlib import Path

import pytest

from assistant.datamodels import Coverage
from assistant.errors import InputError
from assistant.evaluation.comparing import Comparison, compare, read_baseline
from assistant.evaluation.datamodels import Manifest, Outcome, Question, Result
from assistant.evaluation.summarising import Tally, tally

MADE_FROM = Manifest(newsdesk="1", questions="abc", asked=12, system="newsdesk", support="lexical")


def run(*right: int, names: str = "abcdefghijkl", mrr: float = 0.5) -> Tally:
    return tally(
        Outcome(
            question=Question(id=name, question="?"),
            result=Result(text="x"),
            failure="right" if value else "chosen but wrong",
            measures={"right": float(value), "mrr": mrr, "f1": value / 2},
            milliseconds=1,
        )
        for name, value in zip(names, right, strict=False)
    )


def between(before: Tally, after: Tally, **changed: object) -> Comparison:
    return compare((MADE_FROM, before), (MADE_FROM.model_copy(update=changed), after))


WORSE, BETTER = run(*[0] * 10, 1, 1), run(*[1] * 11, 0)


def test_what_got_better_and_worse_is_named() -> None:
    found = between(WORSE, BETTER)

    assert [moved.id for moved in found.better] == list("abcdefghij")
    assert [(m.id, m.before, m.after) for m in found.worse] == [("l", "right", "chosen but wrong")]
    change = found.changes["right"]
    assert (change.before, change.after) == (pytest.approx(2 / 12), pytest.approx(11 / 12))
    # eleven questions differ, ten one way: 2 · (1 + 11) of 2,048 ways are as extreme; two measures
    assert change.p == pytest.approx(2 * 24 / 2_048)
    assert change.significant
    assert change.better
    assert found.questions == change.questions == 12
    assert found.warnings == ()


def test_only_primary_measures_are_called_significant() -> None:
    change = between(WORSE, BETTER).changes["f1"]

    assert change.p == pytest.approx(24 / 2_048)
    assert not change.significant
    assert change.better is None


def test_a_run_beside_itself_does_not_differ() -> None:
    found = between(WORSE, WORSE)

    assert found.better == found.worse == ()
    assert {change.p for name, change in found.changes.items() if "_p" not in name} == {1.0}


def test_a_fall_is_no_improvement() -> None:
    assert between(BETTER, WORSE).changes["right"].better is False


def test_only_questions_of_both_runs_are_compared() -> None:
    found = between(run(0, 0, 0, names="abc"), run(1, 1, 1, names="bcd"), questions="other")

    assert found.questions == 2
    assert [moved.id for moved in found.better] == ["b", "c"]
    assert "3 before, 3 now; 2 are in both" in found.warnings[0]


def test_runs_without_a_question_in_common_cannot_be_compared() -> None:
    with pytest.raises(InputError, match="not asked any of these"):
        between(run(1, names="a"), run(1, names="b"))


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"library": "f00 version 9"}, "The libraries differ: unknown before, f00 version 9 now."),
        (
            {"library": "x", "coverage": Coverage(articles=2, passages=1_300, undated=0)},
            "x (2 articles, 1,300 passages) now.",
        ),
        ({"model": "gpt-4o"}, "The model differs: none before, gpt-4o now."),
        ({"embedder": "other 1f"}, "The embedder differs: none before, other 1f now."),
        ({"support": "reader"}, "The support differs: lexical before, reader now."),
        ({"packages": {"numpy": "2"}}, "The packages differ in numpy: none before, 2 now."),
        ({"settings": {"quotes": 3.0}}, "The settings differ in quotes: none before, 3.0 now."),
    ],
)
def test_what_makes_runs_hard_to_compare_is_said(changed: dict[str, object], said: str) -> None:
    (warning,) = between(WORSE, WORSE, **changed).warnings

    assert said in warning


def test_a_folder_without_a_run_is_no_baseline(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"--baseline: .* holds no run"):
        read_baseline(tmp_path)


def test_a_bad_line_of_a_baseline_costs_its_own_question_only(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    outcomes = [
        Outcome(
            question=Question(id=name, question="?"),
            result=Result(text="x"),
            failure="right",
            milliseconds=1,
        ).model_dump_json()
        for name in "abc"
    ]
    (tmp_path / "run.json").write_text(MADE_FROM.model_dump_json())
    (tmp_path / "results.jsonl").write_text(f"{outcomes[0]}\nnot JSON\n{outcomes[2]}\n")

    manifest, counted = read_baseline(tmp_path)

    assert manifest == MADE_FROM
    assert counted.ids == ("a", "c")
    assert "results.jsonl, line 2, is no outcome" in caplog.text
