"""What of a web page is the article's, in whatever markup it stands."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.errors import InputError
from ingest.cleaning.articles import articles_of
from ingest.pages.sources import Page

LEAD = (
    "The night ferry to Skarholm will not sail until May, its owner Odda Lines said on Tuesday.",
    "A gearbox failed for the third time this winter, and no spare could be found on the coast.",
)
END = (
    "Passengers who had paid will get their money back, said a clerk at the quay of Brindle.",
    "The parliament of Norland will hear the owner in June about the state of his three boats.",
)


def page(inside: str, around: str = "") -> str:
    lead, end = ("".join(f"<p>{text}</p>" for text in part) for part in (LEAD, END))
    return (
        "<html lang='en'><head><title>Night ferry is cancelled</title></head><body>"
        f"<article><h1>Night ferry is cancelled</h1>{lead}{inside}{end}</article>{around}</body>"
    )


def lines_of(markup: str) -> list[str]:
    first, *_ = articles_of(Page("/a.html", "/a.html", "html", raw=markup))
    return first.text.split("\n\n")


ROWS = [
    "<tr><th>Line</th><th>Fare</th></tr><tr><td>Skarholm</td><td>12</td></tr>"
    "<tr><td>Quenby</td><td>9</td></tr>",
    "<thead><tr><th scope=col>Line</th><th>Fare</th></tr></thead><tbody><tr><th scope=row>Skarholm"
    "</th><td><div>12</div></td></tr><tr><th>Quenby</th><td><p>9</p></td></tr></tbody>",
    "<tr><td><b>Line</b></td><td><i>Fare</i></td></tr><tr><td><a href=/s>Skarholm</a></td>"
    "<td><span>12</span></td></tr><tr><td>Quenby</td><td><ul><li>9</li></ul></td></tr>",
    "<tr><td>Line</td><td>Fare</td></tr><tr><td>Skarholm<br>Quenby</td><td>12<br>9</td></tr>",
    "<tr><td>Line</td><td>Fare</td></tr><tr><td>Skarholm</td><td><table><tr><td>12</td></tr>"
    "</table></td></tr><tr><td>Quenby</td><td>9</td></tr>",
]


@pytest.mark.parametrize("rows", ROWS)
@pytest.mark.parametrize("more", [0, 12])
def test_each_row_of_a_table_is_a_line(rows: str, more: int) -> None:
    paragraphs = "".join(
        f"<p>Captain number {n} of the line told the court of inquiry that he had slept.</p>"
        for n in range(more)
    )
    found = lines_of(page(f"<table>{rows}</table>{paragraphs}"))

    assert {"Line | Fare", "Skarholm | 12", "Quenby | 9"} <= set(found)


def test_a_cell_that_stands_for_two_rows_is_in_both_and_a_layout_is_no_table() -> None:
    spanning = "<tr><td rowspan=2>May</td><td>12</td></tr><tr><td>9</td></tr>"
    story = "".join(f"<p>{text}</p>" for text in (*LEAD, *END))
    layout = f"<table><tr><td><h1>Night ferry is cancelled</h1>{story}</td><td>x</td></tr></table>"

    assert {"May | 12", "May | 9"} <= set(lines_of(page(f"<table>{spanning}</table>")))
    assert set(LEAD + END) <= set(lines_of(f"<html><body>{layout}</body></html>"))


SENTENCE = "The clerk wrote that the gearbox had been mended with a piece of fencing wire in March."


@pytest.mark.parametrize(
    ("inside", "expected"),
    [
        ("<p>{0}<br>{1}</p>", [SENTENCE]),
        ("<p>{0}<br/>\n   {1}</p>", [SENTENCE]),
        ("<div>{0}<br>{1}</div>", [SENTENCE]),
        ("<p><span>{0}<br>{1}</span></p>", [SENTENCE]),
        ("<pre>{0}\n{1}</pre>", [SENTENCE]),
        ("<p style='white-space: pre-line'>{0}\n{1}</p>", [SENTENCE]),
        ("<p>No sailings on Monday<br>No sailings on Friday<br>No dogs on board</p>",
         ["No sailings on Monday", "No sailings on Friday", "No dogs on board"]),
        ("<p>{0} {1}<br><br>He had no other.</p>", [SENTENCE, "He had no other."]),
    ],
)  # fmt: skip
def test_a_line_break_parts_lines_and_not_sentences(inside: str, expected: list[str]) -> None:
    half = SENTENCE.index(" had been")
    found = lines_of(page(inside.format(SENTENCE[:half], SENTENCE[half + 1 :])))

    assert [line for line in found if line in expected] == expected


@pytest.mark.parametrize("tag", ["cite", "footer", "small"])
def test_who_is_quoted_is_no_part_of_the_last_word(tag: str) -> None:
    quoted = f"<blockquote>We shall sail again in May<{tag}>Runa Vell, captain</{tag}></blockquote>"
    text = " ".join(lines_of(page(quoted)))

    assert "in May Runa Vell, captain" in text


OWN = "Captain Runa Vell had warned the owner four times before the winter, letters show."


@pytest.mark.parametrize(
    "inside",
    [
        f"<p class='subscriber-paywall'>{OWN}</p>",
        f"<p id='cookie-Intro'>{OWN}</p>",
        f"<div class='html-widget'><p>{OWN}</p></div>",
        f"<div class='social-story'><p>{OWN}</p></div>",
        f"<section id='the-cookie-war'><h2>The cookie war</h2><p>{OWN}</p></section>",
        f"<div class='related-facts'><ul><li>{OWN}</li></ul></div>",
        f"<p class='article-teaser'>{OWN}</p>",
        f"<p class='editors-comment'>{OWN}</p>",
        f"<aside><p>{OWN}</p></aside>",
        f"<section class='promo'><p>{OWN}</p></section>",
        f"<p><span class='credit'>{OWN}</span></p>",
    ],
)
def test_what_tells_something_stays_whatever_it_is_called(inside: str) -> None:
    assert OWN in lines_of(page(inside))


@pytest.mark.parametrize(
    "inside",
    [
        "<div class='newsletter'><p>Get the harbour letter and all {} in your inbox.</p></div>",
        "<div class='paywall'><p>You have one article left. Subscribe for nine {}.</p></div>",
        "<ul class='share'><li><a href=/f>Share the {}</a></li></ul>",
        "<div class='related'><h3>Read next</h3><p><a href=/x>Boat {} sinks</a></p></div>",
        "<div class='teaser'><a href=/x><h3>Boat sinks</h3><p>The {} went down.</p></a></div>",
        "<div id='comments'><p>I always said that these {} would come to nothing at all.</p></div>",
        "<div class='cookie-banner'><p>We use cookies and {} to improve this site.</p></div>",
        "<nav><a href=/a>Home of {}</a></nav>",
        "<form><p>Your letter to the {}</p><input name=a></form>",
    ],
)
def test_what_links_asks_and_sells_goes(inside: str) -> None:
    text = "\n".join(lines_of(page(inside.format("zwieback"))))

    assert "zwieback" not in text
    assert all(line in text for line in LEAD + END)


LONG = (
    "A tug was sent from the yard at Quenby and came back without a rope, because the harbour"
    " office had lent its own to a circus. The captain of the tug said that he would have used his"
    " belt. Nobody laughed, according to the log, which the court has kept. The hearing goes on in"
    " June, when the circus will be heard, and its elephant, on which the rope was found, as a"
    " piece of evidence and not as a witness."
)


def test_the_story_of_the_page_is_kept_beside_stories_in_better_markup() -> None:
    story = "".join(f"<p>{text}</p>" for text in (*LEAD, *END))
    others = "".join(
        f"<article><h2><a href='https://c.example/{n}'>Tug {n}</a></h2><p>{LONG}</p></article>"
        for n in range(2)
    )
    markup = f"<body><div><h1>Night ferry is cancelled</h1>{story}</div><div>{others}</div></body>"
    first, *_ = articles_of(Page("/a.html", "/a.html", "html", raw=markup))

    assert first.title == "Night ferry is cancelled"
    assert all(text in first.text for text in LEAD + END)
    assert "circus" not in first.text


def test_a_live_page_keeps_its_lead_and_every_post_with_its_time() -> None:
    posts = "".join(
        f"<article><time>{hour}:05</time><h2>Post {hour}</h2><p>{text}</p></article>"
        for hour, text in ((11, "The tug is back."), (10, LONG), (9, "A tug has been sent."))
    )
    markup = f"<main><h1>Live: ferry adrift</h1><p>{LEAD[0]} {LEAD[1]}</p>{posts}</main>"
    (found,) = articles_of(Page("/a.html", "/a.html", "html", raw=f"<body>{markup}</body>"))

    for text in (LEAD[0], LONG, "The tug is back.", "A tug has been sent.", "11:05", "9:05"):
        assert text in found.text


@pytest.mark.parametrize(
    ("markup", "reason"),
    [
        ("<title>404 - Courier</title><h1>Oops!</h1><p>This page is lost at sea.</p>", "error"),
        ("<title>Page not found</title><p>The page you requested has been removed.</p>", "error"),
        ("<title>x</title><h1>Seite nicht gefunden</h1><p>Bitte suchen Sie oben.</p>", "error"),
        ("<title>Just a moment...</title><p>We are checking your ticket.</p>", "error"),
        ("<title>C</title><noscript>Please enable JavaScript to read this.</noscript>", "scripts"),
        ("<title>C</title><div><p>This app requires JavaScript.</p></div>", "scripts"),
        ("<meta http-equiv=refresh content='0; url=/new'><p>You are being redirected there.</p>",
         "leads on to /new"),
        ("<h1>Before you continue</h1><p>We and our partners use cookies and other data.</p>"
         "<p>Your consent can be withdrawn in the privacy settings at any time.</p>", "consent"),
        ("<h1>Coast</h1>" + "".join(f"<div><h3><a href=/{n}>Boat {n} comes home late</a></h3>"
         "<p>Its crew of nine had nothing to say about it on Monday.</p></div>" for n in range(6)),
         "list of headlines"),
    ],
)  # fmt: skip
def test_what_is_no_article_is_refused_with_its_reason(markup: str, reason: str) -> None:
    with pytest.raises(InputError, match=reason):
        articles_of(Page("/a.html", "/a.html", "html", raw=f"<html>{markup}</html>"))


def test_an_article_about_lost_pages_cookies_or_scripts_is_one() -> None:
    for title in ("Page not found", "404", "Access denied", "Cookies and consent"):
        assert LEAD[0] in lines_of(page("").replace("Night ferry is cancelled", title))


_TAGS = st.sampled_from("p div table tr td br pre cite ul li h2 a".split())
_TEXTS = st.sampled_from(["", "x", "A word."])


@settings(max_examples=40, deadline=5_000)
@given(st.lists(st.tuples(_TAGS, _TEXTS, st.booleans()), max_size=25))
def test_any_markup_is_read_or_refused(parts: list[tuple[str, str, bool]]) -> None:
    inside = "".join(f"<{tag}>{text}{f'</{tag}>' * closed}" for tag, text, closed in parts)

    assert LEAD[0] in " ".join(lines_of(page(inside)))
