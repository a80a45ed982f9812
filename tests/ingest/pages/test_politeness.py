from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from newsstand import HERE, QUICK, Newsstand, Reply, fetch, newsstand, refusal

from ingest.pages.fetching import Fetcher
from ingest.pages.requesting import Limits

RULES = """
User-agent: *
Disallow: /private
Disallow: /*.pdf$

User-agent: Newsdesk
Disallow: /not-you
Allow: /not-you/but-this
Crawl-delay: 7
"""


def test_robots_txt_is_obeyed(stand: Newsstand) -> None:
    stand.put("/robots.txt", RULES, "text/plain")
    for path in ("/private", "/not-you/a", "/not-you/but-this"):
        stand.put(path, "Snow.")
    fetcher = Fetcher([HERE], QUICK, sleep=lambda seconds: None)

    assert "robots.txt does not allow it" in refusal(stand.address + "/not-you/a", fetcher)
    assert fetcher.get(stand.address + "/not-you/but-this").content == b"Snow."
    assert fetcher.get(stand.address + "/private").content == b"Snow."  # said to others
    assert stand.paths == ["/not-you/but-this", "/private"]
    assert [path for path, _ in stand.asked].count("/robots.txt") == 1


def test_robots_txt_for_all_is_obeyed_with_its_wildcards(stand: Newsstand) -> None:
    stand.put("/robots.txt", RULES.replace("Newsdesk", "Otherbot"), "text/plain")

    assert "robots.txt" in refusal(stand.put("/private/a", "Snow."))
    assert "robots.txt" in refusal(stand.put("/paper.pdf", "Snow."))


def test_robots_txt_counts_where_a_redirect_leads(stand: Newsstand) -> None:
    stand.put("/robots.txt", "User-agent: *\nDisallow: /private", "text/plain")
    stand.put("/private", "Snow.")

    assert "robots.txt" in refusal(stand.redirect("/go", "/private"))
    assert stand.paths == ["/go"]


def test_robots_txt_counts_on_the_host_to_which_a_redirect_leads(stand: Newsstand) -> None:
    with newsstand() as other:
        other.put("/robots.txt", "User-agent: *\nDisallow: /", "text/plain")

        assert "robots.txt" in refusal(stand.redirect("/go", other.put("/a", "Snow.")))
        assert other.paths == []


@pytest.mark.parametrize(
    ("reply", "allowed"),
    [
        (Reply(status=404), True),
        (Reply(status=403), True),
        (Reply(status=500), False),
        (Reply(status=503), False),
        (Reply(b"\xff\xfe\x00<html>not rules"), True),
        (Reply(b"User-agent: *\nDisallow: /\n" + b"# long\n" * 100_000), False),
        (Reply(status=302, headers={"Location": "/robots.txt"}), True),
        (Reply(status=302, headers={"Location": "http://10.0.0.1/"}), False),
    ],
    ids=["none", "hidden", "broken", "busy", "junk", "too long", "circle", "private"],
)
def test_without_rules_all_is_allowed_and_without_an_answer_nothing(
    stand: Newsstand, reply: Reply, allowed: bool
) -> None:
    stand.reply("/robots.txt", reply)
    url = stand.put("/a", "Snow.")

    if allowed:
        assert fetch(url).content == b"Snow."
    else:
        assert refusal(url)
        assert stand.paths == []


def waits(stand: Newsstand, limits: Limits, paths: int = 3) -> list[float]:
    taken: list[float] = []
    fetcher = Fetcher([HERE], limits, sleep=taken.append)
    for number in range(paths):
        fetcher.get(stand.put(f"/{number}", "Snow."))
    return taken


def test_a_host_is_asked_one_thing_at_a_time_with_a_pause(stand: Newsstand) -> None:
    taken = waits(stand, Limits(delay=1000))

    # robots.txt and three pages: each waits for its turn after the one before.
    assert [round(wait, -3) for wait in taken] == [1000, 2000, 3000]


def test_the_pause_that_robots_txt_asks_for_is_kept_within_reason(stand: Newsstand) -> None:
    stand.put("/robots.txt", "User-agent: *\nCrawl-delay: 500", "text/plain")

    taken = waits(stand, Limits(delay=0, longest_delay=1000))
    assert [round(wait, -2) for wait in taken] == [500, 1000, 1500]
    taken = waits(stand, Limits(delay=0, longest_delay=100))
    assert [round(wait, -2) for wait in taken] == [100, 200, 300]


def test_other_hosts_need_not_wait(stand: Newsstand) -> None:
    taken: list[float] = []
    with newsstand() as other:
        fetcher = Fetcher([HERE], Limits(delay=1000), sleep=taken.append)
        fetcher.get(stand.put("/", "Snow."))
        fetcher.get(other.put("/", "Rain."))

    assert [round(wait, -3) for wait in taken] == [1000, 1000]  # after each one's robots.txt


def test_a_busy_server_is_left_alone(stand: Newsstand) -> None:
    url = stand.reply("/", Reply(status=429))
    fetcher = Fetcher([HERE], QUICK)

    assert "429" in refusal(url, fetcher)
    assert "not asked any more" in refusal(stand.put("/other", "Snow."), fetcher)
    assert stand.paths == ["/"]


@pytest.mark.parametrize("as_date", [False, True])
def test_a_server_that_asks_for_a_little_time_gets_it(stand: Newsstand, as_date: bool) -> None:
    wished = "400"
    if as_date:
        wished = format_datetime(datetime.now(UTC) + timedelta(seconds=400), usegmt=True)
    stand.reply("/", Reply(status=503, headers={"Retry-After": wished}))
    taken: list[float] = []
    fetcher = Fetcher([HERE], Limits(delay=0, longest_delay=1000), sleep=taken.append)

    assert "503" in refusal(stand.address + "/", fetcher)
    assert fetcher.get(stand.put("/other", "Snow.")).content == b"Snow."
    assert [round(wait, -2) for wait in taken] == [400]


def test_a_host_that_a_redirect_left_no_time_for_is_asked_again(stand: Newsstand) -> None:
    def slow(write: Callable[[bytes], object]) -> None:
        write(b"#\n")
        time.sleep(1.3)

    with newsstand() as other:
        other.reply("/robots.txt", Reply(send=slow))
        url = other.put("/a", "Snow.")
        stand.reply("/robots.txt", Reply(send=slow))
        fetcher = Fetcher([HERE], Limits(delay=0, seconds=2))

        assert "took longer than 2 seconds" in refusal(stand.redirect("/go", url), fetcher)
        assert fetcher.get(url).content == b"Snow."


def test_a_host_whose_robots_txt_takes_all_the_time_is_not_asked_again(stand: Newsstand) -> None:
    stand.reply("/robots.txt", Reply(send=lambda write: time.sleep(0.5)))
    fetcher = Fetcher([HERE], Limits(delay=0, seconds=0.2))

    for path in ("/a", "/b"):
        assert "took longer than 0.2 seconds" in refusal(stand.put(path, "Snow."), fetcher)
    assert len(stand.asked) <= 1
