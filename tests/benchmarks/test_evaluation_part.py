from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree

from newsroom import write_jsonl

from benchmarks.evaluation import QUESTIONS, curves, measured


def test_questions_about_what_the_library_does_not_hold_are_left_out(
    samples_library: Path, tmp_path: Path
) -> None:
    lines = (QUESTIONS / "samples.jsonl").read_text("utf-8").splitlines()
    strange = {"id": "x", "question": "Who?", "answers": ["I"], "sources": ["no-such.html"]}
    path = write_jsonl(tmp_path / "q.jsonl", [json.loads(lines[17]), strange])

    run = measured(samples_library, path)
    assert run.summary.failures == {"right": 1}
    picture = ElementTree.fromstring(curves("one", run.summary).svg)
    assert len(picture.findall("{http://www.w3.org/2000/svg}svg")) == 1  # nothing to calibrate


def test_the_questions_over_the_seeds_quote_nothing_of_them() -> None:
    lines = (QUESTIONS / "seeds.jsonl").read_text("utf-8").splitlines()
    rows = [json.loads(line) for line in lines]

    assert len(rows) == 26
    assert not any("quotes" in row for row in rows)
    assert all(len(str(answer)) < 40 for row in rows for answer in row.get("answers", ()))
