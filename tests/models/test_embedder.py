from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from llama_index.core import MockEmbedding
from llama_index.core.base.embeddings.base import BaseEmbedding

from assistant.errors import ModelFileError
from assistant.models import embedder as module
from assistant.models.embedder import MODEL_FILE, Embedder, LlamaIndexEmbedder, MiniLM
from assistant.models.files import MANIFEST_FILE, TOKENIZER_FILE

FILES = (MODEL_FILE, TOKENIZER_FILE, MANIFEST_FILE)
MODEL = MiniLM(threads=2)
SENTENCES = [
    "The mayor resigned on Monday.",
    "Floods cut off the valley; two bridges are gone, and helicopters bring food and medicine.",
    "中央银行周四维持利率不变。",
    "",
    "Rates. " * 400,
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in FILES:
        shutil.copy(Path(module.__file__).parent / name, tmp_path)
    return tmp_path


@settings(max_examples=25, deadline=None)
@given(st.lists(st.one_of(st.sampled_from(SENTENCES), st.text(max_size=80)), max_size=6))
def test_a_vector_does_not_depend_on_its_neighbours(texts: list[str]) -> None:
    together = MODEL.embed(texts)
    for row, text in zip(together, texts, strict=True):
        assert np.array_equal(row, MODEL.embed([text])[0])


@pytest.mark.parametrize("threads", [1, 3, None])
def test_a_vector_does_not_depend_on_the_threads(threads: int | None) -> None:
    assert np.array_equal(MiniLM(threads).embed(SENTENCES), MODEL.embed(SENTENCES))


def test_rows_are_of_length_one_and_keep_the_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_QUEUED", 2)
    rows = MODEL.embed(SENTENCES)
    assert rows.shape == (len(SENTENCES), MODEL.dimension)
    assert rows.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-5)
    assert np.array_equal(MODEL.embed(SENTENCES[::-1]), rows[::-1])
    assert len(np.unique(rows, axis=0)) == len(SENTENCES)


def test_no_texts_give_no_rows() -> None:
    assert MODEL.embed([]).shape == (0, 384)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n\t",
        "\x00\x07\x1b",
        "\ud7ff\U0001f5de\ufe0f",
        "half a pair \ud800",
        "العربية",
        "ไทย",
        "x" * 100_000,
        "word " * 20_000,
        "[SEP] [CLS] [PAD]",
    ],
    ids=range(10),
)
def test_strange_texts_are_embedded(text: str) -> None:
    assert np.isfinite(MODEL.embed([text])).all()


@pytest.mark.parametrize(("words", "seen"), [(127, True), (200, True), (253, True), (254, False)])
def test_256_pieces_count_special_ones_included(words: int, seen: bool) -> None:
    start = "news " * words
    one, other = MODEL.embed([start + "peace", start + "war"])
    assert np.array_equal(one, other) != seen


def test_pieces_are_counted_without_special_ones_and_without_limit() -> None:
    assert MODEL.pieces("") == 0
    assert MODEL.pieces("unbelievable headlines") == len(["unbelievable", "headlines"])
    assert MODEL.pieces("news " * 1000) == 1000


def test_vectors_agree_with_the_reference() -> None:
    """The fixture holds what sentence-transformers computes in 32-bit from the official files."""
    reference = json.loads(Path(__file__).with_name("reference_vectors.json").read_text("utf-8"))
    ours = MODEL.embed([entry["text"] for entry in reference])
    cosines = (ours * np.array([entry["vector"] for entry in reference])).sum(axis=1)
    assert cosines.min() >= 0.99


@pytest.mark.parametrize("name", [MODEL_FILE, TOKENIZER_FILE])
def test_a_changed_file_is_refused(folder: Path, name: str) -> None:
    content = bytearray((folder / name).read_bytes())
    content[len(content) // 2] ^= 1
    (folder / name).write_bytes(content)
    with pytest.raises(ModelFileError, match=rf"{name}.*damaged.*build_embedder"):
        MiniLM(folder=folder)


@pytest.mark.parametrize("name", FILES)
def test_a_missing_file_is_named(folder: Path, name: str) -> None:
    (folder / name).unlink()
    with pytest.raises(ModelFileError, match=name):
        MiniLM(folder=folder)


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"tokenizer.json": 3}'])
def test_a_broken_manifest_is_refused(folder: Path, content: str) -> None:
    (folder / MANIFEST_FILE).write_text(content)
    with pytest.raises(ModelFileError, match=MANIFEST_FILE):
        MiniLM(folder=folder)


def test_the_fingerprint_is_the_same_everywhere(folder: Path) -> None:
    assert MiniLM(folder=folder).fingerprint == MODEL.fingerprint
    assert len(MODEL.fingerprint) == 64


def test_zero_threads_are_refused() -> None:
    with pytest.raises(ValueError, match="threads"):
        MiniLM(threads=0)


class LetterCounts(BaseEmbedding):
    """A real LlamaIndex embedding whose vectors are easy to foresee, and not of length one."""

    def _get_text_embedding(self, text: str) -> list[float]:
        return [float(text.count(letter)) for letter in "news"]

    def _get_query_embedding(self, query: str) -> list[float]:
        return self._get_text_embedding(query)

    async def _aget_query_embedding(self, query: str) -> list[float]:
        return self._get_text_embedding(query)


def embedded(model: Embedder, texts: Sequence[str]) -> list[list[float]]:
    rows: list[list[float]] = model.embed(texts).tolist()
    return rows


def test_a_llama_index_embedding_serves() -> None:
    model = LlamaIndexEmbedder(LetterCounts(model_name="letters"))
    assert (model.name, model.dimension) == ("letters", 4)
    assert embedded(model, ["nnn", "", "ww", "n" * 7]) == [
        [1, 0, 0, 0],
        [0, 0, 0, 0],
        [0, 0, 1, 0],
        [1, 0, 0, 0],
    ]
    assert model.embed([]).shape == (0, 4)
    assert model.pieces("Two words") == 2


def test_the_fingerprint_of_a_llama_index_embedding_has_name_and_dimension() -> None:
    models = [("a", 4), ("a", 5), ("b", 4)]
    prints = [
        LlamaIndexEmbedder(MockEmbedding(size, model_name=name)).fingerprint
        for name, size in models
    ]
    assert len(set(prints)) == 3
    again = LlamaIndexEmbedder(MockEmbedding(4, model_name="a"))
    assert again.fingerprint == prints[0]
