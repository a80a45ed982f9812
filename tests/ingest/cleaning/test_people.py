from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.cleaning.people import names_in

TWO = ("Ann Poe", "Tom Garrick")


@pytest.mark.parametrize(
    ("stated", "names"),
    [
        ("By Ann Poe and Tom Garrick", TWO),
        ("Ann Poe, Tom Garrick", TWO),
        ("Ann Poe; Tom Garrick", TWO),
        ("Ann Poe & Tom Garrick", TWO),
        ("Ann Poe | Tom Garrick", TWO),
        ("Ann Poe with Tom Garrick", TWO),
        ("By Ann Poe, Chief Political Correspondent, and Tom Garrick, Reporter", TWO),
        ("Par Ann Poe et Tom Garrick", TWO),
        ("Von Ann Poe und Tom Garrick", TWO),
        ("Ana Gil y Luis Paz", ("Ana Gil", "Luis Paz")),
        ("José Ortega y Gasset", ("José Ortega y Gasset",)),
        ("Poe, Ann", ("Ann Poe",)),
        ("van den Berg, Jan", ("Jan van den Berg",)),
        ("Ann Poe, Jr.", ("Ann Poe, Jr.",)),
        ("Ann Poe, M.D., Ph.D.", ("Ann Poe, M.D., Ph.D.",)),
        ("Tom Garrick III", ("Tom Garrick III",)),
        ("Ann Poe, Staff Writer", ("Ann Poe",)),
        ("Ann Poe in Skarholm", ("Ann Poe",)),
        ("Ann Poe for the Harbour Post", ("Ann Poe",)),
        ("Ann Poe (Harbour Post)", ("Ann Poe",)),
        ("Ann Poe <poe@post.example>", ("Ann Poe",)),
        ("Ann Poe, Harbour Post", ("Ann Poe",)),
        ("Autor: Ann Poe", ("Ann Poe",)),
        ("Автор: Иван Петров", ("Иван Петров",)),
        ("Ursula von der Leyen", ("Ursula von der Leyen",)),
        ("Von der Leyen", ("Von der Leyen",)),
        ("Door Piet de Vries", ("Piet de Vries",)),
        ("John E Smith", ("John E Smith",)),
        ("王小明、李雷", ("王小明", "李雷")),
        ("https://post.example/authors/poe", ()),
        ("@annpoe", ()),
        ("admin", ()),
        ("by", ()),
        ("von", ()),
        ("MD", ()),
        ("", ()),
    ],
)
def test_names_are_told_from_what_stands_beside_them(stated: str, names: tuple[str, ...]) -> None:
    assert names_in([stated]) == names


def test_each_name_comes_once() -> None:
    assert names_in(["Ann Poe", "By Ann Poe", "Tom Garrick"]) == TWO


@given(st.lists(st.text(max_size=60), max_size=4))
def test_any_statement_gives_names_or_none(stated: list[str]) -> None:
    assert all(name.strip() == name and name for name in names_in(stated))
