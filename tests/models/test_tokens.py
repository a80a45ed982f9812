from __future__ import annotations

import importlib.util
import shutil
from pathlib import Path

import pytest
import tiktoken
from hypothesis import given
from hypothesis import strategies as st
from newsroom import python, said

from assistant.errors import ModelFileError
from assistant.models.files import FOLDER, MANIFEST_FILE
from assistant.models.tokens import RANKS_FILE, count_tokens, open_encoding


def test_tokens_are_counted_as_published_for_cl100k_base() -> None:
    # The examples of OpenAI's own cookbook on counting tokens.
    assert count_tokens("tiktoken is great!") == 6
    assert count_tokens("antidisestablishmentarianism") == 6
    assert count_tokens("お誕生日おめでとう") == 9
    assert count_tokens("") == 0


def test_what_looks_like_a_control_token_is_text() -> None:
    assert count_tokens("<|endoftext|>") > 1


OURS = open_encoding()


@pytest.fixture(scope="module")
def theirs() -> tiktoken.Encoding:
    """cl100k_base as tiktoken makes it, from a copy of its file that LlamaIndex has."""
    package = importlib.util.find_spec("llama_index.core")
    assert package is not None
    assert package.origin is not None
    with pytest.MonkeyPatch.context() as patch:
        folder = Path(package.origin).parent / "_static" / "tiktoken_cache"
        patch.setenv("TIKTOKEN_CACHE_DIR", str(folder))
        return tiktoken.get_encoding("cl100k_base")


@given(st.text() | st.text(st.sampled_from("Aa1 '’\n\t.,é漢🙂<|>")))
def test_a_text_is_cut_as_tiktoken_cuts_it(theirs: tiktoken.Encoding, text: str) -> None:
    assert OURS.encode_ordinary(text) == theirs.encode_ordinary(text)


@pytest.mark.parametrize("text", ["half a pair \ud800", "x" * 100_000, "\x00" * 1_000, " " * 9_999])
def test_strange_texts_are_counted(text: str) -> None:
    assert 0 < count_tokens(text) <= len(text)


NO_CACHE = """
import os, pathlib, socket, sys

def refuse(*_, **__):
    raise OSError("no network")

socket.create_connection = socket.getaddrinfo = refuse
before = dict(os.environ)
from assistant.models.tokens import count_tokens
print(count_tokens("tiktoken is great!"), os.environ == before)
print(sorted(name for name in sys.modules if name.split(".")[0] == "llama_index"))
print([path.name for path in pathlib.Path(sys.argv[1]).iterdir()])
"""


def test_no_network_no_cache_and_no_other_package_is_needed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("TIKTOKEN_CACHE_DIR", "DATA_GYM_CACHE_DIR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    with python(NO_CACHE, str(tmp_path)) as process:
        assert [said(process) for _ in range(3)] == ["6 True", "[]", "[]"]


def test_a_changed_file_is_refused(tmp_path: Path) -> None:
    for name in (RANKS_FILE, MANIFEST_FILE):
        shutil.copy(FOLDER / name, tmp_path)
    with (tmp_path / RANKS_FILE).open("ab") as file:
        file.write(b"eA== 100256\n")

    with pytest.raises(ModelFileError, match=rf"{RANKS_FILE}.*damaged.*Reinstall Newsdesk\.$"):
        open_encoding(tmp_path)
