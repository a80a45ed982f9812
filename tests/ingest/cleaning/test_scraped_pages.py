"""Pages written for the project, one for each kind of mess, with what must come out of them."""

from __future__ import annotations

from typing import Any

import pytest

from assistant.datamodels import Article
from benchmarks.cleaning import PAGES, ExpectedPage, expected_pages, read_expected


@pytest.fixture(params=expected_pages(), ids=lambda page: page.name)
def cleaned(request: pytest.FixtureRequest) -> ExpectedPage:
    return read_expected(request.param)


def fields_of(article: Article) -> dict[str, Any]:
    return {
        "title": article.title,
        "outlet": article.outlet,
        "authors": list(article.authors),
        "published": article.published and article.published.isoformat(),
        "updated": article.updated and article.updated.isoformat(),
        "language": article.language,
    }


def test_fields(cleaned: ExpectedPage) -> None:
    assert [fields_of(article) for article in cleaned.articles] == [
        {name: wanted[name] for name in fields_of(cleaned.articles[0])} for wanted in cleaned.wanted
    ]


def test_text(cleaned: ExpectedPage) -> None:
    assert [article.text.split("\n\n") for article in cleaned.articles] == [
        wanted["text"] for wanted in cleaned.wanted
    ]


def test_what_must_be_gone_is_gone(cleaned: ExpectedPage) -> None:
    whole = "\n".join(article.text for article in cleaned.articles)

    assert [words for words in cleaned.gone if words in whole] == []


def test_what_is_unsure_is_marked(cleaned: ExpectedPage) -> None:
    for article, wanted in zip(cleaned.articles, cleaned.wanted, strict=True):
        unsure = {each.field for each in article.provenance if not each.sure}

        assert unsure - {"language", "title"} == set(wanted["unsure"]) - {"authors"}


def test_further_articles_are_tied_to_the_page(cleaned: ExpectedPage) -> None:
    first, *others = cleaned.articles

    assert first.page is None
    assert {article.page for article in others} <= {first.id}
    assert len({article.id for article in cleaned.articles}) == len(cleaned.articles)


def test_each_page_has_its_expectation() -> None:
    assert len(expected_pages()) >= 30
    assert len(list(PAGES.iterdir())) == 2 * len(expected_pages())
