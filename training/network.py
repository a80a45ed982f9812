"""The reader as it is trained: the encoder of all-MiniLM-L6-v2 with two small heads."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn.functional import pad
from transformers import BertConfig, BertModel

from training.building import HEADS, LAYERS, NORM_EPSILON, WIDTH, Weights

from .batching import rounded

__all__ = ["Network"]

WORDS, POSITIONS = 30_522, 512
EMBEDDING_DROPOUT = 0.1
# Of a batch, by length; on any other device one, for a card would rather have large sums than no
# padding.
PARTS = {"cpu": 3}


class Network(nn.Module):
    """Question and passage → relevance logit, and start and end logits of every piece.

    The ``weights`` may have heads already, to go on from; else they are drawn by chance.
    """

    def __init__(self, weights: Weights) -> None:
        super().__init__()
        config = BertConfig(
            vocab_size=WORDS,
            hidden_size=WIDTH,
            num_hidden_layers=LAYERS,
            num_attention_heads=HEADS,
            intermediate_size=4 * WIDTH,
            max_position_embeddings=POSITIONS,
            layer_norm_eps=NORM_EPSILON,
            hidden_dropout_prob=0.0,
            attention_probs_dropout_prob=0.0,
        )
        config._attn_implementation = "eager"  # on processors the fastest
        self.encoder = BertModel(config, add_pooling_layer=False)
        known = {name: torch.tensor(np.array(values)) for name, values in weights.items()}
        unknown = self.encoder.load_state_dict(known, strict=False)
        assert not [name for name in unknown.missing_keys if "position_ids" not in name]
        self.encoder.embeddings.word_embeddings.weight.requires_grad_(False)
        self.dropout = nn.Dropout(EMBEDDING_DROPOUT)
        self.relevance = nn.Linear(WIDTH, 1)
        self.edges = nn.Linear(WIDTH, 2)
        for name, head in (("relevance", self.relevance), ("edges", self.edges)):
            if f"{name}.weight" in known:
                head.load_state_dict({part: known[f"{name}.{part}"] for part in ("weight", "bias")})

    def forward(self, pieces: Tensor, segments: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        """Logits of shape (passages,) and (passages, pieces, 2).

        Passages of like length go through together, each part cut to its longest: little time is
        spent on padding, though a group's passages differ much in length.
        """
        lengths = mask.sum(dim=1)
        order = lengths.argsort(stable=True)
        parts = []
        for rows in order.chunk(PARTS.get(pieces.device.type, 1)):
            longest = min(rounded(int(lengths[rows].max())), mask.shape[1])
            relevance, edges = self._logits(
                pieces[rows, :longest], segments[rows, :longest], mask[rows, :longest]
            )
            parts.append((relevance, pad(edges, (0, 0, 0, mask.shape[1] - longest))))
        back = order.argsort()
        relevances, edged = zip(*parts, strict=True)
        return torch.cat(relevances)[back], torch.cat(edged)[back]

    def _logits(self, pieces: Tensor, segments: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        embedded = self.encoder.embeddings(input_ids=pieces, token_type_ids=segments)
        added = torch.where(mask[:, None, None, :], 0.0, torch.finfo(torch.float32).min)
        hidden = self.encoder.encoder(self.dropout(embedded), attention_mask=added)[0]
        return self.relevance(hidden[:, 0])[:, 0], self.edges(hidden)

    def weights(self) -> Mapping[str, NDArray[np.float32]]:
        """All weights by the encoder's official names, and those of the heads."""
        tensors = {
            **self.encoder.state_dict(),
            **{f"relevance.{name}": value for name, value in self.relevance.state_dict().items()},
            **{f"edges.{name}": value for name, value in self.edges.state_dict().items()},
        }
        return {name: value.detach().cpu().numpy() for name, value in tensors.items()}
