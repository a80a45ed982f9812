"""Asks a language model, and turns all that can go wrong with it into ``EndpointError``."""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..datamodels import Answerer, Turn, Usage
from ..errors import EndpointError, SettingsError
from ..settings import Settings
from .deadline import Deadline
from .tokens import count_tokens

if TYPE_CHECKING:
    from llama_index.core.llms import LLM
    from openai import OpenAI, Stream
    from openai.types.chat import ChatCompletionChunk

__all__ = ["REASONING_TOKENS", "Endpoint", "OpenAICompatible", "PluggedIn", "chosen_endpoint"]

OPENAI = "https://api.openai.com/v1"  # where no other address is set
# OpenAI's models that reason: they take no temperature, and give the limit another name; what they
# think counts towards it.
REASONING_TOKENS = 4_000
_REASONS = re.compile(r"(?:.*/)?(?:o\d|gpt-5)")


@dataclass(frozen=True)
class _Part:
    """What a model has said since the last one; its usage, where this part tells it."""

    text: str
    usage: Usage | None = None
    out_of_tokens: bool = False


class _Metered:
    """What both endpoints share: ``usage`` is of all replies, ``None`` if none began;
    ``out_of_tokens`` tells whether the last one met its limit."""

    usage: Usage | None = None
    out_of_tokens = False

    def _metered(
        self, parts: Generator[_Part], instructions: str, turns: Sequence[Turn]
    ) -> Generator[str]:
        told: Usage | None = None
        written: list[str] = []
        self.out_of_tokens = False
        try:
            with closing(parts):
                for part in parts:
                    told = part.usage or told
                    self.out_of_tokens = self.out_of_tokens or part.out_of_tokens
                    if part.text:
                        written.append(part.text)
                        yield part.text
        finally:  # also where nobody wants the rest: what was written is paid for
            used = told or _counted([instructions, *(t.content for t in turns)], written)
            self.usage = _sum(self.usage, used)


class OpenAICompatible(_Metered):
    """OpenAI, or any server that speaks its API, as the settings name it.

    Each question has a connection of its own, so that closing the stream reaches the server at
    once: a shared one would go on reading until the model is done.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self.name = settings.model

    def write(
        self,
        instructions: str,
        turns: Sequence[Turn],
        tokens: int | None = None,
        seconds: float | None = None,
    ) -> Iterator[str]:
        """The model's reply, piece by piece: at most ``tokens`` of it, all within ``seconds``, or
        what the settings allow. Raises ``EndpointError``, also half-way through.
        """
        parts = self._parts(instructions, turns, tokens, seconds)
        yield from self._metered(parts, instructions, turns)

    def _parts(
        self,
        instructions: str,
        turns: Sequence[Turn],
        tokens: int | None,
        seconds: float | None,
    ) -> Generator[_Part]:
        import httpx
        from openai import OpenAI

        settings = self._settings
        longest = min(seconds or settings.longest_answer, settings.longest_answer)
        silence = min(settings.timeout, longest)
        key = settings.api_key.get_secret_value() if settings.api_key else "none"
        finished = False
        with (
            Deadline(longest) as deadline,
            httpx.Client(timeout=silence, event_hooks={"request": [deadline.watch]}) as connection,
            _errors(self.name, deadline),
        ):
            client = OpenAI(
                api_key=key,
                base_url=settings.base_url or OPENAI,
                max_retries=0 if seconds else 1,
                timeout=silence,
                http_client=connection,
            )
            with self._asked(client, instructions, turns, tokens) as stream:
                for chunk in stream:
                    yield _part(chunk)
                    finished = finished or _is_last(chunk)
                    _check(deadline)
        if not finished:
            raise EndpointError(_BROKEN_OFF)

    def _asked(
        self, client: OpenAI, instructions: str, turns: Sequence[Turn], tokens: int | None
    ) -> Stream[ChatCompletionChunk]:
        settings = self._settings
        tokens = tokens or settings.answer_tokens
        options: dict[str, Any] = {"max_tokens": tokens, "temperature": 0.0}
        if _REASONS.match(settings.model):
            options = {"max_completion_tokens": tokens + REASONING_TOKENS}
        if not settings.base_url:
            # OpenAI tells tokens only if asked to; another server might refuse what it does not
            # know.
            options["stream_options"] = {"include_usage": True}
        messages: list[Any] = [{"role": "system", "content": instructions}]
        messages += [{"role": turn.role, "content": turn.content} for turn in turns]
        return client.chat.completions.create(
            model=settings.model, messages=messages, stream=True, extra_body=options
        )


class PluggedIn(_Metered):
    """Any LlamaIndex ``LLM``.

    Its own settings say how long it may be silent, and how much it may say; it is left at the first
    piece that comes more than ``longest`` seconds after the question.
    """

    def __init__(self, llm: LLM, longest: float) -> None:
        self._llm = llm
        self._longest = longest
        self.name = llm.metadata.model_name

    def write(
        self,
        instructions: str,
        turns: Sequence[Turn],
        tokens: int | None = None,
        seconds: float | None = None,
    ) -> Iterator[str]:
        """The model's reply, piece by piece, within ``seconds``; it alone knows how many ``tokens``
        it may write. Raises ``EndpointError``, also half-way through.
        """
        longest = min(seconds or self._longest, self._longest)
        yield from self._metered(self._parts(instructions, turns, longest), instructions, turns)

    def _parts(self, instructions: str, turns: Sequence[Turn], longest: float) -> Generator[_Part]:
        from llama_index.core.llms import ChatMessage

        messages = [ChatMessage(role="system", content=instructions)]
        messages += [ChatMessage(role=turn.role, content=turn.content) for turn in turns]
        with Deadline(longest) as deadline, _errors(self.name, deadline):
            for part in self._llm.stream_chat(messages):
                yield _Part(part.delta or "", _usage(part.raw), _out_of_tokens(part.raw))
                _check(deadline)


Endpoint = OpenAICompatible | PluggedIn


def _part(chunk: ChatCompletionChunk) -> _Part:
    delta = chunk.choices[0].delta if chunk.choices else None
    text = (delta.content if delta else None) or ""
    if not isinstance(text, str):  # the client does not check what a server sends
        raise TypeError("the content of a chunk must be text")
    return _Part(text, _usage(chunk), _out_of_tokens(chunk))


def _out_of_tokens(raw: Any) -> bool:
    choices = getattr(raw, "choices", None) or []
    return any(getattr(choice, "finish_reason", None) == "length" for choice in choices)


def _is_last(chunk: ChatCompletionChunk) -> bool:
    return bool(chunk.choices and chunk.choices[0].finish_reason)


def _usage(raw: Any) -> Usage | None:
    usage = getattr(raw, "usage", None)
    counts = [getattr(usage, f"{name}_tokens", None) for name in ("prompt", "completion")]
    prompt, completion = (n if isinstance(n, int) and n >= 0 else None for n in counts)
    if prompt is None or completion is None:
        return None
    return Usage(prompt=prompt, completion=completion)


def _counted(read: Sequence[str], written: Sequence[str]) -> Usage | None:
    if not written:
        return None
    return Usage(prompt=sum(map(count_tokens, read)), completion=count_tokens("".join(written)))


def _sum(one: Usage | None, other: Usage | None) -> Usage | None:
    if one is None or other is None:
        return one or other
    return Usage(prompt=one.prompt + other.prompt, completion=one.completion + other.completion)


# -- what can go wrong -----------------------------------------------------------------------

_BROKEN_OFF = "The language model's answer broke off before its end."


def _check(deadline: Deadline) -> None:
    if deadline.passed:
        raise TimeoutError


@contextmanager
def _errors(model: str, deadline: Deadline) -> Iterator[None]:
    """One sentence for the reader; the vendor's error stays attached as the cause."""
    try:
        yield
    except Exception as error:
        # A plugged-in model may raise anything; GeneratorExit is not an Exception and passes.
        if deadline.passed:
            seconds = f"{deadline.seconds:g} {'second' if deadline.seconds == 1 else 'seconds'}"
            reason = f"The language model's answer took longer than {seconds}."
        else:
            reason = _in_words(error, model)
        raise EndpointError(reason) from error


def _in_words(error: Exception, model: str) -> str:
    import httpx
    import openai

    # The client passes on what goes wrong within a stream as its network has it.
    sentences: dict[type[Exception] | tuple[type[Exception], ...], str] = {
        (openai.APITimeoutError, httpx.TimeoutException): (
            "The language model did not answer in time."
        ),
        openai.AuthenticationError: "The language model refused the key: check the API key.",
        openai.RateLimitError: "The language model's rate limit or quota is used up.",
        openai.APIStatusError: (
            f"The language model {model!r} answered with an error"
            f" ({getattr(error, 'status_code', '')})."
        ),
        openai.APIConnectionError: "The language model could not be reached.",
        httpx.TransportError: _BROKEN_OFF,
    }
    failed = f"The language model failed ({type(error).__name__})."
    return next((words for kinds, words in sentences.items() if isinstance(error, kinds)), failed)


def chosen_endpoint(
    settings: Settings, llm: LLM | None, answerer: Answerer | None
) -> Endpoint | None:
    """The language model that is to write: ``llm`` where one is plugged in, else the one that the
    settings name; ``None`` for quotes. ``answerer`` overrides the settings.

    Raises ``SettingsError`` if there is none where one is wanted.
    """
    chosen = answerer or ("llm" if llm else settings.chosen_answerer)
    if chosen == "quotes":
        return None
    if llm:
        return PluggedIn(llm, settings.longest_answer)
    if not (settings.api_key or settings.base_url):
        raise SettingsError(
            "The llm answerer needs OPENAI_API_KEY, or NEWSDESK_BASE_URL for a server of"
            " your own. Without either, use the quotes answerer."
        )
    return OpenAICompatible(settings)
