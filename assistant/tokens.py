"""Counts tokens as language models of the OpenAI family do."""

from __future__ import annotations

import os
from functools import cache
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
    import llama_index.core
    import tiktoken

    folder = os.path.join(os.path.dirname(llama_index.core.__file__), "_static/tiktoken_cache")
    os.environ.setdefault("TIKTOKEN_CACHE_DIR", folder)
    return tiktoken.get_encoding("cl100k_base")
