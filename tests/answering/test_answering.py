from __future__ import annotations

from pathlib import Path

import pytest
from newsroom import STORIES, HashedWords, entry

from assistant import Answer, Assistant, Piece
from assistant.library import Library
from assistant.models.embedder import MiniLM
from assistant.settings import Settings

QUESTION = "Which judge suspended the building permit for the Ostrel barrier over young eels?"


def test_a_question_about_the_articles_is_answered_in_their_words(desk: Assistant) -> None:
    answer = desk.ask(QUESTION)

    assert not answer.abstained
    assert answer.answerer == "quotes"
    assert "Corwen Rensome" in answer.text
    assert answer.confidence >= desk.settings.abstain_below
    assert answer.question == QUESTION
    assert all(sentence.support == "supported" for sentence in answer.sentences)


@pytest.mark.parametrize(
    "question",
    [
        "What is the highest mountain in South America?",
        "Who won the world chess championship in 1972?",
        "How do I prune an apple tree?",
        "asdf qwer zxcv",
        "🙂🙂🙂",
    ],
)
def test_a_question_about_something_else_is_not_answered(desk: Assistant, question: str) -> None:
    answer = desk.ask(question)

    assert answer.abstained
    assert answer.sentences == answer.citations == answer.sources == ()
    assert answer.span is None
    assert "do not answer this" in answer.text
    assert "20 articles" in answer.text
    assert answer.evidence


QUESTIONS = [
    QUESTION,
    "How many councillors were in favour when the plan was first approved?",
    "How much could the barrier cost?",
    "Who was hired to build the barrier?",
    "What did the oyster growers say about eels?",
    "How many homes were flooded?",
    "When will the works start?",
]


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_citation_is_verbatim_at_its_place_and_numbered_by_source(
    telling_desk: Assistant, question: str
) -> None:
    answer = telling_desk.ask(question)

    assert answer.citations
    for citation in answer.citations:
        article = telling_desk.article(citation.article.id)
        assert article.text[citation.start : citation.end] == citation.quote
        assert answer.sources[citation.number - 1] == citation.article == article.source
        assert f"[{citation.number}]" in answer.text
        assert (citation.url is None) == (article.url is None)
        assert citation.url is None or citation.url.startswith(f"{article.url}#:~:text=")
    assert len({source.id for source in answer.sources}) == len(answer.sources)
    assert len(answer.sources) <= telling_desk.settings.quotes


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_span_of_the_sources_is_told(telling_desk: Assistant, question: str) -> None:
    answer = telling_desk.ask(question)

    days = [source.published for source in answer.sources if source.published]
    assert answer.span == ((min(days), max(days)) if days else None)


def test_the_pieces_of_a_stream_make_up_the_answer(telling_desk: Assistant) -> None:
    *pieces, answer = telling_desk.stream("Who was hired to build the barrier?")

    assert isinstance(answer, Answer)
    assert pieces
    assert all(isinstance(piece, Piece) for piece in pieces)
    assert answer.text == "\n\n".join(piece.text for piece in pieces)
    assert answer.citations == tuple(c for piece in pieces for c in piece.citations)
    assert answer == telling_desk.ask("Who was hired to build the barrier?")


def test_the_answer_tells_how_long_each_stage_took(telling_desk: Assistant) -> None:
    answer = telling_desk.ask("Who was hired to build the barrier?")

    stages = [timing.stage for timing in answer.timings]
    assert stages == ["understand", "retrieve", "read", "choose", "suggest"]
    assert all(timing.milliseconds > 0 for timing in answer.timings)


def test_as_of_a_day_later_articles_do_not_exist(telling_desk: Assistant) -> None:
    before = telling_desk.ask("How much does the barrier cost?", as_of="2025-03-31")
    after = telling_desk.ask("How much does the barrier cost?", after="2025-10-15")

    for answer, wrong in ((before, "265 million"), (after, "412 million")):
        assert answer.evidence
        assert wrong not in answer.text
    assert max(item.article.published for item in before.evidence) <= before.time_frame.last  # type: ignore[type-var, operator]
    assert min(item.article.published for item in after.evidence) >= after.time_frame.after  # type: ignore[type-var, operator]


def test_on_the_day_itself_an_article_exists(telling_desk: Assistant) -> None:
    answer = telling_desk.ask("How did the council vote?", as_of="2025-03-04")

    assert {item.article.outlet for item in answer.evidence} == {"Harbour Gazette"}
    assert telling_desk.ask("How did the council vote?", as_of="2025-03-03").abstained


def test_that_undated_articles_were_left_out_is_said(telling_desk: Assistant) -> None:
    undated = telling_desk.coverage().undated
    assert undated

    notices = telling_desk.ask("How much?", before="2025-12-31").notices
    assert notices[0].startswith(f"{undated} article")
    assert "of unknown date" in notices[0]
    assert telling_desk.ask("How much?").notices == ()


def test_filters_that_leave_nothing_make_newsdesk_abstain_and_say_so(
    telling_desk: Assistant,
) -> None:
    answer = telling_desk.ask("Who was hired?", after="2031-01-01")

    assert answer.abstained
    assert answer.evidence == ()
    assert "Only those that pass the filters were searched." in answer.text
    assert answer.confidence == 0


def test_an_outlet_filter_holds_for_everything_shown(telling_desk: Assistant) -> None:
    answer = telling_desk.ask("Who was hired to build it?", outlets=["radio lantern"])

    assert {source.outlet for source in answer.sources} == {"Radio Lantern"}
    assert {item.article.outlet for item in answer.evidence} == {"Radio Lantern"}


def test_an_empty_library_says_that_it_is_empty(tmp_path: Path) -> None:
    embedder = HashedWords()
    Library(tmp_path / "library", embedder, writing=True, create=True).close()

    with Assistant.open(tmp_path / "library", embed_model=embedder) as desk:
        answer = desk.ask("Who opened the bridge?")

    assert answer.abstained
    assert answer.text == "The articles do not answer this. The library is empty."


def test_how_many_quotes_is_a_setting(samples_library: Path, embedder: MiniLM) -> None:
    settings = Settings(abstain_below=0, quotes=1)
    with Assistant.open(samples_library, settings, embedder) as desk:
        assert len(desk.ask("How much does the barrier cost?").sentences) == 1


def test_the_threshold_for_abstaining_is_a_setting(samples_library: Path, embedder: MiniLM) -> None:
    with Assistant.open(samples_library, Settings(abstain_below=1), embedder) as desk:
        assert desk.ask(QUESTION).abstained


@pytest.mark.parametrize(
    ("settings", "certainty"),
    [({"sure_from": 0}, "sure"), ({"sure_from": 1}, "unsure"), ({"abstain_below": 1}, None)],
)
def test_an_answer_is_sure_or_unsure_and_none_is_neither(
    settings: dict[str, float], certainty: str | None, samples_library: Path, embedder: MiniLM
) -> None:
    chosen = Settings(**settings)  # type: ignore[arg-type]
    with Assistant.open(samples_library, chosen, embedder) as desk:
        assert desk.ask(QUESTION).certainty == certainty


def test_without_a_reader_nothing_is_sure(samples_library: Path, embedder: MiniLM) -> None:
    settings = Settings(reader=False, sure_from=0.01)
    with Assistant.open(samples_library, settings, embedder) as desk:
        assert desk.ask(QUESTION).certainty == "unsure"


def test_articles_that_are_too_short_to_quote_make_newsdesk_abstain(tmp_path: Path) -> None:
    embedder = HashedWords()
    with Library(tmp_path / "library", embedder, writing=True, create=True) as library:
        library.put([entry({"id": "a", "text": "Sheep crossed."})])
    settings = Settings(abstain_below=0)

    with Assistant.open(tmp_path / "library", settings, embedder) as desk:
        answer = desk.ask("Which sheep crossed?")

    assert answer.abstained
    assert [item.article.id for item in answer.evidence] == ["a"]


def test_stories_stay_apart(library: Library, embedder: MiniLM) -> None:
    with Assistant.open(library.folder, Settings(abstain_below=0), embedder) as desk:
        for story, question in zip(
            STORIES,
            ["Why is there no ferry?", "Why do bakers strike?", "How wide is the mirror?",
             "Where was the pack filmed?"],
            strict=True,
        ):  # fmt: skip
            assert desk.ask(question).sources[0].id == story["id"]
