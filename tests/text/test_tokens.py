from __future__ import annotations

from assistant.text.tokens import count_tokens


def test_tokens_are_counted_as_published_for_cl100k_base() -> None:
    # The examples of OpenAI's own cookbook on counting tokens.
    assert count_tokens("tiktoken is great!") == 6
    assert count_tokens("antidisestablishmentarianism") == 6
    assert count_tokens("お誕生日おめでとう") == 9
    assert count_tokens("") == 0


def test_what_looks_like_a_control_token_is_text() -> None:
    assert count_tokens("<|endoftext|>") > 1
