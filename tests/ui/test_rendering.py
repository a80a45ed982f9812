from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from html import unescape

import pytest
from answered import HOSTILE, TEXT, Seen, answer, article, draft, ground, pieces
from hypothesis import given
from hypothesis import strategies as st

from assistant.datamodels import Answer, Evidence, ShortAnswer, TimeFrame
from assistant.ui.rendering import (
    answer_html,
    problem_html,
    progress_html,
    question_html,
    text_html,
)

MAY = "The night ferry will not sail until May."
GEARBOX = "Its gearbox failed."
GAP = '<span class="nd-gap"></span>'
ALLOWED = {
    *("a", "blockquote", "details", "div", "footer", "li", "mark", "p", "s", "span"),
    *("summary", "sup", "ul"),
}


def quoted(*quotes: str) -> Answer:
    return answer(*(draft(q, ground(q), by="Brindle Courier, 1 February 2024") for q in quotes))


# -- answers -------------------------------------------------------------------------------


def test_quotes_are_set_as_quotes_with_who_and_when() -> None:
    html = answer_html(quoted(MAY))
    assert f"<blockquote><p>{MAY}" in html
    assert "<footer>Brindle Courier, 1 February 2024</footer>" in html
    assert "article?id=ferry&amp;revision=1&amp;start=0&amp;end=40#quote" in html
    assert ">1</a></sup>" in html


def test_sentences_stand_under_their_labels_and_each_label_once() -> None:
    labels = ("1 February", "1 February", "2 March <b>")
    quotes = (MAY, GEARBOX, "Passengers are paid back.")
    drafts = [
        replace(draft(quote, ground(quote), by="Courier"), label=label)
        for quote, label in zip(quotes, labels, strict=True)
    ]

    for html in (answer_html(answer(*drafts)), progress_html(pieces(*drafts), 3)):
        first, second = re.findall(r'<p class="nd-heading">(.*?)</p>', html)
        assert (first, unescape(second)) == ("1 February", "2 March <b>")
        assert html.index(first) < html.index(MAY) < html.index(GEARBOX) < html.index(second)


def test_items_are_a_list_while_they_come_and_when_they_are_there() -> None:
    drafts = [
        replace(draft(text, ground(quote)), item=True)
        for text, quote in (("No sailing until May.", MAY), ("The gearbox failed.", GEARBOX))
    ]

    for html in (answer_html(answer(*drafts)), progress_html(pieces(*drafts), 3)):
        assert html.count("<ul") == 1
        assert html.count("<li>") == 2
        assert "<li>No sailing until May." in html


@pytest.mark.parametrize(
    ("lead", "shown"),
    [("In May & not before.", ["In May &amp; not before."]), ("the night ferry", []), ("", [])],
)
def test_a_lead_is_shown_unless_the_first_sentence_says_it(lead: str, shown: list[str]) -> None:
    html = answer_html(quoted(MAY).model_copy(update={"lead": lead}))

    assert re.findall(r'<p class="nd-led">(.*?)</p>', html) == shown


def test_what_is_said_without_a_source_is_shown_with_a_way_to_the_articles() -> None:
    told = answer(text="Two articles:\n- The <ferry>\n- The bridge", sources=(article().source,))

    html = answer_html(told)

    assert '<p class="nd-prose">Two articles:</p>' in html
    assert "<li>The &lt;ferry&gt;</li><li>The bridge</li>" in html
    assert "article?id=ferry&amp;revision=1" in html
    assert "From 1 source" not in html


def test_questions_that_could_follow_are_named() -> None:
    html = answer_html(quoted(MAY).model_copy(update={"suggestions": ("Who paid? <i>",)}))

    assert "You could also ask: Who paid? &lt;i&gt;" in html


def test_an_unsure_answer_says_so_first() -> None:
    unsure = quoted(MAY).model_copy(update={"certainty": "unsure"})
    assert answer_html(unsure).startswith(
        '<div class="nd-answer"><p class="nd-note">The articles may answer this.</p>'
    )
    assert "may answer" not in answer_html(unsure.model_copy(update={"certainty": "sure"}))


def test_the_words_that_answer_stand_out_in_their_quote_alone() -> None:
    quote = "Its gearbox failed."
    start = TEXT.index("gearbox")
    short = ShortAnswer(text="gearbox", start=start, end=start + 7, chance=0.8)

    html = answer_html(answer(draft(quote, replace(ground(quote), short=short), by="Courier")))

    assert "Its <strong>gearbox</strong> failed." in html
    assert html.count("<strong>") == 1


def test_a_short_answer_of_hostile_words_is_shown_as_words() -> None:
    words = "<img src=x onerror=alert(1)>"
    hostile = article(text=f"He wrote {words} twice.")
    short = ShortAnswer(text=words, start=9, end=9 + len(words), chance=0.8)

    html = answer_html(
        answer(draft("x", replace(ground(hostile.text, hostile), short=short), by="Courier"))
    )

    assert "<img" not in html
    assert f"<strong>{text_html(words)}</strong>" in html


def test_a_written_answer_is_one_paragraph_with_a_number_after_each_sentence() -> None:
    other = article(id="b", title="Gearbox", text=GEARBOX)
    html = answer_html(
        answer(draft("It rests.", ground(MAY)), draft("It broke.", ground(GEARBOX, other)))
    )
    (prose,) = re.findall(r'<p class="nd-prose">(.*?)</p>', html)
    assert Seen(prose).text.replace("\u2060", "") == "It rests.1 It broke.2"


def test_a_source_that_is_cited_twice_has_one_number_and_one_card() -> None:
    html = answer_html(answer(draft("Both.", ground(MAY), ground(GEARBOX))))
    assert html.count('class="nd-cite"') == 1
    assert html.count("<details") == 1
    assert Seen(html).text.count("Night ferry is cancelled") == 1


def test_a_card_shows_the_passage_with_the_very_words_marked() -> None:
    html = answer_html(answer(draft("Both.", ground(MAY), ground(GEARBOX))))
    (passage,) = re.findall(r'<p class="nd-passage">(.*?)</p>', html)
    assert passage == (f"<mark>{MAY}</mark>{GAP}<mark>{GEARBOX}</mark> Passengers are paid back.")


def test_overlapping_quotes_share_a_mark() -> None:
    html = answer_html(
        answer(draft("x", ground("night ferry will"), ground("ferry will not sail")))
    )
    (passage,) = re.findall(r'<p class="nd-passage">(.*?)</p>', html)
    assert "".join(re.findall("<mark>(.*?)</mark>", passage)) == "night ferry will not sail"
    assert Seen(passage).text == TEXT.replace("\n\n", "")


def test_a_card_names_outlet_day_authors_and_who_carried_it_too() -> None:
    of = article(authors=["Ada Quill"], also_carried_by=["Lowmere Post", "Aldry Echo"])
    shown = Seen(answer_html(answer(draft(MAY, ground(MAY, of), by="x")))).text
    assert "Brindle Courier · 1 February 2024 · Ada Quill" in shown
    assert "also carried by Lowmere Post, Aldry Echo" in shown


def test_an_outlet_that_carried_its_own_story_twice_is_not_named_again() -> None:
    of = article(also_carried_by=["Brindle Courier"])
    shown = Seen(answer_html(answer(draft(MAY, ground(MAY, of), by="x")))).text
    assert "also carried by" not in shown


def test_an_unknown_day_is_called_unknown() -> None:
    shown = Seen(answer_html(answer(draft(MAY, ground(MAY, article(published=None)), by="x")))).text
    assert "date unknown" in shown
    assert "From 1 source (1 of unknown date)." in shown


def test_the_days_that_the_sources_span_are_named() -> None:
    later = article(id="b", published=date(2024, 5, 3))
    shown = answer_html(answer(draft("x", ground(MAY), ground(GEARBOX, later))))
    assert "From 2 sources, 1 February – 3 May 2024." in shown


def test_a_card_links_to_the_outlet_only_where_there_is_one() -> None:
    there = article(url="https://brindle-courier.com/ferry")
    online = answer_html(answer(draft(MAY, ground(MAY, there), by="x")))
    assert "Open at the outlet" in online
    assert "Stored copy" in online
    nowhere = article(url="https://brindle-courier.example/ferry")
    offline = answer_html(answer(draft(MAY, ground(MAY, nowhere), by="x")))
    assert "Open at the outlet" not in offline
    assert "brindle-courier.example" not in offline


def test_support_is_shown_where_it_is_lacking() -> None:
    html = answer_html(
        answer(
            draft("Sound.", ground(MAY)),
            draft("Half.", ground(MAY), support="weak"),
            draft("Made up.", support="unsupported"),
        )
    )
    sound, rest = html.split("Half.")
    assert "nd-label" not in sound
    assert "partly supported</span>" in rest
    assert '<s>Made up.</s> <span class="nd-label"' in rest
    assert "Partly supported: the cited passages carry only a part" in rest


def test_supported_answers_carry_no_labels() -> None:
    assert "nd-label" not in answer_html(quoted(MAY))


def test_notices_and_time_frame_are_told() -> None:
    frame = TimeFrame(after=date(2024, 1, 1))
    notices = ["2 sentences had no support."]
    shown = answer_html(answer(draft(MAY, ground(MAY)), notices=notices, time_frame=frame))
    assert "2 sentences had no support." in shown
    assert "Only articles from 1 January 2024 were searched." in shown


def abstained(*evidence: Evidence) -> Answer:
    text = "The articles do not answer this. The library holds 19 articles."
    return answer(abstained=True, text=text, evidence=evidence)


def test_an_answer_that_is_withheld_shows_what_is_nearest() -> None:
    html = answer_html(abstained(ground(MAY).evidence))
    assert "nd-abstained" in html
    assert "The articles do not answer this. The library holds 19 articles." in html
    assert "Night ferry is cancelled" in html
    assert f"{MAY} {GEARBOX}" in html
    assert f"article?id=ferry&amp;revision=1&amp;start=0&amp;end={len(TEXT)}#quote" in html
    assert "nd-cite" not in html


def test_a_long_passage_is_cut_between_words() -> None:
    long = article(text="word " * 200 + "end")
    html = answer_html(abstained(ground("end", long).evidence))
    (passage,) = re.findall(r'<p class="nd-passage">(.*?)</p>', html)
    assert passage.endswith("word …")
    assert len(passage) < 400


# -- on the way ----------------------------------------------------------------------------


def test_before_the_first_sentence_it_says_what_is_searched() -> None:
    assert "Searching 19 articles" in progress_html([], 19)
    assert "Searching 1 article<" in progress_html([], 1)


@pytest.mark.parametrize("words", [MAY, f"{MAY}\n\n{GEARBOX}"])
def test_a_quote_looks_the_same_on_the_way_and_in_the_end(words: str) -> None:
    text = " ".join(words.split())
    quote = draft(text, ground(words), by="Brindle Courier, 1 February 2024")
    (streamed,) = re.findall("<blockquote>.*</blockquote>", progress_html(pieces(quote), 0))
    assert streamed in answer_html(answer(quote))


def test_written_sentences_look_the_same_on_the_way_and_in_the_end() -> None:
    drafts = draft("It rests.", ground(MAY)), draft("It [sic] broke.", ground(GEARBOX))
    (streamed,) = re.findall('<p class="nd-prose">.*?</p>', progress_html(pieces(*drafts), 0))
    assert streamed in answer_html(answer(*drafts))


def test_a_stopped_answer_says_so_and_waits_no_longer() -> None:
    html = progress_html(pieces(draft("It rests.", ground(MAY))), 0, stopped=True)
    assert "It rests." in html
    assert "Stopped. What you see was checked" in html
    assert "Stopped before there was an answer." in progress_html((), 0, stopped=True)
    assert "nd-working" not in html


# -- hostile words -------------------------------------------------------------------------


def spoilt(words: str) -> list[str]:
    """Every message there is, with these words wherever an outsider's words can be."""
    text = f"{words} and more"
    of = article(
        id=words,
        title=words,
        outlet=words,
        authors=[words],
        also_carried_by=[words],
        url=f"javascript:{words}",
        text=text,
    )
    quote = draft(text, ground(text, of), by=f"{words}, date unknown")
    written = draft(text, ground(text, of), support="weak")
    made_up = draft(text, support="unsupported")
    return [
        question_html(words),
        problem_html(words),
        answer_html(answer(quote, notices=[words])),
        answer_html(answer(written, made_up)),
        answer_html(answer(abstained=True, text=words, evidence=[ground(text, of).evidence])),
        progress_html(pieces(quote, written), 1),
    ]


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_are_shown_as_words(words: str) -> None:
    for html in spoilt(words):
        seen = Seen(html)
        assert set(seen.tags) <= ALLOWED
        assert {name for name, _ in seen.attributes} <= {"class", "href", "title", "target", "rel"}
        links = [value for name, value in seen.attributes if name == "href"]
        assert all(link.startswith("article?id=") for link in links)
        shown = "".join(seen.text.split())
        assert "".join(words.split()) in shown


@pytest.mark.parametrize("words", HOSTILE)
def test_markdown_finds_nothing_to_act_on(words: str) -> None:
    for html in spoilt(words):
        assert "\n" not in html  # a blank line would end the HTML block
        outside_attributes = re.sub(r"<[^>]*>", "", html)
        assert not set(outside_attributes) & set("[]`$*_~|\\")


@given(st.text())
def test_text_is_shown_exactly(text: str) -> None:
    html = text_html(text)
    assert not set(html) & set("<>\"'\n\r")
    assert unescape(html) == text.replace("\n", " ").replace("\r", " ")


def test_a_quote_over_two_paragraphs_keeps_them_apart() -> None:
    assert f"<blockquote><p>{MAY}{GAP}{GEARBOX}" in answer_html(quoted(f"{MAY}\n\n{GEARBOX}"))


def test_quotes_that_follow_a_models_sentences_are_set_apart_from_them() -> None:
    said = draft("It will not sail.", ground("The night ferry will not sail until May."))
    quote = draft("Its gearbox failed.", ground("Its gearbox failed."), by="Courier, 1 May 2024")

    html = answer_html(answer(said, quote))

    assert html.count('<p class="nd-prose">') == html.count("<blockquote>") == 1
    assert html.index("It will not sail.") < html.index("<blockquote>")
