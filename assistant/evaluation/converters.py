"""Turns question sets of others into articles and questions that Newsdesk reads.

    python -m assistant.evaluation.converters squad dev-v2.0.json folder
    python -m assistant.evaluation.converters realtimeqa news-2023/ folder
    python -m assistant.evaluation.converters beir scifact/ folder

Each writes ``articles.jsonl``, for `newsdesk ingest`, and ``questions.jsonl``, for `newsdesk eval`.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from ..errors import InputError
from .datamodels import Question
from .questions import write_questions

__all__ = ["CONVERTERS", "Converted", "beir", "realtimeqa", "squad"]


@dataclass
class Converted:
    """Articles as `newsdesk ingest` takes them, by id, and the questions about them."""

    articles: dict[str, dict[str, Any]] = field(default_factory=dict)
    questions: list[Question] = field(default_factory=list)

    def write(self, folder: Path) -> None:
        """Write both files into a folder."""
        folder.mkdir(parents=True, exist_ok=True)
        lines = (json.dumps(each, ensure_ascii=False) for each in self.articles.values())
        (folder / "articles.jsonl").write_text("".join(f"{line}\n" for line in lines), "utf-8")
        write_questions(folder / "questions.jsonl", self.questions)


def squad(path: Path) -> Converted:
    """SQuAD 2.0 (Rajpurkar, Jia & Liang 2018), one JSON file: a paragraph becomes an article.

    ``type`` is ``in`` for questions that their paragraph answers, ``impossible`` for the others.
    """
    found = Converted()
    for subject in json.loads(path.read_text("utf-8"))["data"]:
        for paragraph in subject["paragraphs"]:
            article = _short_id(paragraph["context"])
            title = subject["title"].replace("_", " ")
            found.articles[article] = {"id": article, "title": title, "text": paragraph["context"]}
            for row in paragraph["qas"]:
                impossible = row.get("is_impossible", False)
                answers = [] if impossible else [each["text"] for each in row["answers"]]
                found.questions.append(
                    Question(
                        id=row["id"],
                        question=row["question"],
                        answers=tuple(dict.fromkeys(filter(str.strip, answers))),
                        sources=() if impossible else (article,),
                        answerable=not impossible,
                        type="impossible" if impossible else "in",
                    )
                )
    return found


def realtimeqa(folder: Path) -> Converted:
    """RealTime QA (Kasai et al. 2023): ``*_qa.jsonl`` with the search results beside them.

    Search results are files whose names begin with the same date, with a list ``search_result``
    of articles for each question. A question's sources are those of its results that hold the
    answer; ``as_of`` is the day on which it was asked. Without such a result the type is
    ``not found``: whether the articles answer it is for a person to say.
    """
    found = Converted()
    for path in sorted(folder.rglob("*_qa.jsonl")):
        results = _search_results(path)
        for row in map(json.loads, path.read_text("utf-8").splitlines()):
            answers = [row["choices"][int(at)] for at in row["answer"]]
            articles = [_news_article(each) for each in results.get(row["question_id"], ())]
            found.articles |= {each["id"]: each for each in articles if each["text"].strip()}
            holding = [each["id"] for each in articles if _mentions(each["text"], answers)]
            found.questions.append(
                Question(
                    id=row["question_id"],
                    question=row["question_sentence"],
                    answers=tuple(dict.fromkeys(answers)),
                    sources=tuple(dict.fromkeys(holding)),
                    as_of=_day(row["question_date"]),
                    type="found" if holding else "not found",
                )
            )
    return found


def beir(folder: Path, split: str = "test") -> Converted:
    """A BEIR data set (Thakur et al. 2021): ``corpus.jsonl``, ``queries.jsonl``, ``qrels/``.

    Documents judged above 0 are sources; there are no answers, so retrieval is what is measured.
    """
    found = Converted()
    for row in _rows(folder / "corpus.jsonl"):
        if row["text"].strip():
            article = {"id": row["_id"], "title": row.get("title", ""), "text": row["text"]}
            found.articles[row["_id"]] = article
    relevant: defaultdict[str, list[str]] = defaultdict(list)
    with (folder / "qrels" / f"{split}.tsv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines, delimiter="\t"):
            if int(row["score"]) > 0 and row["corpus-id"] in found.articles:
                relevant[row["query-id"]].append(row["corpus-id"])
    for row in _rows(folder / "queries.jsonl"):
        if row["_id"] in relevant:
            sources = tuple(relevant[row["_id"]])
            found.questions.append(Question(id=row["_id"], question=row["text"], sources=sources))
    return found


CONVERTERS: dict[str, Callable[[Path], Converted]] = {
    "squad": squad,
    "realtimeqa": realtimeqa,
    "beir": beir,
}


def _search_results(path: Path) -> dict[str, list[dict[str, Any]]]:
    day = path.name.removesuffix("_qa.jsonl")
    found: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    for beside in sorted(path.parent.glob(f"{day}_*.jsonl")):
        if beside != path:
            for row in _rows(beside):
                found[row["question_id"]] += row.get("search_result", [])
    return found


def _news_article(row: dict[str, Any]) -> dict[str, Any]:
    url, text = row.get("url") or "", row.get("text") or ""
    article = {"id": _short_id(url or text), "text": text, "title": row.get("title") or ""}
    if url:
        article["url"] = url
    if row.get("publish_date"):
        article["published"] = str(_day(row["publish_date"]))
    return article


def _mentions(text: str, answers: Sequence[str]) -> bool:
    from .normalising import is_within, words

    said = words(text)
    return any(is_within(words(answer), said) for answer in answers)


def _day(text: str) -> Any:
    for form in ("%Y/%m/%d", "%Y-%m-%d", "%Y%m%d"):
        try:
            return datetime.strptime(text[:10], form).date()
        except ValueError:
            continue
    raise InputError(f"{text!r} is no day.")


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        yield from (json.loads(line) for line in lines if line.strip())


def _short_id(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(
        prog="python -m assistant.evaluation.converters",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("kind", choices=CONVERTERS)
    parser.add_argument("place", type=Path)
    parser.add_argument("folder", type=Path)
    given = parser.parse_args(arguments)
    try:
        found = CONVERTERS[given.kind](given.place)
    except (OSError, ValueError, LookupError, TypeError, InputError) as error:
        parser.exit(1, f"{given.place} is not {given.kind}: {type(error).__name__} {error}\n")
    if not found.questions:
        parser.exit(1, f"{given.place} holds no questions of {given.kind}.\n")
    found.write(given.folder)


if __name__ == "__main__":
    main()
