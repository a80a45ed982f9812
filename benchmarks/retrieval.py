"""Our retrieval: each index alone, both fused, how long a search takes, what HNSW misses."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.asking.understanding import Query, understand
from assistant.datamodels import Request, TimeFrame
from assistant.finding.retrieval import CANDIDATES, retrieve
from assistant.library import Library
from assistant.settings import Settings

from .questionset import Question, QuestionSet, holds, interval
from .tables import Cell, Table
from .workplace import ProgressLine, Remembering, Workplace

__all__ = [
    "COLUMNS",
    "DEEPEST",
    "DEPTHS",
    "READING",
    "Find",
    "Hit",
    "Scored",
    "estimates",
    "milliseconds",
    "ours",
    "quality",
    "query",
    "read_vectors",
    "run",
    "score",
    "spread",
]

DEPTHS = (1, 2, 5, 10)
DEEPEST = 10
COLUMNS = [*(f"{name}@{k}" for name in ("any", "gold") for k in DEPTHS), f"art@{DEEPEST}"]
READING = (
    "any@k: one of the top k passages holds an accepted answer; gold@k: and is of an article"
    " among the question's sources; art@10: one of the top 10 is of such an article. In brackets"
    " the 95% interval over questions."
)
FILTERED = 150  # questions that searches with a filter are timed with
LATENCY_BAR = 15.0  # milliseconds, p50


@dataclass(frozen=True)
class Hit:
    """A passage that was found: its text, without headline, and the id of its article."""

    text: str
    article: str


Find = Callable[[Question], Sequence[Hit]]
Scored = list[list[float]]  # a row for each question, 1 or 0 for each of COLUMNS


def score(question: Question, hits: Sequence[Hit]) -> list[float]:
    """1 or 0 for each of ``COLUMNS``, from the passages found, best first."""
    holding = [holds(hit.text, question.answers) for hit in hits]
    gold = [hit.article in question.sources for hit in hits]
    both = [held and own for held, own in zip(holding, gold, strict=True)]
    columns = [any(row[:k]) for row in (holding, both) for k in DEPTHS]
    return [float(value) for value in [*columns, any(gold[:DEEPEST])]]


def quality(questions: QuestionSet, find: Find, what: str) -> Scored:
    """Score what is found for every answerable question."""
    shown = ProgressLine(f"{what}, {questions.name}", len(questions.answerable))
    return [score(question, find(question)) for question in shown.of(questions.answerable)]


def estimates(scored: Scored) -> list[Cell]:
    """The mean of each column, with its interval."""
    return [interval(column) for column in zip(*scored, strict=True)]


def run(workplace: Workplace) -> list[Table]:
    """Quality on both sets, latency and HNSW recall on the news set."""
    tables = [_qualities(workplace, questions) for questions in workplace.sets]
    index = workplace.library(workplace.news)
    ids, vectors = read_vectors(index)  # before ours opens the store
    embedder = Remembering()
    with Library.open(index, Settings(), embedder) as library:
        return [
            *tables,
            _latencies(library, workplace.news.questions),
            _recall(library, workplace.news.questions, ids, vectors),
        ]


def query(question: Question, known_outlets: Sequence[str] = (), **filters: Any) -> Query:
    """A question as `Assistant.ask` understands it."""
    return understand(Request(question=question.text, **filters), known_outlets)


def ours(library: Library) -> Find:
    """What `assistant.finding.retrieval.retrieve` finds."""

    def find(question: Question) -> list[Hit]:
        evidence = retrieve(library, query(question), DEEPEST).evidence
        return [Hit(item.passage.text, item.article.id) for item in evidence]

    return find


def spread(times: Sequence[float]) -> tuple[float, float]:
    """The 50th and the 95th percentile."""
    return float(np.percentile(times, 50)), float(np.percentile(times, 95))


def milliseconds(function: Callable[[Any], object], items: Iterable[Any]) -> list[float]:
    """How long each call takes."""
    times = []
    for item in items:
        began = time.perf_counter()
        function(item)
        times.append(1_000 * (time.perf_counter() - began))
    return times


def read_vectors(index: Path) -> tuple[list[str], NDArray[np.float32]]:
    """All passage ids of a library and their vectors, read as any Chroma client can."""
    import chromadb
    from chromadb.config import Settings as ChromaSettings

    settings = ChromaSettings(anonymized_telemetry=False)
    client = chromadb.PersistentClient(str(index / "vectors"), settings)
    (name,) = [collection.name for collection in client.list_collections()]
    collection = client.get_collection(name, embedding_function=None)
    ids: list[str] = []
    parts: list[NDArray[np.float32]] = []
    while page := collection.get(limit=2_000, offset=len(ids), include=["embeddings"]):
        if not page["ids"]:
            break
        ids += page["ids"]
        parts.append(np.asarray(page["embeddings"], dtype=np.float32))
    client.close()  # type: ignore[attr-defined]
    return ids, np.concatenate(parts)


def _qualities(workplace: Workplace, questions: QuestionSet) -> Table:
    with Library.open(workplace.library(questions), Settings()) as library:
        finders = {
            "dense alone": _dense(library),
            "BM25 alone": _lexical(library),
            "fused (ours)": ours(library),
        }
        rows: list[list[Cell]] = [
            [name, *estimates(quality(questions, find, name))] for name, find in finders.items()
        ]
        size = library.coverage()
    count = len(questions.answerable)
    title = f"Retrieval, {questions.name}: {count} questions, {size.passages:,} passages"
    return Table(title, ["", *COLUMNS], rows, READING)


def _dense(library: Library) -> Find:
    def find(question: Question) -> list[Hit]:
        vector = library.embedder.embed([query(question).text])[0]
        return _hits(library, library.vectors.nearest(vector, DEEPEST))

    return find


def _lexical(library: Library) -> Find:
    return lambda question: _hits(library, library.words.matching(query(question).terms, DEEPEST))


def _hits(library: Library, ranking: Sequence[tuple[str, float]]) -> list[Hit]:
    found = library.catalogue.found([passage for passage, _ in ranking])
    rows = [found[passage] for passage, _ in ranking if passage in found]
    return [Hit(row.passage.text, row.source.id) for row in rows]


def _latencies(library: Library, questions: Sequence[Question]) -> Table:
    """Times with the questions' vectors known; some searches go ahead, to read files in."""
    filters = _filters(library)
    timed: dict[str, list[float]] = {}
    for name, chosen in filters.items():
        asked = questions[:FILTERED] if chosen else questions
        queries = [query(question, **chosen) for question in asked]
        library.embedder.embed([one.text for one in queries])
        milliseconds(lambda one: retrieve(library, one, DEEPEST), queries[:20])
        timed[name] = milliseconds(lambda one: retrieve(library, one, DEEPEST), queries)
    plain = [query(question) for question in questions]
    timed["of it: vectors"] = milliseconds(
        lambda one: library.vectors.nearest(library.embedder.embed([one.text])[0], CANDIDATES),
        plain,
    )
    timed["of it: words"] = milliseconds(
        lambda one: library.words.matching(one.terms, CANDIDATES), plain
    )
    timed["of it: passages and articles from the catalogue"] = milliseconds(
        library.catalogue.found, [_candidates(library, one) for one in plain]
    )
    rows: list[list[Cell]] = [[name, *spread(times)] for name, times in timed.items()]
    met = "met" if spread(timed["both indexes, fused"])[0] < LATENCY_BAR else "missed"
    return Table(
        f"A search of {library.coverage().passages:,} passages, without embedding the question",
        ("", "p50, ms", "p95, ms"),
        rows,
        f"Bar: p50 under {LATENCY_BAR:.0f} ms: {met}.",
    )


def _candidates(library: Library, one: Query) -> set[str]:
    """The ids that `retrieve` looks up for a query."""
    dense = library.vectors.nearest(library.embedder.embed([one.text])[0], CANDIDATES)
    return {passage for passage, _ in [*dense, *library.words.matching(one.terms, CANDIDATES)]}


def _filters(library: Library) -> dict[str, dict[str, Any]]:
    """Filters of the kinds readers set, on the days and outlets that the library has."""
    coverage = library.coverage()
    outlets = library.catalogue.outlets()
    last = coverage.last or date.today()
    month = TimeFrame(after=last - timedelta(days=60), before=last - timedelta(days=31))
    half = TimeFrame(before=last - timedelta(days=80))
    named = {"known_outlets": outlets}
    return {
        "both indexes, fused": {},
        "30 days": {"time_frame": month},
        "up to a day half way": {"time_frame": half},
        "the most frequent outlet": {"outlets": outlets[:1], **named},
        "a rare outlet": {"outlets": outlets[len(outlets) // 2 :][:1], **named},
        "30 days, one outlet": {"time_frame": month, "outlets": outlets[:1], **named},
    }


def _recall(
    library: Library,
    questions: Sequence[Question],
    ids: Sequence[str],
    vectors: NDArray[np.float32],
) -> Table:
    """How many of the truly nearest passages the HNSW index finds."""
    shares = []
    for question in ProgressLine("HNSW recall", len(questions)).of(questions):
        vector = library.embedder.embed([query(question).text])[0]
        found = {passage for passage, _ in library.vectors.nearest(vector, CANDIDATES)}
        nearest = np.argsort(-(vectors @ vector), kind="stable")[:CANDIDATES]
        shares.append(len(found & {ids[at] for at in nearest}) / len(nearest))
    rows: list[list[Cell]] = [[f"recall@{CANDIDATES}", interval(shares), min(shares)]]
    return Table("HNSW beside exact search", ("", "mean", "worst question"), rows)
