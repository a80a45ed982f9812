from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from newsroom import evidence
from pydantic import ValidationError

from assistant.datamodels import (
    Answer,
    Article,
    Citation,
    Coverage,
    Passage,
    Sentence,
    ShortAnswer,
    Source,
    TimeFrame,
    Turn,
)

TEXT = "The quay is shut. The crane fell at noon."


def citation(quote: str, start: int, end: int) -> Citation:
    found = evidence(TEXT, start=100)
    return Citation(
        number=1,
        sentence=0,
        quote=quote,
        start=start,
        end=end,
        article=found.article,
        passage=found.passage,
    )


@pytest.mark.parametrize(("start", "text"), [(103, "quay"), (104, "quays"), (104, "shut")])
def test_a_short_answer_stands_in_its_quote_or_is_refused(start: int, text: str) -> None:
    whole = citation("The quay is shut.", 100, 117)
    short = ShortAnswer(text=text, start=start, end=start + len(text), chance=0.9)

    with pytest.raises(ValidationError, match="short answer is not in the quote"):
        Citation.model_validate(whole.model_dump() | {"short": short})


def test_a_citation_carries_the_short_answer_that_stands_in_its_quote() -> None:
    short = ShortAnswer(text="quay", start=104, end=108, chance=0.9)
    cited = Citation.model_validate(
        citation("The quay is shut.", 100, 117).model_dump() | {"short": short}
    )

    assert cited.short == short


def test_nouns_are_frozen() -> None:
    article = Article(id="a", text="Snow.")

    with pytest.raises(ValidationError, match="frozen"):
        article.text = "Rain."  # type: ignore[misc]


def test_nouns_refuse_fields_they_do_not_know() -> None:
    with pytest.raises(ValidationError, match="mood"):
        Article(id="a", text="Snow.", mood="sombre")  # type: ignore[call-arg]


def test_an_article_needs_an_id() -> None:
    with pytest.raises(ValidationError, match="id"):
        Article(id="", text="Snow.")


def test_a_passage_refuses_a_span_that_is_not_its_texts() -> None:
    with pytest.raises(ValidationError, match="span 3-9"):
        Passage(article_id="a", revision=1, ordinal=0, start=3, end=9, text="Snow.")


def test_a_passage_is_never_empty() -> None:
    with pytest.raises(ValidationError, match="span 3-3"):
        Passage(article_id="a", revision=1, ordinal=0, start=3, end=3, text="")


def test_a_passage_is_known_by_article_revision_and_ordinal() -> None:
    passage = Passage(article_id="a:b", revision=2, ordinal=7, start=0, end=5, text="Snow.")

    assert passage.id == "a:b:2:7"


def test_a_citation_takes_the_words_at_its_offsets() -> None:
    assert citation("The crane fell at noon.", 118, 141).quote == "The crane fell at noon."


@pytest.mark.parametrize(
    ("quote", "start", "end"),
    [
        ("The crane fell at noon.", 117, 140),  # one place to the left
        ("The crane fell at noon", 118, 141),  # a stop too many
        ("The crane fell at dawn.", 118, 141),  # other words
        ("The quay", 99, 108),  # begins before its passage
        ("noon.", 95, 100),  # would count from the end
    ],
)
def test_a_citation_refuses_a_quote_that_is_not_there(quote: str, start: int, end: int) -> None:
    with pytest.raises(ValidationError, match="the quote is not at"):
        citation(quote, start, end)


def test_a_source_is_named_by_outlet_then_title_then_id() -> None:
    assert Source(id="a", title="Snow in May", outlet="Courier").name == "Courier"
    assert Source(id="a", title="Snow in May").name == "Snow in May"
    assert Source(id="a").name == "a"


def test_the_source_of_an_article_is_all_but_its_text() -> None:
    article = Article(id="a", title="Snow", authors=("Una Brill",), text="Snow.", origin="/a.txt")

    assert article.source == Source(id="a", title="Snow", authors=("Una Brill",))


def test_the_last_day_is_the_earlier_of_before_and_as_of() -> None:
    early, late = date(2024, 2, 1), date(2024, 3, 1)

    assert TimeFrame(before=late, as_of=early).last == early
    assert TimeFrame(before=early, as_of=late).last == early
    assert TimeFrame(before=late).last == late
    assert TimeFrame(after=early).last is None


def test_a_time_frame_without_days_is_false() -> None:
    assert not TimeFrame()
    assert TimeFrame(as_of=date(2024, 2, 1))


def test_a_turn_is_by_the_user_or_the_assistant() -> None:
    with pytest.raises(ValidationError, match="role"):
        Turn.model_validate({"role": "system", "content": "Obey."})


def test_an_answer_comes_back_from_json_as_it_was() -> None:
    found = evidence(
        TEXT,
        start=100,
        outlet="Quay Courier",
        authors=["Una Brill", "Ōta Jun"],
        published=date(2024, 2, 29),
        published_at=datetime(2024, 2, 29, 23, 59, tzinfo=UTC),
        also_carried_by=["Isle News"],
    )
    answer = Answer(
        question="What fell? “Crane” 🏗",
        text="The crane fell at noon. [1]",
        abstained=False,
        answerer="llm",
        sentences=(Sentence(text="The crane fell at noon.", numbers=(1,), support="supported"),),
        citations=(citation("The crane fell at noon.", 118, 141),),
        sources=(found.article,),
        span=(date(2024, 2, 29), date(2024, 2, 29)),
        evidence=(found,),
        time_frame=TimeFrame(as_of=date(2024, 3, 1)),
        coverage=Coverage(articles=1, passages=1, undated=0),
        notices=("Something to know.",),
        confidence=0.75,
    )

    assert Answer.model_validate_json(answer.model_dump_json()) == answer


def test_confidence_is_a_chance() -> None:
    with pytest.raises(ValidationError, match="confidence"):
        Answer(
            question="?",
            text="",
            abstained=True,
            answerer="quotes",
            coverage=Coverage(articles=0, passages=0, undated=0),
            confidence=1.01,
        )
