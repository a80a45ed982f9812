"""Measures one result against what is known about its question."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..datamodels import Citation, Evidence, Source
from .datamodels import Failure, Question, Result
from .holdings import Gold, Holdings
from .measures import answers, citations, retrieval
from .measures.citations import SupportCheck
from .measures.listing import DEPTHS, NDCG_DEPTH
from .normalising import is_within, words

__all__ = ["failure_of", "score"]


def score(
    question: Question,
    result: Result,
    holdings: Holdings,
    gold: Gold,
    checks: Mapping[str, SupportCheck],
) -> dict[str, float]:
    """All measures of one question that can be taken, by name."""
    measured = _retrieval(question, result, holdings, gold)
    measured |= _answer(question, result, holdings, gold)
    measured |= _citations(result, holdings, checks)
    measured |= _time(question, result)
    tokens = {
        "prompt_tokens": result.prompt_tokens,
        "completion_tokens": result.completion_tokens,
    }
    measured |= {name: float(count) for name, count in tokens.items() if count is not None}
    failure = failure_of(question, result, holdings, gold)
    if failure != "not judged":
        measured["right"] = float(failure == "right")
    return measured


def failure_of(question: Question, result: Result, holdings: Holdings, gold: Gold) -> Failure:
    """The first thing that went wrong on the way to the answer, or ``right``.

    Without accepted answers only finding and abstaining can be judged.
    """
    if not question.answerable:
        return "right" if result.abstained else "should have abstained"
    if not result.abstained and question.wanted and answers.contains(result.text, question.wanted):
        return "right"
    if not any(_is_gold(item, question, holdings, gold) for item in result.evidence):
        return "not retrieved" if question.wanted or gold.articles else "not judged"
    if result.abstained:
        return "should have answered"
    if not question.wanted:
        return "not judged"
    chosen = [Evidence(passage=c.passage, article=c.article, score=0.0) for c in result.citations]
    if any(_is_gold(item, question, holdings, gold) for item in chosen):
        return "chosen but wrong"
    return "retrieved but not chosen"


def _is_gold(item: Evidence, question: Question, holdings: Holdings, gold: Gold) -> bool:
    """Whether a passage is of a source or its copy, and holds an accepted answer, if known."""
    if gold.groups and holdings.group(item.article.id) not in gold.groups:
        return False
    return not question.wanted or _holds(item.passage.text, question)


def _holds(text: str, question: Question) -> bool:
    said = words(text)
    return any(is_within(words(wording), said) for wording in question.wordings)


def _retrieval(
    question: Question, result: Result, holdings: Holdings, gold: Gold
) -> dict[str, float]:
    if not question.answerable:
        return {}
    articles = list(dict.fromkeys(item.article.id for item in result.evidence))
    groups = list(dict.fromkeys(holdings.group(each) for each in articles))
    passages = list(dict.fromkeys(item.passage.id for item in result.evidence))
    measured: dict[str, float] = {}
    for prefix, ranking, relevant in (
        ("", articles, gold.articles),
        ("group_", groups, gold.groups),
        ("passage_", passages, gold.passages),
    ):
        if relevant:
            for k in DEPTHS:
                measured[f"{prefix}recall@{k}"] = retrieval.recall(ranking, relevant, k)
                measured[f"{prefix}hit@{k}"] = retrieval.hit(ranking, relevant, k)
            measured[f"{prefix}mrr"] = retrieval.reciprocal_rank(ranking, relevant)
            depth = NDCG_DEPTH
            measured[f"{prefix}ndcg@{depth}"] = retrieval.ndcg(ranking, relevant, depth)
    if question.wanted:
        holding = [_holds(item.passage.text, question) for item in result.evidence]
        golden = [_is_gold(item, question, holdings, gold) for item in result.evidence]
        for k in DEPTHS:
            measured[f"answer_recall@{k}"] = float(any(holding[:k]))
            if gold.groups:
                measured[f"source_answer_recall@{k}"] = float(any(golden[:k]))
    return measured


def _answer(question: Question, result: Result, holdings: Holdings, gold: Gold) -> dict[str, float]:
    """An answer that is not given is a wrong one here; abstaining has measures of its own."""
    measured = {"answered": float(not result.abstained)} if question.answerable else {}
    if not question.wanted:
        return measured
    text = "" if result.abstained else result.text
    first = result.sentences[0].text if result.sentences and text else text
    measured["contains"] = answers.contains(text, question.wanted)
    measured["first_contains"] = answers.contains(first, question.wanted)
    if gold.groups and (result.citations or result.abstained):
        measured["attributed"] = _attributed(question, result, holdings, gold)
    if len(question.wanted) > 1:
        measured["list_recall"] = answers.list_recall(text, question.wanted)
    else:
        shortest = result.short if text and result.short else text
        measured["f1"] = answers.token_f1(shortest, question.wordings)
        measured["exact_match"] = answers.exact_match(shortest, question.wordings)
    return measured


def _attributed(question: Question, result: Result, holdings: Holdings, gold: Gold) -> float:
    sourced = [
        result.sentences[citation.sentence].text
        for citation in result.citations
        if holdings.group(citation.article.id) in gold.groups
    ]
    return answers.contains("\n".join(dict.fromkeys(sourced)), question.wanted)


def _citations(
    result: Result, holdings: Holdings, checks: Mapping[str, SupportCheck]
) -> dict[str, float]:
    if result.abstained or not result.citations:
        return {}
    measured = {}
    verbatim = [_is_verbatim(each, holdings) for each in result.citations]
    known = [each for each in verbatim if each is not None]
    if known:
        measured["verbatim"] = sum(known) / len(known)
    sentences = [
        (sentence.text, _cited(at, result.citations))
        for at, sentence in enumerate(result.sentences)
    ]
    for prefix, check in checks.items():
        measured[f"{prefix}citation_recall"] = citations.citation_recall(sentences, check)
        precision = citations.citation_precision(sentences, check)
        if precision is not None:
            measured[f"{prefix}citation_precision"] = precision
    return measured


def _cited(at: int, cited: Sequence[Citation]) -> list[Evidence]:
    """The passages that a sentence cites, each once."""
    of_sentence = {each.passage.id: each for each in cited if each.sentence == at}
    return [
        Evidence(passage=each.passage, article=each.article, score=0.0)
        for each in of_sentence.values()
    ]


def _is_verbatim(citation: Citation, holdings: Holdings) -> bool | None:
    text = holdings.text(citation.article.id)
    return None if text is None else text[citation.start : citation.end] == citation.quote


def _time(question: Question, result: Result) -> dict[str, float]:
    """Undated articles are neither before nor after; a dated one must be within."""
    used = [item.article for item in result.evidence] + [c.article for c in result.citations]
    measured = {}
    if question.as_of:
        measured["after_as_of"] = float(any(_after(each, question) for each in used))
    if question.as_of or question.after or question.before:
        measured["outside_time"] = float(
            any(_after(each, question) or _outside(each, question) for each in used)
        )
    return measured


def _after(article: Source, question: Question) -> bool:
    day = article.published
    return bool(day and question.as_of and day > question.as_of)


def _outside(article: Source, question: Question) -> bool:
    day, after, before = article.published, question.after, question.before
    return bool(day and ((after and day < after) or (before and day > before)))
