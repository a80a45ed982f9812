from __future__ import annotations

from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from newsroom import evidence

from assistant.answering.citations import Composer, Draft, Ground, link_to_words

PAGE = "https://x.example/a"


def directive(words: str, url: str = PAGE) -> str:
    link = link_to_words(url, words)
    assert link is not None
    return link.split("#:~:text=")[1]


def test_a_short_quote_is_named_whole() -> None:
    assert link_to_words(PAGE, "It was shut.") == f"{PAGE}#:~:text=It%20was%20shut."


def test_what_is_syntax_in_a_directive_is_escaped() -> None:
    assert directive("so-called, R&D") == "so%2Dcalled%2C%20R%26D"


def test_a_long_quote_is_named_by_its_ends() -> None:
    words = [f"w{number}" for number in range(13)]

    start, end = directive(" ".join(words)).split(",")

    assert unquote(start).split() == words[:6]
    assert unquote(end).split() == words[-6:]


def test_twelve_words_are_not_long() -> None:
    assert "," not in directive(" ".join(["word"] * 12))


def test_line_breaks_in_a_quote_are_spaces() -> None:
    assert directive("It was\n\nshut.") == "It%20was%20shut."


def test_an_address_keeps_its_own_fragment() -> None:
    assert link_to_words(f"{PAGE}?q=1#part-2", "Shut.") == f"{PAGE}?q=1#part-2:~:text=Shut."


@pytest.mark.parametrize(
    "url",
    [None, "", "javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "//x.example", "x"],
)
def test_only_web_addresses_become_links(url: str | None) -> None:
    assert link_to_words(url, "Shut.") is None


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1))
def test_no_words_can_break_out_of_the_directive(words: str) -> None:
    found = directive(words)

    assert not set(found) & set("#&-<>\"' \n")
    assert found.count(",") == (1 if len(words.split()) > 12 else 0)


def draft(article_id: str, text: str = "It was shut.", **fields: object) -> Draft:
    item = evidence(text, id=article_id, **fields)
    return Draft(text, (Ground(item, 0, len(text)),), "supported")


def test_a_source_has_one_number_however_often_it_is_cited() -> None:
    composer = Composer()

    pieces = [composer.add(draft(article_id)) for article_id in ("a", "b", "a", "c", "b")]

    assert [piece.text for piece in pieces] == [f"It was shut. [{n}]" for n in (1, 2, 1, 3, 2)]
    assert [source.id for source in composer.sources] == ["a", "b", "c"]
    assert [c.number for c in composer.citations] == [1, 2, 1, 3, 2]
    assert [c.sentence for c in composer.citations] == [0, 1, 2, 3, 4]


def test_a_sentence_on_two_grounds_cites_both() -> None:
    both = Draft("Shut.", draft("a").grounds + draft("b").grounds + draft("a").grounds, "weak")
    composer = Composer()

    piece = composer.add(both)

    assert piece.text == "Shut. [1][2]"
    assert composer.sentences[0].numbers == (1, 2)
    assert composer.sentences[0].support == "weak"
    assert len(piece.citations) == 3


def test_a_sentence_without_grounds_has_no_marker() -> None:
    assert Composer().add(Draft("Shut.", (), "unsupported")).text == "Shut."


def test_a_quote_says_who_said_it() -> None:
    quote = Draft("Shut.", draft("a").grounds, "supported", "Courier, 1 May 2024")

    assert Composer().add(quote).text == "“Shut.” — Courier, 1 May 2024 [1]"


def test_a_citation_is_the_words_at_their_place_in_the_article() -> None:
    item = evidence("Rain fell. It was shut.", start=40, url=PAGE)
    composer = Composer()

    composer.add(Draft("It was shut.", (Ground(item, 51, 63),), "supported"))

    (citation,) = composer.citations
    assert (citation.quote, citation.start, citation.end) == ("It was shut.", 51, 63)
    assert citation.url == f"{PAGE}#:~:text=It%20was%20shut."


def test_the_text_is_the_pieces_in_order_and_a_quote_is_a_paragraph() -> None:
    composer = Composer()
    assert composer.text == ""
    for article_id in ("a", "b"):
        composer.add(draft(article_id))
    assert composer.text == "It was shut. [1] It was shut. [2]"

    for by in ("Courier, 1 May 2024", "Post, 2 May 2024", ""):
        composer.add(Draft("Shut.", draft("a").grounds, "supported", by))

    assert composer.text == (
        "It was shut. [1] It was shut. [2]\n\n“Shut.” — Courier, 1 May 2024 [1]"
        "\n\n“Shut.” — Post, 2 May 2024 [1]\n\nShut. [1]"
    )
    assert [sentence.quoted for sentence in composer.sentences] == [False] * 2 + [True] * 2 + [
        False
    ]
