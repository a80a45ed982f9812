from __future__ import annotations

import json
from datetime import date
from typing import Any

import lxml.html
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.cleaning.metadata import head_fields

TITLE = "Ferry stays in port"
INNER = (
    f'"@type":"NewsArticle","headline":"{TITLE}","datePublished":"2025-03-10T23:30:00-05:00",'
    '"author":{"name":"Ann Poe"},"publisher":{"name":"Quay Post"}'
)
PEOPLE = '{"@id":"#a","name":"Ann Poe"},{"@id":"#p","@type":"Organization","name":"Quay Post"}'
REFERRING = INNER.replace('{"name":"Ann Poe"}', '{"@id":"#a"}')
REFERRING = REFERRING.replace('{"name":"Quay Post"}', '{"@id":"#p"}')


def described(*scripts: str, kind: str = "application/ld+json") -> tuple[Any, ...]:
    """Title, outlet, authors and day of a page with these scripts."""
    data = "".join(f'<script type="{kind}">{script}</script>' for script in scripts)
    page = f"<html><head>{data}</head><body><h1>{TITLE}</h1><p>The quay is shut.</p></body></html>"
    found = head_fields(lxml.html.document_fromstring(page))
    day = found.published.value.day.isoformat() if found.published else None
    return (*(each and each.value for each in (found.title, found.outlet, found.authors)), day)


@pytest.mark.parametrize(
    "scripts",
    [
        [f"{{{INNER}}}"],
        [f'{{{INNER},"description":"One line\nand\ta tab"}}'],
        [f"//<![CDATA[\n{{{INNER}}}\n//]]>"],
        [f"/*<![CDATA[*/{{{INNER}}}/*]]>*/"],
        [f"<!--\n{{{INNER}}}\n-->"],
        [f'[{{{INNER},"keywords":["a",],}},]'],
        [f"{{/* of the page */ // and so on\n{INNER} // end\n}}"],
        [f"{{{INNER}}};"],
        [f"\ufeff{{{INNER}}}"],
        [f'{{{INNER},"description":"It\\\'s shut"}}'],
        [f'{{{INNER},"description":"She said "no" to it"}}'],
        [f'{{"@type":"Organization","name":"Q"}}{{{INNER}}}'],
        [f'{{"@type":"Organization","name":"Q"}},\n{{{INNER}}}'],
        ['{"@type": oops', f"{{{INNER}}}"],
        [INNER.join("{}").replace("NewsArticle", "https://schema.org/ReportageNewsArticle")],
        [INNER.join("{}").replace("NewsArticle", "schema:NewsArticle")],
        [INNER.join("{}").replace('"NewsArticle"', '["WebPage","NewsArticle"]')],
        [f'{{"@graph":[[{{{INNER}}}]]}}'],
        [f'{{"@graph":{{{INNER}}}}}'],
        [f'{{"@type":"WebPage","name":"x","mainEntity":[{{{INNER}}}]}}'],
        [f'{{"@type":"WebPage","mainEntityOfPage":{{{INNER}}}}}'],
        [f'{{"@graph":[{{{REFERRING}}},{PEOPLE}]}}'],
        [f"[{PEOPLE}]", f"{{{REFERRING}}}"],
        [INNER.join("{}").replace('{"name":"Ann Poe"}', '{"givenName":"Ann","familyName":"Poe"}')],
        [INNER.join("{}").replace('"Ann Poe"', '{"@type":"Person","name":["Ann Poe"]}')],
        [INNER.join("{}").replace('{"name":"Ann Poe"}', '[["By Ann Poe"]]')],
        [INNER.join("{}").replace('"author"', '"creator"')],
        ['{"@type":"ItemList","item":[{"@type":"NewsArticle","headline":"B"}]}', f"{{{INNER}}}"],
        [f'[{{"@type":"NewsArticle","headline":"Another","author":"X Y"}},{{{INNER}}}]'],
    ],
)  # fmt: skip
def test_what_is_slightly_out_of_order_is_read(scripts: list[str]) -> None:
    assert described(*scripts) == (TITLE, "Quay Post", ("Ann Poe",), "2025-03-10")


@pytest.mark.parametrize(
    "kind", ["application/ld+json; charset=utf-8", "APPLICATION/LD+JSON", " application/ld+json "]
)
def test_the_type_of_the_script_may_say_more(kind: str) -> None:
    assert described(f"{{{INNER}}}", kind=kind)[1] == "Quay Post"


def test_markup_and_references_in_a_text_are_not_words() -> None:
    found = described(INNER.join("{}").replace("Quay Post", "Quay &amp; <i>Post</i>"))

    assert found[1] == "Quay & Post"


@pytest.mark.parametrize(
    "thing",
    [
        '{"@id":"#a","author":{"@id":"#a"},"@type":"NewsArticle"}',
        '{"@id":"#a","@type":"Person","name":{"@id":"#b"}},{"@id":"#b","name":{"@id":"#a"}},'
        '{"@type":"NewsArticle","author":{"@id":"#a"}}',
        '{"@type":"NewsArticle","author":{"@type":"Person","@id":"https://a.example/#p1"}}',
        '{"@type":"NewsArticle","author":' + "[" * 400 + "]" * 400 + "}",
        '{"@type":"NewsArticle","author":4,"publisher":true,"datePublished":[1],"headline":{}}',
    ],
)
def test_what_names_nobody_names_nobody(thing: str) -> None:
    assert described(f"[{thing}]")[1:] == (None, None, None)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=9) | st.just({"@id": "#a"}),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(
        st.sampled_from(["@type", "@id", "@graph", "author", "name", "publisher", "headline",
                         "datePublished", "mainEntity", "givenName", "url", "inLanguage"]),
        inner | st.sampled_from(["NewsArticle", "#a", "Ann Poe", "2025-03-10"]),
        max_size=4,
    ),
    max_leaves=12,
)  # fmt: skip


@settings(max_examples=60)
@given(JSON, st.text('{}[]",:\\/*<!->\n a', max_size=12), st.integers(0, 40))
def test_any_description_is_read_or_passed_over(thing: object, noise: str, at: int) -> None:
    script = json.dumps(thing)

    title, outlet, authors, day = described(script, script[:at] + noise + script[at:], noise)

    assert title
    assert outlet is None or outlet.strip()
    assert all(name.strip() for name in authors or ())
    assert day is None or date.fromisoformat(day) <= date.today()


@pytest.mark.parametrize("piece", ['"', "[", "{", "/*", "<!--", ",", '{"a":', "\\", '"a "b '])
def test_a_script_that_repeats_one_piece_ends(piece: str) -> None:
    assert described(piece * (200_000 // len(piece)))[0] == TITLE
