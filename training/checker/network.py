"""The checker as it is trained: the encoder of all-MiniLM-L6-v2 with two small heads."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from transformers import BertConfig, BertModel

from training.building import HEADS, LAYERS, NORM_EPSILON, WIDTH, Weights

__all__ = ["Network"]

WORDS, POSITIONS = 30_522, 512
EMBEDDING_DROPOUT = 0.1
VERDICTS = 3


class Network(nn.Module):
    """Claim and evidence → logits of the verdicts, and of the words answering the question."""

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
        config._attn_implementation = "sdpa"
        self.encoder = BertModel(config, add_pooling_layer=False)
        own = self.encoder.state_dict()
        for name, values in weights.items():
            if name in own:  # the reader's file has as many positions as the reader needs
                own[name][: len(values)] = torch.tensor(np.array(values))
        self.encoder.embeddings.word_embeddings.weight.requires_grad_(False)
        self.verdict = nn.Linear(WIDTH, VERDICTS)
        self.answers = nn.Linear(WIDTH, 1)

    def forward(
        self,
        pieces: Tensor,
        segments: Tensor,
        dropping: torch.Generator | None = None,
    ) -> tuple[Tensor, Tensor]:
        """Logits of shape (pairs, 3) and (pairs,).

        ``dropping`` draws which values of the embeddings are dropped, in training; threads with a
        generator each draw the same in any order.
        """
        embedded = self.encoder.embeddings(input_ids=pieces, token_type_ids=segments)
        if dropping is not None:
            drawn = torch.rand(embedded.shape, generator=dropping, device=embedded.device)
            embedded = embedded * (drawn >= EMBEDDING_DROPOUT) / (1 - EMBEDDING_DROPOUT)
        hidden = self.encoder.encoder(embedded)[0][:, 0]
        return self.verdict(hidden), self.answers(hidden)[:, 0]

    def weights(self) -> Mapping[str, NDArray[np.float32]]:
        """All weights by the encoder's official names, and those of the heads."""
        tensors = {
            **self.encoder.state_dict(),
            **{f"verdict.{name}": value for name, value in self.verdict.state_dict().items()},
            **{f"answers.{name}": value for name, value in self.answers.state_dict().items()},
        }
        return {name: value.detach().cpu().numpy() for name, value in tensors.items()}
