"""Reads the weights of an exported reader back, to go on learning from them."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import onnx
from onnx import numpy_helper

from .building import LAYERS, Floats, Weights

__all__ = ["exported_weights"]


def exported_weights(content: bytes, official: Weights) -> Weights:
    """The weights in a ``reader.onnx``, by their official names.

    What was rounded to 8 bits stays rounded; positions beyond the reader's texts, which the file
    lacks, are the ``official`` ones.
    """
    graph = onnx.load_from_string(content).graph
    constants = {each.name: numpy_helper.to_array(each) for each in graph.initializer}
    nodes = list(graph.node)
    found: dict[str, Floats] = {}
    gathers = [node.input[0] for node in nodes if node.op_type == "Gather"]
    words, scales, types = (constants[name] for name in gathers)
    found["embeddings.word_embeddings.weight"] = words.astype(np.float32) * scales
    found["embeddings.token_type_embeddings.weight"] = types
    (positions,) = (
        constants[node.input[0]]
        for node in nodes
        if node.op_type == "Slice" and constants.get(node.input[0], words).dtype == np.float32
    )
    name = "embeddings.position_embeddings.weight"
    found[name] = np.concatenate([positions, official[name][len(positions) :]])
    norms = [node.input[1:3] for node in nodes if node.op_type == "LayerNormalization"]
    for prefix, (weight, bias) in zip(_norms(), norms, strict=True):
        found[f"{prefix}.LayerNorm.weight"] = constants[weight]
        found[f"{prefix}.LayerNorm.bias"] = constants[bias]
    # A layer that meets [CLS] apart from the rest stands in the graph twice.
    products = [n.input for n in nodes if n.op_type == "DynamicQuantizeMatMul"]
    linear = list(dict.fromkeys((p[1], p[2], p[4]) for p in products))
    for names, (weight, scale, bias) in zip(_linear(), linear, strict=True):
        matrix = (constants[weight].astype(np.float32) * constants[scale]).T
        for part, name in enumerate(names):
            rows = slice(part * len(matrix) // len(names), (part + 1) * len(matrix) // len(names))
            found[f"{name}.weight"] = np.ascontiguousarray(matrix[rows])
            found[f"{name}.bias"] = constants[bias][rows]
    plain = [node.input[1] for node in nodes if node.op_type == "MatMul"]
    biases = [node.input[1] for node in nodes if node.op_type == "Add"][-len(plain) :]
    for name, weight, bias in zip(("relevance", "edges"), plain, biases, strict=True):
        found[f"{name}.weight"] = np.ascontiguousarray(constants[weight].T)
        found[f"{name}.bias"] = constants[bias]
    return found


def _norms() -> Iterator[str]:
    yield "embeddings"
    for layer in range(LAYERS):
        yield f"encoder.layer.{layer}.attention.output"
        yield f"encoder.layer.{layer}.output"


def _linear() -> Iterator[tuple[str, ...]]:
    """The names of the matrices of each quantised layer, in the order of the graph."""
    for layer in range(LAYERS):
        prefix = f"encoder.layer.{layer}"
        yield tuple(f"{prefix}.attention.self.{part}" for part in ("query", "key", "value"))
        yield (f"{prefix}.attention.output.dense",)
        yield (f"{prefix}.intermediate.dense",)
        yield (f"{prefix}.output.dense",)
