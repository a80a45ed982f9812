from __future__ import annotations

import math

import pytest
import pytrec_eval
from hypothesis import given
from hypothesis import strategies as st

from assistant.evaluation.measures.retrieval import hit, ndcg, recall, reciprocal_rank

RANKING = ["a", "b", "c", "d"]


def test_a_ranking_worked_out_by_hand() -> None:
    relevant = {"b", "d", "x"}

    assert [recall(RANKING, relevant, k) for k in (1, 2, 4, 9)] == [0, 1 / 3, 2 / 3, 2 / 3]
    assert [hit(RANKING, relevant, k) for k in (1, 2, 9)] == [0, 1, 1]
    assert reciprocal_rank(RANKING, relevant) == 1 / 2
    gained = 1 / math.log2(3) + 1 / math.log2(5)
    assert ndcg(RANKING, relevant, 10) == pytest.approx(gained / (1 + 1 / math.log2(3) + 0.5))


def test_nothing_found_is_nothing_gained() -> None:
    for measured in (recall([], {"a"}, 5), hit([], {"a"}, 5), ndcg([], {"a"}, 5)):
        assert measured == 0
    assert reciprocal_rank([], {"a"}) == 0


rankings = st.lists(st.integers(0, 30).map(str), unique=True, max_size=20)
relevants = st.sets(st.integers(0, 30).map(str), min_size=1, max_size=8)


@given(rankings, relevants)
def test_the_figures_are_those_of_trec_eval(ranking: list[str], relevant: set[str]) -> None:
    measures = {"recall.1,3,5,10", "success.1,3,5,10", "recip_rank", "ndcg_cut.10"}
    evaluator = pytrec_eval.RelevanceEvaluator({"q": dict.fromkeys(relevant, 1)}, measures)
    found = {item: float(len(ranking) - at) for at, item in enumerate(ranking)}
    theirs = evaluator.evaluate({"q": found or {"nothing": 1.0}})["q"]

    for k in (1, 3, 5, 10):
        assert recall(ranking, relevant, k) == pytest.approx(theirs[f"recall_{k}"])
        assert hit(ranking, relevant, k) == theirs[f"success_{k}"]
    assert reciprocal_rank(ranking, relevant) == pytest.approx(theirs["recip_rank"])
    assert ndcg(ranking, relevant, 10) == pytest.approx(theirs["ndcg_cut_10"])


@given(rankings, relevants, st.integers(1, 19))
def test_deeper_never_finds_less_and_all_is_within_bounds(
    ranking: list[str], relevant: set[str], k: int
) -> None:
    for measured in (recall, hit):
        assert 0 <= measured(ranking, relevant, k) <= measured(ranking, relevant, k + 1) <= 1
    assert 0 <= ndcg(ranking, relevant, k) <= 1 + 1e-12
    assert hit(ranking, relevant, k) >= recall(ranking, relevant, k)


@given(rankings, relevants, st.integers(1, 9), st.randoms(use_true_random=False))
def test_recall_does_not_care_for_the_order_of_the_top(
    ranking: list[str], relevant: set[str], k: int, chance: object
) -> None:
    top = ranking[:k]
    assert recall(top[::-1] + ranking[k:], relevant, k) == recall(ranking, relevant, k)
