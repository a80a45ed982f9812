from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from newsroom import STORIES, HashedWords, entry

from assistant.answering.asides import aside
from assistant.answering.stopwatch import Stopwatch
from assistant.asking.understanding import Understanding
from assistant.datamodels import Answer, Request, Turn
from assistant.library import Library

MORE: tuple[dict[str, Any], ...] = (
    {
        "id": "flour",
        "title": "Why flour is dear",
        "outlet": "Brindle Courier",
        "authors": ["Inga Marr"],
        "published": "2024-03-20",
        "updated": "2024-03-22",
        "text": "A wet summer made flour dear, millers say. Petra Vennick speaks for the bakers.",
    },
    {
        "id": "mirror",
        "title": "How a mirror is ground",
        "outlet": "The Fennimore Post",
        "authors": ["Inga Marr", "Jon Sele"],
        "published": "2023-11-02",
        "text": "Grinding takes a year. The steel must be cleaner than any flour mill.",
    },
)


class ReadsEnglish(HashedWords):
    name = "all-MiniLM-L6-v2"  # as the embedder that ships


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    folder = tmp_path_factory.mktemp("asides") / "library"
    with Library(folder, ReadsEnglish(), writing=True, create=True) as library:
        library.put([entry(story) for story in (*STORIES, *MORE)])
        yield library


def told(library: Library, question: str, *earlier: str, **options: Any) -> Answer | None:
    turns = tuple(Turn(role="user", content=each) for each in earlier)
    query = Understanding().query(Request(question=question, history=turns), library)
    examples = ["Who baked the bread?", "When does the ferry sail?"]
    return aside(library, query, lambda count: examples[:count], Stopwatch(), **options)


@pytest.mark.parametrize(
    ("question", "says"),
    [
        ("Which outlets do you have?", ["Brindle Courier (3)", "The Fennimore Post (2)"]),
        ("how many articles are in here?", ["6 articles", "1 of them of unknown date"]),
        ("How many articles are there from the Courier?", ["3 articles"]),
        ("How many articles did the Post publish in March 2024?", ["1 article", "March 2024"]),
        ("What is the newest article?", ["Why flour is dear", "20 March 2024"]),
        ("What's the oldest story from the Courier?", ["Night ferry to Skarholm"]),
        ("How many articles mention Petra Vennick?", ["2 of the 6 articles"]),
        ("which articles are about flour", ["3 of the 6 articles", "Why flour is dear"]),
        ("Which articles mention dragons?", ["No article mentions dragons"]),
        ("Who wrote the piece about how a mirror is ground?", ["Inga Marr and Jon Sele"]),
        ("who wrote the story about the night ferry", ["does not say who wrote it"]),
        ("when was the wolves piece published", ["date is unknown"]),
        ("When did the Courier last update its story on dear flour?", ["22 March 2024"]),
        ("what has inga marr written", ["2 articles", "Why flour is dear", "mirror is ground"]),
        ("do you have anything by Jon Sele?", ["1 article", "How a mirror is ground"]),
        ("who are the authors here?", ["Inga Marr (2)", "Jon Sele (1)"]),
        ("what period do you cover?", ["2 November 2023 – 20 March 2024", "2024-02: 2"]),
    ],
)
def test_what_is_asked_of_the_library_is_told_from_its_catalogue(
    shelf: Library, question: str, says: list[str]
) -> None:
    answer = told(shelf, question)

    assert answer is not None
    assert not answer.abstained
    assert not answer.citations
    assert [words for words in says if words not in answer.text] == []
    assert answer.understood is not None
    assert answer.understood.kind == "library"


def test_the_first_title_is_that_which_is_most_about_it(shelf: Library) -> None:
    answer = told(shelf, "which articles are about flour")

    assert answer is not None
    assert answer.sources[0].id == "flour"
    assert {source.id for source in answer.sources} == {"flour", "bakery", "mirror"}


def test_the_other_end_is_asked_for_in_a_follow_up(shelf: Library) -> None:
    answer = told(shelf, "and the oldest?", "What is the newest article?")

    assert answer is not None
    assert "How a mirror is ground" in answer.text


@pytest.mark.parametrize("question", ["What did Petra Vennick write?", "who wrote the letter?"])
def test_what_somebody_wrote_who_is_no_author_is_sought_in_the_articles(
    shelf: Library, question: str
) -> None:
    assert told(shelf, question) is None


@pytest.mark.parametrize(
    ("question", "says"),
    [
        ("hello", "Hello"),
        ("Thanks, that helps!", "welcome"),
        ("who are you", "Newsdesk"),
        ("what can you do?", "timeline"),
        ("are you biased?", "no opinion"),
        ("why don't you answer?", "say so where they do not"),
        ("can I trust you", "open the sources"),
        ("bye", "Goodbye"),
        ("tell me more", "What would you like to know"),
        ("why?", "What would you like to know"),
    ],
)
def test_small_talk_is_short_and_ends_in_questions_that_work(
    shelf: Library, question: str, says: str
) -> None:
    answer = told(shelf, question)

    assert answer is not None
    assert says in answer.text
    assert answer.text.endswith("Who baked the bread? When does the ferry sail?")
    assert (answer.abstained, answer.citations, answer.sources) == (False, (), ())


def test_a_question_that_is_not_english_is_told_so_in_its_language(shelf: Library) -> None:
    answer = told(shelf, "Warum streiken die Bäcker?")

    assert answer is not None
    assert answer.abstained
    assert "English" in answer.text
    assert "Englisch" in answer.text
    assert not answer.evidence


def test_what_it_names_is_shown_all_the_same(shelf: Library) -> None:
    answer = told(shelf, "Wer ist Petra Vennick?")

    assert answer is not None
    assert answer.evidence[0].article.id in ("bakery", "flour")


def test_a_language_model_reads_other_languages(shelf: Library) -> None:
    assert told(shelf, "Warum streiken die Bäcker?", is_written=True) is None


def test_what_is_asked_of_the_world_is_no_aside(shelf: Library) -> None:
    assert told(shelf, "Why did the bakers strike?") is None
