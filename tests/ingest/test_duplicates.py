from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.duplicates import ALIKE, likeness

WIRE = " ".join(
    f"The {colour} bridge of {town} was opened on {day} by {count} sheep and a boy."
    for colour, town, day, count in zip(
        ["green", "red", "blue", "grey", "white", "black"],
        ["Quenby", "Tarrow", "Oxmoor", "Stane", "Aldry", "Lowmere"],
        ["Friday", "Monday", "Sunday", "Tuesday", "Thursday", "Saturday"],
        ["nine", "seven", "four", "twelve", "thirty", "fifty"],
        strict=True,
    )
)


def resemblance(one: str, other: str) -> float:
    return likeness(one).resemblance(likeness(other).signature)


@pytest.mark.parametrize(
    "copy",
    [
        WIRE,
        WIRE.upper(),
        WIRE.replace(". ", "!\n\n"),
        WIRE.replace("boy.", "boy, the harbour office said.", 1),
        f"LOWMERE (Northwire) - {WIRE}",
    ],
)
def test_a_copy_is_alike_and_shares_a_band(copy: str) -> None:
    assert resemblance(WIRE, copy) >= ALIKE
    assert set(likeness(WIRE).bands) & set(likeness(copy).bands)


@pytest.mark.parametrize(
    "other",
    [
        "Bakers in Lowmere shut their ovens, as flour costs more than it did a year ago.",
        " ".join(reversed(WIRE.split())),
        WIRE[: len(WIRE) // 3],
        "",
    ],
)
def test_another_story_is_not_alike(other: str) -> None:
    assert resemblance(WIRE, other) < ALIKE


@given(st.text(), st.text())
def test_likeness_is_mutual_and_whole_with_oneself(one: str, other: str) -> None:
    assert resemblance(one, one) == 1
    assert resemblance(one, other) == resemblance(other, one)
    assert likeness(one) == likeness(one)


def test_bands_say_where_they_stand() -> None:
    bands = likeness(WIRE).bands

    assert len(bands) == len(set(bands)) == 32
