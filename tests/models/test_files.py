from __future__ import annotations

import pytest

from assistant.errors import ModelFileError
from assistant.models.files import open_session, open_tokenizer


@pytest.mark.parametrize("content", [b"", b"no network", b"\x08\x07\x12\xff\xff"])
def test_what_is_no_network_is_refused(content: bytes) -> None:
    with pytest.raises(ModelFileError, match="network cannot be opened"):
        open_session(content)


@pytest.mark.parametrize("content", [b"", b"{}", b"\xff", b'{"model": 3}'])
def test_what_is_no_tokenizer_is_refused(content: bytes) -> None:
    with pytest.raises(ModelFileError, match="tokenizer cannot be opened"):
        open_tokenizer(content)
