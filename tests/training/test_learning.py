from __future__ import annotations

import random

import numpy as np
import pytest
from numpy.typing import NDArray

torch = pytest.importorskip("torch", reason="training needs newsdesk[bench]")

from transformers import BertConfig, BertModel  # noqa: E402

from assistant.models.files import FOLDER, TOKENIZER_FILE, open_tokenizer  # noqa: E402
from training.batching import Batch, batches, examples_of  # noqa: E402
from training.export import build_reader  # noqa: E402
from training.exported import exported_weights  # noqa: E402
from training.groups import Group, Text  # noqa: E402
from training.learning import loss_of  # noqa: E402
from training.network import Network  # noqa: E402

TOKENIZER = open_tokenizer((FOLDER / TOKENIZER_FILE).read_bytes())
ANSWER = Text("Quenby", "Ilse Varga was elected mayor of Quenby.", ((0, 10),))
SENTENCE = Text("Quenby", "It rained. Ilse Varga won.", ((11, 26),), exact=False)
MISS = Text("Tarrow", "Barley growers lost a third of their crop to hail.")
GROUPS = [
    Group("Who was elected mayor?", (MISS, ANSWER), "squad", ("Ilse Varga",)),
    Group("Who won?", (SENTENCE,), "selqa"),
    Group("Who lost the election?", (MISS,), "squad"),
]


def batch_of(*groups: Group) -> Batch:
    (batch,) = batches(examples_of(groups, TOKENIZER), 24, random.Random(1))
    return batch


def marked(batch: Batch, row: int, which: str) -> str:
    pieces = batch.pieces[row][getattr(batch, which)[row]]
    return " ".join(TOKENIZER.id_to_token(int(piece)) for piece in pieces)


def test_exact_answers_begin_and_end_at_one_piece() -> None:
    batch = batch_of(GROUPS[0])

    assert marked(batch, 1, "starts") == "il"
    assert marked(batch, 1, "ends") == "##ga"
    assert batch.answers.tolist() == [0, 1]
    assert not batch.starts[0].any()


def test_within_a_sentence_an_answer_may_begin_anywhere() -> None:
    batch = batch_of(GROUPS[1])

    assert marked(batch, 0, "starts") == "il ##se var ##ga won ."
    assert torch.equal(batch.starts, batch.ends)


def test_only_the_text_counts_as_its_own() -> None:
    assert marked(batch_of(GROUPS[2]), 0, "own").startswith("barley grow")


def test_the_right_logits_cost_nothing_and_wrong_ones_much() -> None:
    batch = batch_of(*GROUPS)
    relevance = 40 * (batch.answers - 0.5)
    edges = 40.0 * torch.stack([batch.starts, batch.ends], dim=-1) - 20.0
    several = torch.log(torch.tensor(6.0))  # each place that is right has the same logit

    right = loss_of(relevance, edges, batch)
    wrong = loss_of(-relevance, -edges, batch)

    assert right < 1e-3 + several
    assert wrong > 20


def test_where_nothing_answers_any_firm_word_costs() -> None:
    batch = batch_of(GROUPS[2])
    relevance = torch.tensor([-20.0])
    nowhere = torch.full((*batch.pieces.shape, 2), -20.0)
    firm = nowhere.clone()
    firm[0, batch.own[0].nonzero()[2]] = 5.0

    assert loss_of(relevance, nowhere, batch) < 1e-3
    assert loss_of(relevance, firm, batch) > 4


def test_another_passage_of_the_group_takes_from_the_answers_share() -> None:
    batch = batch_of(GROUPS[0])
    relevance = torch.zeros(2)
    edges = torch.zeros(*batch.pieces.shape, 2)
    tempted = edges.clone()
    tempted[0, batch.own[0]] = 5.0

    assert loss_of(relevance, tempted, batch) > loss_of(relevance, edges, batch) + 1


def test_every_group_is_in_one_batch_and_none_is_lost() -> None:
    examples = examples_of(GROUPS * 20, TOKENIZER)
    made = list(batches(examples, 4, random.Random(1)))

    assert sum(len(batch.pieces) for batch in made) == 4 * 20
    assert all(len(batch.pieces) <= 4 for batch in made)
    assert sum(int(batch.answers.sum()) for batch in made) == 2 * 20


def test_a_group_whose_answer_is_cut_off_is_left_out() -> None:
    long = "word " * 600
    late = Text("", f"{long}Ilse Varga won.", ((len(long), len(long) + 10),))

    assert examples_of([Group("Who won?", (late,), "squad", ("Ilse Varga",))], TOKENIZER) == []


def chance_weights() -> dict[str, NDArray[np.float32]]:
    """Weights of the shape of all-MiniLM-L6-v2's, drawn by chance."""
    config = BertConfig(
        hidden_size=384, num_hidden_layers=6, num_attention_heads=12, intermediate_size=1536
    )
    model = BertModel(config, add_pooling_layer=False)
    return {name: tensor.numpy() for name, tensor in model.state_dict().items()}


def test_a_passage_is_read_alike_in_any_company() -> None:
    torch.manual_seed(1)
    network = Network(chance_weights())
    network.eval()
    batch = batch_of(*GROUPS)
    with torch.no_grad():
        relevance, edges = network(batch.pieces, batch.segments, batch.mask)
        for row, length in enumerate(batch.mask.sum(dim=1)):
            one = slice(row, row + 1)
            alone = network(
                batch.pieces[one, :length], batch.segments[one, :length], batch.mask[one, :length]
            )
            assert torch.allclose(relevance[row], alone[0][0], atol=1e-4)
            assert torch.allclose(edges[row, :length], alone[1][0], atol=1e-4)


def test_an_exported_reader_can_be_gone_on_from() -> None:
    torch.manual_seed(1)
    official = chance_weights()
    trained = Network(official).weights()

    back = exported_weights(build_reader(trained), official)

    assert back.keys() == trained.keys()
    for name, weights in trained.items():
        rounding = float(np.abs(weights).max()) / 60
        assert np.allclose(back[name], weights, atol=rounding), name
    again = Network(back).weights()
    assert all(np.array_equal(again[name], back[name]) for name in back)
