"""The model files that ship: read, checked by hash, opened.

`manifest.json` names each file's SHA-256, origin and licence, and the command that made it where it
is not another's as it was; a file that differs is refused, so that nobody reads figures of one
model off another. What onnxruntime and tokenizers raise becomes ``ModelFileError`` here.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import onnxruntime
import tokenizers
from tokenizers import Tokenizer

from ..errors import ModelFileError

__all__ = [
    "FOLDER",
    "MANIFEST_FILE",
    "TOKENIZER_FILE",
    "open_session",
    "open_tokenizer",
    "read_checked",
    "sha256",
]

FOLDER = Path(__file__).parent
MANIFEST_FILE = "manifest.json"
TOKENIZER_FILE = "tokenizer.json"


def read_checked(folder: Path, name: str) -> tuple[bytes, str]:
    """A model file's content and its SHA-256.

    Raises ``ModelFileError`` if it is missing, or is not the file that the manifest names.
    """
    manifest, path = folder / MANIFEST_FILE, folder / name
    try:
        entry = json.loads(manifest.read_bytes())[name]
        expected, script = str(entry["sha256"]), entry.get("script")
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ModelFileError(f"The model file {manifest} cannot be read. {_WAY_OUT}.") from error
    way_out = f"{_WAY_OUT}, or make the file again with `{script}`." if script else f"{_WAY_OUT}."
    try:
        content = path.read_bytes()
    except OSError as error:
        raise ModelFileError(f"The model file {path} cannot be read. {way_out}") from error
    if sha256(content) != expected:
        raise ModelFileError(
            f"The model file {path} is damaged: its SHA-256 is not the one in the manifest."
            f" {way_out}"
        )
    return content, expected


def open_tokenizer(content: bytes) -> Tokenizer:
    """The official tokenizer, without the cut and the padding at 128 pieces that its file asks for.

    The models were made for more; whoever encodes a text cuts it. Raises ``ModelFileError``.
    """
    with _opening("tokenizer", f"tokenizers {tokenizers.__version__}"):
        tokenizer: Tokenizer = Tokenizer.from_buffer(content)
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def open_session(model: bytes) -> onnxruntime.InferenceSession:
    """A network, ready to run one text at a time in each thread that calls it.

    Raises ``ModelFileError``.
    """
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1  # threads share out texts; inside one run they only wait
    options.inter_op_num_threads = 1
    options.log_severity_level = 3  # errors; warnings about graph clean-up help no reader
    with _opening("network", f"onnxruntime {onnxruntime.__version__}"):
        return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])


@contextmanager
def _opening(what: str, opener: str) -> Iterator[None]:
    try:
        yield
    except Exception as error:  # neither library's errors have a base of their own
        raise ModelFileError(
            f"A {what} cannot be opened by {opener}: {error}. {_WAY_OUT}."
        ) from error


def sha256(content: bytes) -> str:
    """The SHA-256 of some bytes, in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


_WAY_OUT = "Reinstall Newsdesk"
