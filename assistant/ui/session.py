"""One reader's session: a conversation, and at most one answer on its way."""

from __future__ import annotations

import logging
from collections.abc import Generator, Iterator
from contextlib import closing
from dataclasses import replace
from threading import Lock
from uuid import uuid4

from ..datamodels import Answer, Answerer, Piece, Request, TimeFrame
from ..errors import NewsdeskError
from .conversation import Conversation, Exchange, history
from .desk import Desk
from .filters import Filters

__all__ = ["Session"]

OWN_FAULT = (
    "Newsdesk itself failed on this question; its log says how. Other questions can still be asked."
)

log = logging.getLogger(__name__)


class Session:
    """Holds what the reader sees. An answer writes to it only as long as nobody stopped it.

    Gradio's own way of cancelling an event lets a sentence that is already under way overwrite
    what the stop has written, so answers are numbered here, and an outdated one is not let in.
    """

    def __init__(self) -> None:
        self.reader = uuid4().hex  # who this is, to the line
        self.talk: Conversation = ()
        self._answer = 0  # the number of the answer that may write
        self._lock = Lock()

    def __deepcopy__(self, memo: object) -> Session:
        """Gradio copies a state's first value for each browser session: each gets its own."""
        return Session()

    @property
    def busy(self) -> bool:
        """Whether an answer is on its way."""
        return bool(self.talk) and self.talk[-1].waiting

    def show(self, talk: Conversation) -> None:
        """Show this conversation from now on; an answer on its way is dropped."""
        with self._lock:
            self._answer += 1
            self.talk = talk

    def recall(self, earlier: Conversation) -> None:
        """Put what was said before a reload in front; who asks before that is not interrupted."""
        with self._lock:
            self.talk = (*earlier, *self.talk)

    def ask(self, question: str) -> None:
        """Add a question. Nothing happens for an empty one, or while an answer is on its way."""
        words = question.strip()
        if words and not self.busy:
            self.show((*self.talk, Exchange(words)))

    def back_to(self, place: int) -> str:
        """Forget the question at this place and what came after it; returns that question."""
        question = self.talk[place].question
        self.show(self.talk[:place])
        return question

    def wait(self, place: int) -> None:
        """The question has this place in line, 1 is next; nothing happens if it was stopped."""
        with self._lock:
            if self.busy:
                self.talk = (*self.talk[:-1], replace(self.talk[-1], place=place))

    def halt(self) -> None:
        """Stop; what has arrived of the answer stays."""
        with self._lock:
            if self.busy:
                *earlier, last = self.talk
                self._answer += 1
                self.talk = (*earlier, Exchange(last.question, last.pieces, stopped=True))

    def fail(self, problem: str) -> None:
        """Say why no answer comes; nothing happens if none was on its way."""
        with self._lock:
            if self.busy:
                *earlier, last = self.talk
                self._answer += 1
                self.talk = (*earlier, Exchange(last.question, problem=problem))

    def answer(self, desk: Desk, filters: Filters, answerer: Answerer | None) -> Iterator[None]:
        """Answer the last question; yields each time that there is more to show.

        When it is stopped, or closed, the desk's work is closed too.
        """
        number, talk = self._answer, self.talk
        if not self.busy:
            return
        with closing(_exchanges(desk, talk, filters, answerer)) as exchanges:
            for exchange in exchanges:
                if not self._take(number, exchange):
                    return
                yield

    def _take(self, number: int, exchange: Exchange) -> bool:
        """Let the answer of this number change the last exchange, if it still may."""
        with self._lock:
            current = self._answer == number
            if current:
                self.talk = (*self.talk[:-1], exchange)
        return current


def _exchanges(
    desk: Desk, talk: Conversation, filters: Filters, answerer: Answerer | None
) -> Generator[Exchange, None, None]:
    """The last exchange of a conversation as it grows; what goes wrong is told in it."""
    question = talk[-1].question
    request = Request(
        question=question,
        time_frame=TimeFrame(after=filters.after, before=filters.before),
        outlets=filters.outlets,
        history=tuple(history(talk)),
        answerer=answerer,
    )
    pieces: tuple[Piece, ...] = ()
    try:
        stream = desk.stream(request)
        try:
            for event in stream:
                if isinstance(event, Answer):
                    yield Exchange(question, answer=event)
                else:
                    pieces = (*pieces, event)
                    yield Exchange(question, pieces)
        finally:
            getattr(stream, "close", lambda: None)()
    except NewsdeskError as error:
        yield Exchange(question, problem=str(error))
    except Exception:
        log.exception("No answer to %r", question)
        yield Exchange(question, problem=OWN_FAULT)
