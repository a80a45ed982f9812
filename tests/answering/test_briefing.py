from __future__ import annotations

import pytest
from trams import asked

from assistant.answering.briefing import DISPUTED, HAPPENED, TIMELINE, UNKNOWN, brief
from assistant.answering.stopwatch import Stopwatch
from assistant.datamodels import Briefing
from assistant.library import Library


@pytest.fixture(scope="module")
def briefing(trams: Library) -> Briefing:
    return brief(asked(trams, None, "the tram line in Pellwick"), Stopwatch())


def test_a_briefing_has_its_sections_and_says_what_it_was_drawn_from(briefing: Briefing) -> None:
    headings = [heading for heading, _ in briefing.sections]

    assert headings[0] == HAPPENED
    assert headings[-1] == TIMELINE
    assert {DISPUTED, UNKNOWN} <= set(headings)
    assert sum(count for _, count in briefing.sections) == len(briefing.sentences)
    assert briefing.title.startswith("The tram line in Pellwick, 10 January")
    assert briefing.drawn.used == len(briefing.sources)
    assert briefing.drawn.used <= briefing.drawn.grouped < briefing.drawn.matched


def test_a_briefing_is_read_in_its_order(briefing: Briefing) -> None:
    places = [briefing.text.index(f"**{heading}**") for heading, _ in briefing.sections]

    assert places == sorted(places)
    assert "denied this" in briefing.text[places[1] :]


def test_every_sentence_of_a_briefing_is_cited_and_stands_in_its_section_once(
    briefing: Briefing,
) -> None:
    told = [sentence for sentence in briefing.sentences if not sentence.label[-1].isdigit()]

    assert all(sentence.numbers for sentence in briefing.sentences)
    assert len({sentence.text for sentence in told}) == len(told)


def test_of_what_the_articles_do_not_tell_there_is_no_briefing(trams: Library) -> None:
    empty = brief(asked(trams, None, "the moons of Jupiter and their ice"), Stopwatch())

    assert empty.sentences == empty.sources == empty.sections == ()
    assert "tell nothing of this" in empty.text
    assert empty.drawn.used == 0
