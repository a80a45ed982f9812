"""Reading the evidence: a better order, and where in it the answer stands."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from ..asking.understanding import Query
from ..datamodels import Evidence
from ..library import Library
from ..models.reader import Reader, Reading
from ..text.numerals import parted
from .retrieval import MAX_PER_STORY, Findings, best_of, retrieve
from .spans import Spans

__all__ = ["READ", "read", "read_on", "search"]

READ = 12  # passages that are read, best first; 20 find no more and take twice as long
READ_PER_STORY = 3  # of them; one more than is shown, for the search may misjudge
# How passages are ordered once they are read: by relevance, and by what the search thought of
# them, which the reader does not see. Fitted by `python -m benchmarks.reading`.
RELEVANCE, FUSED = 1.0, 16.0


def search(
    library: Library,
    query: Query,
    k: int,
    reader: Reader | None,
    lap: Callable[[str], None] = lambda stage: None,
    most: int = READ,
) -> Findings:
    """The ``k`` best passages for a query: retrieved, and ``most`` of them read if there is a
    reader.

    ``lap`` is called with the name of each stage when it is done.
    """
    wanted, per_story = (max(READ, k), READ_PER_STORY) if reader else (k, MAX_PER_STORY)
    findings = retrieve(library, query, wanted, per_story)
    lap("retrieve")
    if reader:
        findings = read(findings, reader, query, k, most)
        lap("read")
    return findings


def read(findings: Findings, reader: Reader, query: Query, keep: int, most: int = READ) -> Findings:
    """The best ``keep`` passages of the findings in the order that reading the first ``most``
    gives them, with the spans in these. What was not read comes after what was."""
    chosen, rest = findings.evidence[:most], findings.evidence[most:]
    passages = [(item.article.title, item.passage.text) for item in chosen]
    readings = reader.read(parted(query.text), passages)
    read = [_read(item, reading) for item, reading in zip(chosen, readings, strict=True)]
    lowest = min((item.score for item in read), default=0.0)
    unread = [item.model_copy(update={"score": lowest - 1 + item.score}) for item in rest]
    return replace(
        findings,
        evidence=best_of([*read, *unread], findings.stories, keep, MAX_PER_STORY),
        spans=Spans(read, readings, findings.stories) if read else None,
    )


def read_on(findings: Findings, more: Sequence[Evidence], reader: Reader, query: Query) -> Findings:
    """The findings with ``more`` evidence, read as well and in its place among the rest.

    What was read before is not read again; all spans are spans of one question.
    """
    if not findings.spans:
        return findings
    readings = dict(findings.spans.readings)
    passages = [(item.article.title, item.passage.text) for item in more]
    found = reader.read(parted(query.text), passages)
    readings |= {item.passage.id: each for item, each in zip(more, found, strict=True)}
    new = [_read(item, readings[item.passage.id]) for item in more]
    items = sorted([*findings.evidence, *new], key=lambda item: -item.score)
    own = [item for item in items if item.passage.id in readings]
    spans = Spans(own, [readings[item.passage.id] for item in own], findings.stories)
    return replace(findings, evidence=tuple(items), spans=spans)


def _read(item: Evidence, reading: Reading) -> Evidence:
    score = RELEVANCE * reading.relevance + FUSED * item.score
    return item.model_copy(update={"relevance": reading.relevance, "score": score})
