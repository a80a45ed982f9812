"""Settings, read once from ``NEWSDESK_…`` environment variables; arguments override them."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Literal

from pydantic import AliasChoices, Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from .datamodels import Answerer
from .errors import SettingsError

__all__ = ["Settings", "load_settings"]

PREFIX = "NEWSDESK_"


class Settings(BaseSettings):
    """How Newsdesk runs. Each field is an environment variable: ``NEWSDESK_`` + its name.

    ``api_key`` and ``base_url`` also answer to ``OPENAI_API_KEY`` and ``OPENAI_BASE_URL``.
    ``abstain_below`` is the chance (0 to 1) that the evidence answers the question under which
    an answer is withheld; ``sure_from`` is the chance that the first quote is right from which an
    answer is called sure, ``short_answer_from`` the one from which the words that answer are marked
    in it. Without ``reader``, nothing is sure, passages are ranked and quotes chosen by likeness
    alone: faster, and clearly worse. ``timeout`` is how many seconds a language model may be
    silent, before its first word or between two; ``answer_timeout`` how many its whole answer may
    take, five times as many if it is not set. ``evidence_tokens`` bounds what a language model is
    shown, in tokens of its tokenizer's family (cl100k_base), and ``answer_tokens`` what a short
    answer may take; long forms have two or three times as much of both. ``check`` tells who judges
    what a language model writes: the checker that ships, each sentence as it comes (``local``), the
    language model in a call of its own, all at the end (``model``), or both, of which each can
    refuse a sentence.

    Of a server: ``at_once`` answers are worked on at the same time (more would share the same
    cores), and ``waiting`` wait in line, beyond whom it is kinder to say "busy". Programs may send
    ``requests_per_minute`` each. With a file of ``users``, readers and programs log in;
    ``session_key`` signs who has, and logins outlive a restart if it is given. ``root_path`` is the
    path at which a proxy shows the server.
    """

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="forbid")

    index: Path = Path("library")
    chroma_url: str | None = None
    answerer: Answerer | None = None
    api_key: SecretStr | None = Field(
        default=None, validation_alias=AliasChoices("api_key", PREFIX + "API_KEY", "OPENAI_API_KEY")
    )
    base_url: str | None = Field(
        default=None,
        validation_alias=AliasChoices("base_url", PREFIX + "BASE_URL", "OPENAI_BASE_URL"),
    )
    model: str = "gpt-4o-mini"
    timeout: float = Field(default=60.0, gt=0)
    answer_timeout: float | None = Field(default=None, gt=0)
    answer_tokens: int = Field(default=600, ge=16)
    evidence_tokens: int = Field(default=2000, ge=100)
    passages: int = Field(default=8, ge=1, le=50)
    quotes: int = Field(default=3, ge=1, le=10)
    abstain_below: float = Field(default=0.3, ge=0, le=1)
    sure_from: float = Field(default=0.5, ge=0, le=1)
    reader: bool = True
    short_answer_from: float = Field(default=0.6, ge=0, le=1)
    check: Literal["local", "model", "both"] = "local"
    show_unsupported: bool = False
    threads: int | None = Field(default=None, ge=1)
    at_once: int = Field(default=4, ge=1)
    waiting: int = Field(default=32, ge=0)
    requests_per_minute: int = Field(default=120, ge=1)
    users: Path | None = None
    session_key: SecretStr | None = Field(default=None, min_length=16)
    root_path: str = Field(default="", pattern=r"^(/[\w.~-]+)*$")

    @field_validator("chroma_url", "base_url")
    @classmethod
    def _is_http(cls, url: str | None) -> str | None:
        if url and not url.startswith(("http://", "https://")):
            raise ValueError("an address must begin with http:// or https://")
        return url or None

    @property
    def longest_answer(self) -> float:
        """Seconds that the whole of a language model's answer may take."""
        return self.answer_timeout or 5 * self.timeout

    @property
    def chosen_answerer(self) -> Answerer:
        """What was asked for; else ``llm`` as soon as there is a key or an address."""
        return self.answerer or ("llm" if self.api_key or self.base_url else "quotes")


def load_settings(**overrides: object) -> Settings:
    """Settings from the environment, with ``overrides`` that are not ``None`` on top.

    Raises ``SettingsError`` for an unknown ``NEWSDESK_`` variable or an impossible value.
    """
    known = {PREFIX + name.upper() for name in Settings.model_fields}
    unknown = [name for name in os.environ if name.startswith(PREFIX) and name not in known]
    if unknown:
        raise SettingsError(
            f"Unknown setting {', '.join(sorted(unknown))}. Known: {', '.join(sorted(known))}."
        )
    given = {name: value for name, value in overrides.items() if value is not None}
    try:
        return Settings(**given)  # type: ignore[arg-type]
    except ValidationError as error:
        wrong = "; ".join(
            f"{'.'.join(map(str, item['loc']))}: {item['msg']}" for item in error.errors()
        )
        raise SettingsError(f"Impossible setting: {wrong}.") from error
