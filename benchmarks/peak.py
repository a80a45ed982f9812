"""How many multiply-accumulates a second the embedder does, beside the most that this machine did.

The most is measured, not looked up: one large int8 matrix product in onnxruntime on each thread,
the kernel that the embedder's own products run on.
"""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import numpy as np

__all__ = ["embedding_macs", "peak_macs_per_second"]

LAYERS, WIDTH, INNER = 6, 384, 1536  # of all-MiniLM-L6-v2
SIZE = 1_024  # of the square matrices of the measurement
SECONDS = 3.0


def embedding_macs(pieces: int) -> float:
    """Multiply-accumulates of one text of so many word pieces, special tokens included."""
    projections = 4 * WIDTH * WIDTH + 2 * WIDTH * INNER  # query, key, value, output; two inner
    attention = 2 * pieces * WIDTH  # scores, and the sum weighted by them
    return float(LAYERS * pieces * (projections + attention))


def peak_macs_per_second(threads: int) -> float:
    """What large int8 products reach on this machine now, all threads together."""
    with ThreadPoolExecutor(threads) as pool:
        return sum(pool.map(lambda _: _one_thread(), range(threads)))


def _one_thread() -> float:
    multiply = _product()
    multiply()
    done, began = 0, time.perf_counter()
    while (spent := time.perf_counter() - began) < SECONDS:
        multiply()
        done += 1
    return done * SIZE**3 / spent


def _product() -> partial[object]:
    import onnxruntime
    from onnx import TensorProto, helper

    sides = [
        helper.make_tensor_value_info(name, kind, [SIZE, SIZE])
        for name, kind in (("a", TensorProto.UINT8), ("b", TensorProto.INT8))
    ]
    result = helper.make_tensor_value_info("c", TensorProto.INT32, [SIZE, SIZE])
    right = np.random.default_rng(0).integers(-127, 127, (SIZE, SIZE), dtype=np.int8)
    # The second side is a constant, as weights are: so it is packed once.
    weights = helper.make_tensor("b", TensorProto.INT8, right.shape, right.tobytes(), raw=True)
    node = helper.make_node("MatMulInteger", ["a", "b"], ["c"])
    graph = helper.make_graph([node], "product", sides[:1], [result], [weights])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(
        model.SerializeToString(), options, providers=["CPUExecutionProvider"]
    )
    left = np.random.default_rng(1).integers(0, 255, (SIZE, SIZE), dtype=np.uint8)
    return partial(session.run, None, {"a": left})
