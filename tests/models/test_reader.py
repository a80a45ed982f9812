from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.errors import ModelFileError
from assistant.models.files import FOLDER, MANIFEST_FILE, TOKENIZER_FILE, open_tokenizer
from assistant.models.reader import (
    MODEL_FILE,
    QUESTION_PIECES,
    TEXT_PIECES,
    TITLE_PIECES,
    MiniLMReader,
    encode,
)

READER = MiniLMReader(threads=2)
ALONE = MiniLMReader(threads=1)
TOKENIZER = open_tokenizer((FOLDER / TOKENIZER_FILE).read_bytes())
MAYOR = (
    "A new mayor for Quenby",
    "Rain fell on Quenby all day. Ilse Varga was elected mayor of Quenby on Sunday with 54 per"
    " cent of the vote. She will move into the town hall in May.",
)
HARVEST = (
    "A poor harvest",
    "Barley growers around Tarrow lost a third of their crop to hail. Prices may rise.",
)
QUESTION = "Who was elected mayor of Quenby?"


def likeliest(question: str, passage: tuple[str, str]) -> str:
    (reading,) = READER.read(question, [passage])
    start, end = int(reading.starts.argmax()), int(reading.ends.argmax())
    return passage[1][reading.offsets[start, 0] : reading.offsets[end, 1]]


def test_the_passage_that_answers_is_the_more_relevant() -> None:
    right, wrong = READER.read(QUESTION, [MAYOR, HARVEST])

    assert right.relevance > wrong.relevance + 1


def test_the_answer_is_found_in_its_words() -> None:
    assert likeliest(QUESTION, MAYOR) == "Ilse Varga"
    assert "hail" in likeliest("To what did barley growers lose a third of their crop?", HARVEST)


@given(st.lists(st.sampled_from([MAYOR, HARVEST, ("", "x"), ("", "")]), max_size=4))
def test_a_reading_does_not_depend_on_its_neighbours(passages: list[tuple[str, str]]) -> None:
    for reading, passage in zip(READER.read(QUESTION, passages), passages, strict=True):
        (alone,) = ALONE.read(QUESTION, [passage])
        assert reading.relevance == alone.relevance
        assert np.array_equal(reading.starts, alone.starts)


@given(question=st.text(max_size=400), title=st.text(max_size=300), text=st.text(max_size=2_000))
def test_pieces_lie_where_their_offsets_say(question: str, title: str, text: str) -> None:
    encoded = encode(TOKENIZER, question, title, text)

    assert len(encoded.pieces) == len(encoded.segments)
    assert len(encoded.pieces) <= QUESTION_PIECES + TITLE_PIECES + TEXT_PIECES + 4
    assert encoded.pieces[-1] == encoded.pieces[encoded.first - 1] == TOKENIZER.token_to_id("[SEP]")
    last = 0
    for start, end in encoded.offsets:
        assert last <= start <= end <= len(text)
        last = start
    (reading,) = READER.read(question, [(title, text)])
    assert len(reading.starts) == len(reading.ends) == len(reading.offsets) == len(encoded.offsets)


def test_of_a_long_question_the_end_is_read() -> None:
    long = encode(TOKENIZER, "word " * 5_000 + QUESTION, "", "text")
    asked = TOKENIZER.encode(QUESTION, add_special_tokens=False).ids

    assert long.pieces[long.segments.index(1) - 1 - len(asked) :][: len(asked)] == asked


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("", ""),
        ("?", " \n\t"),
        ("word " * 5_000, "news " * 20_000),
        ("\x00\x07", "\x00\x07\x1b"),
        ("Кто стал мэром?", "Мэром стала Ильзе Варга."),
        ("谁当选了市长？", "市长是瓦尔加。"),
        ("half a pair \ud800", "half a pair \udfff"),
        ("[SEP] [CLS]", "[MASK] [SEP] [PAD]"),
        ("x", "x" * 100_000),
    ],
    ids=range(9),
)
def test_strange_texts_are_read(question: str, text: str) -> None:
    (reading,) = READER.read(question, [("", text)])

    assert np.isfinite(reading.relevance)
    assert np.isfinite(reading.starts).all()
    assert len(reading.starts) <= TEXT_PIECES


@pytest.mark.parametrize("name", [MODEL_FILE, TOKENIZER_FILE])
def test_a_changed_file_is_refused(tmp_path: Path, name: str) -> None:
    for each in (MODEL_FILE, TOKENIZER_FILE, MANIFEST_FILE):
        shutil.copy(FOLDER / each, tmp_path)
    content = bytearray((tmp_path / name).read_bytes())
    content[len(content) // 2] ^= 1
    (tmp_path / name).write_bytes(content)

    with pytest.raises(ModelFileError, match=rf"{name}.*damaged"):
        MiniLMReader(folder=tmp_path)


def test_the_file_stays_small() -> None:
    assert (FOLDER / MODEL_FILE).stat().st_size < 30_000_000
