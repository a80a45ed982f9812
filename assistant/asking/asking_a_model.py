"""Has a language model make a follow-up question whole, in one short call.

The rules of ``resolving`` are there for when it stalls, fails or says something else than a
question.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from prompts import fill

from ..datamodels import Turn
from ..errors import EndpointError
from ..models.endpoint import Endpoint

__all__ = ["rewritten"]

SECONDS = 2.0  # for all of it; a reader who waits longer is better served by the rules
TOKENS = 100
TURNS, CHARACTERS = 4, 600  # of the conversation that are shown, and of each turn
# What a question made whole may have more than the question: names, not an answer.
MOST_ADDED = 200

_THOUGHTS = re.compile(r"<think>.*?(?:</think>|\Z)|\A.*</think>", re.I | re.S)
_LABEL = re.compile(r"\A(?:\W*(?:rewritten|whole|standalone)?\s*question\s*:)?[\s\"“'*`]*", re.I)
_TAG = re.compile(r"<(?=[\s/]*(?:turn|question)\b)", re.I)
_MARKERS = re.compile(r"\s*\[\d+\]")


def rewritten(endpoint: Endpoint, question: str, history: Sequence[Turn]) -> str | None:
    """The question with what earlier turns say put in; ``None`` where there is no history, and
    where the model gives nothing that can be such a question within two seconds."""
    if not history:
        return None
    turns = [f'<turn by="{turn.role}">{_plain(turn.content)}</turn>' for turn in history[-TURNS:]]
    task = "\n".join([*turns, f"<question>{_plain(question)}</question>"])
    request = [Turn(role="user", content=task)]
    try:
        reply = "".join(endpoint.write(fill("whole_question"), request, TOKENS, SECONDS))
    except EndpointError:
        return None
    return _question(reply, question)


def _question(reply: str, question: str) -> str | None:
    """The question in a reply of one line, if it holds one and no more."""
    lines = [line for line in _THOUGHTS.sub("", reply).splitlines() if line.strip()]
    if len(lines) != 1:
        return None
    words = _LABEL.sub("", lines[0], count=1).strip(" \t\"”'*`")
    likely = words and len(words) <= len(question) + MOST_ADDED
    return " ".join(words.split()) if likely else None


def _plain(text: str) -> str:
    """A turn without markers and in bounds, which cannot close its tag."""
    return _TAG.sub("‹", _MARKERS.sub("", text))[:CHARACTERS]
