"""The weights that the checker begins with: those of the reader that ships, out of its file.

The reader has already learned to hold two texts against each other, which the embedder, from which
it was made, has not: a checker that begins there learns the same from a fraction of the pairs. Its
file keeps 8 bits of each weight; what is lost is far less than training moves them.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import onnx
from onnx import numpy_helper

from training.building import LAYERS, WIDTH, Weights

__all__ = ["weights_of_reader"]


def weights_of_reader(content: bytes) -> Weights:
    """The encoder's weights by their official names, from the bytes of a ``reader.onnx``."""
    graph = onnx.load_from_string(content).graph
    constants = {each.name: numpy_helper.to_array(each) for each in graph.initializer}
    products = dict.fromkeys(
        tuple(node.input[at] for at in (1, 2, 4))
        for node in graph.node
        if node.op_type == "DynamicQuantizeMatMul"
    )
    layers = (
        (constants[weights].T * constants[scales][:, None], constants[bias])
        for weights, scales, bias in products
    )
    norms = (
        (constants[node.input[1]], constants[node.input[2]])
        for node in graph.node
        if node.op_type == "LayerNormalization"
    )
    gathered = [node.input[0] for node in graph.node if node.op_type == "Gather"]
    words, scales, types = (constants[name] for name in gathered)
    position = next(node.input[0] for node in graph.node if node.op_type == "Slice")
    return {
        "embeddings.word_embeddings.weight": (words * scales).astype(np.float32),
        "embeddings.token_type_embeddings.weight": types,
        "embeddings.position_embeddings.weight": constants[position],
        **dict(_named("embeddings.LayerNorm", next(norms))),
        **dict(_encoder(layers, norms)),
    }


def _encoder(layers: Iterator, norms: Iterator) -> Iterator:  # type: ignore[type-arg]
    for layer in range(LAYERS):
        prefix = f"encoder.layer.{layer}"
        weights, bias = next(layers)
        for at, part in enumerate(("query", "key", "value")):
            rows = slice(at * WIDTH, (at + 1) * WIDTH)
            yield from _named(f"{prefix}.attention.self.{part}", (weights[rows], bias[rows]))
        yield from _named(f"{prefix}.attention.output.dense", next(layers))
        yield from _named(f"{prefix}.attention.output.LayerNorm", next(norms))
        yield from _named(f"{prefix}.intermediate.dense", next(layers))
        yield from _named(f"{prefix}.output.dense", next(layers))
        yield from _named(f"{prefix}.output.LayerNorm", next(norms))


def _named(prefix: str, pair: tuple) -> Iterator:  # type: ignore[type-arg]
    yield f"{prefix}.weight", pair[0].astype(np.float32)
    yield f"{prefix}.bias", pair[1].astype(np.float32)
