"""The loss and the loop."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Sequence

import torch
from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits

from .batching import Batch, Example, batches
from .network import Network

__all__ = ["loss_of", "train"]

PASSAGES_A_BATCH = 24
ENCODER_RATE, HEAD_RATE = 1.2e-4, 6e-4
WARM_UP = 0.06  # share of the steps in which the rates rise; then they fall to nothing
WEIGHT_DECAY = 0.01
LARGEST_GRADIENT = 1.0
FAR_BELOW = -1e9
TOLD_EVERY, RECENT = 50, 200  # steps


def loss_of(relevance: Tensor, edges: Tensor, batch: Batch) -> Tensor:
    """What is wrong with the logits of one batch.

    Three parts: whether each passage answers, by itself; which passage of its group answers
    (Karpukhin et al. 2020); and where the answer begins and ends, one softmax over the pieces of
    all passages of a group (the shared normalisation of Clark & Gardner 2018), summed over every
    place where an answer stands. In the last two, "nowhere" is a choice too, with a logit of 0:
    the right one where no passage answers, so that logits say how firmly something is held to.
    """
    alone = binary_cross_entropy_with_logits(relevance, batch.answers)
    groups = len(batch.group)  # at most; numbers that no passage has cost nothing
    count = batch.group.max() + 1
    answering = batch.answers.new_zeros(groups).index_add(0, batch.group, batch.answers) > 0
    right = torch.where(batch.answers > 0, relevance, FAR_BELOW)
    among = _log_share(relevance, right, batch.group, answering)
    starts = _edge_share(edges[..., 0], batch.starts, batch, answering)
    ends = _edge_share(edges[..., 1], batch.ends, batch, answering)
    return alone - (among + (starts + ends) / 2).sum() / count


def _edge_share(logits: Tensor, right: Tensor, batch: Batch, answering: Tensor) -> Tensor:
    every = torch.where(batch.own, logits, FAR_BELOW).logsumexp(dim=1)
    marked = torch.where(right, logits, FAR_BELOW).logsumexp(dim=1)
    return _log_share(every, marked, batch.group, answering)


def _log_share(every: Tensor, right: Tensor, group: Tensor, answering: Tensor) -> Tensor:
    """Per group, the log of the share of ``right`` in ``every`` and nowhere (log-sums of its
    passages), or of the share of nowhere where no passage is ``answering``."""
    table = every.new_full((len(answering), len(group)), FAR_BELOW)
    at = torch.arange(len(group), device=group.device)
    nowhere = every.new_zeros(len(answering))
    whole = torch.logaddexp(table.index_put((group, at), every).logsumexp(dim=1), nowhere)
    part = table.index_put((group, at), right).logsumexp(dim=1)
    return torch.where(answering, part, nowhere) - whole


def train(
    network: Network,
    examples: Sequence[Example],
    epochs: float,
    chance: random.Random,
    tell: Callable[[str], None],
) -> None:
    """Adjust the network to the examples, ``epochs`` times each (a fraction takes as many)."""
    total = max(1, int(epochs * _steps(examples)))
    heads = [*network.relevance.parameters(), *network.edges.parameters()]
    encoder = [parameter for parameter in network.encoder.parameters() if parameter.requires_grad]
    optimiser = torch.optim.AdamW(
        [{"params": encoder, "lr": ENCODER_RATE}, {"params": heads, "lr": HEAD_RATE}],
        weight_decay=WEIGHT_DECAY,
    )
    schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda step: _rate(step, total))
    network.train()
    device = network.relevance.weight.device
    began, losses, read, step = time.monotonic(), [], 0, 0
    while step < total:
        for batch in batches(examples, PASSAGES_A_BATCH, chance):
            batch = batch.to(device)
            with torch.autocast(device.type, torch.bfloat16, enabled=_in_bf16(device)):
                relevance, edges = network(batch.pieces, batch.segments, batch.mask)
            loss = loss_of(relevance.float(), edges.float(), batch)
            optimiser.zero_grad(set_to_none=True)
            loss.backward()  # type: ignore[no-untyped-call]
            torch.nn.utils.clip_grad_norm_(network.parameters(), LARGEST_GRADIENT)
            optimiser.step()
            schedule.step()
            losses.append(loss.detach())
            read, step = read + len(batch.pieces), step + 1
            if step % TOLD_EVERY == 0 or step == total:
                spent = time.monotonic() - began
                recent = float(torch.stack(losses[-RECENT:]).mean())
                tell(
                    f"step {step:,} of {total:,}: loss {recent:.3f},"
                    f" {read / spent:.1f} passages/s,"
                    f" {spent * (total - step) / step / 60:.0f} min left"
                )
            if step == total:
                break
    network.eval()


def _in_bf16(device: torch.device) -> bool:
    """Whether a processor multiplies 16-bit numbers itself: two to four times as fast."""
    return device.type == "cpu" and bool(torch.cpu.get_capabilities().get("avx512_bf16"))


def _steps(examples: Sequence[Example]) -> int:
    return max(1, sum(len(example.encoded) for example in examples) // PASSAGES_A_BATCH)


def _rate(step: int, total: int) -> float:
    rising = (step + 1) / max(1, WARM_UP * total)
    return min(rising, max(0.0, (total - step) / max(1, total * (1 - WARM_UP))))
