from __future__ import annotations

import json
import re
import time
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
from opened import BusyDesk, opened

from assistant import Answer, Article, Assistant, Evidence, Piece, Source
from assistant.datamodels import Verdict
from assistant.doors.replies import LOOK_EVERY
from assistant.settings import Settings

QUESTION = "How many homes would the barrier protect?"


def events(text: str) -> list[tuple[str, str]]:
    """The name and data of each server-sent event."""
    return re.findall(r"^event: (\w+)\ndata: (.*)\n\n", text, re.M)


def test_it_answers_as_python_does(address: str, sample_desk: Assistant) -> None:
    asked = {"question": QUESTION, "after": "2025-03-01", "outlets": "harbour gazette"}
    reply = httpx.post(f"{address}/api/ask", json=asked, timeout=60)

    answer = Answer.model_validate_json(reply.text)
    assert answer == sample_desk.ask(QUESTION, after="2025-03-01", outlets=["Harbour Gazette"])
    assert answer.citations


@pytest.mark.parametrize("way", [{"headers": {"accept": "text/event-stream"}}, {"json": "stream"}])
def test_it_streams_sentences_and_then_the_answer(
    address: str, sample_desk: Assistant, way: dict[str, object]
) -> None:
    asked = {"question": QUESTION, "stream": "json" in way}
    headers = {"accept": "text/event-stream"} if "headers" in way else {}
    reply = httpx.post(f"{address}/api/ask", json=asked, headers=headers, timeout=60)

    assert reply.headers["content-type"].startswith("text/event-stream")
    *pieces, last = events(reply.text)
    assert {name for name, _ in pieces} == {"piece"}
    assert last[0] == "answer"
    answer = Answer.model_validate_json(last[1])
    assert answer == sample_desk.ask(QUESTION)
    told = [Piece.model_validate_json(data) for _, data in pieces]
    assert [c for piece in told for c in piece.citations] == list(answer.citations)


def test_a_conversation_is_understood(address: str) -> None:
    history = [
        {"role": "user", "content": "Who led the inquiry into the barrier memo?"},
        {"role": "assistant", "content": "Benneck Aldhorn, a retired judge. [1]"},
    ]
    asked = {"question": "How many witnesses did he hear?", "history": history}

    assert "62 witnesses" in httpx.post(f"{address}/api/ask", json=asked, timeout=60).text


def test_it_searches_and_checks(address: str) -> None:
    query = {"words": "boreholes", "k": 3, "outlets": ["Harbour Gazette"]}
    found = httpx.get(f"{address}/api/search", params=query, timeout=60).json()
    assert {Evidence.model_validate(each).article.outlet for each in found} == {"Harbour Gazette"}

    sentence = {"sentence": "It rains.", "text": "It rains."}
    checked = httpx.post(f"{address}/api/check", json=sentence, timeout=60).json()
    assert Verdict.model_validate(checked).support == "supported"


def test_articles_are_listed_page_by_page_and_given_whole(
    address: str, sample_desk: Assistant
) -> None:
    with httpx.Client(base_url=f"{address}/api") as http:
        listed: list[Source] = []
        after: str | None = ""
        while after is not None:
            page = http.get("/articles", params={"after_id": after, "limit": 7}).json()
            listed += map(Source.model_validate, page["articles"])
            after = page.get("next")
        assert listed == list(sample_desk.articles())

        one = http.get("/article", params={"id": listed[3].id}).json()
        assert Article.model_validate(one) == sample_desk.article(listed[3].id)
        assert http.get("/library").json()["coverage"]["articles"] == 20


ASK, SEARCH, ONE = ("POST", "/ask"), ("GET", "/search"), ("GET", "/article")


@pytest.mark.parametrize(
    ("call", "given", "status", "word", "named"),
    [
        (ASK, {"question": " "}, 400, "input", "empty"),
        (ASK, {"question": None}, 400, "input", "question: "),
        (ASK, {}, 400, "input", "question: Field required"),
        (ASK, {"question": "Who?", "after": "soon"}, 400, "input", "after must be a day"),
        (ASK, {"question": "Who?", "colour": "red"}, 400, "input", "colour: "),
        (ASK, {"question": "Who?", "outlets": ["Gazete"]}, 400, "unknown_outlet", "Did you mean"),
        (ASK, {"question": "Who?", "answerer": "llm"}, 400, "settings", "OPENAI_API_KEY"),
        (ASK, {"question": "Who?", "history": [{"role": "boss"}]}, 400, "input", "history"),
        (SEARCH, {"words": "eels", "k": 5_000}, 400, "input", "from 1 to 1,000"),
        (SEARCH, {"words": "eels", "k": "x"}, 400, "input", "k: "),
        (ONE, {"id": "../../etc/passwd"}, 404, "not_found", "holds no article"),
        (ONE, {"id": "x", "revision": 0}, 400, "input", "revision"),
        (("GET", "/nothing"), {}, 404, "not_found", "Not Found"),
        (("GET", "/ask"), {}, 405, "input", "Method Not Allowed"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_word_and_a_sentence(
    address: str,
    call: tuple[str, str],
    given: dict[str, object],
    status: int,
    word: str,
    named: str,
) -> None:
    method, path = call
    sent = {"json": given} if method == "POST" else {"params": given}
    reply = httpx.request(method, f"{address}/api{path}", timeout=60, **sent)  # type: ignore[arg-type]

    assert (reply.status_code, reply.json()["error"]) == (status, word)
    assert named in reply.json()["message"]


def test_a_request_may_not_be_of_any_size(address: str) -> None:
    asked = {"question": "x" * 2_000_000}
    assert httpx.post(f"{address}/api/ask", json=asked).status_code == 413

    def slowly() -> object:
        for _ in range(40):
            yield b"x" * 50_000

    assert httpx.post(f"{address}/api/ask", content=slowly()).status_code == 413


def test_the_reference_describes_every_call_and_loads_nothing_from_elsewhere(address: str) -> None:
    described = httpx.get(f"{address}/api/openapi.json").json()
    page = httpx.get(f"{address}/api/docs").text

    assert described["servers"] == [{"url": "/api"}]
    for path in described["paths"]:
        assert f"/api{path}</code>" in page
    for noun in ("Answer", "Evidence", "Problem", "Asked"):
        assert f'<h3 id="{noun}">' in page
    assert set(re.findall(r'(?:src|href)="([^"#]+)', page)) <= {
        *("../newsdesk.css", "../", "openapi.json")
    }


# -- a line -----------------------------------------------------------------------------------


def test_who_waits_is_told_the_place_and_who_comes_too_late_when_to_come_back() -> None:
    desk = BusyDesk(Settings(at_once=1, waiting=3))
    desk.let_go.clear()
    with opened(desk) as address, ThreadPoolExecutor(2) as pool:
        ask = f"{address}/api/ask"
        first = pool.submit(httpx.post, ask, json={"question": "What?"}, timeout=60)
        desk.wait_for(1)
        with httpx.stream("POST", ask, json={"question": "And?", "stream": True}) as second:
            lines = second.iter_lines()
            assert next(lines) == "event: in_line"
            assert json.loads(next(lines).removeprefix("data: ")) == {"place": 1}
            late = httpx.post(ask, json={"question": "Then?"})
            assert (late.status_code, late.json()["error"]) == (429, "busy")
            assert int(late.headers["retry-after"]) == late.json()["retry_after"] > 0
            assert httpx.get(f"{address}/readyz").json()["status"] == "ready"
            desk.let_go.set()
            names = [line for line in lines if line.startswith("event: ")]
        assert first.result().status_code == 200
        assert names[0] == "event: in_line"  # its turn has come
        assert names[-1] == "event: answer"


def test_who_hangs_up_leaves_the_line_and_stops_the_work() -> None:
    desk = BusyDesk(Settings(at_once=1, waiting=3))
    desk.let_go.clear()
    with opened(desk) as address:
        for _ in range(4):
            with pytest.raises(httpx.ReadTimeout):
                httpx.post(f"{address}/api/ask", json={"question": "What?"}, timeout=0.6)
            time.sleep(2 * LOOK_EVERY)  # within which it is seen who has hung up
        desk.wait_for(1)
        desk.let_go.set()
        desk.wait_for(0)
        assert httpx.post(f"{address}/api/ask", json={"question": "What?"}).status_code == 200


def test_programs_may_not_ask_without_end() -> None:
    with opened(BusyDesk(Settings(requests_per_minute=2))) as address:
        codes = [httpx.get(f"{address}/api/library").status_code for _ in range(3)]
    assert codes == [200, 200, 429]


def test_a_fault_of_ours_is_told_as_ours(caplog: pytest.LogCaptureFixture) -> None:
    desk = BusyDesk()
    desk.events = (ZeroDivisionError("secret"),)
    with opened(desk) as address:
        whole = httpx.post(f"{address}/api/ask", json={"question": "What?"})
        told = httpx.post(f"{address}/api/ask", json={"question": "What?", "stream": True})
    assert (whole.status_code, whole.json()["error"]) == (500, "fault")
    assert events(told.text)[-1][0] == "problem"
    assert "secret" not in whole.text + told.text
    assert "secret" in caplog.text
