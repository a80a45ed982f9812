from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from newsroom import write_jsonl

from assistant.evaluation.converters import beir, main, realtimeqa, squad
from assistant.evaluation.questions import read_questions


def squad_file(folder: Path) -> Path:
    paragraph = {
        "context": "The Ostrel floods every spring.",
        "qas": [
            {
                "id": "1",
                "question": "When does it flood?",
                "answers": [
                    {"text": "every spring", "answer_start": 18},
                    {"text": "spring", "answer_start": 24},
                    {"text": "spring", "answer_start": 24},
                ],
                "is_impossible": False,
            },
            {
                "id": "2",
                "question": "Who dammed it?",
                "answers": [],
                "plausible_answers": [{"text": "spring", "answer_start": 24}],
                "is_impossible": True,
            },
        ],
    }
    data = {"version": "v2.0", "data": [{"title": "Ostrel_river", "paragraphs": [paragraph]}]}
    path = folder / "dev.json"
    path.write_text(json.dumps(data), "utf-8")
    return path


def test_squad(tmp_path: Path) -> None:
    found = squad(squad_file(tmp_path))

    (article,) = found.articles.values()
    assert article["title"] == "Ostrel river"
    good, impossible = found.questions
    assert good.answers == ("every spring", "spring")
    assert good.sources == (article["id"],)
    assert (impossible.answerable, impossible.answers, impossible.type) == (False, (), "impossible")


def news_folder(folder: Path) -> Path:
    def row(number: int, **more: Any) -> dict[str, Any]:
        return {
            "question_id": f"20230106_{number}",
            "question_date": "2023/01/05",
            "question_sentence": "Which team does he play for?",
            "choices": ["Bengals", "Buffalo Bills"],
            "answer": ["1"],
            **more,
        }

    write_jsonl(folder / "20230106_qa.jsonl", [row(0), row(1)])
    write_jsonl(folder / "20230106_qa_nota.jsonl", [row(0, choices=["none of the above"])])
    write_jsonl(
        folder / "20230106_gcs.jsonl",
        [
            {
                "question_id": "20230106_0",
                "search_result": [
                    {
                        "url": "https://gazette.example/a",
                        "title": "A game stops",
                        "text": "He plays for the Buffalo Bills.",
                        "publish_date": "2023/01/03",
                    },
                    {"url": "https://gazette.example/b", "text": "Nothing about it."},
                    {"url": "https://gazette.example/c", "text": " "},
                ],
            }
        ],
    )
    return folder


def test_realtimeqa(tmp_path: Path) -> None:
    found = realtimeqa(news_folder(tmp_path))

    first, second = found.articles.values()
    assert first["published"] == "2023-01-03"
    assert "published" not in second
    there, elsewhere = found.questions
    assert there.answers == ("Buffalo Bills",)
    assert there.sources == (first["id"],)
    assert str(there.as_of) == "2023-01-05"
    assert (elsewhere.sources, elsewhere.type) == ((), "not found")


def beir_folder(folder: Path) -> Path:
    write_jsonl(
        folder / "corpus.jsonl",
        [{"_id": "d1", "title": "T", "text": "Eels."}, {"_id": "d2", "title": "", "text": " "}],
    )
    write_jsonl(
        folder / "queries.jsonl",
        [{"_id": "q1", "text": "eels?"}, {"_id": "q2", "text": "not in this split"}],
    )
    (folder / "qrels").mkdir()
    (folder / "qrels" / "test.tsv").write_text(
        "query-id\tcorpus-id\tscore\nq1\td1\t1\nq1\td2\t1\nq1\td1\t0\n"
    )
    return folder


def test_beir(tmp_path: Path) -> None:
    found = beir(beir_folder(tmp_path))

    assert found.articles == {"d1": {"id": "d1", "title": "T", "text": "Eels."}}
    (question,) = found.questions
    assert (question.id, question.sources) == ("q1", ("d1",))


def test_the_command_writes_what_ingest_and_eval_read(tmp_path: Path) -> None:
    main(["squad", str(squad_file(tmp_path)), str(tmp_path / "out")])

    assert len(read_questions(tmp_path / "out" / "questions.jsonl").checked().questions) == 2
    assert '"text": "The Ostrel' in (tmp_path / "out" / "articles.jsonl").read_text("utf-8")


@pytest.mark.parametrize("kind", ["squad", "realtimeqa", "beir"])
def test_what_is_something_else_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], kind: str
) -> None:
    place = write_jsonl(tmp_path / "x" / "1_qa.jsonl", [{"question_id": "1"}])

    with pytest.raises(SystemExit) as ended:
        main([kind, str(place if kind == "squad" else place.parent), str(tmp_path / "out")])
    assert ended.value.code == 1
    assert f"is not {kind}" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()
