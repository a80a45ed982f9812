"""Cuts an article into passages: whole sentences, bounded in size, with exact spans."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.models.embedder import Embedder
from assistant.models.tokens import count_tokens
from assistant.text.sentences import sentence_spans

__all__ = ["split"]

MAX_TOKENS = 256  # of cl100k_base: eight passages and a prompt fit a 4k context window
TITLE_PIECES = 40  # a longer title is cut by the embedder anyway; it must not crowd out the text

Span = tuple[int, int]


def split(
    text: str, title: str, embedder: Embedder, language: str | None = None
) -> tuple[Span, ...]:
    """The passages of a text as (start, end), in order, never overlapping.

    A passage is a run of whole sentences of at most ``MAX_TOKENS`` tokens which, with the title
    in front, the embedder reads to its end. Only a sentence longer than that is cut, between
    words where it has any. Every character outside white space is in exactly one passage.
    """
    room = embedder.max_pieces - 2 - min(TITLE_PIECES, embedder.pieces(title))
    bounded = [
        part for span in sentence_spans(text, language) for part in _cut(text, span, room, embedder)
    ]
    sizes = [_size(text[start:end], embedder) for start, end in bounded]
    passages: list[Span] = []
    tokens = pieces = 0
    for (start, end), (more_tokens, more_pieces) in zip(bounded, sizes, strict=True):
        tokens, pieces = tokens + more_tokens, pieces + more_pieces
        if passages and tokens <= MAX_TOKENS and pieces <= room:
            passages[-1] = (passages[-1][0], end)
        else:
            passages.append((start, end))
            tokens, pieces = more_tokens, more_pieces
    return tuple(passages)


def _cut(text: str, span: Span, room: int, embedder: Embedder) -> Iterator[Span]:
    """Halve a span that is too long, at the white space nearest its middle, until it fits."""
    start, end = span
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    if start == end:
        return
    # A token is at least one byte, so short spans need no counting.
    if len(text[start:end].encode()) > min(room, MAX_TOKENS):
        tokens, pieces = _size(text[start:end], embedder)
        if (tokens > MAX_TOKENS or pieces > room) and end - start > 1:
            middle = _middle(text, start, end)
            yield from _cut(text, (start, middle), room, embedder)
            yield from _cut(text, (middle, end), room, embedder)
            return
    yield start, end


def _middle(text: str, start: int, end: int) -> int:
    middle = (start + end) // 2
    before = text.rfind(" ", start + 1, middle)
    after = text.find(" ", middle, end - 1)
    candidates = [at for at in (before, after) if at > start]
    return min(candidates, key=lambda at: abs(at - middle)) if candidates else middle


def _size(text: str, embedder: Embedder) -> tuple[int, int]:
    """Tokens and word pieces; the line break or space that joins sentences counts as one."""
    return count_tokens(text) + 1, embedder.pieces(text)
