"""A chat window whose desk takes its time over one question, for tests of what happens then."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

from assistant import Assistant
from assistant.datamodels import Answer, Piece, Request

SLOW = "How did the storm surge come, step by step?"
A_SENTENCE = 0.25  # seconds


class SlowDesk(Assistant):
    """The assistant; it answers one question in many sentences, each after a while."""

    def stream(self, question: str | Request, **given: Any) -> Iterator[Piece | Answer]:
        assert isinstance(question, Request)
        if question.question != SLOW:
            yield from super().stream(question, **given)
            return
        first, *_ = super().stream(question.model_copy(update={"question": "Who was flooded?"}))
        assert isinstance(first, Piece)
        for _ in range(200):
            time.sleep(A_SENTENCE)
            yield first


def serve_from(index: str) -> None:
    """Serve the window over the library in this folder."""
    from assistant.ui.server import listen, serve

    serve(SlowDesk.open(index), listen("127.0.0.1", 0))
