from __future__ import annotations

from copy import deepcopy
from datetime import date

import pytest
from answered import ScriptedDesk, answer, draft, ground, pieces

from assistant.datamodels import Request, TimeFrame, Turn
from assistant.errors import EndpointError
from assistant.ui.filters import Filters
from assistant.ui.session import Session

MAY = "The night ferry will not sail until May."
DRAFTS = draft("It rests.", ground(MAY)), draft("Until May.", ground(MAY))
PIECES, ANSWER = pieces(*DRAFTS), answer(*DRAFTS)


def asked(question: str = "What of the ferry?") -> Session:
    session = Session()
    session.ask(question)
    return session


def test_a_question_is_shown_before_it_is_answered() -> None:
    session = asked("  What of the ferry? ")
    assert session.busy
    assert session.talk[0].question == "What of the ferry?"


@pytest.mark.parametrize("question", ["", "  \n "])
def test_nothing_is_asked_with_an_empty_question(question: str) -> None:
    assert asked(question).talk == ()


def test_one_question_at_a_time() -> None:
    session = asked()
    session.ask("And now?")
    assert [exchange.question for exchange in session.talk] == ["What of the ferry?"]


def test_an_answer_grows_sentence_by_sentence() -> None:
    session, desk = asked(), ScriptedDesk(*PIECES, ANSWER)
    seen = [len(session.talk[-1].pieces) for _ in session.answer(desk, Filters(), None)]
    assert seen == [1, 2, 0]
    assert session.talk[-1].answer == ANSWER
    assert not session.busy
    assert desk.closed


def test_filters_history_and_answerer_reach_the_desk() -> None:
    session, desk = asked(), ScriptedDesk(ANSWER)
    list(session.answer(desk, Filters(), None))
    assert desk.asked == Request(question="What of the ferry?")
    session.ask("And in June?")
    filters = Filters(date(2024, 1, 1), date(2024, 7, 1), ("Brindle Courier",))
    list(session.answer(desk, filters, "quotes"))
    assert desk.asked == Request(
        question="And in June?",
        time_frame=TimeFrame(after=date(2024, 1, 1), before=date(2024, 7, 1)),
        outlets=("Brindle Courier",),
        history=(
            Turn(role="user", content="What of the ferry?"),
            Turn(role="assistant", content=ANSWER.text),
        ),
        answerer="quotes",
    )


def test_stopping_keeps_what_came_and_closes_the_work() -> None:
    session, desk = asked(), ScriptedDesk(*PIECES, ANSWER)
    answering = session.answer(desk, Filters(), None)
    next(answering)
    session.halt()
    assert session.talk[-1].stopped
    assert session.talk[-1].pieces == (PIECES[0],)
    assert list(answering) == []
    assert desk.closed
    assert session.talk[-1].answer is None


def test_a_reader_who_leaves_closes_the_work() -> None:
    session, desk = asked(), ScriptedDesk(*PIECES, ANSWER)
    answering = session.answer(desk, Filters(), None)
    next(answering)
    answering.close()  # type: ignore[attr-defined]
    assert desk.closed


def test_an_outdated_answer_never_writes_over_a_new_one() -> None:
    session = asked("First?")
    old = session.answer(ScriptedDesk(*PIECES, ANSWER), Filters(), None)
    next(old)
    session.halt()
    session.ask("Second?")
    assert list(old) == []
    assert session.talk[-1].question == "Second?"
    assert session.busy


def test_a_new_chat_drops_the_answer_on_its_way() -> None:
    session = asked()
    answering = session.answer(ScriptedDesk(*PIECES, ANSWER), Filters(), None)
    next(answering)
    session.show(())
    assert list(answering) == []
    assert session.talk == ()


def test_a_problem_is_told_in_its_own_words() -> None:
    session, desk = asked(), ScriptedDesk(PIECES[0], EndpointError("It did not answer; try later."))
    list(session.answer(desk, Filters(), None))
    assert session.talk[-1].problem == "It did not answer; try later."
    assert not session.busy
    assert desk.closed


def test_a_fault_of_our_own_is_logged_and_not_shown(caplog: pytest.LogCaptureFixture) -> None:
    session = asked()
    list(session.answer(ScriptedDesk(RuntimeError("secret")), Filters(), None))
    assert "secret" not in session.talk[-1].problem
    assert "Newsdesk itself failed" in session.talk[-1].problem
    assert "secret" in caplog.text


def test_taking_back_returns_the_question() -> None:
    session = asked("First?")
    list(session.answer(ScriptedDesk(ANSWER), Filters(), None))
    session.ask("Second?")
    list(session.answer(ScriptedDesk(ANSWER), Filters(), None))
    assert session.back_to(1) == "Second?"
    assert [exchange.question for exchange in session.talk] == ["First?"]


def test_without_a_question_there_is_no_answer() -> None:
    desk = ScriptedDesk(ANSWER)
    assert list(Session().answer(desk, Filters(), None)) == []
    assert desk.asked is None


def test_stopping_when_nothing_runs_changes_nothing() -> None:
    session = asked()
    list(session.answer(ScriptedDesk(ANSWER), Filters(), None))
    talk = session.talk
    session.halt()
    assert session.talk == talk


def test_each_browser_session_starts_its_own() -> None:
    session = asked()
    assert deepcopy(session).talk == ()
