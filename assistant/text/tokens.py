"""Counts tokens as language models of the OpenAI family do."""

from __future__ import annotations

import os
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tiktoken import Encoding

__all__ = ["count_tokens"]


def count_tokens(text: str) -> int:
    """The length of a text in cl100k_base tokens."""
    return len(_encoding().encode_ordinary(text))


@cache
def _encoding() -> Encoding:
    """From the cache that ships inside llama-index-core: tiktoken would download it."""
    import tiktoken

    package = find_spec("llama_index.core")  # found, not imported: that would take a second
    assert package is not None
    assert package.origin is not None
    folder = Path(package.origin).parent / "_static" / "tiktoken_cache"
    os.environ.setdefault("TIKTOKEN_CACHE_DIR", str(folder))
    return tiktoken.get_encoding("cl100k_base")
