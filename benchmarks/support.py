"""How well the checker, and words alone, tell carried sentences from others.

True claims are the sentences of the reference answers in `multiturn/` against the passages they
were written from. Two kinds of false ones are held against them: the same sentence against other
passages that share most of its words, and the front of the sentence with a stranger's tail.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Sequence
from math import log1p
from pathlib import Path

from assistant.answering.checking import Checking
from assistant.datamodels import Article, Evidence, Passage
from assistant.evaluation.carrying import LexicalCheck
from assistant.library import stems
from assistant.models.checker import MiniLMChecker
from assistant.text.sentences import sentence_spans

from .questionset import QuestionSet, load
from .tables import Table
from .workplace import ProgressLine, Workplace

__all__ = ["measure", "run"]

NEAREST = 4  # other passages held against a claim: the worst that a search could return
WORDS = "carried, say words alone"
MIN_WORDS = 4  # content words; "Yes." can be carried by anything


def run(workplace: Workplace) -> list[Table]:
    """What becomes of true and false claims; nothing where `multiturn/` is not among the data."""
    folder = workplace.data / "multiturn"
    if not folder.is_dir():
        return []
    columns = ("", "supported", "weak", "unsupported", WORDS)
    measured = measure(folder)
    rows = [[kind, *map(shares.get, columns[1:])] for kind, shares in measured.items()]
    return [Table("Judging sentences", columns, rows)]


def measure(folder: Path, seed: int = 0) -> dict[str, dict[str, float]]:
    """For each kind of claim, the share of each verdict, and what words alone find carried."""
    questions = load(folder)
    articles = {article.id: article.text for article in questions.articles}
    words = {article_id: set(stems(text)) for article_id, text in articles.items()}
    idf = _idf(words)
    claims = _claims(questions, articles)
    strangers = random.Random(seed)
    verdicts: dict[str, Counter[str]] = {kind: Counter() for kind in ("true", "near", "tail")}
    checking, check = Checking(MiniLMChecker(), idf), LexicalCheck(idf)
    for claim, sources in ProgressLine("claims", len(claims)).of(claims):
        own = _evidence(sources, articles)
        tail = strangers.choice(claims)[0].split()
        head = claim.rstrip(".").split()
        mixed = [*head[: len(head) * 2 // 3], "because", *tail[len(tail) // 2 :]]
        near = _evidence(_nearest(claim, sources, words, idf), articles)
        cases = {"true": (claim, own), "near": (claim, near), "tail": (" ".join(mixed), own)}
        for kind, (said, evidence) in cases.items():
            verdicts[kind][checking.judge(said, evidence).support] += 1
            verdicts[kind][WORDS] += check.carries(said, evidence)
    return {
        kind: {verdict: round(count / len(claims), 3) for verdict, count in sorted(counts.items())}
        for kind, counts in verdicts.items()
    }


def _claims(questions: QuestionSet, articles: dict[str, str]) -> list[tuple[str, list[str]]]:
    found = []
    for question in questions.questions:
        sources = sorted(source for source in question.sources if source in articles)
        if sources and question.answers and question.kind.startswith("answerable"):
            answer = question.answers[0]
            claims = (answer[start:end] for start, end in sentence_spans(answer))
            found += [(claim, sources) for claim in claims if len(stems(claim)) >= MIN_WORDS]
    return found


def _idf(words: dict[str, set[str]]) -> Callable[[str], float]:
    counts = Counter(word for there in words.values() for word in there)
    return lambda word: log1p((len(words) - counts[word] + 0.5) / (counts[word] + 0.5))


def _nearest(
    claim: str,
    sources: Sequence[str],
    words: dict[str, set[str]],
    idf: Callable[[str], float],
) -> list[str]:
    wanted = set(stems(claim))
    others = [article_id for article_id in words if article_id not in sources]
    return sorted(others, key=lambda other: -sum(map(idf, wanted & words[other])))[:NEAREST]


def _evidence(ids: Sequence[str], articles: dict[str, str]) -> list[Evidence]:
    made = []
    for article_id in ids:
        article = Article(id=article_id, text=articles[article_id])
        passage = Passage(
            article_id=article_id,
            revision=1,
            ordinal=0,
            start=0,
            end=len(article.text),
            text=article.text,
        )
        made.append(Evidence(passage=passage, article=article.source, score=1.0))
    return made
