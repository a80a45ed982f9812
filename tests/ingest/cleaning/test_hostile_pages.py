"""Pages that are broken, huge or meant to do harm: cleaning ends, and says what it found."""

from __future__ import annotations

import pytest

from assistant.errors import InputError
from ingest.cleaning.articles import articles_of
from ingest.pages.sources import Kind, Page

SENTENCE = "The council voted on Tuesday to build a barrier. "
MEGABYTE = 1_000_000


def text_of(raw: str, kind: Kind = "text") -> str:
    (found,) = articles_of(Page("/a", "/a", kind, raw=raw))
    return found.text


@pytest.mark.parametrize("tag", ["div", "span", "blockquote"])
def test_ten_thousand_levels_of_markup_hide_no_text(tag: str) -> None:
    levels = 10_000

    assert SENTENCE.strip() in text_of(
        f"<html><body>{f'<{tag}>' * levels}<p>{SENTENCE}</p>{f'</{tag}>' * levels}", "html"
    )


@pytest.mark.parametrize("kind", ["text", "html"])
def test_a_page_of_one_line_of_twenty_megabytes_ends(kind: Kind) -> None:
    line = SENTENCE * (20 * MEGABYTE // len(SENTENCE))

    assert len(text_of(line, kind)) == len(line) - 1


@pytest.mark.parametrize(
    "piece",
    ["By Ann Poe, ", "A/", "Photo: ", "12/12/2012 ", "a", "Aa ", "sign up ", "( ", "home | ", ".",
     "Aaaa", " B", "2 hours ago ", "updated ", "© ", "(Aa/", "told the Aa ", "\t", "。", "؟"],
)  # fmt: skip
def test_a_line_that_repeats_one_piece_a_million_times_ends(piece: str) -> None:
    long = piece * (MEGABYTE // len(piece))
    lines = [long, *(long[:length] for length in range(10, 300, 7))]

    assert SENTENCE.strip() in text_of(
        "\n".join(["A headline of five words", *lines, SENTENCE * 5])
    )


def test_a_hundred_thousand_related_headlines_end() -> None:
    stub = "Related articles\nBig news from town {n}\nBig news from town {n}\n2 hours ago\n"

    raw = SENTENCE * 6 + "\n" + "".join(stub.format(n=n) for n in range(25_000))

    assert text_of(raw) == (SENTENCE * 6).strip()


@pytest.mark.parametrize(
    "raw",
    [
        "<html><body><script>alert(1)</script></body></html>",
        "<html><body><nav><a href=/>Home</a></nav><footer>© 2024 Courier</footer></body></html>",
        "<html><body><div class=cookie>We use cookies on this website.</div></body></html>",
    ],
)
def test_a_page_without_an_article_says_so(raw: str) -> None:
    with pytest.raises(InputError, match="no article text"):
        text_of(raw, "html")


def test_a_declaration_inside_the_page_does_not_stop_it() -> None:
    page = f'<?xml version="1.0" encoding="iso-8859-1"?><html><body><p>Café. {SENTENCE * 3}</p>'

    assert "Café." in text_of(page, "html")


def test_json_ld_that_is_no_article_or_no_json_is_passed_over() -> None:
    scripts = "".join(
        f'<script type="application/ld+json">{data}</script>'
        for data in ("{", "[]", "3", '{"@type": 7}', '{"@type": "NewsArticle", "author": 4}')
    )

    assert text_of(f"<html><head>{scripts}</head><body><p>{SENTENCE * 4}</p></body>", "html")


def test_a_page_of_a_headline_alone_holds_no_article() -> None:
    with pytest.raises(InputError, match="no article text"):
        text_of("Big storm hits the coast")


@pytest.mark.parametrize("control", ["\x01", "&#1;", "&#x1F;", "&#xFFFE;", "&#xD800;", "&#000011"])
def test_control_characters_in_markup_do_no_harm(control: str) -> None:
    page = f"<html><body><nav>{control}</nav>{control} <p>{control}{SENTENCE * 4}</p></body></html>"

    assert text_of(page, "html") == (SENTENCE * 4).strip()


@pytest.mark.parametrize(
    ("yaml", "reason"),
    [
        ("[" * 2_000, "too deeply nested"),
        ("!!int ''", "not YAML"),
        ("!!bool maybe", "not YAML"),
        ("!!timestamp soon", "not YAML"),
        ("&a [*a]", "refers to itself"),
        ("\nb: &b {c: d}\n<<: [*b, *b]", "refers to itself"),
    ],
)
def test_front_matter_that_cannot_be_read_has_a_reason(yaml: str, reason: str) -> None:
    with pytest.raises(InputError, match=reason):
        text_of(f"---\na: {yaml}\n---\n{SENTENCE}", "markdown")


# -- pages that took minutes: if one does again, its test does not end ------------------------


def test_thirty_thousand_levels_of_furniture_end() -> None:
    levels = 30_000
    deep = "<div class=share>" * levels + f"<p>{SENTENCE}</p>" + "</div>" * levels

    assert SENTENCE.strip() in text_of(f"{deep}<p>{SENTENCE * 9}</p>", "html")


@pytest.mark.parametrize(
    "piece",
    [
        "<nav>x</nav>y ",
        "<header>x</header>",
        "<article>",
        "<article><h2>x</h2><p>y</p></article>",
        "<div class=author>",
        "<p class=author>x</p>",
        "<h1>",
        "<h1>x</h1><time>y</time>",
        "<p>x",
        "<!-- x -->y",
        "&#1;",
    ],
)
def test_markup_that_repeats_one_piece_ends(piece: str) -> None:
    pieces = piece * (400_000 // len(piece))

    assert SENTENCE.strip() in text_of(f"<p>{SENTENCE * 9}</p>{pieces}", "html")


def test_a_word_of_a_hundred_thousand_letters_beside_the_author_ends() -> None:
    for word in ("A" * 99_000, "A's" * 33_000, "Aa " * 33_000, "A’s" * 33_000):
        raw = f"Big storm hits the coast\nBy Ann Poe\n{SENTENCE * 5}\n{word} reporter Ann Poe."

        assert SENTENCE.strip() in text_of(raw)


def test_a_hundred_thousand_authors_end() -> None:
    authors = [f"Ann Poe {number}" for number in range(100_000)]
    page = Page("/a", "/a", "record", raw=SENTENCE * 2_000, fields={"authors": authors})

    assert len(articles_of(page)[0].authors) == 100_000


@pytest.mark.parametrize("piece", ["\n", " \n", "\n---", "#\n", "- ", "a: b\n", "[a", "!["])
def test_front_matter_without_an_end_is_text(piece: str) -> None:
    pieces = piece * (200_000 // len(piece))

    assert SENTENCE.strip() in text_of(f"---\n{pieces}\n\n{SENTENCE * 3}", "markdown")


@pytest.mark.parametrize("piece", ["**", "_a ", "*a ", "[", "![](", "`a", "<a ", "&", "> ", "\\"])
def test_markdown_that_repeats_one_piece_ends(piece: str) -> None:
    pieces = piece * (MEGABYTE // len(piece))

    assert SENTENCE.strip() in text_of(f"{SENTENCE * 3}\n\n{pieces}", "markdown")
