from __future__ import annotations

from datetime import date

import pytest
from newsroom import evidence

from assistant.answering.citations import Draft, Ground
from assistant.answering.leading import age_of, lead, yes_or_no
from assistant.datamodels import Kind, Sentence, ShortAnswer, Source, Stated

COURIER = Source(id="a", outlet="Courier", published=date(2024, 1, 10))
NEWS = Source(id="b", outlet="Isle News", published=date(2024, 2, 20))
VALUES = (
    Stated(words="80 million crowns", sentence=0, article=COURIER),
    Stated(words="95 million crowns", sentence=1, article=NEWS),
)


def draft(text: str, short: str = "") -> Draft:
    item = evidence(text)
    at = text.find(short)
    words = ShortAnswer(text=short, start=at, end=at + len(short), chance=0.9) if short else None
    return Draft(text, (Ground(item, 0, len(text), words),), "supported", core=text)


def led(kind: Kind, first: Draft, *labels: str, values: tuple[Stated, ...] = ()) -> str:
    sentences = [Sentence(text="x", support="supported", label=label) for label in labels]
    return lead(kind, "Has the town sold the old pier?", sentences, values, first)


TOLD = draft("The harbour board paid the pilot nine crowns.", "nine crowns")


@pytest.mark.parametrize(
    ("kind", "values", "labels", "said"),
    [
        ("fact", (), [], "Nine crowns"),
        ("timeline", (), ["May 2024", "June 2024", "June 2024"], "May 2024 to June 2024."),
        ("timeline", (), ["May 2024"], ""),
        ("summary", (), [], ""),
        (
            "change",
            VALUES,
            [],
            "From 80 million crowns (10 January 2024) to 95 million crowns (20 February 2024).",
        ),
        (
            "disagreement",
            VALUES,
            [],
            "The articles differ: 80 million crowns (Courier, 10 January 2024);"
            " 95 million crowns (Isle News, 20 February 2024).",
        ),
    ],
)
def test_the_lead_says_what_the_form_comes_to(
    kind: Kind, values: tuple[Stated, ...], labels: list[str], said: str
) -> None:
    assert led(kind, TOLD, *labels, values=values) == said


def test_where_the_reader_is_not_sure_the_sentence_that_answers_leads() -> None:
    assert led("fact", draft("It rained.")) == "It rained."
    assert led("fact", draft("It rained. " * 40)) == ""


SOLD = "The town has sold the old pier to a baker."


@pytest.mark.parametrize(
    ("question", "sentence", "said"),
    [
        ("Has the town sold the old pier?", SOLD, "Yes"),
        ("Has the town sold the old pier?", "The town has not sold the old pier.", "No"),
        ("Has the town sold the old pier?", "The town would have sold the old pier.", ""),
        ("Has the town sold the old pier?", "The town denied that it sold the old pier.", ""),
        ("Has the baker sold the town the old pier?", SOLD, ""),
        ("Has the town not sold the old pier?", SOLD, ""),
        ("Has it sold?", SOLD, ""),
        ("Who sold the old pier of the town?", SOLD, ""),
    ],
)
def test_yes_and_no_need_a_plain_sentence(question: str, sentence: str, said: str) -> None:
    assert yes_or_no(question, [sentence]) == said


def test_a_plain_yes_leads_with_its_sentence() -> None:
    assert led("yes/no", draft(SOLD)) == f"Yes: {SOLD}"


def test_an_old_article_is_said_to_be_old() -> None:
    assert "things may have changed since" in age_of(COURIER, date(2024, 9, 1))
    assert age_of(COURIER, date(2024, 1, 12)).endswith("10 January 2024.")
    assert "not known" in age_of(Source(id="c"), date(2024, 1, 12))
