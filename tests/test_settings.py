from __future__ import annotations

from pathlib import Path

import pytest

from assistant.errors import SettingsError
from assistant.settings import load_settings


def test_a_setting_is_read_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEWSDESK_INDEX", "/data/desk")
    monkeypatch.setenv("NEWSDESK_QUOTES", "5")
    monkeypatch.setenv("NEWSDESK_SHOW_UNSUPPORTED", "true")

    settings = load_settings()

    assert settings.index == Path("/data/desk")
    assert settings.quotes == 5
    assert settings.show_unsupported is True


def test_an_argument_overrides_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEWSDESK_INDEX", "/data/desk")

    assert load_settings(index="/other").index == Path("/other")
    assert load_settings(index=None).index == Path("/data/desk")


def test_an_unknown_setting_is_refused_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEWSDESK_INDEKS", "x")

    with pytest.raises(SettingsError, match=r"NEWSDESK_INDEKS.*NEWSDESK_INDEX"):
        load_settings()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("QUOTES", "0"),
        ("QUOTES", "many"),
        ("PASSAGES", "51"),
        ("TIMEOUT", "0"),
        ("ABSTAIN_BELOW", "1.5"),
        ("ANSWERER", "oracle"),
        ("CHECK", "nobody"),
        ("CHROMA_URL", "localhost:8000"),
        ("BASE_URL", "ftp://models.example"),
        ("THREADS", "0"),
        ("EVIDENCE_TOKENS", "99"),
    ],
)
def test_an_impossible_value_is_named(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(f"NEWSDESK_{name}", value)

    with pytest.raises(SettingsError, match=f"(?i){name}"):
        load_settings()


def test_an_impossible_argument_is_named() -> None:
    with pytest.raises(SettingsError, match="passages"):
        load_settings(passages=0)


@pytest.mark.parametrize("name", ["NEWSDESK_API_KEY", "OPENAI_API_KEY"])
def test_a_key_turns_the_language_model_on(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(name, "sk-invented")

    settings = load_settings()

    assert settings.chosen_answerer == "llm"
    assert settings.api_key is not None
    assert settings.api_key.get_secret_value() == "sk-invented"


@pytest.mark.parametrize("name", ["NEWSDESK_BASE_URL", "OPENAI_BASE_URL"])
def test_an_address_turns_the_language_model_on(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(name, "http://127.0.0.1:9/v1")

    settings = load_settings()

    assert settings.chosen_answerer == "llm"
    assert settings.base_url == "http://127.0.0.1:9/v1"


def test_newsdesks_own_key_comes_before_openais(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-theirs")
    monkeypatch.setenv("NEWSDESK_API_KEY", "sk-ours")

    key = load_settings().api_key

    assert key is not None
    assert key.get_secret_value() == "sk-ours"


def test_quotes_answer_without_key_and_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "")
    monkeypatch.setenv("NEWSDESK_BASE_URL", "")

    assert load_settings().chosen_answerer == "quotes"


def test_the_answerer_that_was_asked_for_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-invented")
    monkeypatch.setenv("NEWSDESK_ANSWERER", "quotes")

    assert load_settings().chosen_answerer == "quotes"


def test_a_key_is_never_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-invented")

    settings = load_settings()

    assert "sk-invented" not in f"{settings!r} {settings} {settings.model_dump_json()}"
