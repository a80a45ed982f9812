"""The report, as text and in a real browser, with hostile words in every place."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from newsroom import evidence

from assistant.datamodels import Citation, Sentence, Timing
from assistant.evaluation.comparing import compare
from assistant.evaluation.datamodels import Manifest, Outcome, Question, Result
from assistant.evaluation.report import report
from assistant.evaluation.summarising import summarise, tally

EVIL = '<img src="http://evil.invalid/x.png" onerror="alert(1)"></script><script>alert(2)</script>'
MADE_FROM = Manifest(
    newsdesk=EVIL, questions="abc", asked=3, system=EVIL, model=EVIL, support="lexical"
)
ITEM = evidence(f"It rained. The water rose to 2 metres. {EVIL}", id="a", title=EVIL, outlet=EVIL)
QUOTE = Citation(
    number=1,
    sentence=0,
    quote="The water rose to 2 metres.",
    start=11,
    end=38,
    article=ITEM.article,
    passage=ITEM.passage,
)
OUTCOMES = [
    Outcome(
        question=Question(id="wet", question=f"How high? {EVIL}", answers=("2 metres",), type="n"),
        result=Result(
            text="The water rose to 2 metres.",
            confidence=0.8,
            sentences=(Sentence(text="The water rose.", numbers=(1,), support="supported"),),
            citations=(QUOTE,),
            evidence=(ITEM,),
            searched=EVIL,
            timings=(Timing(stage="retrieve", milliseconds=7),),
        ),
        failure="right",
        gold=("a",),
        measures={"right": 1.0, "recall@5": 1.0},
        milliseconds=12,
    ),
    Outcome(
        question=Question(id=f'"> {EVIL}', question="Who?", answerable=False, type=EVIL),
        result=Result(text=EVIL, confidence=0.6, evidence=(ITEM,)),
        failure="should have abstained",
        measures={"right": 0.0},
        milliseconds=15,
    ),
    Outcome(
        question=Question(id="broken", question="Why?", type="n"),
        result=None,
        failure="broke off",
        error=EVIL,
        measures={"right": 0.0},
        milliseconds=1,
    ),
]


class Tags(HTMLParser):
    """The tags of a page and their attributes, as a browser reads them."""

    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()
        self.attributes: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.add(tag)
        self.attributes |= {name for name, _ in attrs}


def page(outcomes: list[Outcome]) -> str:
    counted = tally(outcomes)
    summary = summarise(counted, MADE_FROM, notices=[EVIL])
    comparison = compare((MADE_FROM, tally(outcomes)), (MADE_FROM, counted))
    return "".join(report(summary, comparison, iter(outcomes)))


def test_nothing_of_an_article_a_question_or_a_model_is_markup() -> None:
    html = page(OUTCOMES)

    assert EVIL not in html
    assert html.count("<script>") == 1
    assert "<img" not in html
    tags = Tags()
    tags.feed(html)
    assert not tags.found & {"img", "iframe", "form", "object", "link", "base"}
    assert {name for name in tags.attributes if name.startswith("on") or name == "src"} == set()


def test_quotes_are_marked_in_their_passage() -> None:
    html = page(OUTCOMES)

    assert "It rained. <mark>The water rose to 2 metres.</mark> &lt;img" in html
    assert html.count('<span class="badge">source</span>') == 1
    assert html.count('<span class="badge">holds the answer</span>') == 1


def test_quotes_that_overlap_become_one() -> None:
    (wet, *_) = OUTCOMES
    assert wet.result is not None
    inner = QUOTE.model_copy(update={"quote": "rose to", "start": 21, "end": 28})
    twice = wet.result.model_copy(update={"citations": (QUOTE, inner)})

    html = page([wet.model_copy(update={"result": twice})])
    assert "<mark>The water rose to 2 metres.</mark> &lt;img" in html


def test_a_run_of_one_question_has_a_report_too() -> None:
    assert "<h1>Evaluation</h1>" in page(OUTCOMES[2:])


# -- in a browser --------------------------------------------------------------------------

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium")
BROWSER_ARGUMENTS = [
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
]


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[tuple[Any, list[str]]]:
    """The report in Chromium, with what it asked for and what went wrong."""
    sync_api = pytest.importorskip("playwright.sync_api")
    if CHROMIUM is None:
        pytest.skip("no Chromium (set CHROMIUM)")
    (tmp_path / "report.html").write_text(page(OUTCOMES), "utf-8")
    address = (tmp_path / "report.html").as_uri()
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=BROWSER_ARGUMENTS)
        shown = browser.new_page()
        shown.set_default_timeout(60_000)
        alarms: list[str] = []
        shown.on("dialog", lambda dialog: alarms.append(dialog.message))
        shown.on("console", lambda message: alarms.append(message.text))
        shown.on("pageerror", lambda error: alarms.append(str(error)))
        shown.on("request", lambda request: alarms.extend({request.url} - {address}))
        shown.goto(address)
        yield shown, alarms
        browser.close()


def test_the_page_asks_nobody_and_runs_nothing_but_its_filter(
    opened: tuple[Any, list[str]],
) -> None:
    shown, alarms = opened
    visible = shown.locator("details.question:visible")

    assert visible.count() == 3
    shown.locator('button[data-failure="broke off"]').click()
    assert visible.count() == 1
    assert shown.locator("#count").text_content() == "1 of 3 questions"
    shown.locator('button[data-failure=""]').click()
    shown.locator("#search").fill("how HIGH")
    assert visible.count() == 1
    shown.locator("#search").fill("")
    shown.locator("#type").select_option(index=1)
    assert visible.count() in (1, 2)
    visible.first.locator("summary").click()
    assert visible.first.locator("dl").is_visible()
    assert alarms == []
