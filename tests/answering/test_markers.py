from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answering.markers import masked, numbers_in, with_names, without_markers

NAMES = {1: "Brindle Courier", 2: "The Fennimore Post", 3: "Isle News"}

FORMS = [
    ("[1]", {1}),
    ("[1][2]", {1, 2}),
    ("[1] [2]", {1, 2}),
    ("[1, 2]", {1, 2}),
    ("[1; 3]", {1, 3}),
    ("[1-3]", {1, 2, 3}),
    ("[1–2]", {1, 2}),
    ("[1 and 3]", {1, 3}),
    ("【2】", {2}),
    ("【1†source】", {1}),
    ("【1†L12-L14】【2†L3】", {1, 2}),
    ("[Source 1]", {1}),
    ("[source: 2]", {2}),
    ("[Sources 1, 3]", {1, 3}),
    ("[Source 1, Source 2]", {1, 2}),
    ("[Passage 3]", {3}),
    ("[ref. 1]", {1}),
    ("(Source 1)", {1}),
    ("(sources: 1, 3)", {1, 3}),
    ("(see [2])", {2}),
    ("(1)", {1}),
    ("(1, 2)", {1, 2}),
    ("[^1]", {1}),
    ("[^1][^2]", {1, 2}),
    ("^1^", {1}),
    ("^[1]", {1}),
    ("¹", {1}),
    ("¹˒³", {1, 3}),
    ("<sup>1</sup>", {1}),
    ("<sup>[1]</sup>", {1}),
    ("[[1]]", {1}),
    ("[[1]](https://courier.example/a)", {1}),
    ("[1](https://courier.example/7)", {1}),
    (r"\[1\]", {1}),
    ("[1: Brindle Courier]", {1}),
    ('<passage source="2">', {2}),
]


@pytest.mark.parametrize(("marker", "numbers"), FORMS, ids=[form for form, _ in FORMS])
@pytest.mark.parametrize("place", ["The ferry sank {}.", "The ferry sank. {}", "The ferry sank{}."])
def test_a_marker_is_read_and_taken_out(marker: str, numbers: set[int], place: str) -> None:
    text = place.format(marker)

    assert numbers_in(text, NAMES) == numbers
    assert without_markers(text, NAMES).strip() == "The ferry sank."
    assert len(masked(text)) == len(text)


@pytest.mark.parametrize(
    "text",
    [
        "Of the crew (9) drowned, and (2) swam ashore.",
        "It costs 8 km² of land.",
        "The gas is CO².",
        "He voted for it in (2019).",
        "The sources of the Aldry lie in the hills.",
        "Section [a] of the law holds.",
        "The ferry [Skarholm II] sank.",
        "Item 3 of the list.",
        "In 2024, 12 of 40 sank.",
        "The Courier said so (Brindle Courier, 4 May).",
    ],
)
def test_what_is_no_marker_stays(text: str) -> None:
    assert numbers_in(text, NAMES) == frozenset()
    assert without_markers(text, NAMES) == text


@pytest.mark.parametrize(
    "marker", ["[7]", "[0]", "[1000000]", "[99999999999]", "【9†source】", "[88-90]"]
)
def test_a_number_that_was_not_given_names_none_and_is_taken_out(marker: str) -> None:
    text = f"The ferry sank {marker}."

    assert numbers_in(text, NAMES) == frozenset()
    assert without_markers(text, NAMES) == "The ferry sank."


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("According to [1], it sank.", "According to Brindle Courier, it sank."),
        ("Source 2 says that it rose.", "The Fennimore Post says that it rose."),
        ("[3] reports a fall.", "Isle News reports a fall."),
        ("Passage 1 and passage [2] differ.", "Brindle Courier and The Fennimore Post differ."),
        ("The source 1 is old.", "Brindle Courier is old."),
        ("It sank [Source 1].", "It sank [Source 1]."),
        ("It sank (source 1, source 2).", "It sank (source 1, source 2)."),
        ("Source 9 says so.", "Source 9 says so."),
        ("Article 50 was invoked.", "Article 50 was invoked."),
    ],
)
def test_a_source_that_is_spoken_of_by_number_gets_its_name(text: str, named: str) -> None:
    assert with_names(text, NAMES) == named


@given(st.text(alphabet="ab 1[]【】()^¹†.,-\\*", max_size=30))
def test_no_text_is_too_strange(text: str) -> None:
    assert len(masked(text)) == len(text)
    assert numbers_in(text, NAMES) <= NAMES.keys()
    without_markers(with_names(text, NAMES), NAMES)
