"""Abstaining: how well `finding.abstaining.confidence` tells, and the fit of its constants.

    python -m benchmarks.abstaining

fits the logistic model anew over libraries of several sizes and prints the constants to paste.
"""

from __future__ import annotations

import argparse
import math
import tempfile
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.datamodels import Article, Passage
from assistant.finding.abstaining import confidence
from assistant.finding.ranking import search
from assistant.finding.retrieval import MOST_COUNTED
from assistant.library import Library
from assistant.library.words import Words
from assistant.models.embedder import Embedder, MiniLM
from assistant.models.reader import MiniLMReader
from assistant.settings import Settings

from .questionset import Question, QuestionSet, interval
from .retrieval import query, read_vectors
from .small_libraries import sampled
from .tables import Cell, Table, as_markdown
from .workplace import ProgressLine, Workplace, add_options, opened

__all__ = ["auroc", "balanced", "fit_logistic", "run"]

FAR = 150  # questions of the other set, which this one cannot answer
SAME_SUBJECT = ("absent", "impossible")  # about what the articles are about, yet not in them
# Articles in the libraries that the fit is made over; more small ones, which hold few questions.
SIZES = {
    "news": (15, 15, 15, 15, 60, 60, 200, 200, 800),
    "squad": (10, 10, 10, 40, 40, 150),
}
SOURCES_SHARE = 0.7  # of a sub-sampled library's articles, those that answer a question

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Case:
    """A question put to a library, with what `retrieve` tells about it."""

    set: str
    articles: int
    kind: str  # answerable, or why it cannot be answered
    similarity: float
    lexical: float
    passages: int

    @property
    def positive(self) -> bool:
        return self.kind == "answerable"

    @property
    def features(self) -> tuple[float, float, float]:
        return self.similarity, self.lexical, math.log10(self.passages)


# -- metrics -----------------------------------------------------------------------------------


def auroc(positives: Sequence[float], negatives: Sequence[float]) -> float:
    """The chance that a positive scores above a negative; a tie counts half."""
    ordered = np.sort(np.asarray(negatives, dtype=float))
    below = np.searchsorted(ordered, positives, side="left")
    up_to = np.searchsorted(ordered, positives, side="right")
    return float(np.mean((below + up_to) / 2) / len(ordered))


def balanced(positives: Sequence[float], negatives: Sequence[float], threshold: float) -> float:
    """Balanced accuracy: the mean of the shares kept and abstained at a threshold."""
    kept = np.mean(np.asarray(positives) >= threshold)
    abstained = np.mean(np.asarray(negatives) < threshold)
    return float((kept + abstained) / 2)


def fit_logistic(features: Floats, positive: Floats, weights: Floats) -> Floats:
    """Intercept and coefficients of a weighted logistic model, by Newton's method.

    A trace of ridge (1e-4, on standardised features) keeps a separable case finite.
    """
    mean, scale = features.mean(axis=0), features.std(axis=0) + 1e-9
    x = np.column_stack([np.ones(len(features)), (features - mean) / scale])
    ridge = 1e-4 * np.diag([0.0, *np.ones(x.shape[1] - 1)])
    share = weights / weights.sum()
    beta = np.zeros(x.shape[1])
    for _ in range(100):
        p = 1 / (1 + np.exp(-x @ beta))
        slope = x.T @ ((p - positive) * share) + ridge @ beta
        curve = (x * (share * p * (1 - p))[:, None]).T @ x + ridge + 1e-12 * np.eye(len(beta))
        beta -= np.linalg.solve(curve, slope)
    slopes = beta[1:] / scale
    return np.array([beta[0] - slopes @ mean, *slopes])


# -- the model that ships ------------------------------------------------------------------------


def run(workplace: Workplace) -> list[Table]:
    """What the shipped confidence tells apart, on the whole sets."""
    threshold = Settings().abstain_below
    rows: list[Sequence[Cell]] = []
    for questions, other in (workplace.sets, workplace.sets[::-1]):
        chances = _chances(workplace, questions, other)
        positives = chances.pop("answerable")
        rows += [
            (
                f"{questions.name}: answerable / {kind}",
                f"{len(positives)} / {len(negatives)}",
                auroc(positives, negatives),
                balanced(positives, negatives, threshold),
                interval([float(chance >= threshold) for chance in positives]),
                interval([float(chance < threshold) for chance in negatives]),
            )
            for kind, negatives in chances.items()
        ]
    columns = ("", "questions", "AUROC", "balanced accuracy", "kept", "abstained")
    note = (
        f"At the shipped threshold of {threshold}. Kept: of the answerable questions; abstained:"
        " of the others. far: questions of the other set."
    )
    return [Table("Abstaining, the shipped model", columns, rows, note)]


def _chances(
    workplace: Workplace, questions: QuestionSet, other: QuestionSet
) -> dict[str, list[float]]:
    """The confidence in each question, by its kind."""
    asked = [*_kinds(questions), *((question, "far") for question in other.questions[:FAR])]
    chances: dict[str, list[float]] = {}
    settings, reader = Settings(), MiniLMReader()
    with Library.open(workplace.library(questions), settings) as library:
        for question, kind in ProgressLine(f"abstaining, {questions.name}", len(asked)).of(asked):
            findings = search(library, query(question), settings.passages, reader)
            chances.setdefault(kind, []).append(confidence(findings))
    return chances


def _kinds(questions: QuestionSet) -> Iterator[tuple[Question, str]]:
    for question in questions.questions:
        yield question, "answerable" if question.answerable else question.kind


# -- the fit -------------------------------------------------------------------------------------


def fit(workplace: Workplace, seed: int = 1) -> tuple[Floats, list[Table]]:
    """The constants fitted over libraries of all sizes, and what they do by size."""
    chance = np.random.default_rng(seed)
    cases: list[Case] = []
    for questions, other in (workplace.sets, workplace.sets[::-1]):
        cases += _Sampler(workplace, questions, other).cases(chance)
    # What no such score can tell is left out: it would only drag the others along.
    used = [case for case in cases if case.kind not in (*SAME_SUBJECT, "near")]
    cells = Counter((case.set, case.articles, case.positive) for case in used)
    weights = [1 / cells[case.set, case.articles, case.positive] for case in used]
    constants = fit_logistic(
        np.array([case.features for case in used]),
        np.array([float(case.positive) for case in used]),
        np.array(weights),
    )
    return constants, [_by_size(cases, constants)]


class _Sampler:
    """Puts questions to libraries made of parts of one set's library."""

    def __init__(self, workplace: Workplace, questions: QuestionSet, other: QuestionSet) -> None:
        self._name = questions.name
        self._questions = questions
        self._asked = [*questions.questions, *other.questions[:FAR]]
        self._own = len(questions.questions)
        index = workplace.library(questions)
        self._ids, self._vectors = read_vectors(index)
        self._article_of = np.array([passage.rsplit(":", 2)[0] for passage in self._ids])
        embedder = MiniLM()
        self._asked_vectors = embedder.embed([query(one).text for one in self._asked])
        self._contents = _contents(index, embedder)

    def cases(self, chance: np.random.Generator) -> Iterator[Case]:
        """Every question put to every library."""
        everything = len(self._contents)
        sizes = [*(size for size in SIZES[self._name] if size < everything), everything]
        for size in ProgressLine(f"libraries of {self._name}", len(sizes)).of(sizes):
            yield from self._over(self._sample(size, chance))

    def _sample(self, size: int, chance: np.random.Generator) -> set[str]:
        """Articles: the sources of some questions, so that there are positives, and others."""
        names = sorted(self._contents)
        if size >= len(names):
            return set(names)
        return sampled(self._questions, names, size, SOURCES_SHARE, chance)

    def _over(self, articles: Collection[str]) -> Iterator[Case]:
        inside = np.isin(self._article_of, list(articles))
        similarities = (self._asked_vectors @ self._vectors[inside].T).max(axis=1)
        with tempfile.TemporaryDirectory() as folder:
            words = Words(Path(folder))
            words.write(added=[self._contents[article] for article in sorted(articles)])
            for at, question in enumerate(self._asked):
                yield Case(
                    set=self._name,
                    articles=len(articles),
                    kind=self._kind(question, articles) if at < self._own else "far",
                    similarity=float(similarities[at]),
                    lexical=_lexical(words, query(question).terms),
                    passages=min(int(inside.sum()), MOST_COUNTED),
                )

    def _kind(self, question: Question, articles: Collection[str]) -> str:
        if not question.answerable:
            return question.kind
        if question.sources & set(articles):
            return "answerable"
        # The paragraphs of one encyclopaedia page are about one subject, apart or together.
        return "not in it" if self._name == "news" else "near"


def _contents(index: Path, embedder: Embedder) -> Mapping[str, tuple[Article, list[Passage]]]:
    with Library.open(index, Settings(), embedder) as library:
        return {
            revision.article_id: library.catalogue.contents(revision)
            for revision in library.catalogue.ready()
        }


def _lexical(words: Words, terms: Mapping[str, float]) -> float:
    """The highest BM25 score as a share of what the terms could weigh, as `retrieve` has it."""
    mass = sum(weight * words.idf(term) for term, weight in terms.items())
    hits = words.matching(terms, 1)
    return hits[0][1] / mass if hits and mass else 0.0


def _by_size(cases: Sequence[Case], constants: Floats) -> Table:
    kinds = ("elsewhere", "far", "not in it", "near", *SAME_SUBJECT)
    cells: dict[tuple[str, int], dict[str, list[float]]] = {}
    for case in cases:
        kept = float(constants[0] + constants[1:] @ np.array(case.features) >= 0)
        by_kind = cells.setdefault((case.set, case.articles), {})
        by_kind.setdefault(case.kind, []).append(kept)
    rows: list[list[Cell]] = []
    for (name, articles), by_kind in sorted(cells.items()):
        positives = by_kind.get("answerable", [])
        row: list[Cell] = [f"{name}, {articles:,} articles", len(positives), _share(positives)]
        rows.append(row + [_share([1 - kept for kept in by_kind.get(kind, [])]) for kind in kinds])
    return Table(
        "Abstaining by size of the library, model fitted anew",
        ("", "answerable", "kept", *(f"abstained: {kind}" for kind in kinds)),
        rows,
        "not in it, near: questions whose own articles are not in this library. near, absent and"
        " impossible were not fitted to: they are about the very subject.",
    )


def _share(values: Sequence[float]) -> float | None:
    return float(np.mean(values)) if values else None


def main() -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(
        description="Fit the constants of assistant/finding/abstaining.py."
    )
    add_options(parser)
    parser.add_argument("--seed", type=int, default=1, help="of the sub-sampling (default: 1)")
    arguments = parser.parse_args()
    with opened(arguments) as workplace:
        constants, tables = fit(workplace, arguments.seed)
    for table in tables:
        print(as_markdown(table))
    values = ", ".join(f"{value:.2f}" for value in constants)
    print(f"INTERCEPT, SIMILARITY, LEXICAL, MAGNITUDE = {values}")


if __name__ == "__main__":
    main()
