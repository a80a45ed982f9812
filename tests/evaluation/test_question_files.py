from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from newsroom import REPO, write_jsonl
from pydantic import ValidationError

from assistant.errors import InputError
from assistant.evaluation.datamodels import Question
from assistant.evaluation.questions import (
    BadLine,
    BadQuestions,
    digest,
    read_questions,
    select,
    write_questions,
)

GOOD = {"id": "q1", "question": "Who won?", "answers": ["Kestrane"]}


def reason(tmp_path: Path, row: Any) -> str:
    """Why a line is bad, behind a good one."""
    path = tmp_path / "q.jsonl"
    line = row if isinstance(row, str) else json.dumps(row)
    path.write_text(json.dumps(GOOD) + "\n\n" + line + "\n", "utf-8")
    (bad,) = read_questions(path).bad
    assert bad.line == 3
    return bad.reason


def test_the_questions_of_the_samples_are_good() -> None:
    file = read_questions(REPO / "benchmarks" / "questions" / "samples.jsonl").checked()

    assert len(file.questions) == 40
    assert file.lines == tuple(range(1, 41))
    assert file.questions[26].history[0].role == "user"
    assert str(file.questions[2].before) == "2025-04-01"
    assert file.notices == ()


def test_answers_are_wordings_of_one_thing_or_lists_of_several() -> None:
    one = Question(id="a", question="?", answers=("31", "Thirty-one"))
    several = Question(id="b", question="?", answers=(("Brannoch",), ("Sundferrow", "SW")))

    assert one.wanted == (("31", "Thirty-one"),)
    assert several.wanted == (("Brannoch",), ("Sundferrow", "SW"))
    assert several.wordings == ("Brannoch", "Sundferrow", "SW")


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"id": "q2"}, "the column 'question' is missing"),
        ({"question": "Who?", "id": None}, "the column 'id' is missing"),
        ({**GOOD, "id": 2}, "id: Input should be a valid string, not 2"),
        ({**GOOD, "id": "q2", "answers": "Kestrane"}, "answers: Input should be"),
        ({**GOOD, "id": "q2", "answers": ["a", ["b"]]}, "answers: "),
        ({**GOOD, "id": "q2", "answers": ["a", " "]}, "an accepted answer is empty"),
        ({**GOOD, "id": "q2", "answerable": "perhaps"}, "answerable: "),
        ({**GOOD, "id": "q2", "as_of": "yesterday"}, "as_of: "),
        ({**GOOD, "id": "q2", "question": " "}, "question: the question is empty"),
        ({**GOOD, "id": "q2", "history": [{"role": "reader"}]}, "history: "),
        ({**GOOD}, "id 'q1' is that of line 1"),
        ({**GOOD, "id": "q2", "answerable": False}, "it is not answerable, but has answers"),
        ({**GOOD, "id": "q2", "after": "2025-02-01", "as_of": "2025-01-01"}, "no day is both"),
        ({"id": "q2", "question": "?", "answer": ["x"]}, "did you mean 'answers'?"),
        ("{", "it is not JSON"),
        ("[]", "it is not an object in braces"),
        ("[" * 100_000, "it is "),
    ],
)
def test_a_bad_line_is_named_with_its_reason(tmp_path: Path, row: Any, said: str) -> None:
    assert said in reason(tmp_path, row)


def test_bytes_that_are_no_text_are_named_too(tmp_path: Path) -> None:
    path = tmp_path / "q.jsonl"
    path.write_bytes(b'{"id": "q1", "question": "Wh\xff"}\n')

    assert read_questions(path).bad == (BadLine(1, "it is not UTF-8"),)


def test_all_bad_lines_are_told_at_once(tmp_path: Path) -> None:
    path = write_jsonl(tmp_path / "q.jsonl", [GOOD, {"id": "q2"}, GOOD])

    with pytest.raises(BadQuestions, match=r"(?s)line 2: .*question.*line 3: .*q1") as caught:
        read_questions(path).checked()
    assert [bad.line for bad in caught.value.bad] == [2, 3]


def test_very_many_bad_lines_are_counted(tmp_path: Path) -> None:
    path = write_jsonl(tmp_path / "q.jsonl", [{"id": f"q{n}"} for n in range(30)])

    with pytest.raises(BadQuestions, match="and 10 more lines"):
        read_questions(path).checked()


@pytest.mark.parametrize("name", ["q.jsonl", "q.csv"])
@pytest.mark.parametrize("content", ["", "\n\n", "\ufeff"])
def test_an_empty_file_is_an_error(tmp_path: Path, name: str, content: str) -> None:
    (tmp_path / name).write_text(content, "utf-8")

    with pytest.raises(BadQuestions, match="it holds no questions"):
        read_questions(tmp_path / name)


def test_a_file_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"q\.jsonl cannot be read: No such file"):
        read_questions(tmp_path / "q.jsonl")


def test_a_column_that_means_nothing_is_mentioned(tmp_path: Path) -> None:
    path = write_jsonl(tmp_path / "q.jsonl", [{**GOOD, "asked": "2023-01-05"}])

    assert "'asked'" in read_questions(path).checked().notices[0]


def test_drafts_are_mentioned(tmp_path: Path) -> None:
    path = write_jsonl(tmp_path / "q.jsonl", [{**GOOD, "draft": True}])

    assert "1 questions are drafts" in read_questions(path).notices[0]


def test_csv_has_lists_with_bars_or_as_json(tmp_path: Path) -> None:
    path = tmp_path / "q.csv"
    path.write_text(
        "\ufeffid,question,answers,sources,answerable,as_of,history\n"
        'q1,"Who, then?",31 | Thirty-one,a.html,true,2025-06-05,\n'
        "q2,And?,,,false,,\n"
        '\nq3,"All\nof them?","[[""a"", ""b""], [""c""]]",,,,'
        '"[{""role"": ""user"", ""content"": ""Hm?""}]"\n',
        "utf-8",
    )
    first, second, third = read_questions(path).checked().questions

    assert first.question == "Who, then?"
    assert first.answers == ("31", "Thirty-one")
    assert str(first.as_of) == "2025-06-05"
    assert second.answerable is False
    assert third.answers == (("a", "b"), ("c",))
    assert third.history[0].content == "Hm?"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("q1,Who?", "it has 2 cells, the header has 3"),
        ('q1,Who?,"[""a"""', "answers begins like a JSON list but is none"),
        (",Who?,a", "the column 'id' is missing"),
        ('q1,"Who?" x,a', "it is not CSV"),
    ],
)
def test_a_bad_line_of_csv_is_named_too(tmp_path: Path, line: str, said: str) -> None:
    path = tmp_path / "q.csv"
    path.write_text(f"id,question,answers\nq0,?,x\n{line}\n", "utf-8")

    (bad,) = read_questions(path).bad
    assert bad.line == 3
    assert said in bad.reason


@pytest.mark.parametrize("bad", ['q1,"Who?,a', 'q1,"Who?" x,a', 'q1,Who?,"a" "b'])
def test_a_line_that_is_no_csv_costs_no_other(tmp_path: Path, bad: str) -> None:
    path = tmp_path / "q.csv"
    path.write_text(
        f'id,question,answers\nq0,?,x\n{bad}\nq2,"Why,\nthen?",c\nq3,When?,d\n', "utf-8"
    )

    found = read_questions(path)

    assert [question.id for question in found.questions] == ["q0", "q2", "q3"]
    assert found.questions[1].question == "Why,\nthen?"
    assert found.lines == (2, 4, 6)
    assert [each.line for each in found.bad] == [3]
    assert "it is not CSV" in found.bad[0].reason


def test_a_header_that_is_no_csv_is_named(tmp_path: Path) -> None:
    path = tmp_path / "q.csv"
    path.write_text('id,"question\nq1,Who?\nq2,When?\n', "utf-8")

    found = read_questions(path)

    assert found.questions == ()
    assert [each.line for each in found.bad] == [1]


def test_the_line_of_a_csv_row_is_where_it_begins(tmp_path: Path) -> None:
    path = tmp_path / "q.csv"
    path.write_text('id,question\nq1,"a\nb"\nq1,again\n', "utf-8")

    (bad,) = read_questions(path).bad
    assert (bad.line, bad.reason) == (4, "id 'q1' is that of line 2")


# -- choosing ------------------------------------------------------------------------------

FEW = [
    Question(id="a", question="?", type="who"),
    Question(id="b", question="?", type="When"),
    Question(id="c", question="?", type="when", answerable=False),
]


def test_only_and_limit_choose_questions() -> None:
    assert [q.id for q in select(FEW, ["type=when"])] == ["b", "c"]
    assert [q.id for q in select(FEW, ["type=when", "answerable=false"])] == ["c"]
    assert [q.id for q in select(FEW, [], 2)] == ["a", "b"]


@pytest.mark.parametrize("condition", ["type", "colour=red", "type=nobody"])
def test_a_choice_that_makes_no_sense_is_an_error(condition: str) -> None:
    with pytest.raises(InputError):
        select(FEW, [condition])


def test_the_digest_changes_with_a_question_and_with_the_order() -> None:
    other = [FEW[0], FEW[1].model_copy(update={"type": "who"}), FEW[2]]

    assert len({digest(FEW), digest(other), digest(FEW[::-1])}) == 3
    assert digest(FEW) == digest(list(FEW))


questions = st.builds(
    Question,
    id=st.text(min_size=1, max_size=5),
    question=st.text(min_size=1, max_size=20).filter(lambda text: bool(text.strip())),
    answers=st.lists(st.text(min_size=1, max_size=5).filter(str.strip), max_size=2).map(tuple),
    type=st.text(max_size=5),
)


@given(st.lists(questions, min_size=1, max_size=4, unique_by=lambda q: q.id))
def test_what_is_written_is_read_again(
    tmp_path_factory: pytest.TempPathFactory, written: list[Question]
) -> None:
    path = tmp_path_factory.mktemp("written") / "q.jsonl"

    try:
        assert write_questions(path, written) == len(written)
    except UnicodeEncodeError:
        return  # half a surrogate is no text, whoever wrote it
    assert read_questions(path).checked().questions == tuple(written)


def test_a_question_is_closed_to_fields_it_does_not_know() -> None:
    with pytest.raises(ValidationError):
        Question(id="a", question="?", colour="red")  # type: ignore[call-arg]
