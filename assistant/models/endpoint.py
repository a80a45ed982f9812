"""Asks a language model, and turns all that can go wrong with it into ``EndpointError``."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from ..datamodels import Turn, Usage
from ..errors import EndpointError
from ..settings import Settings
from .tokens import count_tokens

if TYPE_CHECKING:
    from llama_index.core.llms import LLM

__all__ = ["Endpoint", "OpenAICompatible", "PluggedIn"]

OPENAI = "https://api.openai.com/v1"  # where no other address is set
CONTEXT_WINDOW = 8_192  # what is asked of any model; the evidence budget stays far below


class _Metered:
    """What both endpoints share: ``usage`` is of the last reply, ``None`` if none began."""

    usage: Usage | None = None

    def _stream(
        self, llm: LLM, instructions: str, turns: Sequence[Turn], must_finish: bool
    ) -> Generator[str]:
        from llama_index.core.llms import ChatMessage

        messages = [ChatMessage(role="system", content=instructions)]
        messages += [ChatMessage(role=turn.role, content=turn.content) for turn in turns]
        finished: str | None = None
        told: Usage | None = None
        written: list[str] = []
        try:
            with _errors(llm.metadata.model_name):
                for part in llm.stream_chat(messages):
                    finished = _finish_reason(part.raw) or finished
                    told = _usage(part.raw) or told
                    if part.delta:
                        written.append(part.delta)
                        yield part.delta
        finally:  # also where nobody wants the rest: what was written is paid for
            self.usage = told or _counted([instructions, *(t.content for t in turns)], written)
        if must_finish and finished is None:
            raise EndpointError("The language model's answer broke off before its end.")


class OpenAICompatible(_Metered):
    """OpenAI, or any server that speaks its API, as the settings name it.

    Each question has a connection of its own, so that closing the stream reaches the server at
    once: a shared one would go on reading until the model is done.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self.name = settings.model

    def write(self, instructions: str, turns: Sequence[Turn]) -> Iterator[str]:
        """The model's reply, piece by piece. Raises ``EndpointError``, also half-way through."""
        import httpx
        from llama_index.llms.openai_like import OpenAILike

        settings = self._settings
        # OpenAI tells tokens only if asked to; another server might refuse what it does not know.
        asking = {} if settings.base_url else {"stream_options": {"include_usage": True}}
        with httpx.Client(timeout=settings.timeout) as client:
            llm = OpenAILike(
                model=settings.model,
                api_base=settings.base_url or OPENAI,
                api_key=settings.api_key.get_secret_value() if settings.api_key else "none",
                is_chat_model=True,
                context_window=CONTEXT_WINDOW,
                max_tokens=settings.answer_tokens,
                temperature=0.0,
                max_retries=1,
                timeout=settings.timeout,
                http_client=client,
                additional_kwargs=asking,
            )
            yield from self._stream(llm, instructions, turns, must_finish=True)


class PluggedIn(_Metered):
    """Any LlamaIndex ``LLM``."""

    def __init__(self, llm: LLM) -> None:
        self._llm = llm
        self.name = llm.metadata.model_name

    def write(self, instructions: str, turns: Sequence[Turn]) -> Iterator[str]:
        """The model's reply, piece by piece. Raises ``EndpointError``, also half-way through."""
        yield from self._stream(self._llm, instructions, turns, must_finish=False)


Endpoint = OpenAICompatible | PluggedIn


def _finish_reason(raw: Any) -> str | None:
    choices = getattr(raw, "choices", None)
    return choices[0].finish_reason if choices else None


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


@contextmanager
def _errors(model: str) -> Iterator[None]:
    """One sentence for the reader; the vendor's error stays attached as the cause."""
    import openai

    try:
        yield
    except openai.APITimeoutError as error:
        raise EndpointError("The language model did not answer in time.") from error
    except openai.AuthenticationError as error:
        raise EndpointError("The language model refused the key: check the API key.") from error
    except openai.RateLimitError as error:
        raise EndpointError("The language model's rate limit or quota is used up.") from error
    except openai.APIStatusError as error:
        text = f"The language model {model!r} answered with an error ({error.status_code})."
        raise EndpointError(text) from error
    except openai.APIConnectionError as error:
        raise EndpointError("The language model could not be reached.") from error
    except Exception as error:
        # A plugged-in model may raise anything; GeneratorExit is not an Exception and passes.
        raise EndpointError(f"The language model failed ({type(error).__name__}).") from error
