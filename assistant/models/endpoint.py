"""Asks a language model, and turns all that can go wrong with it into ``EndpointError``."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from ..datamodels import Turn
from ..errors import EndpointError
from ..settings import Settings

if TYPE_CHECKING:
    from llama_index.core.llms import LLM

__all__ = ["Endpoint", "OpenAICompatible", "PluggedIn"]

CONTEXT_WINDOW = 8_192  # what is asked of any model; the evidence budget stays far below


class OpenAICompatible:
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
        with httpx.Client(timeout=settings.timeout) as client:
            llm = OpenAILike(
                model=settings.model,
                api_base=settings.base_url or "https://api.openai.com/v1",
                api_key=settings.api_key.get_secret_value() if settings.api_key else "none",
                is_chat_model=True,
                context_window=CONTEXT_WINDOW,
                max_tokens=settings.answer_tokens,
                temperature=0.0,
                max_retries=1,
                timeout=settings.timeout,
                http_client=client,
            )
            yield from _stream(llm, instructions, turns, must_finish=True)


class PluggedIn:
    """Any LlamaIndex ``LLM``."""

    def __init__(self, llm: LLM) -> None:
        self._llm = llm
        self.name = llm.metadata.model_name

    def write(self, instructions: str, turns: Sequence[Turn]) -> Iterator[str]:
        """The model's reply, piece by piece. Raises ``EndpointError``, also half-way through."""
        yield from _stream(self._llm, instructions, turns, must_finish=False)


Endpoint = OpenAICompatible | PluggedIn


def _stream(
    llm: LLM, instructions: str, turns: Sequence[Turn], must_finish: bool
) -> Generator[str]:
    from llama_index.core.llms import ChatMessage

    messages = [ChatMessage(role="system", content=instructions)]
    messages += [ChatMessage(role=turn.role, content=turn.content) for turn in turns]
    finished: str | None = None
    with _errors(llm.metadata.model_name):
        for part in llm.stream_chat(messages):
            finished = _finish_reason(part.raw) or finished
            if part.delta:
                yield part.delta
    if must_finish and finished is None:
        raise EndpointError("The language model's answer broke off before its end.")


def _finish_reason(raw: Any) -> str | None:
    choices = getattr(raw, "choices", None)
    return choices[0].finish_reason if choices else None


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
