from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.asking.outlets import Outlets

OUTLETS = Outlets(
    [
        *("Brindle Courier", "The Fennimore Post", "Radio Quenby", "Deutsche Welle", "Isle Times"),
        *("Lowmere Gazette", "RBC-Ukraine", "Morning Star", "www.politico.eu", "ABC", "Post"),
        *("Old Quay Herald", "New Quay Herald"),
    ]
)


@pytest.mark.parametrize(
    ("question", "outlets", "speaking"),
    [
        ("What did the Courier report on the strike?", ["Brindle Courier"], True),
        ("what does the gazette say about it", ["Lowmere Gazette"], True),
        ("what does dw say about the talks", ["Deutsche Welle"], True),
        ("Who is the post master?", [], False),
        ("what did it say?", [], False),
        ("do the Fennimore Post and RBC differ?", ["The Fennimore Post", "RBC-Ukraine"], False),
        ("according to Politico, what happened", ["www.politico.eu"], True),
        ("What did the Australian Broadcasting Corp say?", ["ABC"], True),
        ("RBC's view", ["RBC-Ukraine"], False),
        ("Who owns the Brindle Courier?", ["Brindle Courier"], False),
        ("What does Brindle want?", [], False),
        ("did Quenby vote", [], False),
        ("What did Radio Quenby's interview add?", ["Radio Quenby"], True),
        ("who is the star of the show", [], False),
        ("what did the Star write", ["Morning Star"], True),
        ("the times they are changing", [], False),
        ("what did the Herald say", [], False),
    ],
)
def test_outlets_are_known_by_what_people_call_them(
    question: str, outlets: list[str], speaking: bool
) -> None:
    heard = OUTLETS.heard(question)

    assert list(heard.outlets) == outlets
    assert heard.speaking is speaking or heard.words == ("RBC",)
    assert all(words in question for words in heard.words)


@given(st.lists(st.text(max_size=12), max_size=4), st.text(max_size=60))
def test_whatever_outlets_are_called_no_question_is_too_odd(names: list[str], text: str) -> None:
    assert set(Outlets(names).heard(text).outlets) <= set(names)
