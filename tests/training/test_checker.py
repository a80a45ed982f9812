from __future__ import annotations

import random
import sys
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("torch", reason="training needs newsdesk[bench]")

import torch

from assistant.datamodels import Article
from assistant.models.checker import Paired
from assistant.models.files import FOLDER
from assistant.models.reader import MODEL_FILE
from training.checker.__main__ import _arguments, _pairs
from training.checker.beginning import weights_of_reader
from training.checker.figures import balanced, best_balanced
from training.checker.fitting import chances, cross_validated, fit
from training.checker.learning import Example, train, verdicts_of
from training.checker.mirrors import exchanged, mirror_pairs
from training.checker.network import Network
from training.checker.pairs import Corpus, Pair, in_development, read_pairs, write_pairs
from training.checker.written import claim_pairs

TEXT = (
    "The council of Velmouth approved the tidal barrier by 23 votes to 18 on Tuesday. Mayor Ilsabet"
    " Marchwane called the result a turning point for the whole city. Tobren Hask said that nobody"
    " had seen a full survey of the riverbed. Work on the seven gates is due to begin in June 2025."
)
ITEM = {
    "id": "vote",
    "claims": [
        {
            "c": "The barrier was approved by five votes.",
            "label": "contradicted",
            "s": "The council of Velmouth approved the tidal barrier by 23 votes to 18 on Tuesday.",
            "kind": "number",
            "round": 1,
        }
    ],
}
PAIR = Pair("It rained.", "", "Rain fell all day.", "supported", "copied", "vote", (1.0, 0.5))


@pytest.fixture
def corpus() -> Corpus:
    return Corpus(
        [
            Article(id="vote", text=TEXT),
            Article(id="flour", text="Bakers in Lowmere pay forty per cent more for their flour."),
        ]
    )


@pytest.fixture(scope="module")
def weights() -> dict[str, np.ndarray]:
    return dict(weights_of_reader((FOLDER / MODEL_FILE).read_bytes()))


@pytest.mark.parametrize("seed", range(40))
def test_a_sentence_with_a_detail_exchanged_says_something_else(seed: int) -> None:
    sentence = "The council of Velmouth approved the tidal barrier by 23 votes to 18 on Tuesday."

    changed = exchanged(sentence, TEXT, random.Random(seed))

    assert changed is not None
    assert changed != sentence
    kept = set(changed.split()) & set(sentence.split())
    assert len(kept) >= len(sentence.split()) - 3


def test_what_has_no_detail_is_left_alone() -> None:
    assert exchanged("Gulls cry.", TEXT, random.Random(1)) is None


def test_mirror_images_of_every_label_are_made(corpus: Corpus) -> None:
    pairs = list(mirror_pairs([ITEM], corpus, random.Random(3)))

    assert {pair.label for pair in pairs} == {"supported", "contradicted", "unstated"}
    assert all(pair.evidence for pair in pairs)
    copied = [pair for pair in pairs if pair.origin == "copied"]
    assert all(pair.said in TEXT and pair.said in pair.evidence for pair in copied)


def test_a_claim_is_shown_once_more_without_what_it_stands_on(corpus: Corpus) -> None:
    made = [pair for seed in range(20) for pair in claim_pairs([ITEM], corpus, random.Random(seed))]

    removed = [pair for pair in made if pair.origin == "evidence removed"]
    assert removed
    assert all("23 votes" not in pair.evidence for pair in removed)
    assert {pair.label for pair in removed} == {"unstated"}
    assert any(pair.label == "contradicted" and "23 votes" in pair.evidence for pair in made)


def test_pairs_are_kept_and_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = tmp_path / "pairs.xz"
    write_pairs(kept, [PAIR], {"seed": 1})

    assert read_pairs(kept) == ([PAIR], {"seed": 1})
    monkeypatch.setattr(sys, "argv", ["training.checker", "--pairs", str(kept)])
    assert _pairs(_arguments()) == [PAIR]
    monkeypatch.setattr(sys, "argv", ["training.checker", "--pairs", str(kept), "--seed", "2"])
    with pytest.raises(SystemExit, match="was made with"):
        _pairs(_arguments())


def test_a_tenth_of_the_articles_is_kept_for_the_figures() -> None:
    kept = sum(in_development(f"article-{n}") for n in range(2_000))

    assert 140 < kept < 270


def test_the_reader_gives_its_weights_back(weights: dict[str, np.ndarray]) -> None:
    assert len(weights) == 101
    assert weights["embeddings.word_embeddings.weight"].shape == (30_522, 384)
    assert weights["encoder.layer.5.output.dense.weight"].shape == (384, 1536)


def test_the_network_learns_what_it_is_shown(weights: dict[str, np.ndarray]) -> None:
    def example(label: str, piece: int, words: str = "") -> Example:
        pair = Pair("", words, "", label, "made up", "x")  # type: ignore[arg-type]
        return Example(pair, Paired([101, piece, 102, piece, 102], [0, 0, 0, 1, 1]))

    shown = [
        example("supported", 2_000),
        example("contradicted", 3_000),
        example("unsupported", 3_000),
        example("unstated", 4_000),
        example("answers", 5_000, "a"),
        example("silent", 6_000, "a"),
    ] * 8

    def trained() -> Network:
        torch.manual_seed(1)
        network = Network(weights)
        train(network, shown, 12, 2, random.Random(1), lambda line: None)
        return network

    network = trained()
    verdicts, answers = verdicts_of(network, shown[:6])

    assert verdicts.argmax(dim=1)[[0, 1, 3]].tolist() == [0, 1, 2]
    assert answers[4] > answers[5]
    again, _ = verdicts_of(trained(), shown[:6])  # whichever thread was first
    assert torch.equal(verdicts, again)


def test_chances_are_fitted_and_told_of_articles_that_were_not_seen() -> None:
    chance = np.random.default_rng(1)
    labels = ["supported", "contradicted", "unstated"] * 60
    centres = {"supported": (3, 0), "contradicted": (0, 3), "unstated": (0, 0)}
    features = np.array([centres[label] for label in labels]) + chance.normal(0, 0.5, (180, 2))
    articles = [f"a{n // 3}" for n in range(180)]

    told = cross_validated(features, labels, articles)
    weights = fit(features, labels)

    names = ("supported", "contradicted", "unstated")
    assert (
        np.mean([names[row.argmax()] == label for row, label in zip(told, labels, strict=True)])
        > 0.95
    )
    assert np.allclose(told.sum(axis=1), 1)
    assert np.allclose(chances(weights, features).sum(axis=1), 1)
    assert weights.shape == (2, 3)


def test_a_threshold_parts_right_from_wrong() -> None:
    scores, right = np.array([0.1, 0.4, 0.6, 0.9]), np.array([False, False, True, True])

    assert balanced(scores, right, 0.5) == 1.0
    assert balanced(scores, right, 0.95) == 0.5
    assert best_balanced(scores, right) == (1.0, 0.6)
