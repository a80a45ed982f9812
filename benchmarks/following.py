"""Follow-up questions: which words of earlier turns they are lent, and what they find then.

    python -m benchmarks.following --written FOLDER --reuse DIR

fits the weights of `assistant/asking/resolving.py` on the conversations of `written/`, whose
follow-ups are given whole too, and prints them to paste.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from assistant.asking.resolving import LIKELY, signs_of_terms
from assistant.asking.understanding import understand
from assistant.datamodels import Request, Turn
from assistant.finding.retrieval import retrieve
from assistant.library import Library, stems
from assistant.models.logistic import chance
from assistant.settings import Settings
from training.written import part_of, read_items

from .abstaining import auroc, fit_logistic
from .questionset import QuestionSet, interval, read_articles
from .tables import Cell, Table, as_markdown
from .workplace import ProgressLine, Workplace, add_options, opened

__all__ = ["run"]

Row = tuple[tuple[float, ...], bool]  # the signs of a term, and whether it belongs


def run(workplace: Workplace) -> list[Table]:
    """What the last questions of `multiturn` find, alone and with what came before."""
    folder = workplace.data / "multiturn"
    if not folder.is_dir():
        return []
    asked = [row for row in _rows(folder / "questions.jsonl") if row["sources"]]
    questions = QuestionSet("multiturn", tuple(read_articles(folder)), ())
    rows: list[list[Cell]] = []
    with Library.open(workplace.library(questions), Settings()) as library:
        for name, roles in (
            ("the question alone", ()),
            ("with the questions before", ("user",)),
            ("with the conversation before", ("user", "assistant")),
        ):
            shown = ProgressLine(f"multiturn, {name}", len(asked))
            scores = [_recall(library, row, roles) for row in shown.of(asked)]
            rows.append([name, *map(interval, zip(*scores, strict=True))])
    return [Table("Conversations of `multiturn`", ("", "recall@5", "recall@10"), rows)]


def _recall(library: Library, row: Mapping[str, Any], roles: Sequence[str]) -> list[float]:
    history = tuple(Turn.model_validate(t) for t in row["history"] if t["role"] in roles)
    request = Request(question=row["question"], history=history)
    evidence = retrieve(library, understand(request), 10).evidence
    sources = set(row["sources"])
    found = ({item.article.id for item in evidence[:k]} for k in (5, 10))
    return [len(sources & each) / len(sources) for each in found]


def _rows(path: Path) -> list[Mapping[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def _terms(items: Sequence[Mapping[str, Any]]) -> Iterator[Row]:
    """Every term that could be lent to a follow-up, and whether the whole question has it."""
    for item in items:
        questions = [turn["q"] for turn in item["conversation"]]
        for at, turn in enumerate(item["conversation"][1:], start=1):
            whole = set(stems(turn["standalone"]))
            for term, signs in signs_of_terms(turn["q"], questions[:at]).items():
                yield signs, term in whole


def main() -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    add_options(parser)
    with opened(parser.parse_args()) as workplace:
        items = read_items(workplace.written / "written")
        kept = [item for item in items if part_of(item["id"]) == "development"]
        learned = list(_terms([item for item in items if item not in kept]))
        signs, belongs = (np.array(each, dtype=float) for each in zip(*learned, strict=True))
        weights = fit_logistic(signs, belongs, np.ones(len(belongs)))
        chances = [(chance(weights.tolist(), row), belongs) for row, belongs in _terms(kept)]
        right, wrong = ([c for c, belongs in chances if belongs is each] for each in (True, False))
        print(f"WEIGHTS = ({', '.join(f'{weight:.3g}' for weight in weights)})")
        print(f"{len(learned):,} terms; of the {len(chances):,} kept apart: AUROC", end=" ")
        print(f"{auroc(right, wrong):.3f}; at {LIKELY} {np.mean(np.array(right) >= LIKELY):.2f} of")
        print(f"those that belong are lent, {np.mean(np.array(wrong) >= LIKELY):.2f} of the others")
        for table in run(workplace):
            print(as_markdown(table), flush=True)


if __name__ == "__main__":
    main()
