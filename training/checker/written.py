"""Pairs of what was written over articles: claims with their evidence, and without it."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from assistant.answering.grounds import terms_of
from assistant.datamodels import Article, Evidence
from assistant.text.sentences import sentence_spans

from ..groups import normalised
from .pairs import Corpus, Pair, evidence_of, in_development

__all__ = ["claim_pairs", "public_pairs"]

BESIDE_SHARE = 0.3  # of the claims that are judged by another article's passages too
REMOVED_SHARE = 0.45  # of the claims that are shown once more without what they stand on
ELSEWHERE_SHARE = 0.12  # of the claims that are shown another article
STILL_SAID = 0.75  # share of a claim's terms from which a sentence that is left may carry it
LONGEST_CLAIM = 60  # words


def claim_pairs(
    items: Sequence[Mapping[str, Any]], corpus: Corpus, chance: random.Random
) -> Iterator[Pair]:
    """Every claim by its evidence; some once more without it, or by another article."""
    for item in items:
        own = corpus.evidence[item["id"]]
        for row in item["claims"]:
            evidence = [own]
            if chance.random() < BESIDE_SHARE:
                evidence = _shuffled([own, *corpus.nearest(row["c"], 1, [item["id"]])], chance)
            said = [sentence for sentence in row["s"].split(" || ") if sentence]
            origin = f"written, round {row['round']}, {row['kind']}"
            # What is only measured gets what would be chosen for it, and no more.
            shown = () if in_development(item["id"]) else said
            yield corpus.pair(row["c"], evidence, row["label"], origin, item["id"], shown)
            if said and chance.random() < REMOVED_SHARE:
                yield from _removed(row, said, own, corpus)
            if chance.random() < ELSEWHERE_SHARE:
                others = corpus.nearest(row["c"], 2, [item["id"]])
                yield corpus.pair(row["c"], others, "unstated", "another article", item["id"])


def public_pairs(rows: Sequence[Mapping[str, Any]]) -> Iterator[Pair]:
    """The claims of other collections by the sentences of their documents."""
    articles = [Article(id=row["id"], text=row["text"]) for row in rows if row["text"].strip()]
    corpus = Corpus({article.text: article for article in articles}.values())
    by_text = {article.text: article.id for article in corpus.articles.values()}
    for row in rows:
        if row["text"] not in by_text or len(row["claim"].split()) > LONGEST_CLAIM:
            continue
        article = by_text[row["text"]]
        evidence = [corpus.evidence[article]]
        pair = corpus.pair(row["claim"], evidence, row["label"], row["origin"], article)
        if pair.evidence:
            yield pair


def _removed(
    row: Mapping[str, Any], said: Sequence[str], own: Evidence, corpus: Corpus
) -> Iterator[Pair]:
    """A claim by its article without the sentences that it stands on, or any that says as much."""
    text = own.passage.text
    gone = [normalised(sentence) for sentence in said]
    wanted = {term: corpus.weight(term) for term in terms_of(row["c"])}
    kept = [
        text[start:end]
        for start, end in sentence_spans(text)
        if not _among(normalised(text[start:end]), gone)
        and _share(terms_of(text[start:end]), wanted) < STILL_SAID
    ]
    if kept:
        article = Article(**{**own.article.model_dump(), "text": "\n".join(kept)})
        left = [evidence_of(article)]
        yield corpus.pair(row["c"], left, "unstated", "evidence removed", own.article.id)


def _among(sentence: str, gone: Sequence[str]) -> bool:
    return any(sentence in other or other in sentence for other in gone if other)


def _share(there: frozenset[str], wanted: Mapping[str, float]) -> float:
    total = sum(wanted.values())
    return sum(w for term, w in wanted.items() if term in there) / total if total else 0.0


def _shuffled(evidence: list[Evidence], chance: random.Random) -> list[Evidence]:
    chance.shuffle(evidence)
    return evidence
