"""The metrics of the benchmarks, on cases small enough to work out by hand."""

from __future__ import annotations

import json
import lzma
from pathlib import Path

import numpy as np
import pytest

from benchmarks.abstaining import auroc, balanced, fit_logistic
from benchmarks.questionset import Estimate, Question, holds, interval, load
from benchmarks.quoting import Quote, right
from benchmarks.retrieval import COLUMNS, Hit, score, spread
from benchmarks.tables import Table, as_json, as_markdown

HARBOUR = Question(
    id="q1",
    text="What does the barrier cost?",
    answers=("412 million", "412m"),
    sources=frozenset({"gold"}),
    answerable=True,
    kind="answerable",
)


@pytest.mark.parametrize(
    ("text", "answers", "held"),
    [
        ("It was the Buffalo Bills’ game.", ["buffalo bills"], True),
        ("About 1,125 people came.", ["12"], False),  # a part of a number is another number
        ("About 1,125 people came.", ["1,125"], True),
        ("New York, Mets won", ["New York Mets"], True),
        ("York and the Mets", ["New York Mets"], False),
        ("Anything at all", [], False),
        ("Anything at all", ["…"], False),  # an answer without a word is in nothing
        ("", ["x"], False),
    ],
)
def test_holds_compares_whole_words(text: str, answers: list[str], held: bool) -> None:
    assert holds(text, answers) is held


def test_interval_of_equal_values_is_a_point() -> None:
    assert interval([1.0] * 20) == Estimate(1.0, 1.0, 1.0)


def test_interval_is_that_of_the_binomial_and_the_same_each_time() -> None:
    estimate = interval([1.0] * 50 + [0.0] * 50)
    assert estimate.mean == 0.5
    # 1.96 standard errors of .05 to each side
    assert estimate.low == pytest.approx(0.402, abs=0.02)
    assert estimate.high == pytest.approx(0.598, abs=0.02)
    assert interval([1.0] * 50 + [0.0] * 50) == estimate


def test_interval_of_nothing_is_no_number() -> None:
    assert np.isnan(interval([]).mean)


def test_score_reads_both_ways_at_every_depth() -> None:
    hits = [
        Hit("Nothing about it.", "gold"),
        Hit("It costs 412 million.", "stranger"),
        Hit("No.", "stranger"),
        Hit("It costs 412m.", "gold"),
    ]
    expected = {
        "any@1": 0, "any@2": 1, "any@5": 1, "any@10": 1,
        "gold@1": 0, "gold@2": 0, "gold@5": 1, "gold@10": 1, "art@10": 1,
    }  # fmt: skip
    assert dict(zip(COLUMNS, score(HARBOUR, hits), strict=True)) == expected


def test_score_of_nothing_found_is_nought() -> None:
    assert score(HARBOUR, []) == [0.0] * len(COLUMNS)


def test_score_looks_no_further_than_ten() -> None:
    hits = [Hit("No.", "stranger")] * 10 + [Hit("412m", "gold")]
    assert score(HARBOUR, hits) == [0.0] * len(COLUMNS)


def test_right_quote_is_short_of_a_source_and_holds_the_answer() -> None:
    assert right(Quote("It costs 412 million.", "gold"), HARBOUR)
    assert not right(Quote("It costs 412 million.", "stranger"), HARBOUR)
    assert not right(Quote("It costs a lot.", "gold"), HARBOUR)
    assert not right(Quote("It costs 412 million." + " So" * 130, "gold"), HARBOUR)


def test_auroc_is_the_share_of_pairs_in_order() -> None:
    chance = np.random.default_rng(3)
    positives = chance.integers(0, 6, 17).tolist()
    negatives = chance.integers(0, 6, 23).tolist()
    pairs = [(p > n) + (p == n) / 2 for p in positives for n in negatives]
    assert auroc(positives, negatives) == pytest.approx(sum(pairs) / len(pairs))
    assert auroc([2, 3], [0, 1]) == 1
    assert auroc([0], [1]) == 0
    assert auroc([1], [1]) == 0.5


def test_balanced_accuracy_is_the_mean_of_both_shares() -> None:
    assert balanced([0.9, 0.5, 0.4, 0.8], [0.1, 0.6], 0.5) == pytest.approx((0.75 + 0.5) / 2)


def test_fit_finds_the_constants_that_made_the_data() -> None:
    chance = np.random.default_rng(0)
    features = chance.normal([0.5, 0.3], [0.2, 0.1], (20_000, 2))
    truth = np.array([-4.0, 6.0, 3.0])
    p = 1 / (1 + np.exp(-(truth[0] + features @ truth[1:])))
    positive = (chance.random(20_000) < p).astype(float)
    fitted = fit_logistic(features, positive, np.ones(20_000))
    assert fitted == pytest.approx(truth, rel=0.1)


def test_fit_weights_count() -> None:
    # Three positives and one negative, the negative three times as heavy: even odds.
    fitted = fit_logistic(
        np.zeros((4, 1)), np.array([1.0, 1.0, 1.0, 0.0]), np.array([1.0, 1.0, 1.0, 3.0])
    )
    assert fitted[0] == pytest.approx(0, abs=1e-6)


def test_spread_gives_the_median_and_the_95th_percentile() -> None:
    assert spread([*range(101)]) == (50, 95)


def test_load_reads_packed_articles_and_keeps_what_the_first_ones_answer(tmp_path: Path) -> None:
    folder = tmp_path / "tiny"
    folder.mkdir()
    articles = [{"id": f"a{n}", "text": f"Text {n}.", "title": "T"} for n in range(3)]
    questions = [
        {"id": "1", "question": "One?", "answers": ["x"], "sources": ["a0"]},
        {"id": "2", "question": "Two?", "answers": ["y"], "sources": ["a2"]},
        {"id": "3", "question": "Three?", "answerable": False, "type": "absent"},
    ]
    with lzma.open(folder / "articles.jsonl.xz", "wt") as file:
        file.writelines(f"{json.dumps(article)}\n" for article in articles)
    lines = [f"{json.dumps(question)}\n" for question in questions]
    (folder / "questions.jsonl").write_text("".join(lines))
    whole, first = load(folder), load(folder, limit=2)
    assert [article.id for article in whole.articles] == ["a0", "a1", "a2"]
    assert [question.id for question in whole.answerable] == ["1", "2"]
    assert [question.id for question in first.questions] == ["1", "3"]
    assert first.questions[1].kind == "absent"


def test_load_says_what_is_missing_and_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match=r"articles\.jsonl is missing.*--data FOLDER"):
        load(tmp_path)


def test_tables_show_and_keep_the_same_figures() -> None:
    table = Table("Found", ("", "share", "count"), [("ours", Estimate(0.5, 0.4, 0.6), 1200)], "Hm.")
    assert as_markdown(table).splitlines() == [
        "### Found",
        "",
        "|  | share | count |",
        "| --- | ---: | ---: |",
        "| ours | 0.500 [0.40–0.60] | 1,200 |",
        "",
        "Hm.",
    ]
    (row,) = as_json(table)["rows"]
    assert row == {"": "ours", "share": {"mean": 0.5, "low": 0.4, "high": 0.6}, "count": 1200}
