"""Whole evaluations over the samples, from Python."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from newsroom import REPO

from assistant import Assistant
from assistant.errors import InputError
from assistant.evaluation import (
    Evaluation,
    Question,
    Result,
    compare,
    evaluate,
    query_engine,
    read_baseline,
    read_questions,
)
from assistant.models.embedder import MiniLM
from assistant.settings import Settings

QUESTIONS = read_questions(REPO / "benchmarks" / "questions" / "samples.jsonl").questions


@pytest.fixture(scope="module")
def run(samples_library: Path, embedder: MiniLM) -> Evaluation:
    with Assistant.open(samples_library, embed_model=embedder) as desk:
        return evaluate(QUESTIONS, desk, workers=2)


def test_all_that_must_hold_holds_on_the_samples(run: Evaluation) -> None:
    figures = run.summary.figures

    assert run.summary.questions == 40
    assert figures["verbatim"].value == 1
    assert figures["after_as_of"].value == figures["outside_time"].value == 0
    assert figures["citation_recall"].value == 1  # quotes carry themselves
    assert figures["answer_recall@5"].value > 0.8
    assert sum(run.summary.failures.values()) == 40
    assert run.summary.failures["right"] == round(40 * figures["right"].value)


def test_every_figure_lies_within_its_interval_and_names_its_questions(run: Evaluation) -> None:
    for name, figure in run.summary.figures.items():
        assert figure.low <= figure.value <= figure.high, name
        assert 1 <= figure.questions <= 40
    assert run.summary.figures["contains"].questions == 28
    assert set(run.summary.groups) == {question.type for question in QUESTIONS}


def test_curves_end_at_what_was_answered(run: Evaluation) -> None:
    answered = [o for o in run.outcomes if o.result and not o.result.abstained]

    coverage, risk = run.summary.risk_coverage[-1]
    assert coverage == pytest.approx(len(answered) / 40)
    assert risk == pytest.approx(sum(o.failure != "right" for o in answered) / len(answered))
    assert sum(each.questions for each in run.summary.calibration) == 40


def test_a_question_with_history_tells_what_was_looked_up(run: Evaluation) -> None:
    outcome = next(o for o in run.outcomes if o.question.id == "samples-27")

    assert outcome.result is not None
    lent, asked = outcome.result.searched.split("How many", 1)
    assert {"led", "inquiry", "barrier", "memo"} >= set(lent.split()) >= {"inquiry"}
    assert asked == " witnesses did he hear?"
    assert outcome.versions["embedder"].startswith("all-MiniLM-L6-v2")
    assert {timing.stage for timing in outcome.result.timings} >= {"understand", "retrieve"}


def test_results_are_pandas_frames_too(run: Evaluation) -> None:
    frame, figures = run.frame(), run.figures()

    assert len(frame) == 40
    assert frame["failure"].to_dict() == {o.question.id: o.failure for o in run.outcomes}
    assert set(frame["failure"]) > {"right"}
    assert frame["contains"].mean() == pytest.approx(figures.loc["contains", "value"])


def test_two_equal_runs_show_no_change_and_a_worse_retrieval_shows_one(
    run: Evaluation, samples_library: Path, embedder: MiniLM, tmp_path: Path
) -> None:
    with Assistant.open(samples_library, embed_model=embedder) as desk:
        again = evaluate(QUESTIONS, desk, out=tmp_path / "run", workers=3)
    with Assistant.open(samples_library, Settings(passages=1, reader=False), embedder) as desk:
        worse = evaluate(QUESTIONS, desk)

    same = compare((run.summary.manifest, run.tally), (again.summary.manifest, again.tally))
    assert {change.p for name, change in same.changes.items() if "_p" not in name} == {1.0}
    assert not any(change.significant for change in same.changes.values())
    assert same.better == same.worse == same.warnings == ()
    _is_the_same(run, again, tmp_path / "run")
    changed = compare((run.summary.manifest, run.tally), (worse.summary.manifest, worse.tally))
    assert changed.changes["recall@5"].significant
    assert changed.changes["recall@5"].better is False
    assert changed.changes["answer_recall@5"].significant
    reader, *settings = changed.warnings
    assert reader.startswith("The reader differs: ")
    assert settings == [
        "The settings differ in passages: 8.0 before, 1.0 now.",
        "The settings differ in reader: 1.0 before, 0.0 now.",
    ]


def _is_the_same(run: Evaluation, kept: Evaluation, folder: Path) -> None:
    """A run in a folder, with other workers, says the same as one in memory, but for the times."""
    times = {"milliseconds": 0.0, "result": None}
    assert [o.model_copy(update=times) for o in kept.outcomes] == [
        o.model_copy(update=times) for o in run.outcomes
    ]
    assert {n: f for n, f in kept.summary.figures.items() if "_p" not in n} == {
        n: f for n, f in run.summary.figures.items() if "_p" not in n
    }
    manifest, counted = read_baseline(folder)
    assert manifest == run.summary.manifest
    assert counted.failures == run.tally.failures


def test_any_callable_can_be_measured_with_the_same_ruler(desk: Assistant) -> None:
    def parrot(question: Question) -> Result:
        found = tuple(desk.search(question.question, k=3))
        return Result(text=found[0].passage.text, evidence=found, prompt_tokens=100)

    with_library = evaluate(QUESTIONS, parrot, library=desk.library)
    alone = evaluate([QUESTIONS[0].model_copy(update={"sources": ("x",)})], parrot)

    figures = with_library.summary.figures
    assert figures["hit@3"].value > 0.5
    assert figures["abstention_recall"].value == 0
    assert not {"passage_mrr", "auroc", "verbatim", "citation_recall"} & set(figures)
    assert figures["prompt_tokens"].value == 100
    assert alone.summary.figures["recall@5"].value == 0
    assert with_library.summary.manifest.system.endswith("parrot")


def test_a_llamaindex_query_engine_can_be_measured(desk: Assistant) -> None:
    from llama_index.core.llms import MockLLM
    from llama_index.core.query_engine import RetrieverQueryEngine

    # An engine takes no days and no history.
    plain = [q for q in QUESTIONS if not (q.after or q.before or q.as_of or q.history)][:5]
    theirs = RetrieverQueryEngine.from_args(desk.as_retriever(3), llm=MockLLM())
    bare = evaluate(plain, query_engine(theirs), library=desk.library)
    ours = evaluate(plain, query_engine(desk.as_query_engine()), library=desk.library)
    by_itself = evaluate(plain, desk)

    assert bare.summary.figures["hit@3"].value > 0
    outcome = next(iter(bare.outcomes))
    assert outcome.result is not None
    assert outcome.result.answerer == "RetrieverQueryEngine"
    assert outcome.result.evidence[0].article.outlet == "Harbour Gazette"
    assert ours.summary.figures["contains"] == by_itself.summary.figures["contains"]


def test_wrong_use_is_told(desk: Assistant, tmp_path: Path) -> None:
    strange = Question(id="s", question="?", sources=("no-such-article",))

    with pytest.raises(InputError, match="There are no questions"):
        evaluate([], desk)
    with pytest.raises(InputError, match=f"have the id {QUESTIONS[0].id!r}"):
        evaluate([*QUESTIONS, QUESTIONS[0]], desk, out=tmp_path / "run")
    with pytest.raises(InputError, match="'s': the library does not hold no-such-article"):
        evaluate([strange], desk, out=tmp_path / "run")
    assert not (tmp_path / "run").exists()


def test_questions_with_filters_are_asked_with_them(desk: Assistant) -> None:
    question = QUESTIONS[18]  # as of 5 June
    (outcome,) = evaluate([question], desk).outcomes

    assert outcome.result is not None
    assert question.as_of is not None
    assert all(
        item.article.published and item.article.published <= question.as_of
        for item in outcome.result.evidence
    )
    assert json.loads(outcome.model_dump_json())["question"]["as_of"] == "2025-06-05"
