"""How well a passage answers a question, and with which of its words: the reader that ships.

One network reads question and passage together (a cross-encoder). It gives a relevance logit for
the passage, and for each of its word pieces a logit of beginning and one of ending the answer, as
extractive readers do (Karpukhin et al., "Dense Passage Retrieval", 2020, section 6). Logits of
passages read for one question may be compared with each other: it was trained to that end (Clark
and Gardner, "Simple and Effective Multi-Paragraph Reading Comprehension", 2018).
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from ..text.characters import without_surrogates
from .files import (
    FOLDER,
    TOKENIZER_FILE,
    open_session,
    open_tokenizer,
    read_checked,
)
from .processors import available_processors

__all__ = ["Encoded", "MiniLMReader", "Reader", "Reading", "encode"]

MODEL_FILE = "reader.onnx"

# Word pieces read of each; with the four special pieces, at most 364 in all.
QUESTION_PIECES, TITLE_PIECES, TEXT_PIECES = 64, 40, 256
# A word of more than 100 characters is one piece, so only a strange text has more than this.
_CHARACTERS_A_PIECE = 30


@dataclass(frozen=True)
class Reading:
    """What the reader makes of one passage.

    ``relevance`` is the logit that the passage answers the question. Row i of ``offsets``, shape
    (pieces, 2), is the first and last + 1 character of piece i in the passage's text;
    ``starts[i]`` and ``ends[i]`` are the logits that the answer begins and ends with it.
    """

    relevance: float
    starts: NDArray[np.float32]
    ends: NDArray[np.float32]
    offsets: NDArray[np.int64]


class Reader(Protocol):
    """Reads passages for a question; what it makes of one depends on no other."""

    fingerprint: str
    """SHA-256, in hexadecimal, of what determines the readings."""

    def read(self, question: str, passages: Sequence[tuple[str, str]]) -> list[Reading]:
        """Read passages, given as (title of the article, text of the passage)."""
        ...


@dataclass(frozen=True)
class Encoded:
    """Question, title and passage as the network takes them: ``[CLS] q [SEP] title [SEP] text
    [SEP]``; ``segments`` is 0 for the question and 1 for the rest, ``first`` the position of the
    text's first piece, ``offsets`` the characters of each of the text's pieces."""

    pieces: list[int]
    segments: list[int]
    first: int
    offsets: list[tuple[int, int]]


def encode(tokenizer: Tokenizer, question: str, title: str, text: str) -> Encoded:
    """Put a question and a passage together.

    What is too long is cut: title and text at their ends, the question at its beginning, since a
    conversation's last words are what is asked.
    """
    cls, sep = (_special(tokenizer, name) for name in ("[CLS]", "[SEP]"))
    question = question[-QUESTION_PIECES * _CHARACTERS_A_PIECE :]
    asked = _pieces(tokenizer, question, QUESTION_PIECES * _CHARACTERS_A_PIECE)[0]
    asked = asked[-QUESTION_PIECES:]
    headed, _ = _pieces(tokenizer, title, TITLE_PIECES)
    body, offsets = _pieces(tokenizer, text, TEXT_PIECES)
    front = [cls, *asked, sep]
    back = [*headed, sep, *body, sep]
    return Encoded(
        pieces=front + back,
        segments=[0] * len(front) + [1] * len(back),
        first=len(front) + len(headed) + 1,
        offsets=offsets,
    )


class MiniLMReader:
    """all-MiniLM-L6-v2 fine-tuned to read, on onnxruntime, from the files beside this module.

    Each passage runs through the network alone and unpadded, one in each thread, so that what is
    read in it is the same bit for bit in any company.

    Args:
        threads: passages read at once; all processors this process may use when None.
        folder: where the model, the tokenizer and their manifest lie.

    Raises:
        ModelFileError: a file is missing or is not the one that the manifest names.
    """

    def __init__(self, threads: int | None = None, folder: Path = FOLDER) -> None:
        self._threads = threads or available_processors()
        model, self.fingerprint = read_checked(folder, MODEL_FILE)
        self._tokenizer = open_tokenizer(read_checked(folder, TOKENIZER_FILE)[0])
        self._session = open_session(model)

    def read(self, question: str, passages: Sequence[tuple[str, str]]) -> list[Reading]:
        """Read passages, given as (title of the article, text of the passage)."""

        def read(passage: tuple[str, str]) -> Reading:
            return self._read(question, *passage)

        if len(passages) < 2 or self._threads == 1:
            return [read(passage) for passage in passages]
        with ThreadPoolExecutor(self._threads) as pool:
            return list(pool.map(read, passages))

    def _read(self, question: str, title: str, text: str) -> Reading:
        encoded = encode(self._tokenizer, question, title, text)
        inputs = {
            "pieces": np.array([encoded.pieces], dtype=np.int64),
            "segments": np.array([encoded.segments], dtype=np.int64),
        }
        relevance, edges = self._session.run(None, inputs)
        own = edges[0, encoded.first : encoded.first + len(encoded.offsets)]
        return Reading(
            relevance=float(relevance[0, 0]),
            starts=own[:, 0],
            ends=own[:, 1],
            offsets=np.array(encoded.offsets, dtype=np.int64).reshape(-1, 2),
        )


def _special(tokenizer: Tokenizer, name: str) -> int:
    number = tokenizer.token_to_id(name)
    assert number is not None  # the official file has them all
    return int(number)


def _pieces(tokenizer: Tokenizer, text: str, limit: int) -> tuple[list[int], list[tuple[int, int]]]:
    readable = without_surrogates(text[: limit * _CHARACTERS_A_PIECE])
    encoding = tokenizer.encode(readable, add_special_tokens=False)
    return encoding.ids[:limit], encoding.offsets[:limit]
