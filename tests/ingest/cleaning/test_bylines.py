from __future__ import annotations

from datetime import date

import pytest

from ingest.cleaning.bylines import Byline, is_byline, is_stamp, read_byline, split_byline


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("By Una Brill and Tom Garrick", Byline(("Una Brill", "Tom Garrick"))),
        ("By Peter van der Berg in Stell", Byline(("Peter van der Berg",))),
        ("By Una Brill (XYZ)", Byline(("Una Brill",), "XYZ")),
        ("By Una Brill, Harbour Post", Byline(("Una Brill",), "Harbour Post")),
        ("By Harbour Post staff", Byline((), "Harbour Post")),
        (
            "By Una Brill, Harbour Post | 3 April 2025",
            Byline(("Una Brill",), "Harbour Post", date(2025, 4, 3)),
        ),
        (
            "Opinion. By Una Brill, columnist, Harbour Post, 16 July 2025",
            Byline(("Una Brill",), "Harbour Post", date(2025, 7, 16)),
        ),
        ("Posted by Una Brill on 3 May 2024", Byline(("Una Brill",), None, date(2024, 5, 3))),
        ("Una Brill in Stell | 3 May 2024", Byline(("Una Brill",), None, date(2024, 5, 3))),
        ("(Reporting by Una Brill; editing by Tom Garrick)", Byline(("Una Brill",))),
        ("From Central Wire | March 20, 2025", Byline((), None, date(2025, 3, 20))),
        (
            "Published 8 May 2025, 09:00. Updated 9 May 2025, 16:45.",
            Byline((), None, date(2025, 5, 8), date(2025, 5, 9)),
        ),
    ],
)
def test_a_byline_says_who_where_and_when(line: str, said: Byline) -> None:
    assert is_byline(line) or is_stamp(line)
    assert read_byline([line]) == said


@pytest.mark.parametrize(
    "line",
    [
        "By noon the quay was empty.",
        "By Tuesday Una Brill had left the harbour for good.",
        "By Monday the Harbour Post had sold out",
        "Una Brill left on 3 May 2024, her neighbours said.",
        "Thieves leave paintings and take a figurehead (3 May 2024)",
    ],
)
def test_a_sentence_is_no_byline_and_no_stamp(line: str) -> None:
    assert not is_byline(line)
    assert not is_stamp(line)


def test_a_byline_that_runs_into_the_text_is_taken_apart() -> None:
    assert split_byline("By  Una Brill (XYZ) – The quay is shut.") == (
        "By  Una Brill (XYZ)",
        "The quay is shut.",
    )
    assert split_byline("By the quay – The boats lie.") == ("", "By the quay – The boats lie.")
