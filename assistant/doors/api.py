"""The HTTP API: what ``Assistant`` offers in Python, under ``/api``, in the same nouns."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from importlib.metadata import version
from itertools import islice
from typing import Annotated, Any

from fastapi import APIRouter, Depends, FastAPI, Query
from fastapi import Request as HTTPRequest
from fastapi.responses import HTMLResponse, Response
from fastapi.sse import format_sse_event
from pydantic import Field

from ..asking.requesting import to_request
from ..datamodels import (
    Answer,
    Answerer,
    Article,
    Coverage,
    Evidence,
    Piece,
    Source,
    Turn,
    Verdict,
)
from ..datamodels.articles import Noun
from .problems import Problem, problem_of
from .reception import InLine, Reception
from .reference import reference_page
from .replies import LARGEST, EventStream, reception_of, tell_problems, who_asks, whole

__all__ = ["create_api"]

PAGE = 100  # articles listed at once

DESCRIPTION = (
    "The functions of the Python API in the same nouns. What cannot be done is told as a Problem:"
    " a word for programs, a sentence for people. 429 means busy: try again after `retry_after`"
    " seconds (also in the Retry-After header)."
)
Days = Annotated[str | None, Field(description="A day such as 2025-03-13; inclusive.")]
Names = Annotated[
    list[str] | str | None, Field(description="Names of outlets, in any case; all if none.")
]


class Asked(Noun):
    """A question with its filters, as ``Assistant.ask`` takes them."""

    question: str = Field(examples=["Who won the contract?"])
    after: Days = None
    before: Days = None
    as_of: Days = Field(None, description="The answer as it stood on this day.")
    outlets: Names = None
    history: list[Turn] = Field([], description="The conversation so far, oldest turn first.")
    answerer: Answerer | None = Field(None, description="Who writes; the server's choice if none.")
    stream: bool = Field(
        False, description="Send events as they come; also by `Accept: text/event-stream`."
    )


class Checked(Noun):
    """A sentence to be held against the articles, or against a text alone."""

    sentence: str
    text: str | None = Field(None, description="Hold it against this text only.")
    after: Days = None
    before: Days = None
    as_of: Days = None
    outlets: Names = None


class ArticleList(Noun):
    """Articles without their texts, by id; ``next`` is the ``after_id`` of those that follow."""

    articles: list[Source]
    next: str | None = None


class Holdings(Noun):
    """What the library holds: its coverage, and its outlets, the most frequent first."""

    coverage: Coverage
    outlets: list[str]


def create_api(reception: Reception) -> FastAPI:
    """The API over one reception, to be mounted."""
    api = FastAPI(
        title="Newsdesk",
        version=version("newsdesk"),
        description=DESCRIPTION,
        docs_url=None,
        redoc_url=None,
        max_body_size=LARGEST,
        responses={code: {"model": Problem} for code in (400, 404, 413, 429, 500, 503)},
    )
    api.state.reception = reception
    api.include_router(router)
    tell_problems(api, lambda _, problem: problem.model_dump(exclude_none=True))
    api.get("/docs", include_in_schema=False)(lambda: HTMLResponse(reference_page(api.openapi())))
    return api


async def _counted(http: HTTPRequest) -> None:
    reception_of(http).count(who_asks(http))


router = APIRouter()
Room = Annotated[Reception, Depends(reception_of)]
COUNTED = [Depends(_counted)]
STREAM: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The answer; or, if events were asked for: `in_line` (InLine), `piece`"
        " (Piece), at last `answer` (Answer) or `problem` (Problem).",
        "content": {"text/event-stream": {"schema": {"type": "string"}}},
    }
}


@router.post("/ask", response_model=Answer, responses=STREAM)
async def ask(asked: Asked, http: HTTPRequest, reception: Room) -> object:
    """Answer a question; every sentence with the words of the articles that it stands on."""
    request = to_request(**asked.model_dump(exclude={"stream", "history"}), history=asked.history)
    ticket = reception.admit(who_asks(http))
    events = reception.run(ticket, lambda: reception.desk.stream(request))
    if asked.stream or "text/event-stream" in http.headers.get("accept", ""):
        return EventStream(_told(events))
    return _json(await whole(http, events))


@router.get("/search", response_model=list[Evidence])
async def search(
    http: HTTPRequest,
    reception: Room,
    words: str,
    k: int = 10,
    after: Days = None,
    before: Days = None,
    outlets: Annotated[list[str] | None, Query()] = None,
) -> object:
    """The passages that fit the words best, at most two of one story."""
    ticket = reception.admit(who_asks(http))
    find = reception.desk.search
    found = await whole(
        http,
        reception.run(
            ticket, lambda: [find(words, k, after=after, before=before, outlets=outlets)]
        ),
    )
    return [each.model_dump(mode="json") for each in found]


@router.post("/check", response_model=Verdict)
async def check(checked: Checked, http: HTTPRequest, reception: Room) -> object:
    """Whether the articles, or a text, carry a sentence, contradict it or do not state it."""
    ticket = reception.admit(who_asks(http))
    verdict = reception.desk.check
    return _json(await whole(http, reception.run(ticket, lambda: [verdict(**dict(checked))])))


@router.get("/articles", dependencies=COUNTED)
def articles(
    reception: Room,
    after_id: str = "",
    limit: Annotated[int, Query(ge=1, le=1_000)] = PAGE,
) -> ArticleList:
    """The articles of the library, page by page."""
    page = list(islice(reception.desk.articles(after_id), limit + 1))
    more = len(page) > limit
    return ArticleList(articles=page[:limit], next=page[limit - 1].id if more else None)


@router.get("/article", dependencies=COUNTED)
def article(
    reception: Room,
    article_id: Annotated[str, Query(alias="id")],
    revision: Annotated[int | None, Query(ge=1, lt=10**9)] = None,
) -> Article:
    """One article, whole, as it stands or as it stood at a revision that was cited."""
    return reception.desk.article(article_id, revision)


@router.get("/library", dependencies=COUNTED)
def library(reception: Room) -> Holdings:
    """How much the library holds, the days it spans, and its outlets."""
    return Holdings(coverage=reception.desk.coverage(), outlets=reception.desk.outlets())


def _json(noun: Noun) -> Response:
    return Response(noun.model_dump_json(), media_type="application/json")


async def _told(events: AsyncGenerator[InLine | Piece | Answer, None]) -> AsyncIterator[bytes]:
    names = {InLine: "in_line", Piece: "piece", Answer: "answer"}
    try:
        async with aclosing(events):
            async for event in events:
                yield _event(names[type(event)], event)
    except Exception as error:
        yield _event("problem", problem_of(error)[1])


def _event(name: str, noun: Noun) -> bytes:
    return format_sse_event(event=name, data_str=noun.model_dump_json())
