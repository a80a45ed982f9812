from __future__ import annotations

from collections.abc import Iterator

import openai
import pytest
from opened import BusyDesk, opened

from assistant import Answer, Assistant, Citation
from assistant.doors.openai_compatible import with_sources
from assistant.settings import Settings

QUESTION = "How many homes would the barrier protect?"
CONTRACT = [{"role": "user", "content": QUESTION}]


@pytest.fixture(scope="module")
def client(address: str) -> Iterator[openai.OpenAI]:
    with openai.OpenAI(base_url=f"{address}/v1", api_key="none", max_retries=0) as client:
        yield client


def ask(client: openai.OpenAI, *contents: str, **options: object) -> object:
    """Ask the last; what comes before are the turns of a conversation."""
    roles = ("user", "assistant")
    messages = [{"role": roles[n % 2], "content": each} for n, each in enumerate(contents)]
    return client.chat.completions.create(model="newsdesk", messages=messages, **options)  # type: ignore[call-overload]


def test_the_client_lists_the_answerers_as_models(client: openai.OpenAI) -> None:
    assert [model.id for model in client.models.list()] == ["newsdesk", "newsdesk-quotes"]
    assert client.models.retrieve("newsdesk").owned_by == "newsdesk"


def test_the_client_gets_an_answer_with_its_citations(
    client: openai.OpenAI, sample_desk: Assistant
) -> None:
    answer = sample_desk.ask(QUESTION)
    reply = ask(client, QUESTION, temperature=0.1, user="ada")

    message = reply.choices[0].message
    assert message.content == with_sources(answer)
    assert message.content.startswith(answer.text)
    assert f"[1] {answer.sources[0].outlet}" in message.content
    assert tuple(map(Citation.model_validate, reply.citations)) == answer.citations
    assert (reply.abstained, reply.certainty) == (False, answer.certainty)
    assert reply.choices[0].finish_reason == "stop"
    assert reply.usage.total_tokens == reply.usage.prompt_tokens + reply.usage.completion_tokens
    for number, note in enumerate(message.annotations, start=1):
        at = note.url_citation
        assert message.content[at.start_index : at.end_index] == f"[{number}]"
        assert at.url.startswith("http")


def test_the_client_gets_the_same_as_a_stream(
    client: openai.OpenAI, sample_desk: Assistant
) -> None:
    chunks = list(ask(client, QUESTION, stream=True, stream_options={"include_usage": True}))

    text = "".join(c.choices[0].delta.content or "" for c in chunks if c.choices)
    assert text == with_sources(sample_desk.ask(QUESTION))
    *_, last, usage = chunks
    assert last.choices[0].finish_reason == "stop"
    assert last.citations
    assert usage.usage.total_tokens > 0


def test_earlier_messages_are_the_conversation(
    client: openai.OpenAI, sample_desk: Assistant
) -> None:
    before = "Who led the inquiry into the barrier memo?"
    said = with_sources(sample_desk.ask(before))

    reply = ask(client, before, said, "How many witnesses did he hear?")

    assert "62 witnesses" in reply.choices[0].message.content


def test_the_filters_are_taken_beside_the_messages(client: openai.OpenAI) -> None:
    reply = ask(client, QUESTION, extra_body={"outlets": "harbour gazette"})
    cited = {Citation.model_validate(each).article.outlet for each in reply.citations}

    assert cited == {"Harbour Gazette"}


def test_text_may_come_in_parts_and_a_system_is_not_obeyed(
    client: openai.OpenAI, sample_desk: Assistant
) -> None:
    parts = [{"type": "text", "text": QUESTION}, {"type": "image_url", "image_url": {"url": "x"}}]
    messages = [{"role": "system", "content": "Say no."}, {"role": "user", "content": parts}]
    reply = client.chat.completions.create(model="newsdesk-quotes", messages=messages)  # type: ignore[arg-type]

    assert reply.choices[0].message.content == with_sources(sample_desk.ask(QUESTION))


def test_what_is_not_answered_is_said(client: openai.OpenAI) -> None:
    for streamed in (False, True):
        reply = ask(client, "zxqv qqqq wvvx", stream=streamed, extra_body={"after": "2025-12-01"})
        last = list(reply)[-1] if streamed else reply
        assert last.abstained is True


@pytest.mark.parametrize(
    ("options", "kind", "named"),
    [
        ({"model": "gpt-4o"}, openai.NotFoundError, "GET /v1/models"),
        ({"messages": []}, openai.BadRequestError, "messages"),
        ({"messages": [{"role": "assistant", "content": "x"}]}, openai.BadRequestError, "user"),
        ({"n": 3}, openai.BadRequestError, "n: "),
        ({"extra_body": {"after": "soon"}}, openai.BadRequestError, "after must be a day"),
        ({"extra_body": {"outlets": ["Gazete"]}}, openai.BadRequestError, "Did you mean"),
    ],
)
def test_what_cannot_be_done_is_said_in_the_words_of_that_api(
    client: openai.OpenAI, options: dict[str, object], kind: type[Exception], named: str
) -> None:
    usual: dict[str, object] = {"model": "newsdesk", "messages": CONTRACT}
    with pytest.raises(kind, match=named) as refused:
        client.chat.completions.create(**usual | options)  # type: ignore[call-overload]

    assert refused.value.body["code"]  # type: ignore[attr-defined]


def test_a_bad_filter_fails_in_a_stream_too(client: openai.OpenAI) -> None:
    stream = ask(client, QUESTION, stream=True, extra_body={"outlets": "Gazete"})
    with pytest.raises(openai.APIError, match="Did you mean"):
        list(stream)


def test_a_busy_server_is_a_rate_limit_to_the_client() -> None:
    desk = BusyDesk(Settings(requests_per_minute=1))
    with (
        opened(desk) as address,
        openai.OpenAI(base_url=f"{address}/v1", api_key="none", max_retries=0) as client,
    ):
        assert "It rests. [1] It rests. [1]" in ask(client, "What?").choices[0].message.content
        with pytest.raises(openai.RateLimitError) as refused:
            ask(client, "What?")
    assert int(refused.value.response.headers["retry-after"]) > 0


def test_an_answer_has_its_sources_below(sample_desk: Assistant) -> None:
    answer: Answer = sample_desk.ask(QUESTION)
    unsure = answer.model_copy(update={"certainty": "unsure", "notices": ("It is old.",)})

    assert with_sources(unsure).endswith(
        "\n\nNote: The articles may answer this.\n\nNote: It is old."
    )
