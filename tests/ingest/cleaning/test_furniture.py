from __future__ import annotations

import pytest

from ingest.cleaning.furniture import is_furniture
from ingest.cleaning.prose import own_lines

STORY = [
    "The night ferry to Skarholm will not sail until May, its owner said on Tuesday.",
    "A gearbox failed for the third time, and no spare could be found on the coast.",
    "Passengers who had paid will get their money back, said a clerk at the quay.",
]


@pytest.mark.parametrize(
    "line",
    [
        "The court ordered that the letters must not be published before the hearing.",
        "The minutes may not be published until June, the chairman told the council.",
        "Like many sailors, Runa Vell drinks her coffee on deck every morning in winter.",
        "Passengers have to download the ferry app before they board, the owner said.",
        "He changed the terms of use in March, and nobody noticed, the inquiry found.",
        "“Sign up for our newsletter,” he shouted at the judges, who did not laugh.",
        "The actress wrote that all rights reserved for her heirs had been sold in 1998.",
    ],
)
def test_a_sentence_that_tells_something_is_no_furniture(line: str) -> None:
    assert not is_furniture(line)


@pytest.mark.parametrize(
    "line",
    [
        "This material may not be published, broadcast, rewritten or redistributed.",
        "Sign up for our newsletter to get the best of the coast in your inbox.",
        "Download the Courier app to read all stories of the day on the boat.",
        "Get the harbour news in your inbox every morning before you sail.",
        "Copyright 2024 Brindle Courier. All rights reserved.",
    ],
)
def test_what_asks_sells_and_forbids_is(line: str) -> None:
    assert is_furniture(line)


@pytest.mark.parametrize("mark", ["(dpa)", "(AFP)", "[Reuters]"])
def test_the_last_paragraph_may_be_signed_by_an_agency(mark: str) -> None:
    last = f"Two sailors were hurt when the shaft broke in February. {mark}"

    assert own_lines([*STORY, last], "Night ferry is cancelled") == [*STORY, last]


def test_a_heading_with_more_on_it_may_be_a_chapter_or_lead_to_other_stories() -> None:
    chapter = ["The ferry is older than its captain.", "It was built in 1931 at Quenby."]
    teasers = ["Tug returns without its rope", "Circus lends an elephant"]
    more = "More on the ferry"

    assert own_lines([*STORY, more, *chapter], "A") == [*STORY, more, *chapter]
    assert own_lines([*STORY, more, *teasers], "A") == STORY
    assert own_lines([*STORY, "Related stories", *teasers], "A") == STORY
