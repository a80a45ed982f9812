"""Answers that are not sought in the articles: about the library, to small talk, and where a
question cannot be read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from ..asking.languages import ENGLISH, language_of_question
from ..asking.understanding import Query
from ..datamodels import Answer
from ..finding.retrieval import Findings, retrieve
from ..library import Library
from ..models.embedder import MiniLM
from .library_facts import library_fact
from .stopwatch import Stopwatch
from .talk import not_english, small_talk, too_vague

__all__ = ["EXAMPLES", "aside", "of_the_world"]

EXAMPLES = 2  # questions that work, said in small talk
NEAREST = 5  # passages shown with a question that cannot be read
# Of what the question's words could weigh: from here on its names are those of the articles.
STRONG = 0.3


def aside(
    library: Library,
    query: Query,
    examples: Callable[[int], Sequence[str]],
    stopwatch: Stopwatch,
    is_written: bool = False,
) -> Answer | None:
    """The answer to what is not asked of the articles; ``None`` if it is.

    ``examples`` gives so many questions that work. ``is_written``: a language model answers, which
    reads other languages, too.
    """
    question = query.understood
    if question.language != ENGLISH and not is_written and _reads_english_only(library):
        findings = retrieve(library, query, NEAREST)
        if not _speaks(findings, question.language):
            return _unread(library, query, findings, stopwatch)
    if question.kind == "talk":
        return _said(library, query, stopwatch, small_talk(question.text, examples(EXAMPLES)))
    if question.kind == "library" and (fact := library_fact(library, query)):
        return _said(library, query, stopwatch, fact.text, sources=fact.sources)
    if question.vague:
        return _said(library, query, stopwatch, too_vague(examples(EXAMPLES)))
    return None


def of_the_world(query: Query) -> Query:
    """The query as one of the articles, where it seemed to be about the library and is not."""
    if query.understood.kind != "library":
        return query
    return replace(query, understood=query.understood.model_copy(update={"kind": "fact"}))


def _reads_english_only(library: Library) -> bool:
    return library.embedder.name == MiniLM.name


def _speaks(findings: Findings, language: str) -> bool:
    """Whether there are articles in that language which have the question's words, so that search
    alone may answer."""
    near = findings.evidence[:1] if findings.lexical >= STRONG else ()
    return any(
        language in (item.article.language, language_of_question(item.passage.text))
        for item in near
    )


def _unread(library: Library, query: Query, findings: Findings, stopwatch: Stopwatch) -> Answer:
    """What is near by its words alone, names mostly, is shown all the same."""
    text = not_english(query.understood.language)
    near = findings.evidence if findings.lexical >= STRONG else ()
    if near:
        text += " These passages come nearest."
    return _said(library, query, stopwatch, text, abstained=True, evidence=near, confidence=0.0)


def _said(library: Library, query: Query, stopwatch: Stopwatch, text: str, **fields: Any) -> Answer:
    stopwatch.lap("aside")
    days = sorted(source.published for source in fields.get("sources", ()) if source.published)
    told: dict[str, Any] = {"abstained": False, "confidence": 1.0, **fields}
    return Answer(
        question=query.question,
        text=text,
        answerer="quotes",
        span=(days[0], days[-1]) if days else None,
        time_frame=query.time_frame,
        coverage=library.coverage(),
        notices=query.notices,
        searched=query.text,
        understood=query.understood,
        timings=stopwatch.timings,
        **told,
    )
