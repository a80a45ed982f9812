"""How work becomes an HTTP reply: whole at the end, or event by event."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Mapping
from contextlib import aclosing
from typing import Any, TypeVar

from fastapi import FastAPI
from fastapi import Request as HTTPRequest
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response, StreamingResponse
from starlette.exceptions import HTTPException

from ..errors import NewsdeskError
from .problems import Problem, Word, problem_of
from .reception import InLine, Reception

__all__ = [
    "LARGEST",
    "LOOK_EVERY",
    "USER",
    "EventStream",
    "problem_reply",
    "reception_of",
    "tell_problems",
    "who_asks",
    "whole",
]

LARGEST = 1_000_000  # bytes of a request; a question with its history is far smaller

T = TypeVar("T")
LOOK_EVERY = 0.25  # seconds until it is noticed that nobody waits for a reply any more
CLIENT_GONE = 499  # as nginx logs it; nobody reads it
USER = "newsdesk.user"  # where the doorkeeper notes who has logged in


class Gone(Exception):
    """Who asked did not wait for the reply."""


class EventStream(StreamingResponse):
    """Server-sent events, which nobody on the way may keep back."""

    media_type = "text/event-stream"

    def __init__(self, content: AsyncIterator[bytes]) -> None:
        super().__init__(content, headers={"cache-control": "no-store", "x-accel-buffering": "no"})


def reception_of(http: HTTPRequest) -> Reception:
    """Where this request is received."""
    reception: Reception = http.app.state.reception
    return reception


def who_asks(http: HTTPRequest) -> str:
    """The user who has logged in, else the address that asks."""
    return http.scope.get(USER) or (http.client.host if http.client else "")


async def whole(http: HTTPRequest, events: AsyncGenerator[InLine | T, None]) -> T:
    """The last event. Raises ``Gone``, and stops the work, when the client hangs up."""
    coming, gone = asyncio.ensure_future(_last(events)), asyncio.ensure_future(_gone(http))
    try:
        await asyncio.wait({coming, gone}, return_when=asyncio.FIRST_COMPLETED)
        if not coming.done():
            raise Gone
        return coming.result()
    finally:
        coming.cancel()
        gone.cancel()


async def _last(events: AsyncGenerator[InLine | T, None]) -> T:
    last: T | None = None
    async with aclosing(events):
        async for event in events:
            last = last if isinstance(event, InLine) else event
    assert last is not None
    return last


async def _gone(http: HTTPRequest) -> None:
    while not await http.is_disconnected():
        await asyncio.sleep(LOOK_EVERY)


def tell_problems(app: FastAPI, told: Callable[[int, Problem], Mapping[str, Any]]) -> None:
    """Have an application tell every problem in one form, ``told`` of its status and words."""

    async def failed(http: HTTPRequest, error: Exception) -> Response:
        return problem_reply(*_understood(error), told)

    async def unread(http: HTTPRequest, error: Exception) -> Response:
        return Response(status_code=CLIENT_GONE)

    for kind in (RequestValidationError, HTTPException, NewsdeskError, Exception):
        app.exception_handler(kind)(failed)
    app.exception_handler(Gone)(unread)


def problem_reply(
    status: int, problem: Problem, told: Callable[[int, Problem], Mapping[str, Any]]
) -> Response:
    """A problem as a reply, which says when to come back if that is known."""
    later = {"retry-after": str(problem.retry_after)} if problem.retry_after else None
    return JSONResponse(told(status, problem), status, headers=later)


def _understood(error: Exception) -> tuple[int, Problem]:
    if isinstance(error, RequestValidationError):
        wrong = error.errors()[0]
        where = ".".join(str(part) for part in wrong["loc"][1:]) or "the request"
        return 400, Problem(error="input", message=f"{where}: {wrong['msg']}.")
    if isinstance(error, HTTPException):
        words: dict[int, Word] = {404: "not_found", 413: "too_large"}
        word = words.get(error.status_code, "input")
        return error.status_code, Problem(error=word, message=str(error.detail))
    return problem_of(error)
