from __future__ import annotations

import json
import lzma
import random
from pathlib import Path

import pytest

from assistant.datamodels import Article
from assistant.models.embedder import MiniLM
from training.groups import Group
from training.pool import Pool
from training.written import part_of, written_groups

BRIDGE = (
    "The council of Quenby opened the iron bridge on Monday. Ilse Varga, the mayor, cut the ribbon"
    " before a crowd of four hundred people. Traffic had been diverted for two years."
)
HARVEST = "Barley growers near Tarrow lost a third of their crop to hail, the farmers' union said."
# By their hashes: learned from, learned from, and kept apart.
LEARNED, BESIDE, APART = "t1", "t2", "t25"


def written(folder: Path, *items: dict[str, object]) -> Path:
    lines = "\n".join(json.dumps(item) for item in items)
    (folder / "items.jsonl.xz").write_bytes(lzma.compress(lines.encode()))
    return folder


def item(article: str, answers: list[str]) -> dict[str, object]:
    sentence = "Ilse Varga, the mayor, cut the ribbon before a crowd of four hundred people."
    return {
        "id": article,
        "questions": [{"q": "Who cut the ribbon?", "a": answers, "s": sentence, "kind": "who"}],
        "unanswerable": [{"q": "What did the bridge cost?", "missing": "no sum"}],
    }


def groups_of(folder: Path, article: str, answers: list[str]) -> list[Group]:
    articles = [
        Article(id=article, title="Bridge open", text=BRIDGE),
        Article(id=BESIDE, title="Hail", text=f"{HARVEST} A ribbon of bridges was closed."),
    ]
    pool = Pool(articles, MiniLM(), folder)
    return list(written_groups(written(folder, item(article, answers)), pool, random.Random(1)))


def test_a_question_is_read_with_the_words_that_answer_it(tmp_path: Path) -> None:
    answered, _ = groups_of(tmp_path, LEARNED, ["Ilse Varga"])

    positive, *misses = answered.texts
    (span,) = positive.answers
    assert positive.text[slice(*span)] == "Ilse Varga"
    assert positive.exact
    assert misses
    assert not any(text.answers for text in misses)


def test_an_answer_in_other_words_is_somewhere_in_its_sentence(tmp_path: Path) -> None:
    answered, _ = groups_of(tmp_path, LEARNED, ["the mayor of Quenby did"])

    positive = answered.texts[0]
    (span,) = positive.answers
    assert positive.text[slice(*span)].startswith("Ilse Varga, the mayor")
    assert not positive.exact


def test_what_has_no_answer_is_read_with_its_own_article_and_a_neighbour(tmp_path: Path) -> None:
    _, unanswered = groups_of(tmp_path, LEARNED, ["Ilse Varga"])

    assert not unanswered.answerable
    assert [text.title for text in unanswered.texts] == ["Bridge open", "Hail"]


def test_nothing_is_learned_from_an_article_that_is_kept_apart(tmp_path: Path) -> None:
    assert part_of(APART) == "development"
    assert groups_of(tmp_path, APART, ["Ilse Varga"]) == []


@pytest.mark.parametrize("article", [LEARNED, BESIDE])
def test_most_articles_are_learned_from(article: str) -> None:
    assert part_of(article) == "learned"
