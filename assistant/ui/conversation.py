"""One reader's conversation: what was asked and what came of it. It is never changed in place."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from pydantic import TypeAdapter, ValidationError

from ..answering.wording import day_in_words
from ..datamodels import Answer, Piece, Turn
from .links import outlet_link
from .rendering import answer_html, problem_html, progress_html, question_html, waiting_html

__all__ = [
    "Conversation",
    "Exchange",
    "as_plain_text",
    "history",
    "messages",
    "packed",
    "unpacked",
]


@dataclass(frozen=True)
class Exchange:
    """A question and how far it has come: pieces, then an answer, or why there is none.

    ``place`` is how many are answered before it comes to its turn, if it waits in line.
    """

    question: str
    pieces: tuple[Piece, ...] = ()
    answer: Answer | None = None
    problem: str = ""
    stopped: bool = False
    place: int = 0

    @property
    def waiting(self) -> bool:
        """Whether more is to come."""
        return not (self.answer or self.problem or self.stopped)

    def html(self, articles: int) -> str:
        """The answering message; ``articles`` is how many are being searched."""
        if self.answer:
            return answer_html(self.answer)
        if self.problem:
            return problem_html(self.problem)
        if self.place and self.waiting:
            return waiting_html(self.place)
        return progress_html(self.pieces, articles, self.stopped)


Conversation = tuple[Exchange, ...]
_PACKED, _LIST = TypeAdapter(Exchange), TypeAdapter(list[str])


def messages(conversation: Conversation, articles: int) -> list[dict[str, str]]:
    """The conversation as the messages of a ``gr.Chatbot``."""
    shown: list[dict[str, str]] = []
    for exchange in conversation:
        shown.append({"role": "user", "content": question_html(exchange.question)})
        shown.append({"role": "assistant", "content": exchange.html(articles)})
    return shown


def history(conversation: Conversation) -> list[Turn]:
    """The turns that a next question may refer back to: those that were answered."""
    turns: list[Turn] = []
    for exchange in conversation:
        if exchange.answer:
            turns.append(Turn(role="user", content=exchange.question))
            turns.append(Turn(role="assistant", content=exchange.answer.text))
    return turns


def as_plain_text(conversation: Conversation) -> str:
    """The last answer with its sources, for the clipboard; empty if there is none."""
    answered = [exchange.answer for exchange in conversation if exchange.answer]
    if not answered:
        return ""
    return "\n".join([answered[-1].text, "", *_source_lines(answered[-1])]).strip()


def packed(exchange: Exchange) -> str:
    """An exchange as JSON, for the browser to keep while its tab is open.

    An answer on its way is kept as far as it has come; reloading the page stops it there.
    """
    return _PACKED.dump_json(_light(exchange)).decode()


def unpacked(text: str) -> Conversation:
    """The exchanges of a JSON list of what ``packed`` gave, checked anew.

    A browser may return anything else; that is dropped, and the rest is kept.
    """
    return tuple(_readable(text))


def _readable(text: str) -> Iterator[Exchange]:
    with contextlib.suppress(ValidationError):
        for each in _LIST.validate_json(text):
            with contextlib.suppress(ValidationError):
                yield _PACKED.validate_json(each)


def _light(exchange: Exchange) -> Exchange:
    """Without what is no longer shown: most of an answer's size is its unused evidence."""
    answer = exchange.answer
    if answer is None:
        return replace(exchange, stopped=exchange.stopped or exchange.waiting)
    if answer.abstained:
        return replace(exchange, pieces=())
    return replace(exchange, pieces=(), answer=answer.model_copy(update={"evidence": ()}))


def _source_lines(answer: Answer) -> Sequence[str]:
    lines = []
    for number, source in enumerate(answer.sources, start=1):
        parts = [
            source.title or source.id,
            source.outlet,
            day_in_words(source.published),
            outlet_link(source.url),
        ]
        lines.append(f"[{number}] {', '.join(filter(None, parts))}")
    return lines
