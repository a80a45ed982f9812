"""The loss and the loop.

On a processor each thread takes a part of a batch through the network by itself: the threads wait
for each other once a step, not at every sum, which keeps them going where other programs run.
"""

from __future__ import annotations

import math
import random
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import groupby, pairwise

import torch
from tokenizers import Tokenizer
from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits, cross_entropy

from assistant.models.checker import Paired, paired

from .network import Network
from .pairs import Label, Pair

__all__ = ["Example", "examples_of", "train", "verdicts_of"]

PAIRS_A_BATCH = 32
ENCODER_RATE, HEAD_RATE = 1.5e-4, 6e-4
WARM_UP = 0.06  # share of the steps in which the rates rise; then they fall to nothing
WEIGHT_DECAY = 0.01
LARGEST_GRADIENT = 1.0
SMOOTHING = 0.05  # of the labels: some are wrong
TOLD_EVERY, RECENT = 25, 100  # steps
VERDICTS: dict[Label, int] = {"supported": 0, "contradicted": 1, "unstated": 2, "unsupported": 3}


@dataclass(frozen=True)
class Example:
    """A pair ready for the network."""

    pair: Pair
    encoded: Paired


def examples_of(pairs: Sequence[Pair], tokenizer: Tokenizer) -> list[Example]:
    """Encode the pairs as the checker will see them."""
    return [Example(p, paired(tokenizer, p.said, p.words, p.evidence)) for p in pairs]


def train(
    network: Network,
    examples: Sequence[Example],
    epochs: float,
    threads: int,
    chance: random.Random,
    tell: Callable[[str], None],
    seconds: float = math.inf,
) -> None:
    """Adjust the network to the examples, ``epochs`` times each (a fraction takes as many).

    After ``seconds`` it ends in any case, the rates having fallen to nothing by then: for machines
    on which other programs run. What is learned then depends on the clock.
    """
    total = max(1, int(epochs * len(examples) / PAIRS_A_BATCH))
    heads = [*network.verdict.parameters(), *network.answers.parameters()]
    encoder = [parameter for parameter in network.encoder.parameters() if parameter.requires_grad]
    optimiser = torch.optim.AdamW(
        [{"params": encoder, "lr": ENCODER_RATE}, {"params": heads, "lr": HEAD_RATE}],
        weight_decay=WEIGHT_DECAY,
    )
    rates = [group["lr"] for group in optimiser.param_groups]
    network.train()
    device = network.verdict.weight.device
    parts = threads if device.type == "cpu" else 1
    if device.type == "cpu":
        torch.set_num_threads(1)
    began, losses, step = time.monotonic(), [], 0
    done = 0.0
    with ThreadPoolExecutor(parts) as pool:
        for batch in _endless(examples, chance):
            for group, rate in zip(optimiser.param_groups, rates, strict=True):
                group["lr"] = rate * _rate(done)
            optimiser.zero_grad(set_to_none=True)
            shares = [batch[at::parts] for at in range(parts) if batch[at::parts]]
            jobs = [
                pool.submit(_learn, network, share, len(batch), chance.getrandbits(32))
                for share in shares
            ]
            losses.append(sum(job.result() for job in jobs))
            torch.nn.utils.clip_grad_norm_(network.parameters(), LARGEST_GRADIENT)
            optimiser.step()
            step, spent = step + 1, time.monotonic() - began
            done = max(step / total, spent / seconds)
            if step % TOLD_EVERY == 0 or done >= 1:
                tell(
                    f"step {step:,} of {total:,}: loss {_mean(losses[-RECENT:]):.3f},"
                    f" {step * PAIRS_A_BATCH / spent:.1f} pairs/s,"
                    f" {spent * (1 - done) / done / 60:.0f} min left"
                )
            if done >= 1:
                break
    network.eval()


def verdicts_of(network: Network, examples: Sequence[Example]) -> tuple[Tensor, Tensor]:
    """The network's logits of the verdicts, (examples, 3), and of answering, (examples,)."""
    network.eval()
    device = network.verdict.weight.device
    verdicts = torch.zeros(len(examples), 3)
    answers = torch.zeros(len(examples))
    with torch.no_grad(), _in_sixteen_bits(device):
        for rows in _of_one_length(examples):
            verdict, answer = network(*_tensors([examples[row].encoded for row in rows], device))
            verdicts[rows], answers[rows] = verdict.float().cpu(), answer.float().cpu()
    return verdicts, answers


def _learn(network: Network, examples: Sequence[Example], whole: int, seed: int) -> float:
    """Add to the gradients what these examples of a batch of ``whole`` have to say."""
    device = network.verdict.weight.device
    dropping = torch.Generator(device).manual_seed(seed)
    with _in_sixteen_bits(device):
        inputs = _tensors([each.encoded for each in examples], device)
        verdicts, answers = network(*inputs, dropping)
    loss = _loss(verdicts.float(), answers.float(), [each.pair.label for each in examples]) / whole
    loss.backward()  # type: ignore[no-untyped-call]
    return float(loss.detach())


def _loss(verdicts: Tensor, answers: Tensor, labels: Sequence[Label]) -> Tensor:
    """The sum of what is wrong with each pair's logits."""
    total = verdicts.new_zeros(())
    known = [row for row, label in enumerate(labels) if VERDICTS.get(label, 3) < 3]
    if known:
        right = torch.tensor([VERDICTS[labels[row]] for row in known], device=verdicts.device)
        total = total + cross_entropy(
            verdicts[known], right, reduction="sum", label_smoothing=SMOOTHING
        )
    # Which of the two it is that is not supported, nobody has said: their sum counts.
    either = [row for row, label in enumerate(labels) if label == "unsupported"]
    if either:
        logs = verdicts[either].log_softmax(dim=1)
        total = total - logs[:, 1:].logsumexp(dim=1).sum()
    asked = [row for row, label in enumerate(labels) if label in ("answers", "silent")]
    if asked:
        right = torch.tensor(
            [1 - SMOOTHING if labels[row] == "answers" else SMOOTHING for row in asked],
            device=answers.device,
        )
        total = total + binary_cross_entropy_with_logits(answers[asked], right, reduction="sum")
    return total


def _endless(examples: Sequence[Example], chance: random.Random) -> Iterator[list[Example]]:
    while True:
        yield from _batches(examples, chance)


def _of_one_length(examples: Sequence[Example]) -> Iterator[list[int]]:
    lengths = [len(example.encoded.pieces) for example in examples]
    order = sorted(range(len(examples)), key=lengths.__getitem__)
    for _, rows in groupby(order, key=lengths.__getitem__):
        same = list(rows)
        for first in range(0, len(same), PAIRS_A_BATCH):
            yield same[first : first + PAIRS_A_BATCH]


def _batches(examples: Sequence[Example], chance: random.Random) -> Iterator[list[Example]]:
    """All examples once, those of one length together, the batches in any order."""
    ordered = sorted(examples, key=lambda each: (len(each.encoded.pieces), chance.random()))
    # Begun anywhere, so that an epoch does not repeat the batches of the last.
    first = chance.randrange(PAIRS_A_BATCH)
    edges = [0, *range(first or PAIRS_A_BATCH, len(ordered), PAIRS_A_BATCH), len(ordered)]
    parts = [ordered[start:end] for start, end in pairwise(edges)]
    chance.shuffle(parts)
    yield from filter(None, parts)


def _tensors(encoded: Sequence[Paired], device: torch.device) -> tuple[Tensor, Tensor]:
    """Pieces and segments, (pairs, length), all cut to the shortest: those of a batch differ by a
    piece or two, and without padding attention needs no mask, which would cost it a third."""
    length = min(len(each.pieces) for each in encoded)
    pieces = [[*each.pieces[: length - 1], each.pieces[-1]] for each in encoded]
    segments = [each.segments[:length] for each in encoded]
    return torch.tensor(pieces, device=device), torch.tensor(segments, device=device)


def _in_sixteen_bits(device: torch.device) -> torch.autocast:
    """bf16 where the processor computes with it; a card does in any case."""
    able = device.type != "cpu" or torch.cpu._is_avx512_bf16_supported()
    return torch.autocast(device.type, dtype=torch.bfloat16, enabled=able)


def _rate(done: float) -> float:
    """The share of the full rate after a share of the work is done."""
    return min((done + 0.001) / WARM_UP, (1 - done) / (1 - WARM_UP))


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)
