"""What the checker learns from: something said, or asked and answered, beside chosen evidence."""

from __future__ import annotations

import hashlib
import json
import lzma
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from math import log1p
from pathlib import Path
from typing import Any, Literal

from assistant.answering.citations import Ground
from assistant.answering.grounds import choose_grounds, shown, terms_of
from assistant.answering.signs import signs_of
from assistant.datamodels import Article, Evidence, Passage
from assistant.text.sentences import sentence_spans

from ..groups import normalised

__all__ = [
    "Corpus",
    "Label",
    "Pair",
    "evidence_of",
    "in_development",
    "read_pairs",
    "write_pairs",
]

Label = Literal["supported", "contradicted", "unstated", "unsupported", "answers", "silent"]
DEVELOPMENT = 26  # of 256: articles whose digest begins lower are never trained on


@dataclass(frozen=True)
class Pair:
    """A claim beside evidence; or a question with the ``words`` that are to answer it.

    ``unsupported`` claims are contradicted or unstated, their source does not say which. ``origin``
    names the data and how the pair was made of them, ``article`` what it is about; ``signs`` are
    those of ``answering.signs``, of a claim.
    """

    said: str
    words: str
    evidence: str
    label: Label
    origin: str
    article: str
    signs: tuple[float, ...] = ()


class Corpus:
    """Articles, with how rare their terms are and which of them are near each other."""

    def __init__(self, articles: Iterable[Article]) -> None:
        self.articles = {article.id: article for article in articles}
        self.evidence = {key: evidence_of(article) for key, article in self.articles.items()}
        self._terms = {key: terms_of(article.text) for key, article in self.articles.items()}
        self._counts = Counter(term for terms in self._terms.values() for term in terms)

    def weight(self, term: str) -> float:
        """The inverse document frequency of a term among the articles."""
        seen = self._counts[term]
        return log1p((len(self.articles) - seen + 0.5) / (seen + 0.5))

    def nearest(self, text: str, count: int, but: Sequence[str]) -> list[Evidence]:
        """The articles, ``but`` for these, that share most of a text's terms."""
        wanted = {term: self.weight(term) for term in terms_of(text)}
        gains = {
            other: sum(weight for term, weight in wanted.items() if term in terms)
            for other, terms in self._terms.items()
            if other not in but
        }
        return [self.evidence[each] for each in sorted(gains, key=gains.__getitem__)[-count:]]

    def pair(
        self,
        claim: str,
        evidence: Sequence[Evidence],
        label: Label,
        origin: str,
        article: str,
        standing_on: Sequence[str] = (),
    ) -> Pair:
        """A claim beside the evidence that the checker would be shown for it.

        The sentences that it is known to be ``standing_on`` are added if they were not chosen: a
        true claim without its evidence would teach that what sounds true is.
        """
        grounds = choose_grounds(claim, evidence, self.weight)
        grounds = with_sentences(grounds, standing_on, self.evidence[article])
        signs = signs_of(claim, grounds, self.weight)
        return Pair(claim, "", shown(grounds), label, origin, article, signs)


def with_sentences(
    grounds: Sequence[Ground], sentences: Sequence[str], own: Evidence
) -> tuple[Ground, ...]:
    """The grounds, with those sentences of an article that they lack, in their places."""
    there = normalised(" ".join(ground.quote for ground in grounds))
    wanted = [normalised(sentence) for sentence in sentences]
    lacking = [sentence for sentence in wanted if sentence[:60] not in there]
    text = own.passage.text
    added = [
        Ground(own, start, end)
        for start, end in (sentence_spans(text) if lacking else ())
        if any(_same(normalised(text[start:end]), sentence) for sentence in lacking)
        and not any(g.evidence.article.id == own.article.id and g.start == start for g in grounds)
    ]
    before = [g for g in grounds if g.evidence.article.id != own.article.id]
    ours = [g for g in grounds if g.evidence.article.id == own.article.id]
    return (*before, *sorted([*ours, *added], key=lambda ground: ground.start))


def _same(one: str, other: str) -> bool:
    return bool(one) and (one in other or other in one)


def evidence_of(article: Article) -> Evidence:
    """A whole article as one passage."""
    passage = Passage(
        article_id=article.id,
        revision=1,
        ordinal=0,
        start=0,
        end=len(article.text),
        text=article.text,
    )
    return Evidence(passage=passage, article=article.source, score=1.0)


def in_development(article: str) -> bool:
    """Whether an article is kept for the figures."""
    return hashlib.sha256(article.encode()).digest()[0] < DEVELOPMENT


def write_pairs(path: Path, pairs: Sequence[Pair], made_with: Mapping[str, Any]) -> None:
    """Keep pairs in a file, and before them what they were made with: JSON lines in xz."""
    lines = [json.dumps(made_with), *(json.dumps(asdict(pair)) for pair in pairs)]
    path.write_bytes(lzma.compress("\n".join(lines).encode(), preset=1))


def read_pairs(path: Path) -> tuple[list[Pair], Mapping[str, Any]]:
    """The pairs that ``write_pairs`` kept, and what they were made with."""
    made_with, *rows = map(json.loads, lzma.decompress(path.read_bytes()).decode().split("\n"))
    return [Pair(**{**row, "signs": tuple(row.get("signs", ()))}) for row in rows], made_with
