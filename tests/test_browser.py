"""The chat window in a real browser: over the samples, with one hostile article among them.

Needs Chromium: ``CHROMIUM`` names it, else it is looked for on the path.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from copy import copy
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from calling import Caller
from newsroom import REPO, SAMPLES, python, said, write_jsonl
from slow import A_SENTENCE, SLOW

from assistant.models.embedder import MiniLM
from assistant.settings import Settings
from ingest import ingest

sync_api = pytest.importorskip("playwright.sync_api")
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium (set CHROMIUM)")

BROWSER_ARGUMENTS = [
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
]
PATIENCE = 60_000  # ms; the machines that run this are slow and busy

GAUGE = "How high did the tide gauge at the Customs Steps read?"
FOOTBALL = "Which country won the men's football World Cup in 2022?"

HOSTILE_TITLE = (
    '<img src="http://evil.invalid/t.png" onerror="alert(1)"> ![x](http://evil.invalid/m.png)'
)
HOSTILE = {
    "id": 'zebras/../"><script>alert(2)</script>#?',
    "title": HOSTILE_TITLE,
    "outlet": "Quagga & <b>Sons</b>",
    "url": "javascript:alert(3)",
    "published": "2025-01-02",
    "text": "Forty zebras escaped from the Pellwick menagerie on Sunday"
    ' <script>alert(4)</script> <form action="http://evil.invalid"> & "ran".\n\n'
    "![y](http://evil.invalid/y.png) The zebras were caught near the canal at noon.",
}
ZEBRAS = "How many zebras escaped from the Pellwick menagerie?"


# -- the server and the browser ------------------------------------------------------------


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory, embedder: MiniLM) -> Path:
    folder = tmp_path_factory.mktemp("browser")
    hostile = write_jsonl(folder / "hostile.jsonl", [HOSTILE])
    report = ingest([SAMPLES, hostile], folder / "library", embedder=embedder)
    assert not report.failed
    return folder / "library"


@contextmanager
def served(code: str, *arguments: str) -> Iterator[str]:
    """The address of a chat window that runs in a process of its own."""
    with python(code, *arguments) as process:
        try:
            yield said(process).removeprefix("Newsdesk is at ")
        finally:
            process.kill()


MAIN = "import app, pathlib, sys; app.main(pathlib.Path(sys.argv[1]), port=0)"
SLOWLY = "import slow, sys; slow.serve_from(sys.argv[1])"


@pytest.fixture(scope="module")
def address(index: Path) -> Iterator[str]:
    with served(SLOWLY, str(index)) as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=BROWSER_ARGUMENTS)
        yield browser
        browser.close()


class Reader:
    """A person in front of the window, in a browser profile of their own."""

    def __init__(self, browser: Any, address: str, **profile: Any) -> None:
        self.context = browser.new_context(**{"viewport": {"width": 1280, "height": 900}} | profile)
        self.context.set_default_timeout(PATIENCE)
        self.hosts: set[str] = set()
        self.alarms: list[str] = []
        self.context.on("request", lambda request: self.hosts.add(self._host(request.url)))
        self.context.on("dialog", lambda dialog: self.alarms.append(dialog.message))
        self.context.on("weberror", lambda error: self.alarms.append(str(error.error)))
        self.address = address
        self.page = self.context.new_page()
        self.open()

    def beside(self) -> Reader:
        """The same person in another tab."""
        other = copy(self)
        other.page = self.context.new_page()
        other.open()
        return other

    @staticmethod
    def _host(url: str) -> str:
        return urlsplit(url).netloc if url.startswith("http") else ""

    def open(self, query: str = "") -> None:
        self.page.goto(self.address + query)
        self.page.wait_for_selector("#nd-box textarea")
        self.page.wait_for_selector(".nd-masthead p")

    def ask(self, question: str) -> Any:
        """Ask, wait for the end of the answer, and return it."""
        before = self.page.locator(".nd-answer").count()
        self.type(question)
        self.page.wait_for_function(
            "before => document.querySelectorAll('.nd-answer').length > before"
            " && !document.querySelector('.nd-working')"
            " && document.querySelector('#nd-box .submit-button')",
            arg=before,
        )
        return self.page.locator(".nd-answer").last

    def type(self, question: str) -> None:
        box = self.page.locator("#nd-box textarea")
        box.fill(question)
        box.press("Enter")

    def filter_by(self, outlet: str) -> None:
        self.page.get_by_text("Filter by date or outlet").click()
        self.page.get_by_role("combobox", name="Outlets").click()
        self.page.get_by_role("option", name=outlet).click()
        self.page.keyboard.press("Escape")
        self.page.locator("#nd-chips button", has_text=outlet).wait_for()

    def follow(self, link: Any) -> Any:
        """The page that a link opens."""
        with self.context.expect_page() as opened:
            link.click()
        opened.value.wait_for_load_state()
        return opened.value

    @property
    def sideways(self) -> int:
        """By how many pixels the page is wider than the screen."""
        return int(self.page.evaluate("document.documentElement.scrollWidth - innerWidth"))


@pytest.fixture
def reader(browser: Any, address: str) -> Iterator[Reader]:
    """A reader at a desk, whose browser must have asked nobody else, and met no alarm."""
    yield from sitting(Reader(browser, address))


@pytest.fixture
def phone(browser: Any, address: str) -> Iterator[Reader]:
    """The same on a phone."""
    viewport = {"width": 390, "height": 844}
    yield from sitting(Reader(browser, address, viewport=viewport, has_touch=True, is_mobile=True))


def sitting(reader: Reader) -> Iterator[Reader]:
    yield reader
    reader.context.close()
    assert reader.hosts - {""} == {urlsplit(reader.address).netloc}
    assert reader.alarms == []


# -- answers -------------------------------------------------------------------------------


def said_in(element: Any) -> str:
    """The words of an element on one line, without the numbers of sources."""
    words = element.evaluate(
        "e => { const copy = e.cloneNode(true);"
        " copy.querySelectorAll('sup').forEach(one => one.remove());"
        " copy.querySelectorAll('.nd-gap').forEach(one => one.replaceWith(' '));"
        " return copy.textContent; }"
    )
    return " ".join(words.replace("\u2060", "").split())


def test_an_answer_has_numbered_links_and_a_card_for_each_source(reader: Reader) -> None:
    answer = reader.ask(GAUGE)
    links = answer.locator("a.nd-cite")
    numbers = [int(number) for number in links.all_inner_texts()]
    assert numbers[0] == 1
    cards = answer.locator("details.nd-card")
    assert cards.count() == max(numbers)
    assert links.first.get_attribute("target") == "_blank"
    assert links.first.get_attribute("rel") == "noopener noreferrer"
    assert re.search(r"From \d sources?, .*20\d\d", answer.inner_text())
    assert "2.94 metres above datum" in answer.inner_text()
    assert reader.page.locator(".nd-question").inner_text() == GAUGE


def test_a_card_opens_to_the_passage_with_the_words_marked(reader: Reader) -> None:
    answer = reader.ask(GAUGE)
    quote = said_in(answer.locator("blockquote p").first)
    card = answer.locator("details.nd-card").first
    assert not card.locator("mark").is_visible()
    card.locator("summary").click()
    assert said_in(card.locator("mark").first) == quote
    assert card.get_by_role("link", name="Stored copy").is_visible()


def test_a_number_opens_the_very_words(reader: Reader) -> None:
    answer = reader.ask(GAUGE)
    quote = said_in(answer.locator("blockquote p").first)
    page = reader.follow(answer.locator("a.nd-cite").first)
    assert " ".join(said_in(mark) for mark in page.locator("mark").all()) == quote
    box = page.locator("mark#quote").bounding_box()
    assert 0 <= box["y"] <= page.viewport_size["height"] - box["height"]


def test_a_question_without_an_answer_gets_the_nearest_passages(reader: Reader) -> None:
    answer = reader.ask(FOOTBALL)
    assert "nd-abstained" in answer.get_attribute("class")
    assert "do not answer" in answer.inner_text()
    assert re.search(r"holds \d+ articles", answer.inner_text())
    assert answer.locator("a.nd-cite").count() == 0
    assert answer.locator(".nd-card").count() >= 1
    page = reader.follow(answer.get_by_role("link", name="Stored copy").first)
    assert page.locator("mark#quote").count() == 1


def test_an_example_question_asks_itself(reader: Reader) -> None:
    example = reader.page.locator("#nd-chat .example").first
    text = example.inner_text()
    example.click()
    reader.page.wait_for_selector(".nd-answer .nd-card", state="attached")
    assert reader.page.locator(".nd-question").inner_text() == text


def test_hostile_words_are_shown_as_words(reader: Reader) -> None:
    answer = reader.ask(ZEBRAS)
    card = answer.locator(".nd-card", has_text="onerror").first
    assert card.locator(".nd-title").inner_text() == HOSTILE_TITLE
    assert "Quagga & <b>Sons</b>" in card.inner_text()
    assert "<script>alert(4)</script>" in answer.inner_text()
    for tag in ("img", "script", "form", "b", "[onerror]"):
        assert reader.page.locator(f"#nd-chat .message {tag}").count() == 0
    page = reader.follow(answer.locator("a.nd-cite").first)
    assert page.locator("h1").inner_text() == HOSTILE_TITLE
    assert "<script>alert(4)</script>" in page.locator("article").inner_text()
    assert page.locator("img, script, form").count() == 0


def test_a_hostile_question_is_shown_as_words(reader: Reader) -> None:
    question = f"<script>alert(5)</script> ![q](http://evil.invalid/q.png) {GAUGE}"
    reader.ask(question)
    assert reader.page.locator(".nd-question").inner_text() == question
    assert reader.page.locator("#nd-chat .message img").count() == 0


# -- filters -------------------------------------------------------------------------------


def test_an_outlet_filter_changes_the_sources_and_can_be_removed(reader: Reader) -> None:
    reader.filter_by("Radio Lantern")
    answer = reader.ask("Who wrote the memo about the barrier?")
    meta = answer.locator(".nd-meta").all_inner_texts()
    assert meta
    assert all(line.startswith("Radio Lantern") for line in meta)
    reader.page.locator("#nd-chips button", has_text="Radio Lantern").click()
    reader.page.locator("#nd-chips button").wait_for(state="hidden")
    meta = reader.ask(GAUGE).locator(".nd-meta").all_inner_texts()
    assert any(line.startswith("Harbour Gazette") for line in meta)


def test_a_date_filter_is_shown_and_kept_to(reader: Reader) -> None:
    reader.page.get_by_text("Filter by date or outlet").click()
    first = reader.page.locator("#nd-filters input.time").first
    first.fill("2025-09-01")
    first.press("Enter")
    reader.page.locator("#nd-chips button", has_text="From 1 September 2025").wait_for()
    answer = reader.ask(GAUGE)
    assert "Only articles from 1 September 2025 were searched." in answer.inner_text()
    days = re.findall(
        r"· \d+ (\w+) (20\d\d)", " ".join(answer.locator(".nd-meta").all_inner_texts())
    )
    assert set(days) <= {(month, "2025") for month in ("September", "October", "November")}


def test_a_day_that_does_not_exist_is_answered_with_advice(reader: Reader) -> None:
    reader.page.get_by_text("Filter by date or outlet").click()
    first = reader.page.locator("#nd-filters input.time").first
    first.fill("2025-13-40")
    first.press("Enter")
    reader.page.locator("#nd-chips", has_text="must be a day such as 2025-03-13").wait_for()
    answer = reader.ask(GAUGE)
    assert "must be a day such as 2025-03-13" in answer.inner_text()
    assert answer.locator(".nd-card").count() == 0


# -- a conversation ------------------------------------------------------------------------


def test_stop_keeps_what_came_and_the_next_question_is_answered(reader: Reader) -> None:
    reader.type(SLOW)
    reader.page.wait_for_selector(".nd-working")
    reader.page.wait_for_selector(".nd-answer blockquote")
    reader.page.get_by_role("button", name="Stop").click()
    reader.page.get_by_role("button", name="Ask").wait_for(timeout=5_000)
    stopped = reader.page.locator(".nd-answer").inner_text()
    assert "Stopped." in stopped
    time.sleep(4 * A_SENTENCE)  # one that was under way must not come back
    assert reader.page.locator(".nd-answer").inner_text() == stopped
    reader.ask(GAUGE)
    assert reader.page.locator(".nd-answer").first.inner_text() == stopped


def test_a_reload_amid_an_answer_keeps_what_came(reader: Reader) -> None:
    reader.ask(GAUGE)
    reader.type(SLOW)
    reader.page.wait_for_selector(".nd-answer >> nth=1 >> blockquote >> nth=1")
    reader.page.reload()
    reader.page.wait_for_selector(".nd-answer >> nth=1 >> blockquote >> nth=1")
    assert "Stopped." in reader.page.locator(".nd-answer").last.inner_text()
    assert reader.page.locator(".nd-question").all_inner_texts() == [GAUGE, SLOW]
    reader.ask(FOOTBALL)
    assert reader.page.locator(".nd-question").all_inner_texts() == [GAUGE, SLOW, FOOTBALL]


def test_two_tabs_have_a_conversation_each(reader: Reader) -> None:
    reader.ask(GAUGE)
    other = reader.beside()
    assert other.page.locator(".nd-question").count() == 0
    other.type(SLOW)
    other.page.wait_for_selector(".nd-answer blockquote")
    reader.ask(FOOTBALL)
    assert reader.page.locator(".nd-question").all_inner_texts() == [GAUGE, FOOTBALL]
    assert other.page.locator(".nd-question").all_inner_texts() == [SLOW]
    for each, asked in ((reader, [GAUGE, FOOTBALL]), (other, [SLOW])):
        each.page.reload()
        each.page.wait_for_selector(".nd-question")
        assert each.page.locator(".nd-question").all_inner_texts() == asked


def test_a_line_that_is_full_is_said_and_left_behind(reader: Reader) -> None:
    with httpx.Client(base_url=reader.address, timeout=60) as http:
        others = [Caller(http) for _ in range(Settings().at_once + Settings().waiting)]
        assert {other.ask(SLOW).status_code for other in others} == {200}
        reader.type(GAUGE)
        reader.page.locator(".nd-problem", has_text="Newsdesk is busy").wait_for()
        reader.page.get_by_role("button", name="Ask").wait_for()
        for other in others:
            other.call("halt", None)
    reader.page.get_by_role("button", name="Retry").click()
    reader.page.wait_for_selector(".nd-answer .nd-card", state="attached")
    assert reader.page.locator(".nd-question").all_inner_texts() == [GAUGE]


@pytest.mark.parametrize("sitting_at", ["reader", "phone"])
def test_the_question_just_asked_is_in_view_with_its_answer(
    request: pytest.FixtureRequest, sitting_at: str
) -> None:
    reader: Reader = request.getfixturevalue(sitting_at)
    for question in (GAUGE, "Why did the council drop the barrier?", GAUGE):
        reader.ask(question)
        in_view = reader.page.wait_for_function(
            """() => {
                const [chat, asked, answer] = ["#nd-chat", ".nd-question", ".nd-answer"]
                    .map(name => [...document.querySelectorAll(name)].at(-1))
                    .map(each => each.getBoundingClientRect());
                return asked.top >= chat.top - 1
                    && (asked.top < chat.top + 60 || answer.bottom <= chat.bottom + 1);
            }"""
        )
        assert in_view.json_value() is True


def test_a_reload_keeps_the_conversation_and_a_new_chat_drops_it(reader: Reader) -> None:
    reader.ask(GAUGE)
    shown = reader.ask(FOOTBALL).inner_text()
    reader.page.reload()
    reader.page.wait_for_selector(".nd-answer >> nth=1")
    assert reader.page.locator(".nd-answer").last.inner_text() == shown
    assert reader.page.locator("a.nd-cite").count() >= 1
    reader.page.get_by_role("button", name="New chat").click()
    reader.page.locator(".nd-answer").first.wait_for(state="detached")
    reader.page.reload()
    reader.page.wait_for_selector("#nd-chat .example")
    assert reader.page.locator(".nd-question").count() == 0


def test_asking_again_and_taking_back(reader: Reader) -> None:
    reader.ask(GAUGE)
    reader.ask(FOOTBALL)
    reader.page.get_by_role("button", name="Undo").click()
    reader.page.locator(".nd-question >> nth=1").wait_for(state="detached")
    assert reader.page.locator("#nd-box textarea").input_value() == FOOTBALL
    reader.page.get_by_role("button", name="Retry").click()
    reader.page.wait_for_selector(".nd-answer .nd-card", state="attached")
    assert reader.page.locator(".nd-question").all_inner_texts() == [GAUGE]


def test_an_answer_is_copied_as_plain_text_with_its_sources(reader: Reader) -> None:
    reader.context.grant_permissions(["clipboard-read", "clipboard-write"])
    reader.ask(GAUGE)
    reader.page.get_by_role("button", name="Copy answer").click()
    reader.page.get_by_role("button", name="Copied").wait_for()
    copied = reader.page.evaluate("navigator.clipboard.readText()")
    assert "2.94 metres above datum" in copied
    assert re.search(r"^\[1\] Surge floods 340 homes on Saltpan Row, Harbour Gazette", copied, re.M)
    assert "<" not in copied


def test_an_open_window_notices_new_articles(reader: Reader, index: Path, embedder: MiniLM) -> None:
    def held() -> int:
        words = reader.page.locator(".nd-masthead p").inner_text()
        return int(words.split(" article")[0].replace(",", ""))

    before = held()
    text = "The lighthouse at Tarrow Point was painted green on Monday, the harbour office said."
    news = write_jsonl(index.parent / "news.jsonl", [{"id": "lighthouse", "text": text}])
    ingest([news], index, embedder=embedder)
    reader.open()
    assert held() == before + 1
    assert (
        "painted green"
        in reader.ask("What colour was the Tarrow Point lighthouse painted?").inner_text()
    )


# -- how it looks --------------------------------------------------------------------------


def lightness(reader: Reader, selector: str, style: str) -> float:
    """How light a colour is on the screen, 0 to 1."""
    colour = reader.page.locator(selector).first.evaluate(
        "(e, style) => getComputedStyle(e)[style]", style
    )
    red, green, blue = (int(part) for part in re.findall(r"\d+", colour)[:3])
    return (0.299 * red + 0.587 * green + 0.114 * blue) / 255


@pytest.mark.parametrize(
    ("scheme", "query", "dark"),
    [("light", "", False), ("dark", "", True), ("light", "?__theme=dark", True)],
)
def test_dark_is_dark_and_light_is_light(
    browser: Any, address: str, scheme: str, query: str, dark: bool
) -> None:
    for reader in sitting(Reader(browser, address, color_scheme=scheme)):
        reader.open(query)
        reader.ask(GAUGE)
        page = lightness(reader, "gradio-app", "backgroundColor")
        ink = lightness(reader, ".nd-answer blockquote p", "color")
        assert (page < 0.2) is dark
        assert (page > 0.8) is not dark
        assert abs(page - ink) > 0.6


def test_a_phone_shows_everything_without_scrolling_sideways(phone: Reader) -> None:
    assert phone.sideways == 0
    phone.filter_by("Harbour Gazette")
    assert phone.sideways == 0
    phone.page.get_by_text("Filter by date or outlet").click()
    answer = phone.ask(GAUGE)
    answer.locator("details.nd-card summary").first.click()
    assert phone.sideways == 0
    for part in (".nd-card", "blockquote", "mark"):
        box = answer.locator(part).first.bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 390
    page = phone.follow(answer.locator("a.nd-cite").first)
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


# -- starting and ending -------------------------------------------------------------------


def test_ctrl_c_ends_it_cleanly_with_a_window_open(browser: Any, index: Path) -> None:
    with python(MAIN, str(index), stderr=subprocess.PIPE) as process:
        address = said(process).removeprefix("Newsdesk is at ")
        assert re.fullmatch(r"http://127\.0\.0\.1:\d+", address)
        reader = Reader(browser, address)
        process.send_signal(signal.SIGINT)
        _, complaints = process.communicate(timeout=60)
        reader.context.close()
    assert complaints == ""
    assert process.returncode == 0


def test_a_missing_library_is_said_without_a_traceback(tmp_path: Path) -> None:
    run = subprocess.run(
        [sys.executable, str(REPO / "app.py")],
        env={**os.environ, "NEWSDESK_INDEX": str(tmp_path / "none")},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert run.returncode == 1
    assert run.stderr.startswith("There is no library at ")
    assert "Traceback" not in run.stderr
