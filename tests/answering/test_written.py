"""What of a language model's answer is shown, and what stands in the place of the rest."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from newsroom import evidence
from speaking import Caller, Reply, in_turn, model_server, saying

from assistant.answering.checking import Checking
from assistant.answering.citations import Draft, Ground
from assistant.answering.written import Written
from assistant.asking.understanding import understand
from assistant.datamodels import Request
from assistant.models.checker import MiniLMChecker
from assistant.models.endpoint import OpenAICompatible
from assistant.settings import Settings

SAILING = "The night ferry to Skarholm will not sail until spring."
REFUND = "Passengers will get their money back by the end of March."
FERRY = evidence(f"{SAILING} {REFUND}", id="ferry", title="No ferry", outlet="Brindle Courier")
WRONG = "The night ferry to Skarholm will sail again in winter."
STRANGE = "The captain was drunk and 300 people drowned off Lowmere."
CHECKING = Checking(MiniLMChecker(), lambda stem: 1.0)


def quotes() -> Iterator[Draft]:
    """The articles' own words, as they would be chosen."""
    for words in (REFUND, SAILING):
        start = FERRY.passage.text.index(words)
        ground = Ground(FERRY, start, start + len(words))
        yield Draft(words, (ground,), "supported", attribution="Brindle Courier")


def shown(reply: Reply, **settings: Any) -> tuple[list[tuple[str, bool]], Written, int]:
    with model_server(reply) as server:
        chosen = Settings(base_url=server.url, **{"timeout": 5, **settings})
        query = understand(Request(question="What of the ferry?"))
        written = Written(OpenAICompatible(chosen), query, [FERRY], CHECKING, quotes, chosen)
        drafts = [(draft.text, bool(draft.attribution)) for draft in written.drafts()]
        return drafts, written, len(server.requests)


# -- what the checker refuses ----------------------------------------------------------------


def test_a_refused_sentence_gives_way_to_the_quote_that_says_it_right() -> None:
    drafts, written, _ = shown(saying(f"{REFUND} [1] {WRONG} [1]"))

    assert drafts == [(REFUND, False), (SAILING, True)]
    assert written.notices == [
        "1 sentence of the language model had no support in the articles"
        " and gave way to the articles' own words."
    ]


def test_what_is_told_before_or_after_is_not_quoted_again() -> None:
    drafts, written, _ = shown(saying(f"{WRONG} [1] {SAILING} [1] {WRONG} [1] {STRANGE} [1]"))

    assert drafts == [(SAILING, False)]
    assert "3 sentences of the language model had no support" in written.notices[0]
    assert "were left out" in written.notices[0]


def test_some_give_way_and_some_are_left_out() -> None:
    _, written, _ = shown(saying(f"{REFUND} [1] {WRONG} [1] {STRANGE} [1]"))

    assert written.notices == [
        "2 sentences of the language model had no support in the articles:"
        " 1 gave way to the articles' own words, 1 was left out."
    ]


def test_where_nothing_was_right_the_quotes_are_chosen_for_themselves() -> None:
    drafts, written, _ = shown(saying(f"{WRONG} [1]"))

    assert drafts == []
    assert (written.said, written.withheld) == (False, 1)


def test_refused_sentences_are_shown_where_that_is_wanted() -> None:
    drafts, _, _ = shown(saying(f"{REFUND} [1] {WRONG} [1]"), show_unsupported=True)

    assert drafts == [(REFUND, False), (WRONG, False)]


def test_an_answer_that_met_its_limit_says_so() -> None:
    def cut(caller: Caller) -> None:
        caller.open()
        caller.say(f"{SAILING} [1] Passengers will")
        caller.say(None, "length")
        caller.event("[DONE]")
        caller.end()

    drafts, written, _ = shown(cut)

    assert drafts == [(SAILING, False)]
    (notice,) = written.notices
    assert "limit of tokens" in notice


# -- who checks ------------------------------------------------------------------------------

ANSWER = saying(f"{REFUND} [1] {WRONG} [1] {SAILING} [1]")


@pytest.mark.parametrize(
    ("check", "marks", "expected"),
    [
        # The model's word counts, whatever the checker says.
        ("model", ["SUPPORTED", "SUPPORTED", "UNSTATED"], [(REFUND, False), (WRONG, False)]),
        ("model", ["UNSTATED", "UNSTATED", "SUPPORTED"], [(SAILING, False), (REFUND, True)]),
        # Both must carry a sentence; what the checker refuses, the model is not asked about.
        ("both", ["SUPPORTED", "UNSTATED"], [(REFUND, False), (SAILING, True)]),
        ("both", ["SUPPORTED", "SUPPORTED"], [(REFUND, False), (SAILING, False)]),
    ],
)
def test_the_model_may_be_asked_about_all_sentences_in_one_go(
    check: str, marks: Sequence[str], expected: list[tuple[str, bool]]
) -> None:
    verdicts = "\n".join(f"{number}: {mark}" for number, mark in enumerate(marks, start=1))
    drafts, _, requests = shown(in_turn(ANSWER, saying(verdicts)), check=check)

    assert drafts == expected
    assert requests == 2


def test_by_default_it_is_not_asked() -> None:
    _, _, requests = shown(ANSWER)

    assert requests == 1


def stalling(caller: Caller) -> None:
    caller.open()
    caller.say("1: SUPP")
    time.sleep(3)


@pytest.mark.parametrize(
    ("second", "reason"),
    [
        (stalling, "did not answer in time"),
        (lambda caller: caller.refuse(500), "error (500)"),
        (saying("They all look fine to me."), "did not check"),
        (saying("1: SUPPORTED"), "did not check"),
        (saying("1: SUPPORTED\n1: SUPPORTED\n2: UNSTATED"), "did not check"),
        (saying("1: SUPPORTED\n2: MAYBE\n3: SUPPORTED"), "did not check"),
        (saying(""), "did not check"),
    ],
)
@pytest.mark.parametrize("check", ["model", "both"])
def test_a_check_that_fails_leaves_the_checkers_word(
    check: str, second: Reply, reason: str
) -> None:
    drafts, written, _ = shown(in_turn(ANSWER, second), check=check, timeout=2)

    assert [text for text, _ in drafts] == [REFUND, SAILING]
    assert reason in written.notices[0]
    assert written.notices[0].endswith("Newsdesk's own checker stands in.")


def test_a_model_that_broke_off_is_not_asked_again() -> None:
    def broken(caller: Caller) -> None:
        caller.open()
        caller.say(f"{SAILING} [1] And")
        caller.end()

    drafts, written, requests = shown(broken, check="model")

    assert drafts == [(SAILING, False)]
    assert written.broken
    assert requests == 1
