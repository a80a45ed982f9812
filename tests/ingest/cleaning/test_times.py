from __future__ import annotations

from datetime import date

import lxml.html
import pytest

from ingest.cleaning.metadata import head_fields

TENTH, TWELFTH = date(2025, 3, 10), date(2025, 3, 12)


def days(head: str, body: str = "") -> tuple[date | None, date | None]:
    page = f'<html lang="en-GB"><head>{head}</head><body><h1>No ferry</h1>{body}</body></html>'
    found = head_fields(lxml.html.document_fromstring(page))
    return found.published and found.published.value.day, found.updated and found.updated.value.day


@pytest.mark.parametrize(
    "content",
    [
        "2025-03-10",
        "2025-3-10",
        "2025/03/10 23:30:00",
        "20250310",
        "2025-03-10T23:30:00-08:00",
        "Mon, 10 Mar 2025 23:30:00 -0800",
        "Mon Mar 10 2025 23:30:00 GMT+0100 (CET)",
        "10 March 2025 23:30",
        "March 10, 2025, 3:21 PM EST",
        "10-Mar-2025",
        "10/03/2025",
        "1741649400",
        "1741649400000",
    ],
)
@pytest.mark.parametrize(
    "name", ["article:published_time", "DC.date.issued", "publish-date", "date"]
)
def test_a_day_is_read_however_it_is_written(name: str, content: str) -> None:
    assert days(f'<meta name="{name}" content="{content}">') == (TENTH, None)


@pytest.mark.parametrize(
    "body",
    [
        '<time itemprop="dateModified" datetime="2025-03-12">x</time>'
        '<time itemprop="datePublished" datetime="2025-03-10">x</time>',
        'Updated <time datetime="2025-03-12">x</time>'
        ' Published <time datetime="2025-03-10">x</time>',
        '<span>Published</span> <time datetime="2025-03-10">x</time>'
        ' <span>Last updated:</span> <time datetime="2025-03-12">x</time>',
        '<time class="entry-date published" datetime="2025-03-10">x</time>'
        '<time class="updated" datetime="2025-03-12">x</time>',
        '<meta itemprop="datePublished" content="2025-03-10">'
        '<meta itemprop="dateModified" content="2025-03-12">',
        '<p><span itemprop="datePublished">10 March 2025</span>'
        ' <span itemprop="dateModified">12 March 2025</span></p>',
        '<time itemprop="dateModified" datetime="2025-03-12">13/03/2025</time>'
        ' Posted: <time>10/03/2025</time>',
    ],
)  # fmt: skip
def test_publication_and_update_are_told_apart(body: str) -> None:
    assert days("", body) == (TENTH, TWELFTH)


@pytest.mark.parametrize("content", ["soon", "0", "0001-01-01T00:00:00Z", "1970-01-01T00:00:00Z"])
def test_what_programs_write_for_no_day_is_none(content: str) -> None:
    assert days(f'<meta name="date" content="{content}">') == (None, None)


def test_the_time_of_a_comment_is_not_the_article_s() -> None:
    body = (
        '<div class="comment"><time itemprop="datePublished" datetime="2025-03-10">x</time></div>'
    )

    assert days("", body) == (None, None)
