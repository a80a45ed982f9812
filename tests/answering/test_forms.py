from __future__ import annotations

import pytest
from trams import TRAMS, answered, asked

from assistant.datamodels import Kind, Sentence
from assistant.library import Library
from assistant.models.reader import MiniLMReader

COST = "How did the cost of the tram line change?"


def outlets_of(sentences: list[Sentence]) -> list[str]:
    return list(dict.fromkeys(sentence.label for sentence in sentences))


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("What does the tram line cost?", "fact"),
        ("Why did work on the tram line stop?", "why"),
        ("How will the town pay for the tram line?", "how"),
        ("What does Rufus Tansley say of the price?", "opinion"),
        ("List what happened with the tram line", "list"),
        ("Who is Rufus Tansley?", "who"),
        ("Compare the tram line in January and September", "comparison"),
        ("Do the papers agree on what the tram line costs?", "disagreement"),
        (COST, "change"),
        ("Timeline of the tram line in Pellwick", "timeline"),
        ("Summarise the story of the tram line", "summary"),
        ("What is the latest on the tram line?", "latest"),
    ],
)
@pytest.mark.parametrize("read", [True, False], ids=["read", "unread"])
def test_every_form_quotes_what_stands_and_nothing_twice(
    trams: Library, reader: MiniLMReader, question: str, kind: Kind, read: bool
) -> None:
    sentences = answered(asked(trams, reader if read else None, question, kind))
    texts = " ".join(" ".join(str(story["text"]).split()) for story in TRAMS)

    assert sentences
    assert all(sentence.text in texts for sentence in sentences)
    assert len({sentence.text for sentence in sentences}) == len(sentences)


def test_a_reason_goes_before_what_repeats_the_question(
    trams: Library, reader: MiniLMReader
) -> None:
    question = "Why did the museum ask for eight weeks of a stop of the tram line?"

    first, *_ = answered(asked(trams, reader, question, "why"))

    assert "so that the well can be drawn" in first.text


def test_who_somebody_is_comes_before_what_he_said(trams: Library, reader: MiniLMReader) -> None:
    first, *rest = answered(
        asked(trams, reader, "Who is Rufus Tansley?", "who", names=("Rufus Tansley",))
    )

    assert "an engineer who has built trams" in first.text
    assert any("asked the ground" in sentence.text for sentence in rest)


def test_an_office_is_held_by_whom_the_newest_article_names(
    trams: Library, reader: MiniLMReader
) -> None:
    first, *_ = answered(asked(trams, reader, "Who is the treasurer of Pellwick now?", "who"))

    assert "Bram Oakes" in first.text


def test_what_changed_is_told_in_the_order_of_its_days(
    trams: Library, reader: MiniLMReader
) -> None:
    sentences = answered(asked(trams, reader, COST, "change"))
    said = [part for s in sentences for part in ("80", "95", "110") if f"{part} million" in s.text]

    assert said == ["80", "95", "110"]
    assert sentences[0].label == "10 January 2024"


def test_a_difference_is_told_once_for_copies(trams: Library, reader: MiniLMReader) -> None:
    question = "Do the papers agree on what the tram line costs?"

    sentences = answered(asked(trams, reader, question, "disagreement"))

    assert sum("80 million" in sentence.text for sentence in sentences) == 1
    assert "95 million crowns" in outlets_of(sentences)


@pytest.mark.parametrize(
    ("question", "wanted", "labels"),
    [
        (
            "How do Isle News and the Fennimore Post differ on the cost of the tram line?",
            {"outlets": ("Isle News", "Fennimore Post")},
            ["Isle News", "Fennimore Post"],
        ),
        (
            "What did Rufus Tansley and Hedda Lunt say of the price?",
            {"names": ("Rufus Tansley", "Hedda Lunt")},
            ["Rufus Tansley", "Hedda Lunt"],
        ),
        (
            "Compare the tram line in January and September 2024",
            {},
            ["January 2024", "September 2024"],
        ),
    ],
)
def test_each_side_that_is_compared_has_its_quotes(
    trams: Library,
    reader: MiniLMReader,
    question: str,
    wanted: dict[str, tuple[str, ...]],
    labels: list[str],
) -> None:
    sentences = answered(asked(trams, reader, question, "comparison", **wanted))

    assert outlets_of(sentences) == labels


def test_a_timeline_is_in_order_and_about_its_subject(trams: Library, reader: MiniLMReader) -> None:
    sentences = answered(asked(trams, reader, "Timeline of the tram line in Pellwick", "timeline"))
    labels = [sentence.label for sentence in sentences]

    assert [label for label in labels if label.endswith("2024")] == [
        "9 January 2024",
        "20 February 2024",
        "3 May 2024",
        "2 September 2024",
    ]
    assert not any("otters" in sentence.text for sentence in sentences)


def test_a_summary_tells_different_stories_in_their_order(
    trams: Library, reader: MiniLMReader
) -> None:
    sentences = answered(asked(trams, reader, "Summarise the story of the tram line", "summary"))
    numbers = [sentence.numbers for sentence in sentences]

    assert len(sentences) >= 4
    assert numbers == sorted(numbers)


def test_the_latest_begins_with_the_newest_article(trams: Library, reader: MiniLMReader) -> None:
    first, *_ = answered(asked(trams, reader, "What is the latest on the tram line?", "latest"))

    assert "110 million" in first.text


def test_parts_are_answered_under_their_own_words(trams: Library, reader: MiniLMReader) -> None:
    parts = ("What did the tram line cost at first?", "Who resigned?")

    sentences = answered(asked(trams, reader, " ".join(parts), parts=parts))

    assert {sentence.label for sentence in sentences} == set(parts)


def test_where_a_form_finds_nothing_the_best_quotes_answer(
    trams: Library, reader: MiniLMReader
) -> None:
    sentences = answered(asked(trams, reader, "Who is Zebulon Quist?", "who"))

    assert all(not sentence.label for sentence in sentences)
