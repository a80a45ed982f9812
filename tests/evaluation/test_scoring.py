"""What becomes of a question, on answers made by hand over two articles."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from newsroom import evidence

from assistant.datamodels import Citation, Evidence, Sentence
from assistant.evaluation.carrying import LexicalCheck
from assistant.evaluation.datamodels import Question, Result
from assistant.evaluation.holdings import Gold
from assistant.evaluation.scoring import failure_of, score

COST = evidence("The barrier costs 412 million crowns. It has gates.", id="cost")
COPY = evidence("The barrier costs 412 million crowns. It has gates.", id="copy")
LATER = evidence("Eels swim.", id="later", published="2025-06-02")

HOW_MUCH = Question(id="q", question="What does it cost?", answers=("412 million",))
SOURCED = HOW_MUCH.model_copy(update={"sources": ("cost",)})
NOTHING = Question(id="n", question="Who leaked it?", answerable=False)


class Shelf:
    """Two articles, ``cost`` and its ``copy``, and one more."""

    def gold(self, question: Question) -> Gold:
        articles = frozenset(question.sources)
        groups = frozenset(self.group(each) for each in articles)
        return Gold(articles, groups, frozenset(f"{each}:1:0" for each in articles))

    def group(self, article_id: str) -> str:
        return "cost" if article_id == "copy" else article_id

    def text(self, article_id: str) -> str | None:
        return {"cost": COST, "copy": COPY, "later": LATER}[article_id].passage.text


def answer(text: str, found: Sequence[Evidence] = (), cites: Sequence[Evidence] = ()) -> Result:
    citations = tuple(
        Citation(
            number=1,
            sentence=0,
            quote=item.passage.text,
            start=0,
            end=item.passage.end,
            article=item.article,
            passage=item.passage,
        )
        for item in cites
    )
    sentence = Sentence(text=text, numbers=(1,), support="supported")
    return Result(text=text, sentences=(sentence,), citations=citations, evidence=tuple(found))


def abstained(*found: Evidence) -> Result:
    return Result(text="", abstained=True, evidence=found)


def became(question: Question, result: Result) -> str:
    return failure_of(question, result, Shelf(), Shelf().gold(question))


def measures(question: Question, result: Result) -> dict[str, Any]:
    return score(question, result, Shelf(), Shelf().gold(question), {"": LexicalCheck()})


@pytest.mark.parametrize(
    ("question", "result", "failure"),
    [
        (HOW_MUCH, answer("It costs 412 million.", [COST], [COST]), "right"),
        (HOW_MUCH, answer("It costs 530 million.", [LATER], [LATER]), "not retrieved"),
        (HOW_MUCH, abstained(LATER), "not retrieved"),
        (HOW_MUCH, abstained(), "not retrieved"),
        (HOW_MUCH, abstained(COST), "should have answered"),
        (HOW_MUCH, answer("Eels swim.", [COST, LATER], [LATER]), "retrieved but not chosen"),
        (HOW_MUCH, answer("It has gates.", [COST, LATER], [COST]), "chosen but wrong"),
        (SOURCED, abstained(COPY), "should have answered"),
        (NOTHING, abstained(COST), "right"),
        (NOTHING, answer("It has gates.", [COST], [COST]), "should have abstained"),
    ],
)
def test_what_became_of_a_question(question: Question, result: Result, failure: str) -> None:
    assert became(question, result) == failure
    assert measures(question, result)["right"] == float(failure == "right")


def test_an_answer_in_a_stranger_is_not_retrieved_if_the_source_is_known() -> None:
    stranger = evidence("Elsewhere, 412 million.", id="later")

    assert became(HOW_MUCH, abstained(stranger)) == "should have answered"
    assert became(SOURCED, abstained(stranger)) == "not retrieved"


def test_without_accepted_answers_only_finding_and_abstaining_are_judged() -> None:
    sourced = Question(id="s", question="?", sources=("cost",))

    assert became(sourced, answer("Whatever.", [COST])) == "not judged"
    assert became(sourced, answer("Whatever.", [LATER])) == "not retrieved"
    assert became(sourced, abstained(COST)) == "should have answered"
    assert became(Question(id="b", question="?"), answer("Whatever.")) == "not judged"
    assert "right" not in measures(sourced, answer("Whatever.", [COST]))


def test_retrieval_counts_articles_groups_and_passages() -> None:
    measured = measures(SOURCED, answer("x", [COPY, LATER, COST]))

    assert (measured["recall@1"], measured["recall@3"]) == (0, 1)
    assert measured["mrr"] == 1 / 3
    assert (measured["group_recall@1"], measured["group_mrr"]) == (1, 1)
    assert (measured["passage_recall@1"], measured["passage_recall@3"]) == (0, 1)
    assert (measured["answer_recall@1"], measured["source_answer_recall@1"]) == (1, 1)


def test_what_cannot_be_measured_is_left_out() -> None:
    assert not {"recall@5", "verbatim", "after_as_of"} & set(measures(HOW_MUCH, answer("x")))
    assert not {"recall@5", "contains", "answered"} & set(measures(NOTHING, answer("x")))
    assert "prompt_tokens" not in measures(HOW_MUCH, answer("x"))


def test_an_answer_counts_as_attributed_if_a_source_or_its_copy_is_cited() -> None:
    text = "It costs 412 million."

    assert measures(SOURCED, answer(text, [COST], [COPY]))["attributed"] == 1
    assert measures(SOURCED, answer(text, [COST], [LATER]))["attributed"] == 0
    assert measures(SOURCED, abstained(COST))["attributed"] == 0


def test_no_answer_is_no_right_one() -> None:
    measured = measures(HOW_MUCH, abstained(COST))

    assert (measured["contains"], measured["f1"], measured["answered"]) == (0, 0, 0)
    assert "citation_recall" not in measured


def test_words_are_matched_with_the_shortest_form_of_the_answer() -> None:
    long = Result(text="It costs 412 million.")
    short = long.model_copy(update={"short": "412 million"})

    assert measures(HOW_MUCH, long)["exact_match"] == 0
    assert measures(HOW_MUCH, short)["exact_match"] == measures(HOW_MUCH, short)["f1"] == 1
    assert measures(HOW_MUCH, short)["contains"] == 1


def test_a_list_is_recalled_and_not_matched() -> None:
    question = Question(id="l", question="?", answers=(("412 million",), ("eels",)))
    measured = measures(question, answer("412 million", [COST]))

    assert measured["list_recall"] == 0.5
    assert measured["contains"] == 0
    assert not {"f1", "exact_match"} & set(measured)


def test_citations_are_checked_by_their_words_and_for_being_verbatim() -> None:
    measured = measures(HOW_MUCH, answer("The barrier costs 412 million crowns.", [COST], [COST]))
    made_up = measures(HOW_MUCH, answer("The mayor sold 90 boats.", [COST], [COST]))

    assert (measured["citation_recall"], measured["citation_precision"]) == (1, 1)
    assert (made_up["citation_recall"], made_up["citation_precision"]) == (0, 0)
    assert measured["verbatim"] == 1


def test_a_quote_that_is_not_the_articles_is_found_out() -> None:
    forged = evidence("The barrier costs 999 million crowns.", id="cost")

    assert measures(HOW_MUCH, answer("x", [COST], [COST, forged]))["verbatim"] == 0.5


@pytest.mark.parametrize(
    ("days", "after_as_of", "outside"),
    [
        ({"as_of": "2025-06-01"}, 1, 1),
        ({"as_of": "2025-06-02"}, 0, 0),
        ({"after": "2025-06-03"}, None, 1),
        ({"before": "2025-06-01"}, None, 1),
        ({"after": "2025-06-02", "before": "2025-06-02"}, None, 0),
    ],
)
def test_articles_from_outside_the_days_are_found_out(
    days: dict[str, str], after_as_of: float | None, outside: float
) -> None:
    question = Question.model_validate({**HOW_MUCH.model_dump(), **days})
    measured = measures(question, answer("x", [LATER]))

    assert measured.get("after_as_of") == after_as_of
    assert measured["outside_time"] == outside
    assert measures(question, answer("x", [COST], [LATER]))["outside_time"] == outside
    assert measures(question, answer("x", [COST]))["outside_time"] == 0  # its day is unknown


def test_tokens_are_counted_where_they_are_told() -> None:
    result = Result(text="x", prompt_tokens=900, completion_tokens=0)

    measured = measures(HOW_MUCH, result)
    assert (measured["prompt_tokens"], measured["completion_tokens"]) == (900, 0)
