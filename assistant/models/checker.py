"""Whether evidence carries a claim, and whether words answer a question: the checker that ships.

One network reads claim and evidence together (a cross-encoder) and gives three logits: supported,
contradicted, unstated, as judges of entailment do (Bowman et al., "A large annotated corpus for
learning natural language inference", 2015). Given a question and the words chosen as its answer in
place of a claim, it gives the logit that the evidence says that they answer.
"""

from __future__ import annotations

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

__all__ = ["Checker", "Logits", "MiniLMChecker", "Paired", "paired"]

MODEL_FILE = "checker.onnx"
# Word pieces read of each; with the special pieces, at most 304 in all.
CLAIM_PIECES, WORDS_PIECES, EVIDENCE_PIECES = 72, 36, 192
SPECIAL_PIECES = 4
ANSWERED_BY = "[unused1]"  # stands between a question and the words that are to answer it
_CHARACTERS_A_PIECE = 30


@dataclass(frozen=True)
class Logits:
    """What the network makes of a claim by its evidence."""

    supported: float
    contradicted: float
    unstated: float


class Checker(Protocol):
    """Reads a claim, or a question with its answer, beside evidence."""

    fingerprint: str
    """SHA-256, in hexadecimal, of what determines the logits."""

    def judge(self, claim: str, evidence: str) -> Logits:
        """How far the evidence carries a claim."""
        ...

    def answers(self, question: str, words: str, evidence: str) -> float:
        """The logit that the evidence says that these words answer the question."""
        ...


@dataclass(frozen=True)
class Paired:
    """Claim and evidence as the network takes them: ``[CLS] claim [SEP] evidence [SEP]``, or
    ``[CLS] question [unused1] words [SEP] evidence [SEP]``; ``segments`` is 1 for the evidence."""

    pieces: list[int]
    segments: list[int]


def paired(tokenizer: Tokenizer, said: str, words: str, evidence: str) -> Paired:
    """Put a claim, or a question and the ``words`` that are to answer it, beside evidence.

    What is too long is cut at its end.
    """
    cls, sep, answered_by = (_special(tokenizer, name) for name in ("[CLS]", "[SEP]", ANSWERED_BY))
    front = [cls, *_pieces(tokenizer, said, CLAIM_PIECES)]
    if words:
        front += [answered_by, *_pieces(tokenizer, words, WORDS_PIECES)]
    front.append(sep)
    back = [*_pieces(tokenizer, evidence, EVIDENCE_PIECES), sep]
    return Paired(front + back, [0] * len(front) + [1] * len(back))


class MiniLMChecker:
    """all-MiniLM-L6-v2 fine-tuned to check, on onnxruntime, from the files beside this module.

    Raises:
        ModelFileError: a file is missing or is not the one that the manifest names.
    """

    def __init__(self, folder: Path = FOLDER) -> None:
        model, self.fingerprint = read_checked(folder, MODEL_FILE)
        self._tokenizer = open_tokenizer(read_checked(folder, TOKENIZER_FILE)[0])
        self._session = open_session(model)

    def judge(self, claim: str, evidence: str) -> Logits:
        """How far the evidence carries a claim."""
        return Logits(*map(float, self._run(claim, "", evidence)[0][0]))

    def answers(self, question: str, words: str, evidence: str) -> float:
        """The logit that the evidence says that these words answer the question."""
        return float(self._run(question, words, evidence)[1][0, 0])

    def _run(self, said: str, words: str, evidence: str) -> list[NDArray[np.float32]]:
        pair = paired(self._tokenizer, said, words, evidence)
        inputs = {
            "pieces": np.array([pair.pieces], dtype=np.int64),
            "segments": np.array([pair.segments], dtype=np.int64),
        }
        outputs: list[NDArray[np.float32]] = self._session.run(None, inputs)
        return outputs


def _special(tokenizer: Tokenizer, name: str) -> int:
    number = tokenizer.token_to_id(name)
    assert number is not None  # the official file has them all
    return int(number)


def _pieces(tokenizer: Tokenizer, text: str, limit: int) -> list[int]:
    readable = without_surrogates(text[: limit * _CHARACTERS_A_PIECE])
    ids: list[int] = tokenizer.encode(readable, add_special_tokens=False).ids
    return ids[:limit]
