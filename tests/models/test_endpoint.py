"""What each endpoint makes of a language model, at a real socket or plugged in."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from llama_index.core.llms import CompletionResponse, CompletionResponseGen, CustomLLM, LLMMetadata
from llama_index.core.llms.callbacks import llm_completion_callback
from newsroom import python, said
from pydantic import SecretStr
from speaking import Caller, Reply, model_server, saying, until

from assistant.datamodels import Turn, Usage
from assistant.errors import EndpointError
from assistant.models.endpoint import REASONING_TOKENS, OpenAICompatible, PluggedIn
from assistant.settings import Settings

TURNS = (Turn(role="user", content="What of the ferry?"),)


def endpoint(url: str, **settings: Any) -> OpenAICompatible:
    chosen = {"api_key": SecretStr("sk-x"), "base_url": url, **settings}
    return OpenAICompatible(Settings(**chosen))


def reply(url: str, **settings: Any) -> str:
    return "".join(endpoint(url, **settings).write("Be brief.", TURNS))


# -- what is asked ---------------------------------------------------------------------------


def test_a_model_is_asked_in_the_words_of_the_chat_api() -> None:
    with model_server(saying("It sank.")) as server:
        assert reply(server.url, model="parrot", answer_tokens=99) == "It sank."

    assert server.requests == [
        {
            "model": "parrot",
            "messages": [
                {"role": "system", "content": "Be brief."},
                {"role": "user", "content": "What of the ferry?"},
            ],
            "stream": True,
            "max_tokens": 99,
            "temperature": 0,
        }
    ]


@pytest.mark.parametrize("model", ["o3-mini", "gpt-5-nano", "openai/gpt-5.1"])
def test_a_model_that_reasons_is_asked_for_what_it_takes(model: str) -> None:
    with model_server(saying("It sank.")) as server:
        reply(server.url, model=model, answer_tokens=99)

    (request,) = server.requests
    assert request["max_completion_tokens"] == 99 + REASONING_TOKENS
    assert not request.keys() & {"temperature", "max_tokens"}


def test_no_llama_index_is_imported_to_speak_to_a_server() -> None:
    code = """
import sys
from assistant.models.endpoint import OpenAICompatible
from assistant.settings import Settings
print(*OpenAICompatible(Settings(base_url=sys.argv[1])).write("Be brief.", ()))
print(sorted(name for name in sys.modules if name.startswith("llama_index")))
"""
    with model_server(saying("It sank.")) as server, python(code, server.url) as process:
        assert [said(process), said(process)] == ["It sank.", "[]"]


# -- what comes back -------------------------------------------------------------------------


def odd(**fields: Any) -> Reply:
    """A model whose server adds a chunk that is not as it should be."""

    def reply(caller: Caller) -> None:
        caller.open()
        caller.say("It sank.")
        caller._chunk(**fields)
        caller.say(None, "stop")
        caller.event("[DONE]")
        caller.end()

    return reply


@pytest.mark.parametrize(
    "fields",
    [
        {"choices": None},
        {"choices": []},
        {"choices": [{"index": 0, "delta": None, "finish_reason": None}]},
        {"choices": [{"index": 0, "delta": {"role": "assistant", "content": None}}]},
        {"choices": [{"index": 0, "delta": {"reasoning_content": "Hm."}}]},
    ],
    ids=range(5),
)
def test_a_chunk_without_words_is_passed_over(fields: dict[str, Any]) -> None:
    with model_server(odd(**fields)) as server:
        assert reply(server.url) == "It sank."


@pytest.mark.parametrize(
    "fields",
    [
        {"choices": [{"index": 0, "delta": {"content": 3}}]},
        {"choices": [{"index": 0, "delta": {"content": ["x"]}}]},
        {"choices": 3},
        {"error": {"message": "out of memory"}},
    ],
    ids=range(4),
)
def test_a_chunk_that_is_no_answer_is_an_error(fields: dict[str, Any]) -> None:
    with model_server(odd(**fields)) as server, pytest.raises(EndpointError, match="failed"):
        reply(server.url)


# -- time ------------------------------------------------------------------------------------


def in_the_headers(caller: Caller) -> None:
    caller.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    drip(lambda: caller.wfile.write(b"x"))
    caller.wfile.write(b"\r\n")


def in_comments(caller: Caller) -> None:
    caller.open()
    drip(lambda: caller.wfile.write(b"3\r\n:\n\n\r\n"))


def in_the_length_of_a_chunk(caller: Caller) -> None:
    caller.open()
    drip(lambda: caller.wfile.write(b"0"))


def in_words(caller: Caller) -> None:
    caller.open()
    drip(lambda: caller.say("so "))


def drip(byte: Callable[[], object]) -> None:
    """A little now and then, far longer than any answer may take here."""
    for _ in range(600):
        byte()
        time.sleep(0.05)


@pytest.mark.parametrize(
    "slowly", [in_the_headers, in_comments, in_the_length_of_a_chunk, in_words]
)
def test_a_server_that_drips_is_left_when_the_time_for_an_answer_is_up(slowly: Reply) -> None:
    gone: list[bool] = []

    def reply_slowly(caller: Caller) -> None:
        try:
            slowly(caller)
        except OSError:
            gone.append(True)
            raise

    with (
        model_server(reply_slowly) as server,
        pytest.raises(EndpointError, match="took longer than 2 seconds"),
    ):
        reply(server.url, timeout=20, answer_timeout=2)
    # On a machine so busy that nothing was sent within the time, there is nothing to leave.
    assert until(lambda: bool(gone or not server.requests))


def test_a_server_that_never_answers_is_left_when_the_time_is_up() -> None:
    def silent(caller: Caller) -> None:
        time.sleep(5)

    with model_server(silent) as server, pytest.raises(EndpointError, match="took longer"):
        reply(server.url, timeout=4, answer_timeout=0.5)

    assert len(server.requests) == 1  # and is not asked again


def test_an_answer_may_take_five_timeouts_unless_more_or_less_is_set() -> None:
    assert Settings(timeout=60).longest_answer == 300
    assert Settings(timeout=60, answer_timeout=45).longest_answer == 45


# -- any LlamaIndex model --------------------------------------------------------------------


class Parrot(CustomLLM):
    """A real LlamaIndex model that says "so" again and again, slowly."""

    pause: float = 0.0
    times: int = 3

    @property
    def metadata(self) -> LLMMetadata:
        return LLMMetadata(model_name="parrot")

    @llm_completion_callback()
    def complete(self, prompt: str, formatted: bool = False, **kwargs: Any) -> CompletionResponse:
        return CompletionResponse(text="so " * self.times)

    @llm_completion_callback()
    def stream_complete(
        self, prompt: str, formatted: bool = False, **kwargs: Any
    ) -> CompletionResponseGen:
        def pieces() -> Iterator[CompletionResponse]:
            for number in range(self.times):
                time.sleep(self.pause)
                yield CompletionResponse(text="so " * (number + 1), delta="so ")

        return pieces()


def test_a_plugged_in_model_speaks_and_its_tokens_are_counted() -> None:
    parrot = PluggedIn(Parrot(), longest=60)

    assert "".join(parrot.write("Be brief.", TURNS)) == "so so so "
    assert parrot.usage is not None
    assert parrot.usage.completion == 4
    assert parrot.usage.prompt > 5


def test_a_plugged_in_model_that_drips_is_left_too() -> None:
    parrot = PluggedIn(Parrot(pause=0.05, times=600), longest=1)

    with pytest.raises(EndpointError, match="took longer than 1 second"):
        list(parrot.write("Be brief.", TURNS))
    assert parrot.usage is not None


def test_usage_is_told_once_the_reader_leaves() -> None:
    usage = {"prompt_tokens": 9, "completion_tokens": 3, "total_tokens": 12}
    with model_server(saying("It", " sank.", usage=usage)) as server:
        asked = endpoint(server.url)
        stream = asked.write("Be brief.", TURNS)
        next(stream)
        stream.close()  # type: ignore[attr-defined]

    assert asked.usage == Usage(prompt=8, completion=1)
