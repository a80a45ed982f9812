from __future__ import annotations

import sys
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from assistant.answering.citations import Composer, Draft, Ground
from assistant.datamodels import Answer, Answers, Article, Coverage, Evidence, Passage
from assistant.errors import MissingExtra

HOSTILE = "<b>*It*</b> [x](javascript:alert(1)) & $y$ `z` ![i](http://evil.test/i.png)"


def answer(quote: str = "It sank.", notices: tuple[str, ...] = (), **fields: object) -> Answer:
    """An answer of one quote of an article that says nothing else."""
    usual = {
        "id": "a",
        "title": "A ferry",
        "outlet": "Isle News",
        "url": "https://isle-news.example/a(1)",
        "published": date(2024, 2, 1),
    }
    article = Article.model_validate({**usual, "text": quote, **fields})
    passage = Passage(article_id="a", revision=1, ordinal=0, start=0, end=len(quote), text=quote)
    ground = Ground(Evidence(passage=passage, article=article.source, score=1), 0, len(quote))
    composer = Composer()
    composer.add(Draft(quote, (ground,), "supported", "Isle News"))
    return Answer(
        question="What of it?",
        text=composer.text,
        abstained=False,
        answerer="quotes",
        sentences=tuple(composer.sentences),
        citations=tuple(composer.citations),
        sources=tuple(composer.sources),
        span=(date(2024, 2, 1), date(2024, 2, 1)),
        coverage=Coverage(articles=1, passages=1, undated=0),
        notices=notices,
        confidence=0.9,
    )


def shown(one: Answer) -> str:
    return MarkdownIt().render(one._repr_markdown_())


def test_a_notebook_shows_an_answer_with_its_sources_and_links() -> None:
    page = shown(answer(notices=("It is old.",)))

    link = '<a href="https://isle-news.example/a%281%29#:~:text=It%20sank.">[1]</a>'
    assert page.count(link) == 2  # in the text, and before the source
    assert "“It sank.”" in page
    assert "A ferry (Isle News, 2024-02-01)" in page
    assert "<em>It is old.</em>" in page


def test_nothing_of_an_article_is_taken_for_markup() -> None:
    page = shown(answer(HOSTILE, title=HOSTILE, outlet=HOSTILE, notices=(HOSTILE,)))

    assert page.count("<b>") == page.count("<img") == page.count("<code>") == 0
    assert page.count("<a ") == 2
    assert 'href="javascript' not in page
    assert "$" not in answer(HOSTILE)._repr_markdown_().replace("text=", "")


@given(st.text("\\`*_{}[]<>()#+-!|~$&=:@ab1. \n\t", min_size=1).filter(str.strip))
def test_no_words_become_more_than_words(words: str) -> None:
    tokens = MarkdownIt("gfm-like", {"linkify": False}).parse(answer(words)._repr_markdown_())
    inside = {each.type for token in tokens for each in token.children or []}

    assert {token.tag for token in tokens} <= {"p", "", "blockquote"}
    assert inside <= {"text", "softbreak", "link_open", "link_close", "text_special"}


def test_what_has_no_address_is_not_linked() -> None:
    page = shown(answer(url=None, outlet=None, published=None))

    assert "<a " not in page
    assert "A ferry (outlet unknown, date unknown)" in page


def test_answers_become_tables() -> None:
    one = answer()
    rows = Answers([one, one]).to_frame()
    citations = one.to_frame()

    assert list(rows["question"]) == ["What of it?"] * 2
    assert rows.loc[0, "first"] == date(2024, 2, 1)
    assert citations.loc[0, ["quote", "outlet", "start", "end"]].tolist() == [
        *("It sank.", "Isle News", 0, 8)
    ]
    assert Answers().to_frame().empty


def test_without_pandas_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)

    with pytest.raises(MissingExtra, match='pip install "pandas"'):
        answer().to_frame()
