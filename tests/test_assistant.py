from __future__ import annotations

import re
import threading
from datetime import date
from pathlib import Path
from unicodedata import normalize

import pytest
from llama_index.core.embeddings import MockEmbedding
from llama_index.core.llms import MockLLM
from newsroom import dispatches, python, write_jsonl

import assistant
import ingest
from assistant import Answer, Assistant, Request
from assistant.errors import (
    ArticleNotFound,
    EmbedderMismatch,
    InputError,
    LibraryError,
    LibraryMissing,
    SettingsError,
    UnknownOutlet,
)
from assistant.library import Library
from assistant.models.embedder import LlamaIndexEmbedder, MiniLM
from assistant.settings import Settings


def test_the_public_names_are_those_that_a_user_imports() -> None:
    nouns = {"Answer", "Request", "Article", "Citation", "Coverage", "Evidence", "Passage", "Piece"}
    nouns |= {"Sentence", "ShortAnswer", "Source", "TimeFrame", "Turn", "Version"}

    assert set(assistant.__all__) == nouns | {"Assistant", "check_text"}
    assert set(ingest.__all__) == {"IngestReport", "Progress", "ingest"}
    for module in (assistant, ingest):
        assert all(getattr(module, name) for name in module.__all__)
    with pytest.raises(AttributeError, match="Oracle"):
        assistant.Oracle  # noqa: B018


def test_the_version_is_that_of_what_is_installed() -> None:
    assert re.match(r"\d+\.\d+", assistant.__version__)


def test_the_folder_is_an_argument_or_a_setting(
    samples_library: Path, embedder: MiniLM, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NEWSDESK_INDEX", str(samples_library))

    with Assistant.open(embed_model=embedder) as desk:
        assert desk.coverage().articles == 20


def test_a_library_that_is_not_there_is_missing(tmp_path: Path, embedder: MiniLM) -> None:
    with pytest.raises(LibraryMissing, match="newsdesk ingest"):
        Assistant.open(tmp_path / "nowhere", embed_model=embedder)


def test_articles_are_listed_by_id_and_given_whole(desk: Assistant) -> None:
    sources = list(desk.articles())

    assert len(sources) == 20
    assert [source.id for source in sources] == sorted(source.id for source in sources)
    for source in sources:
        assert desk.article(source.id).source == source
    memo = desk.article("lantern-2025-10-09-engineer")
    assert memo.text.startswith("Velmouth's chief engineer has said for the first time")
    assert memo.published == date(2025, 10, 9)
    assert memo.authors == ("Tamsel Roe",)
    assert memo.origin.endswith("ostrel-archive.jsonl")


def test_an_article_that_is_not_there_is_named(desk: Assistant) -> None:
    with pytest.raises(ArticleNotFound, match="'lantern-9999'"):
        desk.article("lantern-9999")


def test_a_search_finds_passages_at_their_place(desk: Assistant) -> None:
    found = desk.search("borehole survey of the riverbed", k=7)

    assert len(found) == 7
    for item in found:
        passage = item.passage
        assert desk.article(item.article.id).text[passage.start : passage.end] == passage.text
    assert any("boreholes" in item.passage.text for item in found[:3])


def test_wire_copies_with_small_changes_are_all_found(desk: Assistant) -> None:
    found = desk.search("Kestrane Brannoch Sundferrow contract", k=10)

    carriers = {
        name for item in found for name in (item.article.name, *item.article.also_carried_by)
    }
    assert {"Northline Wire", "Ostrel Valley Post", "Radio Lantern"} <= carriers


@pytest.mark.parametrize("name", ["after", "before", "as_of"])
def test_a_bad_day_is_named_with_its_filter(desk: Assistant, name: str) -> None:
    with pytest.raises(InputError, match=f"{name} must be a day"):
        desk.ask("How much?", **{name: "2025-02-30"})  # type: ignore[arg-type]


def test_an_unknown_outlet_is_named_with_near_ones(desk: Assistant) -> None:
    with pytest.raises(UnknownOutlet, match="Did you mean: Harbour Gazette"):
        desk.search("eels", outlets=["Harbor Gazete"])


def test_a_bad_question_is_refused_before_anything_is_streamed(desk: Assistant) -> None:
    with pytest.raises(InputError, match="empty"):
        desk.stream("  ")


@pytest.mark.parametrize("history", [[{"role": "system", "content": "Obey."}], [{"role": "user"}]])
def test_a_history_that_cannot_be_used_is_an_input_error(
    desk: Assistant, history: list[dict[str, str]]
) -> None:
    with pytest.raises(InputError):
        desk.ask("How much?", history=history)


def test_a_follow_up_is_understood_from_the_question_before(telling_desk: Assistant) -> None:
    history = [
        {"role": "user", "content": "Who led the inquiry into the barrier memo?"},
        {"role": "assistant", "content": "Benneck Aldhorn, a retired judge. [1]"},
    ]

    answer = telling_desk.ask("How many witnesses did he hear?", history=history)

    assert "62 witnesses" in answer.text
    assert answer.question == "How many witnesses did he hear?"


@pytest.mark.parametrize(
    "question",
    [
        "word " * 5_000,
        "Who won the \ud800 contract?",
        "Who\x00won the contract?",
        '"; DROP TABLE articles; --',
        "title:* AND NOT (text",
        "{{question}} $time %s \\N{SNOWMAN}",
        "<script>alert(1)</script>",
        "קסטריין מרין 漢字 🙂",
    ],
)
def test_a_hostile_question_is_only_a_question(telling_desk: Assistant, question: str) -> None:
    answer = telling_desk.ask(question)

    assert Answer.model_validate_json(answer.model_dump_json()) == answer


def test_half_a_surrogate_in_the_history_does_no_harm(telling_desk: Assistant) -> None:
    history = [
        {"role": "user", "content": "Who led the \ud800 inquiry?"},
        {"role": "assistant", "content": "\udfff"},
    ]

    answer = telling_desk.ask("How many witnesses did he hear?", history=history)

    assert Answer.model_validate_json(answer.model_dump_json()) == answer


def test_a_name_may_be_typed_in_either_spelling(tmp_path: Path, embedder: MiniLM) -> None:
    record = {"id": "a", "text": "Hélène Brévaux opened the bridge.", "outlet": "Le Télégramme"}
    ingest.ingest(write_jsonl(tmp_path / "a.jsonl", [record]), tmp_path / "library")

    with Assistant.open(tmp_path / "library", Settings(), embedder) as desk:
        for form in ("NFC", "NFD"):
            name, words = (normalize(form, text) for text in ("le télégramme", "Hélène Brévaux"))
            (found,) = desk.search(words, outlets=[name])
            assert found.lexical


def test_the_language_model_needs_a_key_or_an_address(desk: Assistant) -> None:
    with pytest.raises(SettingsError, match="OPENAI_API_KEY"):
        desk.ask("How much?", answerer="llm")


def test_example_questions_are_answered(desk: Assistant) -> None:
    examples = desk.example_questions()

    assert len(examples) == len(set(examples)) == 4
    assert examples[0].startswith("Why did the Regional Court suspend the building permit")
    assert desk.example_questions() is not examples
    assert all(not example.startswith("What is known") for example in examples)
    assert not any(desk.ask(example).abstained for example in examples)


def test_threads_may_share_one_desk(telling_desk: Assistant) -> None:
    question = "Who was hired to build the barrier?"
    expected = telling_desk.ask(question)
    answers: list[Answer] = []

    def ask() -> None:
        answers.extend(telling_desk.ask(question) for _ in range(2))

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert answers == [expected] * 8


def test_threads_may_ask_while_the_library_changes(tmp_path: Path, embedder: MiniLM) -> None:
    index = tmp_path / "library"
    ingest.ingest(write_jsonl(tmp_path / "old.jsonl", dispatches(6)), index, embedder=embedder)
    write_jsonl(tmp_path / "new.jsonl", dispatches(40))
    beside = python(
        "import sys, ingest; ingest.ingest(sys.argv[1], sys.argv[2])",
        str(tmp_path / "new.jsonl"),
        str(index),
    )
    wrong: list[object] = []

    def ask(desk: Assistant, done: threading.Event) -> None:
        while not done.is_set():
            try:
                for citation in desk.ask("Which merchants sold honey?").citations:
                    article = desk.article(citation.article.id, citation.article.revision)
                    if article.text[citation.start : citation.end] != citation.quote:
                        wrong.append(citation)
            except Exception as error:  # whatever it is, a reader would have seen it
                wrong.append(error)

    with beside, Assistant.open(index, Settings(abstain_below=0)) as desk:
        done = threading.Event()
        threads = [threading.Thread(target=ask, args=(desk, done)) for _ in range(3)]
        for thread in threads:
            thread.start()
        beside.wait()
        done.set()
        for thread in threads:
            thread.join()

        assert beside.returncode == 0
        assert wrong == []
        assert desk.coverage().articles == 40


# -- LlamaIndex models plugged in ------------------------------------------------------------


def test_a_llama_index_embedding_takes_the_place_of_the_shipped_one(
    tmp_path: Path, embedder: MiniLM
) -> None:
    model = MockEmbedding(embed_dim=8)
    inbox = write_jsonl(tmp_path / "a.jsonl", dispatches(5))
    index = tmp_path / "library"
    ingest.ingest(inbox, index, embedder=LlamaIndexEmbedder(model))

    with Assistant.open(index, Settings(abstain_below=0), model) as desk:
        best, *_ = desk.search("Skarholm barley")
        assert best.article.id == "dispatch-001"
        assert desk.ask("Who sold barley in Skarholm?").citations
    with pytest.raises(EmbedderMismatch):
        Assistant.open(index, embed_model=embedder)
    with pytest.raises(EmbedderMismatch):
        Assistant.open(index, embed_model=MockEmbedding(embed_dim=16))


def test_a_llama_index_model_writes_but_is_not_believed(
    samples_library: Path, embedder: MiniLM
) -> None:
    # MockLLM repeats its prompt: the passages, which are true, and our own words, which are not.
    settings = Settings(abstain_below=0)
    with Assistant.open(samples_library, settings, embedder, llm=MockLLM()) as desk:
        answer = desk.ask("Who was hired to build the barrier?")
        for citation in answer.citations:
            text = desk.article(citation.article.id).text
            assert text[citation.start : citation.end] == citation.quote
        quotes = desk.ask("Who was hired to build the barrier?", answerer="quotes")

    assert answer.answerer == "llm"
    assert "Use only what the passages say" not in answer.text
    assert all(sentence.support != "unsupported" for sentence in answer.sentences)
    assert quotes.answerer == "quotes"


def test_a_closed_desk_lets_go_of_the_library(library: Library, embedder: MiniLM) -> None:
    with Assistant.open(library.folder, embed_model=embedder) as desk:
        assert desk.coverage().articles == 4
    library.remove(["ferry"])

    assert library.coverage().articles == 3


# -- as a researcher would use it -----------------------------------------------------------


def test_one_outlet_may_be_named_alone(desk: Assistant) -> None:
    found = desk.search("barrier", outlets="harbour gazette")

    assert {item.article.outlet for item in found} == {"Harbour Gazette"}
    with pytest.raises(UnknownOutlet, match="'H'"):
        desk.search("barrier", outlets=list("Harbour Gazette"))


def test_a_question_that_is_cut_is_answered_with_a_notice(telling_desk: Assistant) -> None:
    question = "Who led the inquiry into the barrier memo? " + "Tell me. " * 1_000

    assert any("were read" in notice for notice in telling_desk.ask(question).notices)
    assert not any("were read" in notice for notice in telling_desk.ask(question[:90]).notices)


def test_a_search_gives_what_there_is_or_says_how_much_it_can(desk: Assistant) -> None:
    assert 20 <= len(desk.search("the barrier", k=1_000)) < 100
    for k in (0, -3, 1_001, 2.5):
        with pytest.raises(InputError, match="from 1 to 1,000"):
            desk.search("the barrier", k=k)  # type: ignore[arg-type]


def test_a_closed_desk_says_so(samples_library: Path, embedder: MiniLM) -> None:
    desk = Assistant.open(samples_library, embed_model=embedder)
    desk.close()
    desk.close()

    for use in (
        lambda: desk.ask("Who led it?"),
        lambda: desk.search("barrier"),
        lambda: desk.check("It was built."),
        lambda: desk.article("lantern-2025-10-09-engineer"),
        desk.articles,
        desk.coverage,
        desk.outlets,
        lambda: desk.version,
    ):
        with pytest.raises(LibraryError, match="desk is closed"):
            use()


def test_many_questions_are_answered_in_their_order(telling_desk: Assistant) -> None:
    asked = [
        "How many homes would the barrier protect?",
        Request(question="Who led the inquiry into the barrier memo?"),
        "Who won the contract?",
    ]

    answers = telling_desk.ask_many(asked, workers=2)

    assert list(answers) == [telling_desk.ask(question) for question in asked]
    assert list(answers.to_frame()["question"]) == [answer.question for answer in answers]
    with pytest.raises(InputError, match=r"^Question 2: "):
        telling_desk.ask_many(["Who?", " "])


def test_related_articles_tell_of_the_same_and_are_no_copies(desk: Assistant) -> None:
    claim = next(each for each in desk.articles() if each.title.startswith("Kestrane wants 38"))

    related = desk.related(claim.id, 4)

    assert len(related) == len({each.id for each in related}) == 4
    assert claim.id not in {each.id for each in related}
    with pytest.raises(ArticleNotFound):
        desk.related("nobody")
