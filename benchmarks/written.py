"""Questions in readers' own words, with and without an answer, and conversations, through
`Assistant.ask`.

    python -m benchmarks.written --written FOLDER --reuse DIR

FOLDER holds `written/` and `news/`. Measured on the articles that are kept from all training and
fitting, in a library of all that were written over and some of the others.
"""

from __future__ import annotations

import argparse
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from assistant import Assistant
from assistant.datamodels import Answer, Request, Turn
from assistant.settings import Settings
from training.written import part_of, read_items

from . import questionset
from .abstaining import auroc
from .questionset import Question, QuestionSet, interval
from .quoting import quotes, right
from .retrieval import spread
from .tables import Cell, Table, as_markdown
from .workplace import ProgressLine, Workplace, add_options, opened

__all__ = ["written"]

OTHERS = 770  # news articles that nothing was written over; those of the smallest hashes
FOUND = 5  # an article is found if one of so many passages is of it


def written(folder: Path, part: Literal["development", "fitting"]) -> QuestionSet:
    """The questions over one part of the written articles, and the library's articles."""
    own = questionset.read_articles(folder / "written")
    ids = {article.id for article in own}
    others = [each for each in questionset.read_articles(folder / "news") if each.id not in ids]
    others.sort(key=lambda article: hashlib.sha256(article.id.encode()).digest())
    questions = [
        question
        for item in read_items(folder / "written")
        if part_of(item["id"]) == part
        for question in _questions(item)
    ]
    return QuestionSet("written", (*own, *others[:OTHERS]), tuple(questions))


def _questions(item: Mapping[str, Any]) -> list[Question]:
    asked = [(row["q"], tuple(row["a"]), "answerable") for row in item["questions"]]
    asked += [(row["q"], (), "silent") for row in item["unanswerable"]]
    return [
        Question(f"{item['id']}-{at}", text, answers, frozenset([item["id"]]), bool(answers), kind)
        for at, (text, answers, kind) in enumerate(asked)
    ]


@dataclass(frozen=True)
class Asked:
    """What became of a question: which of the quotes are right, whether its article was found."""

    question: Question
    answer: Answer
    milliseconds: float

    @property
    def found(self) -> bool:
        return _finds(self.answer, self.question.sources)

    @property
    def hits(self) -> list[bool]:
        return [right(quote, self.question) for quote in quotes(self.answer)]


def run(workplace: Workplace) -> list[Table]:
    """The development part of the written articles; nothing where they are not at hand."""
    if not workplace.written.is_dir():
        return []
    questions = written(workplace.written, "development")
    with Assistant.open(workplace.library(questions), Settings()) as desk:
        asked = _ask(desk, questions)
        follow_ups = _follow_ups(desk, workplace.written)
    with Assistant.open(workplace.library(questions), Settings(abstain_below=0)) as desk:
        answered = _ask(desk, replace(questions, questions=tuple(questions.answerable)))
    return [_answers(asked, answered), _states(asked), follow_ups]


def _ask(desk: Assistant, questions: QuestionSet) -> list[Asked]:
    desk.ask(questions.questions[0].text)  # the first one reads files into memory
    shown = ProgressLine(f"asked, {questions.name}", len(questions.questions))
    asked = []
    for question in shown.of(questions.questions):
        answer = desk.ask(question.text)
        asked.append(Asked(question, answer, sum(t.milliseconds for t in answer.timings)))
    return asked


def _answers(asked: Sequence[Asked], anyway: Sequence[Asked]) -> Table:
    there = [each for each in asked if each.question.answerable]
    silent = [each for each in asked if not each.question.answerable]
    found = [each for each in there if each.found]
    firsts: tuple[list[float], list[float]] = [], []
    for each in anyway:
        firsts[any(each.hits[:1])].append(each.answer.confidence)
    confidences = [[each.answer.confidence for each in some] for some in (there, silent)]
    rows: list[list[Cell]] = [
        ["questions with an answer / without", f"{len(there)} / {len(silent)}"],
        [f"their article among {FOUND} passages", interval([float(e.found) for e in there])],
        ["answered, of those with", _share(there, lambda e: not e.answer.abstained)],
        ["abstained or unsure, without", _share(silent, lambda e: e.answer.certainty != "sure")],
        ["abstained, without", _share(silent, lambda e: e.answer.abstained)],
        ["AUROC, with against without", auroc(*confidences)],
        ["first quote right", _share(there, lambda e: any(e.hits[:1]))],
        ["one of three right", _share(there, lambda e: any(e.hits))],
        ["first quote right, article found", _share(found, lambda e: any(e.hits[:1]))],
        ["one of three right, article found", _share(found, lambda e: any(e.hits))],
        ["first quote right, abstaining off", _share(anyway, lambda e: any(e.hits[:1]))],
        ["one of three right, abstaining off", _share(anyway, lambda e: any(e.hits))],
        ["AUROC, right against wrong first quotes", auroc(firsts[1], firsts[0])],
        ["p50 / p95, ms", "{:.0f} / {:.0f}".format(*spread([e.milliseconds for e in asked]))],
    ]
    return Table("Questions in readers' words", ("", "value"), rows)


def _states(asked: Sequence[Asked]) -> Table:
    """Of each state: the share of questions in it, and how many answers in it are wrong."""
    rows: list[list[Cell]] = []
    for state in ("sure", "unsure", None):
        inside = [each for each in asked if each.answer.certainty == state]
        rows.append(
            [
                state or "abstained",
                len(inside),
                *(
                    _share([e for e in asked if e.question.answerable is answerable], in_it)
                    for answerable in (True, False)
                    for in_it in [lambda e, state=state: e.answer.certainty == state]
                ),
                _share(inside, lambda e: any(e.hits[:1])),
            ]
        )
    columns = ("", "questions", "of the answerable", "of the others", "first quote right")
    return Table("Three states", columns, rows)


def _follow_ups(desk: Assistant, folder: Path) -> Table:
    """Whether a follow-up finds its article, in its conversation and made whole."""
    found: dict[str, list[float]] = {}
    items = [i for i in read_items(folder / "written") if part_of(i["id"]) == "development"]
    for item in ProgressLine("conversations", len(items)).of(items):
        first, *others = item["conversation"]
        questions, turns = [first["q"]], [Turn(role="user", content=first["q"])]
        turns.append(Turn(role="assistant", content=desk.ask(first["q"]).text))
        for number, row in enumerate(others, start=2):
            asked = {
                "with the questions before": tuple(
                    Turn(role="user", content=each) for each in questions
                ),
                "with the conversation before": tuple(turns),
            }
            for name, history in asked.items():
                answer = desk.ask(Request(question=row["q"], history=history))
                hit = float(_finds(answer, {item["id"]}))
                found.setdefault(name, []).append(hit)
                found.setdefault(f"{name}, turn {number}", []).append(hit)
            whole = desk.ask(row["standalone"])
            found.setdefault("made whole", []).append(float(_finds(whole, {item["id"]})))
            questions.append(row["q"])
            turns += [
                Turn(role="user", content=row["q"]),
                Turn(role="assistant", content=answer.text),
            ]
    rows: list[list[Cell]] = [[name, interval(hits)] for name, hits in sorted(found.items())]
    return Table(f"Follow-ups: article among {FOUND} passages", ("", "found"), rows)


def _finds(answer: Answer, sources: frozenset[str] | set[str]) -> bool:
    return any(item.article.id in sources for item in answer.evidence[:FOUND])


def _share(some: Sequence[Asked], what: Any) -> Cell:
    return interval([float(what(each)) for each in some])


def main() -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    add_options(parser)
    with opened(parser.parse_args()) as workplace:
        for table in run(workplace):
            print(as_markdown(table), flush=True)


if __name__ == "__main__":
    main()
