"""Counts tokens as language models of the OpenAI family do."""

from __future__ import annotations

import base64
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from .files import FOLDER, read_checked

if TYPE_CHECKING:
    from tiktoken import Encoding

__all__ = ["RANKS_FILE", "count_tokens", "open_encoding"]

RANKS_FILE = "cl100k_base.tiktoken"
# Where a text may be cut before its pieces are looked up, as tiktoken has it for cl100k_base.
_PIECES = (
    r"'(?i:[sdmt]|ll|ve|re)|[^\r\n\p{L}\p{N}]?+\p{L}++|\p{N}{1,3}+| ?[^\s\p{L}\p{N}]++[\r\n]*+"
    r"|\s++$|\s*[\r\n]|\s+(?!\S)|\s"
)


def count_tokens(text: str) -> int:
    """The length of a text in cl100k_base tokens. Raises ``ModelFileError``."""
    return len(_encoding().encode_ordinary(text))


def open_encoding(folder: Path = FOLDER) -> Encoding:
    """cl100k_base from the file beside this module, which tiktoken by itself would download.

    It knows no control tokens: whatever looks like one is text. Raises ``ModelFileError`` if the
    file is missing or is not the one that the manifest names.
    """
    import tiktoken

    lines = read_checked(folder, RANKS_FILE)[0].splitlines()
    ranks = {base64.b64decode(token): int(rank) for token, rank in map(bytes.split, lines)}
    return tiktoken.Encoding(
        "cl100k_base", pat_str=_PIECES, mergeable_ranks=ranks, special_tokens={}
    )


@cache
def _encoding() -> Encoding:
    return open_encoding()
