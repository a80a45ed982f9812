from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from newsroom import HashedWords, write_jsonl

from assistant.library import Library
from ingest import duplicates, ingest
from ingest.cleaning import identity
from ingest.duplicates import Likeness

EMBEDDER = HashedWords()
STUB = (
    "You have reached the end of your free articles. Subscribe now to read on, and to see all that"
    " our reporters wrote about this story."
)


def stubs(count: int, text: Callable[[int], str] = lambda number: STUB) -> list[dict[str, str]]:
    return [
        {"id": f"stub-{n:04}", "title": f"Story {n}", "outlet": f"Outlet {n:03}", "text": text(n)}
        for n in range(count)
    ]


# -- copies ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [lambda number: STUB, lambda number: f"{STUB} That was story {number}, told by us."],
    ids=["the same words", "words that differ a little"],
)
def test_a_copy_is_compared_with_few_however_many_there_are(
    inbox: Path, index: Path, monkeypatch: pytest.MonkeyPatch, text: Callable[[int], str]
) -> None:
    compared: list[int] = []
    resemblance = Likeness.resemblance

    def counted(self: Likeness, others: list[bytes]) -> list[float]:
        compared.append(len(others))
        return resemblance(self, others)

    monkeypatch.setattr(Likeness, "resemblance", counted)
    monkeypatch.setattr("ingest.intake.BATCH_PASSAGES", 20)
    write_jsonl(inbox / "a.jsonl", stubs(400, text))

    report = ingest(inbox, index, embedder=EMBEDDER, workers=1)

    assert report.copies == 399
    assert max(compared) <= 20 + 33  # the batch, and one for each band
    with Library(index, EMBEDDER) as library:
        assert len({each.wording for each in library.catalogue.names()}) == 1


def test_a_wording_that_many_carry_hides_no_other(inbox: Path, index: Path) -> None:
    other = " ".join(f"The {n}th cart of wool came in by the {n + 3}th gate." for n in range(30))
    last = {"id": "z", "text": other + " So the harbour office says."}
    write_jsonl(inbox / "a.jsonl", [*stubs(60), {"id": "y", "text": other}, *stubs(90)[60:], last])

    assert ingest(inbox, index, embedder=EMBEDDER, workers=1).copies == 90
    with Library(index, EMBEDDER) as library:
        wordings = {each.revision.article_id: each.wording for each in library.catalogue.names()}
    assert wordings["y"] == wordings["z"] != wordings["stub-0007"]


def test_copies_outlive_the_article_that_they_were_compared_with(inbox: Path, index: Path) -> None:
    records = stubs(6)
    write_jsonl(inbox / "a.jsonl", records[:5])
    ingest(inbox, index, embedder=EMBEDDER, workers=1)
    with Library(index, EMBEDDER, writing=True) as library:
        library.remove(["stub-0000", "stub-0001"])
    write_jsonl(inbox / "a.jsonl", records[2:])

    assert ingest(inbox, index, embedder=EMBEDDER, workers=1).copies == 1
    with Library(index, EMBEDDER) as library:
        assert len({each.wording for each in library.catalogue.names()}) == 1


def test_signatures_of_another_kind_meet_no_new_ones_and_are_replaced_when_read_again(
    inbox: Path, index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, record in zip("ab", stubs(2), strict=True):
        write_jsonl(inbox / f"{name}.jsonl", [record])
    with monkeypatch.context() as before:
        before.setattr("ingest.preparing.RECIPE", "before")
        before.setattr("ingest.duplicates.KIND", 0)
        before.setattr("ingest.duplicates._SUMMANDS", duplicates._SUMMANDS[::-1])
        assert ingest(inbox / "a.jsonl", index, embedder=EMBEDDER, workers=1).added == 1
    assert ingest(inbox / "b.jsonl", index, embedder=EMBEDDER, workers=1).copies == 0

    report = ingest(inbox, index, embedder=EMBEDDER, workers=1)

    assert (report.updated, report.copies) == (1, 1)


# -- ids that collide ------------------------------------------------------------------------


@pytest.fixture
def few_ids(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ids so short that what they are made of does not matter."""
    monkeypatch.setattr(identity, "_readable", lambda name, whole: "the-only-id")


def test_a_line_whose_id_collides_with_another_lines_is_named_and_overwrites_nothing(
    inbox: Path, index: Path, few_ids: None
) -> None:
    write_jsonl(inbox / "a.jsonl", [{"text": "Rain fell."}, {"text": "Snow fell."}])

    for _ in range(2):
        report = ingest(inbox, index, embedder=EMBEDDER, workers=1)

        ((name, reason),) = report.failed
        assert name.endswith("line 2")
        assert "the-only-id, which stands for" in reason
        assert "line 1" in reason
    assert (report.articles, report.unchanged) == (1, 1)
    with Library(index, EMBEDDER) as library:
        assert library.catalogue.article("the-only-id").text == "Rain fell."  # type: ignore[union-attr]


def test_an_address_whose_id_collides_is_named_and_one_that_comes_again_is_an_update(
    inbox: Path, index: Path, few_ids: None
) -> None:
    one, two = (f"https://courier.example/{name}" for name in ("rain", "snow"))
    records = [
        {"url": one, "text": "Rain fell."},
        {"url": two, "text": "Snow fell."},
        {"url": f"{one}?utm_source=feed", "text": "Rain fell all day."},
    ]
    write_jsonl(inbox / "a.jsonl", records)

    report = ingest(inbox, index, embedder=EMBEDDER, workers=1)

    ((name, reason),) = report.failed
    assert name.endswith("line 2")
    assert one in reason
    with Library(index, EMBEDDER) as library:
        assert library.catalogue.article("the-only-id").text == "Rain fell all day."  # type: ignore[union-attr]


def test_a_given_id_is_an_update_wherever_it_comes_from(inbox: Path, index: Path) -> None:
    write_jsonl(inbox / "a.jsonl", [{"text": "Rain fell."}])
    ingest(inbox, index, embedder=EMBEDDER, workers=1)
    with Library(index, EMBEDDER) as library:
        (source,) = library.catalogue.sources()
    corrections = [
        {"id": source.id, "text": "Rain fell all day."},
        {"id": source.id, "text": "It rained.", "url": "https://courier.example/rain"},
    ]
    write_jsonl(inbox / "b.jsonl", corrections)

    report = ingest(inbox / "b.jsonl", index, embedder=EMBEDDER, workers=1)

    assert (report.failed, report.articles) == ((), 1)
