from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest import duplicates
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
    (share,) = likeness(one).resemblance([likeness(other).signature])
    return share


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


def test_bands_say_where_they_stand_and_of_which_kind_they_are() -> None:
    bands = likeness(WIRE).bands

    assert len(bands) == len(set(bands)) == 33
    assert {band.split(":")[0] for band in bands} == {"2"}


def test_the_same_words_share_a_band_with_nothing_else() -> None:
    other = WIRE.replace("boy.", "boy, the harbour office said.", 1)

    assert likeness(WIRE).bands[0] == likeness(WIRE.upper()).bands[0]
    assert likeness(WIRE).bands[0] != likeness(other).bands[0]


def test_signatures_are_the_same_on_every_machine_and_in_every_version() -> None:
    # They are stored. Whoever changes them must raise KIND, and RECIPE in preparing.py.
    texts = [WIRE, "", "One.", "Straße, 北京, été"]
    signatures = b"".join(likeness(text).signature for text in texts)

    assert hashlib.sha256(signatures).hexdigest() == (
        "afbfef9e7d4566edf94af4e9f49c29c0f448838dc013d1900a5f253ff4b7a824"
    )


def test_a_long_text_is_numbered_in_parts_as_a_short_one_is_at_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    whole = likeness(WIRE)
    monkeypatch.setattr(duplicates, "SHINGLES_AT_ONCE", 7)

    assert likeness(WIRE) == whole


@pytest.mark.parametrize("shared", [0.2, 0.5, 0.8])
def test_the_estimate_is_right_on_average(shared: float) -> None:
    def estimate(turn: int) -> float:
        count = 300
        common = round(2 * count * shared / (1 + shared))
        start = turn * 1_000
        one = range(start, start + count)
        other = range(start + count - common, start + 2 * count - common)
        return resemblance(*(" ".join(f"w{n}" for n in each) for each in (one, other)))

    estimates = [estimate(turn) for turn in range(60)]

    # The mean of 60 has a standard error of at most .0057; shingles at the ends cost as much.
    assert sum(estimates) / 60 == pytest.approx(shared, abs=0.025)
