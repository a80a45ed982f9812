"""How well the checker tells true sentences from false ones, by kind and beside word overlap.

Two kinds of sets. `questions/claims.jsonl`: sentences as a strong model writes them, true and
false, over the samples and over articles of `news/`, held against their articles among those that
share most of their words, as in an answer. `claims/public.jsonl.xz` of the data: claims of other
collections (QAGS, WiCE) with the document that each is judged by.
"""

from __future__ import annotations

import json
import lzma
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean

import numpy as np

from assistant.answering.checking import Checking, Judgement
from assistant.answering.grounds import choose_grounds
from assistant.answering.signs import signs_of
from assistant.datamodels import Article, Evidence
from assistant.errors import InputError
from assistant.evaluation.measures.abstention import auroc
from assistant.models.checker import MiniLMChecker
from ingest.cleaning.articles import articles_of
from ingest.pages.sources import find_files, read_pages
from training.checker.pairs import Corpus

from .questionset import RawArticle
from .tables import Table
from .workplace import REPOSITORY, ProgressLine, Workplace

__all__ = ["Case", "Judged", "judged", "run", "written_cases"]

SENTENCES = REPOSITORY / "benchmarks" / "questions" / "claims.jsonl"
BESIDE = 3  # other articles that a sentence is held against too


@dataclass(frozen=True)
class Case:
    """A claim, the evidence it is judged by, and what it is."""

    claim: str
    evidence: tuple[Evidence, ...]
    label: str
    kind: str


@dataclass(frozen=True)
class Judged:
    """A case with what the checker makes of it; ``overlap`` is the share of its words that the
    evidence has, ``milliseconds`` what judging it took."""

    case: Case
    judgement: Judgement
    overlap: float
    milliseconds: float

    @property
    def true(self) -> bool:
        return self.case.label == "supported"


def run(workplace: Workplace) -> list[Table]:
    """The sentences of our own by kind, and the public sets where they are among the data."""
    checker = MiniLMChecker()
    corpora = {"samples": Corpus(_samples()), "news": Corpus(_articles(workplace.news.articles))}
    own: list[Judged] = []
    for name, corpus in corpora.items():
        cases = list(written_cases(name, corpus))
        own += judged(cases, Checking(checker, corpus.weight), corpus, name)
    tables = [_by_kind(own), _figures({"sentences of a strong writer": own})]
    public = workplace.data / "claims" / "public.jsonl.xz"
    if public.exists():
        tables.append(_figures(dict(_public(public, checker))))
    return tables


def written_cases(name: str, corpus: Corpus) -> Iterator[Case]:
    """The sentences of `questions/claims.jsonl` over one set of articles."""
    for line in SENTENCES.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if not row["id"].startswith(f"{name}-") or not set(row["sources"]) <= set(corpus.evidence):
            continue
        sources = [corpus.evidence[source] for source in row["sources"]]
        near = corpus.nearest(row["sentence"], BESIDE, row["sources"])
        yield Case(row["sentence"], (*near, *sources), row["label"], row["kind"])


def judged(cases: Sequence[Case], checking: Checking, corpus: Corpus, name: str) -> list[Judged]:
    """What the checker makes of each case."""
    found = []
    for case in ProgressLine(name, len(cases)).of(cases):
        began = time.perf_counter()
        judgement = checking.judge(case.claim, case.evidence)
        spent = 1000 * (time.perf_counter() - began)
        grounds = choose_grounds(case.claim, case.evidence, corpus.weight)
        overlap = signs_of(case.claim, grounds, corpus.weight)[0]
        found.append(Judged(case, judgement, overlap, spent))
    return found


def _by_kind(found: Sequence[Judged]) -> Table:
    kinds: dict[tuple[str, str], list[Judged]] = defaultdict(list)
    for each in found:
        kinds[each.case.label, each.case.kind].append(each)
        kinds[each.case.label, "all"].append(each)
        if not each.true:
            kinds["false", "all"].append(each)
    rows = [
        [f"{label}, {kind}", len(group), *_shares(group)]
        for (label, kind), group in sorted(kinds.items())
    ]
    return Table("Sentences by kind", ("", "sentences", "supported", "shown", "stance right"), rows)


def _shares(group: Sequence[Judged]) -> list[float]:
    return [
        round(fmean(each.judgement.support == "supported" for each in group), 3),
        round(fmean(each.judgement.support != "unsupported" for each in group), 3),
        round(fmean(each.judgement.stance == each.case.label for each in group), 3),
    ]


def _figures(sets: Mapping[str, Sequence[Judged]]) -> Table:
    columns = ("", "claims", "AUROC", "balanced", "AUROC of overlap", "ms a claim")
    return Table("Telling true from false", columns, [[n, *_row(f)] for n, f in sets.items()])


def _row(found: Sequence[Judged]) -> list[float]:
    true = [each.true for each in found]
    flags = np.array(true)
    scores = np.array([each.judgement.chances.supported for each in found])
    overlaps = np.array([each.overlap for each in found])
    shown = [each.judgement.support != "unsupported" for each in found]
    right = fmean(s for s, t in zip(shown, true, strict=True) if t)
    wrong = fmean(s for s, t in zip(shown, true, strict=True) if not t)
    return [
        len(found),
        round(auroc(scores, flags) or 0.0, 3),
        round((right + 1 - wrong) / 2, 3),
        round(auroc(overlaps, flags) or 0.0, 3),
        round(fmean(each.milliseconds for each in found), 1),
    ]


def _public(path: Path, checker: MiniLMChecker) -> Iterator[tuple[str, list[Judged]]]:
    lines = lzma.decompress(path.read_bytes()).decode("utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    ids = {row["text"]: row["id"] for row in rows}
    corpus = Corpus([Article(id=key, text=text) for text, key in ids.items()])
    for origin in sorted({row["origin"] for row in rows}):
        cases = [
            Case(row["claim"], (corpus.evidence[ids[row["text"]]],), row["label"], row["kind"])
            for row in rows
            if row["origin"] == origin
        ]
        yield origin, judged(cases, Checking(checker, corpus.weight), corpus, origin)


def _samples() -> list[Article]:
    """The articles of `samples/`, called as `claims.jsonl` calls them: by file, or by id."""
    found = []
    for file in find_files([REPOSITORY / "samples"]):
        for page in read_pages(file):
            try:
                articles = list(articles_of(page))
            except InputError:
                continue
            # A page of its own goes by its file, what else stands on it by its own id.
            if file.path.suffix != ".jsonl":
                articles[0] = articles[0].model_copy(update={"id": file.path.name})
            found += articles
    return found


def _articles(raw: Sequence[RawArticle]) -> list[Article]:
    return [
        Article(
            id=each.id,
            title=each.title,
            text=each.text,
            outlet=each.outlet,
            published=each.published or None,
        )
        for each in raw
        if each.text
    ]
