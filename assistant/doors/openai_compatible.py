"""Newsdesk behind OpenAI's chat API, for the many programs that speak it: under ``/v1``.

As described in OpenAI's API reference, "Create chat completion" and "List models". What Newsdesk
has no use for (temperature, tools, …) is read over.
"""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import AsyncGenerator, AsyncIterator, Iterator, Sequence
from contextlib import aclosing
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, FastAPI
from fastapi import Request as HTTPRequest
from fastapi.responses import JSONResponse, Response
from fastapi.sse import format_sse_event
from pydantic import BaseModel, ConfigDict, Field

from ..answering.wording import UNSURE, attribution
from ..asking.requesting import to_request
from ..datamodels import Answer, Answerer, Piece, Request
from ..errors import InputError
from ..models.tokens import count_tokens
from .problems import Problem, problem_of
from .reception import InLine, Reception
from .replies import (
    LARGEST,
    EventStream,
    problem_reply,
    reception_of,
    tell_problems,
    who_asks,
    whole,
)

__all__ = ["create_openai_api", "with_sources"]

MODELS: dict[str, Answerer | None] = {
    "newsdesk": None,  # whatever the server's settings choose
    "newsdesk-quotes": "quotes",
    "newsdesk-llm": "llm",
}
SOURCES_BEGIN = "\n\n[1] "  # in an answer of ours that comes back; a question names no source
OURS = {"citations", "abstained", "certainty", "confidence", "notices"}
TYPES = {400: "invalid_request_error", 404: "not_found_error", 429: "rate_limit_error"}


class Part(BaseModel):
    """A part of a message; only its text is read."""

    type: str
    text: str = ""


class Message(BaseModel):
    """One message of a conversation; those of the system are not for us to follow."""

    role: Literal["system", "developer", "user", "assistant", "tool", "function"]
    content: str | list[Part] | None = None

    @property
    def text(self) -> str:
        """Its words."""
        if isinstance(self.content, list):
            return "\n".join(part.text for part in self.content if part.type == "text")
        return self.content or ""


class StreamOptions(BaseModel):
    """Whether the last chunk of a stream tells the usage."""

    include_usage: bool = False


class ChatRequest(BaseModel):
    """A chat as OpenAI's clients send it; the filters are ours (``extra_body``)."""

    model_config = ConfigDict(extra="ignore")

    model: str = "newsdesk"
    messages: list[Message] = Field(min_length=1)
    stream: bool = False
    stream_options: StreamOptions | None = None
    n: Literal[1] | None = None
    after: str | None = None
    before: str | None = None
    as_of: str | None = None
    outlets: list[str] | str | None = None


def create_openai_api(reception: Reception) -> FastAPI:
    """The API over one reception, to be mounted."""
    api = FastAPI(openapi_url=None, docs_url=None, redoc_url=None, max_body_size=LARGEST)
    api.state.reception = reception
    api.include_router(router)
    tell_problems(api, _error)
    return api


router = APIRouter()
Room = Annotated[Reception, Depends(reception_of)]


@router.get("/models")
async def models(reception: Room) -> dict[str, Any]:
    """The answerers, as models."""
    return {"object": "list", "data": [_model(name) for name in _offered(reception)]}


@router.get("/models/{name}")
async def model(name: str, reception: Room) -> Response:
    """One of them."""
    return JSONResponse(_model(name)) if name in _offered(reception) else _no_model(name)


@router.post("/chat/completions")
async def chat_completions(chat: ChatRequest, http: HTTPRequest, reception: Room) -> Response:
    """Answer the last message of the user; those before it are the conversation."""
    if chat.model not in _offered(reception):
        return _no_model(chat.model)
    request = _request(chat)
    ticket = reception.admit(who_asks(http))
    events = reception.run(ticket, lambda: reception.desk.stream(request))
    if chat.stream:
        return EventStream(_chunks(chat, events))
    answer = await whole(http, events)
    assert isinstance(answer, Answer)
    text = with_sources(answer)
    message = {"role": "assistant", "content": text, "annotations": _annotations(answer, text)}
    choice = {"index": 0, "message": message, "finish_reason": "stop", "logprobs": None}
    head = _head(chat, "chat.completion")
    return JSONResponse(head | {"choices": [choice], "usage": _usage(answer)} | _ours(answer))


def _offered(reception: Reception) -> Sequence[str]:
    settings = reception.desk.settings
    writes = settings.chosen_answerer == "llm" or settings.api_key or settings.base_url
    return [name for name, answerer in MODELS.items() if writes or answerer != "llm"]


def _request(chat: ChatRequest) -> Request:
    turns = [
        {"role": message.role, "content": message.text.split(SOURCES_BEGIN)[0]}
        for message in chat.messages
        if message.role in ("user", "assistant") and message.text.strip()
    ]
    if not turns or turns[-1]["role"] != "user":
        raise InputError("The last message must be one of the user, with text in it.")
    return to_request(
        turns[-1]["content"],
        after=chat.after,
        before=chat.before,
        as_of=chat.as_of,
        outlets=chat.outlets,
        history=turns[:-1],
        answerer=MODELS[chat.model],
    )


def with_sources(answer: Answer) -> str:
    """An answer's text with the list of its sources, for those who see nothing but text."""
    return "\n\n".join([answer.text, *_afterwards(answer)])


def _afterwards(answer: Answer) -> list[str]:
    """What stands below the sentences: sources, then what the reader should know."""
    links = {citation.number: citation.url for citation in reversed(answer.citations)}
    sources = [
        " · ".join(filter(None, (f"[{n}] {attribution(each)}", each.title, links.get(n))))
        for n, each in enumerate(answer.sources, start=1)
    ]
    notes = [*([UNSURE] if answer.certainty == "unsure" else []), *answer.notices]
    return [*(["\n".join(sources)] if sources else []), *(f"Note: {note}" for note in notes)]


async def _chunks(
    chat: ChatRequest, events: AsyncGenerator[InLine | Piece | Answer, None]
) -> AsyncIterator[bytes]:
    """The answer as OpenAI's clients expect a stream: deltas of text, ours in the last of them."""
    head = _head(chat, "chat.completion.chunk")
    yield _chunk(head, {"role": "assistant", "content": ""})
    said = ""
    try:
        async with aclosing(events):
            async for event in events:
                if isinstance(event, InLine):
                    yield format_sse_event(comment=f"place {event.place} in line")
                elif isinstance(event, Piece):
                    text = _gap(said, event.text) + event.text
                    said += text
                    yield _chunk(head, {"content": text})
                else:
                    for chunk in _end(chat, head, event, said):
                        yield chunk
    except Exception as error:
        yield _data(_error(*problem_of(error)))
    yield format_sse_event(data_str="[DONE]")


def _gap(said: str, text: str) -> str:
    """What stands between two sentences: a quote is a paragraph of its own."""
    if not said:
        return ""
    return "\n\n" if text.startswith("“") or said.rsplit("\n\n", 1)[-1].startswith("“") else " "


def _end(chat: ChatRequest, head: dict[str, Any], answer: Answer, said: str) -> Iterator[bytes]:
    """What follows the sentences: the rest of the text, sources, why it ends, what it cost."""
    rest = answer.text[len(said) :] if answer.text.startswith(said) else ""
    text = "\n\n".join([rest, *_afterwards(answer)])
    if text:
        yield _chunk(head, {"content": text})
    yield _chunk(head | _ours(answer), {}, "stop")
    if chat.stream_options and chat.stream_options.include_usage:
        yield _data(head | {"choices": [], "usage": _usage(answer)})


def _chunk(head: dict[str, Any], delta: dict[str, Any], reason: str | None = None) -> bytes:
    choice = {"index": 0, "delta": delta, "finish_reason": reason, "logprobs": None}
    return _data(head | {"choices": [choice]})


def _data(content: dict[str, Any]) -> bytes:
    return format_sse_event(data_str=json.dumps(content, ensure_ascii=False))


def _head(chat: ChatRequest, kind: str) -> dict[str, Any]:
    return {
        "id": f"chatcmpl-{uuid.uuid4().hex}",
        "object": kind,
        "created": int(time.time()),
        "model": chat.model,
    }


def _ours(answer: Answer) -> dict[str, Any]:
    """What OpenAI's form has no field for."""
    return answer.model_dump(mode="json", include=OURS)


def _annotations(answer: Answer, text: str) -> list[dict[str, Any]]:
    """Each marker in the text as OpenAI tells citations of the web."""
    found = []
    first = {citation.number: citation for citation in reversed(answer.citations)}
    for number in sorted(first):
        citation = first[number]
        if citation.url and (at := text.find(f"[{number}]")) >= 0:
            cited = {
                "start_index": at,
                "end_index": at + len(f"[{number}]"),
                "title": citation.article.title,
                "url": citation.url,
            }
            found.append({"type": "url_citation", "url_citation": cited})
    return found


def _usage(answer: Answer) -> dict[str, int]:
    """A language model's tokens; where none was asked, those of question and answer."""
    usage = answer.usage
    read = usage.prompt if usage else count_tokens(answer.question)
    wrote = usage.completion if usage else count_tokens(answer.text)
    return {"prompt_tokens": read, "completion_tokens": wrote, "total_tokens": read + wrote}


def _model(name: str) -> dict[str, Any]:
    return {"id": name, "object": "model", "created": 0, "owned_by": "newsdesk"}


def _no_model(name: str) -> Response:
    message = f"There is no model {name[:80]!r} here. GET /v1/models lists those there are."
    return problem_reply(404, Problem(error="not_found", message=message), _error)


def _error(status: int, problem: Problem) -> dict[str, Any]:
    kind = TYPES.get(status, "server_error" if status >= 500 else "invalid_request_error")
    told = {"message": problem.message, "type": kind, "param": None, "code": problem.error}
    return {"error": told}
