from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

import pytest
from newsroom import evidence, spans_of, told

from assistant.answering.citations import Draft
from assistant.answering.quoting import READ, UNREAD, drafted, quotes_among, sentences_of
from assistant.asking.understanding import Query, understand
from assistant.datamodels import Evidence, Request
from assistant.finding.ranking import read
from assistant.finding.retrieval import Findings
from assistant.models.embedder import MiniLM
from assistant.models.reader import MiniLMReader, Reading

BRIDGE = evidence(
    "Bridge of Quenby\nThe mayor opened the bridge of Quenby on Friday morning. It rained."
    " Nine sheep were the first to cross it, led by a boy of ten.",
    start=500,
    id="bridge",
    title="A bridge for Quenby",
    outlet="Brindle Courier",
    published="2024-05-03",
)
TRAMS = evidence(
    "Trams will not run in Pellwick this winter, as the rails have to be laid anew.",
    id="trams",
    title="No trams",
    outlet="Isle News",
)


def choose_quotes(
    query: Query,
    findings: Findings,
    count: int,
    embedder: MiniLM,
    weight: Callable[[str], float],
    short_from: float = 1.0,
) -> Iterator[Draft]:
    """Up to ``count`` quotes, the best first; the words that answer are marked in the first."""
    spans = findings.spans
    candidates = sentences_of(query, findings, embedder, weight)
    for number, best in enumerate(quotes_among(candidates, count, READ if spans else UNREAD)):
        yield drafted(best, spans, short_from if number == 0 else None)


def quotes(embedder: MiniLM, question: str, *found: Evidence, count: int = 3) -> list[Draft]:
    query = understand(Request(question=question))
    vector = embedder.embed([query.text])[0]
    findings = Findings(found, vector, similarity=1.0, lexical=1.0)
    return list(choose_quotes(query, findings, count, embedder, lambda stem: 1.0))


def test_the_quote_holds_the_sentence_that_answers(embedder: MiniLM) -> None:
    best, *_ = quotes(embedder, "Who opened the bridge of Quenby on Friday?", TRAMS, BRIDGE)

    assert "The mayor opened the bridge of Quenby on Friday morning." in best.text
    assert best.support == "supported"
    assert best.attribution == "Brindle Courier, 3 May 2024"


def test_a_quote_is_the_articles_own_words_at_their_place(embedder: MiniLM) -> None:
    for draft in quotes(embedder, "Who opened the bridge?", BRIDGE, TRAMS):
        (ground,) = draft.grounds
        passage = ground.evidence.passage
        offset = passage.start
        assert passage.text[ground.start - offset : ground.end - offset] == ground.quote
        assert draft.text.split() == ground.quote.split()


def test_a_heading_is_not_quoted(embedder: MiniLM) -> None:
    for draft in quotes(embedder, "Bridge of Quenby", BRIDGE):
        assert not draft.text.startswith("Bridge of Quenby")


def test_a_quote_takes_in_the_list_items_beside_it_but_no_heading(embedder: MiniLM) -> None:
    text = (
        "Ferries of Skarholm\n• The night ferry has no captain since May\n"
        "• Odda Lines will name Runa Vell as its captain\nPrices and tickets\nThey rose."
    )

    (draft,) = quotes(embedder, "Who is captain of the night ferry?", evidence(text, id="list"))

    assert draft.text.endswith("Odda Lines will name Runa Vell as its captain")
    assert draft.text.startswith("The night ferry has no captain")


def test_an_article_is_quoted_once(embedder: MiniLM) -> None:
    again = evidence("The bridge of Quenby was opened by the mayor, who wore a hat.", id="bridge")

    drafts = quotes(embedder, "Who opened the bridge of Quenby?", BRIDGE, again)

    assert len(drafts) == 1


WIRE = "The mayor opened the bridge of Quenby on Friday morning."
OWN = "The bridge of Quenby was opened by the mayor, who wore a hat."


@pytest.mark.parametrize(
    ("second", "stories", "ids"),
    [
        (OWN, "ab", ["wire", "second"]),  # its own story, beside the wire's that it carried too
        (WIRE, "aa", ["wire"]),
    ],
)
def test_a_story_is_quoted_once_and_another_of_the_same_outlet_too(
    embedder: MiniLM, second: str, stories: str, ids: list[str]
) -> None:
    found = (
        evidence(WIRE, 1.1, id="wire", outlet="Agency", also_carried_by=("Courier",)),
        evidence(second, id="second", outlet="Courier"),
    )
    query = understand(Request(question="Who opened the bridge of Quenby?"))
    vector = embedder.embed([query.text])[0]
    told = {item.passage.id: story for item, story in zip(found, stories, strict=True)}

    drafts = choose_quotes(
        query, Findings(found, vector, 1.0, 1.0, told), 3, embedder, lambda stem: 1.0
    )

    assert [draft.grounds[0].evidence.article.id for draft in drafts] == ids


def test_no_more_quotes_than_are_wanted(embedder: MiniLM) -> None:
    found = [
        evidence(f"The bridge of Quenby was opened by a {who} on Friday.", id=who)
        for who in ("mayor with a hat", "boy of ten", "piper from Skarholm")
    ]

    assert len(quotes(embedder, "Who opened the bridge?", *found, count=2)) == 2


@pytest.mark.parametrize(
    "text",
    ["Yes.", "It rained.", "Photo: Una Brill", "word " * 200 + "end.", "漢字。", "...", "🙂"],
)
def test_what_cannot_be_quoted_is_not(embedder: MiniLM, text: str) -> None:
    assert quotes(embedder, "Did it rain?", evidence(text.strip(), id="a")) == []


def test_without_evidence_there_are_no_quotes(embedder: MiniLM) -> None:
    assert quotes(embedder, "Did it rain?") == []


def test_a_question_without_content_words_is_quoted_for_by_its_vector(embedder: MiniLM) -> None:
    drafts = quotes(embedder, "Who was it?", BRIDGE)

    assert len(drafts) == 1


OLD, NEW = (
    evidence(
        f"The price of tin in Pellwick is {price} marks a ton, traders say.",
        score,
        id=year,
        title="The price of tin",
        published=f"{year}-03-01",
    )
    for year, price, score in (("2020", 30, 1.1), ("2024", 52, 1.0))
)


@pytest.mark.parametrize("reader", [None, MiniLMReader(threads=1)], ids=["unread", "read"])
@pytest.mark.parametrize(("now", "first"), [(None, OLD), (date(2024, 3, 2), NEW)])
def test_a_question_about_now_is_answered_by_what_was_told_last(
    embedder: MiniLM, reader: MiniLMReader | None, now: date | None, first: Evidence
) -> None:
    query = understand(Request(question="What is the latest price of tin in Pellwick?"))
    stories = {item.passage.id: item.article.id for item in (OLD, NEW)}
    vector = embedder.embed([query.text])[0]
    findings = Findings((OLD, NEW), vector, 1.0, 1.0, stories, now)
    if reader:
        findings = read(findings, reader, query, 2)

    best, *_ = choose_quotes(query, findings, 2, embedder, lambda stem: 1.0)

    assert best.grounds[0].evidence.article == first.article


def first_quoted(embedder: MiniLM, *found: tuple[Evidence, Reading]) -> str:
    """The first quote for "Who won the vote?" out of passages that were read so, best first."""
    query = understand(Request(question="Who won the vote?"))
    items = tuple(item for item, _ in found)
    spans = spans_of(*found, stories=[item.passage.id for item in items])
    stories = {item.passage.id: item.passage.id for item in items}
    findings = Findings(items, embedder.embed([query.text])[0], 1.0, 1.0, stories, spans=spans)
    return next(choose_quotes(query, findings, 3, embedder, lambda stem: 1.0)).text


def test_the_words_that_answer_outweigh_the_place_of_their_passage(embedder: MiniLM) -> None:
    nobody = told("Someone won the vote after a long night.", "", "nobody")
    varga = told("Ilse Varga won the vote after a long night.", "Ilse Varga", "varga")

    assert first_quoted(embedder, nobody, varga).startswith("Ilse Varga")


def test_what_many_stories_say_is_quoted_before_what_one_says(embedder: MiniLM) -> None:
    one = told("Otto Brill won the vote after a long night.", "Otto Brill", "one")
    many = [
        told("Ilse Varga won the vote after a long night.", "Ilse Varga", f"story {number}")
        for number in range(7)
    ]

    assert first_quoted(embedder, one, *many).startswith("Ilse Varga")


FARES = (
    "The council set the fares of the new ferry on Monday, after a debate of four hours.\n"
    "Line | Fare\nQuenby | nine crowns\nSkarholm | twelve crowns"
)


def test_a_row_that_answers_is_quoted_with_those_around_it(embedder: MiniLM) -> None:
    sure = told(FARES, "twelve crowns", "fares")
    other = told("It rained on the harbour all night, and nobody came to the meeting.", "", "rain")

    assert "Skarholm | twelve crowns" in first_quoted(embedder, other, sure)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("„Die Anwältin Berit Sand fordert neun Millionen Kronen von der Reederei.“", "de"),
        ("महापौर ने कहा कि नई नाव पर नौ लाख रुपये खर्च होंगे और वह मई में आएगी।", "hi"),
        ("میئر نے کہا کہ نئی کشتی پر نو لاکھ روپے خرچ ہوں گے اور وہ مئی میں آئے گی۔", "ur"),
        ("市長は新しい船に九百万円かかり五月に港へ来る予定だと月曜日の会議で述べた。」", "ja"),
    ],
)
def test_a_sentence_is_whole_whatever_closes_it(embedder: MiniLM, text: str, language: str) -> None:
    (draft,) = quotes(embedder, text[:20], evidence(text, id="a", language=language))

    assert draft.text == text
