from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.groups import Group, Text, read_groups, write_groups


@st.composite
def texts(draw: st.DrawFn) -> Text:
    text = draw(st.text(st.characters(exclude_categories=["Cs"]), min_size=2, max_size=40))
    starts = draw(st.lists(st.integers(0, len(text) - 2), max_size=3))
    answers = tuple((start, start + draw(st.integers(1, len(text) - start))) for start in starts)
    return Text(draw(st.text(max_size=9)), text, answers, draw(st.booleans()))


groups = st.builds(
    Group,
    st.text(max_size=30),
    st.lists(texts(), max_size=3).map(tuple),
    st.sampled_from(["news", "squad"]),
    st.lists(st.text(max_size=9), max_size=2).map(tuple),
)


@given(st.lists(groups, max_size=4))
def test_groups_come_back_as_they_were_kept(
    tmp_path_factory: pytest.TempPathFactory, made: list[Group]
) -> None:
    path = tmp_path_factory.mktemp("groups") / "kept.xz"

    write_groups(path, made, {"seed": 3, "mined": True})

    assert read_groups(path) == (made, {"seed": 3, "mined": True})
