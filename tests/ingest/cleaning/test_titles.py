from __future__ import annotations

import lxml.html
import pytest

from ingest.cleaning.metadata import head_fields

LINE = "Ferry stays in port until May"
VOICE = "Skarholm Voice"


def named(head: str, body: str = "") -> tuple[str | None, str | None]:
    """The headline and the outlet of a page."""
    page = f"<html><head>{head}</head><body>{body}<p>The quay is shut.</p></body></html>"
    found = head_fields(lxml.html.document_fromstring(page))
    return found.title and found.title.value, found.outlet and found.outlet.value


@pytest.mark.parametrize(
    ("title", "headline", "outlet"),
    [
        ("Ferry stays in port – again", "Ferry stays in port – again", None),
        ("Ferry stays in port - but why?", "Ferry stays in port - but why?", None),
        ("The Ferry Stays In Port – For Now", "The Ferry Stays In Port – For Now", None),
        ("“No way out” – ferry owner gives up", "“No way out” – ferry owner gives up", None),
        ("Skarholm 2 - 1 Brindle: ferrymen win", "Skarholm 2 - 1 Brindle: ferrymen win", None),
        (f"Quay Post - {LINE}", LINE, "Quay Post"),
        (f"{VOICE} | {LINE}", LINE, VOICE),
        (f"{VOICE} » {LINE}", LINE, VOICE),
        (f"{LINE} :: {VOICE}", LINE, VOICE),
        (f"{LINE}|Quay Post", LINE, "Quay Post"),
        (f"{LINE} — {VOICE}", LINE, VOICE),
        (f"{LINE} | Local news | {VOICE}", LINE, VOICE),
        (f"{LINE} - Politics - Quay Post", LINE, "Quay Post"),
        (f"Politics | {LINE} | {VOICE}", LINE, VOICE),
        (f"{LINE} | Politics", LINE, None),
        ("Ferry stays – and the mayor goes | Quay Post", "Ferry stays – and the mayor goes",
         "Quay Post"),
        (f"Ferry stays – and the mayor goes – {VOICE}", "Ferry stays – and the mayor goes", VOICE),
        ("Eel - Quay Post", "Eel", "Quay Post"),
    ],
)  # fmt: skip
def test_a_title_alone_is_parted(title: str, headline: str, outlet: str | None) -> None:
    assert named(f"<title>{title}</title>") == (headline, outlet)


@pytest.mark.parametrize(
    "headings",
    [
        f'<header><h1><a href="/">{VOICE}</a></h1></header><article><h2>{LINE}</h2></article>',
        f"<div><h1>{VOICE}</h1></div><article><h1>{LINE}</h1></article>",
        f'<h1 class="site-title">{VOICE}</h1><main><h2>{LINE}</h2></main>',
        f'<h1><a href="/"><img alt="{VOICE}" src="logo.png"></a></h1><h1>{LINE}</h1>',
        f'<h1><span class="kicker">Harbour</span><span>{LINE}</span></h1>',
        f'<h1><small class="article__topline">Harbour</small> {LINE}</h1>',
        f"<h1><span>Harbour</span><span>{LINE}</span></h1>",
        "<h1>Ferry stays in port<br>until May</h1>",
        f"<h1>{LINE}</h1><aside><h1>Most read</h1></aside>",
    ],
)
@pytest.mark.parametrize("title", [f"{LINE} | {VOICE}", f"{LINE} - Politics - {VOICE}"])
def test_the_headline_is_found_among_the_headings(title: str, headings: str) -> None:
    assert named(f"<title>{title}</title>", headings) == (LINE, VOICE)


@pytest.mark.parametrize(
    ("head", "foot", "outlet"),
    [
        ('<meta property="og:site_name" content="QUAY TODAY Thursday">', "", "QUAY TODAY"),
        (f'<meta property="og:site_name" content="voice.example"><title>{LINE} | {VOICE}</title>',
         "", VOICE),
        ("", f"<footer>© 2025 {VOICE}. All rights reserved.</footer>", VOICE),
        ("", f'<img class="logo" src="a.png" alt="{VOICE} logo">', VOICE),
        ('<meta property="og:site_name" content="voice.example">', "", "voice.example"),
    ],
)  # fmt: skip
def test_an_outlet_is_a_name_if_the_page_has_one(head: str, foot: str, outlet: str) -> None:
    assert named(head, f"<h1>{LINE}</h1>{foot}") == (LINE, outlet)


def test_the_name_of_the_site_is_no_headline() -> None:
    generic = f'<meta property="og:title" content="{VOICE}">'
    generic += f'<meta property="og:site_name" content="{VOICE}">'

    assert named(generic, f"<h1>{LINE}</h1>") == (LINE, VOICE)
