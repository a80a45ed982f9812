"""Articles that tell of the same as one does."""

from __future__ import annotations

from ..asking.understanding import understand
from ..datamodels import Article, Request, Source
from ..library import Library
from .retrieval import retrieve

__all__ = ["related"]

BEGINNING = 300  # characters of an article by which its like are found
PER_ARTICLE = 3  # passages looked through for each that is wanted


def related(library: Library, article: Article, count: int) -> list[Source]:
    """The ``count`` articles nearest to one by its headline and beginning, the nearest first.

    Copies, of it or of each other, are left out.
    """
    words = f"{article.title} {article.text[:BEGINNING]}"
    query = understand(Request(question=words))
    findings = retrieve(library, query, PER_ARTICLE * (count + 1), 1)
    told = {
        findings.stories[item.passage.id]
        for item in findings.evidence
        if item.article.id == article.id
    }
    found: list[Source] = []
    for item in findings.evidence:
        story = findings.stories[item.passage.id]
        if story not in told:
            told.add(story)
            found.append(item.article)
    return found[:count]
