"""How much of the articles' own text cleaning keeps, and how much of the rest.

Run it with ``python -m benchmarks.cleaning``, which needs no data, or as a part of the whole.

Over the pages in tests/ingest/pages, which were written for the project, each with the text that
is its own. A sentence counts as kept if it comes out as it went in. On the HTML pages plain
trafilatura, with its default settings, is measured beside it.
"""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from assistant.datamodels import Article
from assistant.text.sentences import sentence_spans
from ingest.cleaning.articles import articles_of
from ingest.pages.sources import Page, SourceFile, read_pages

from .tables import Table, as_markdown
from .workplace import Workplace

__all__ = ["PAGES", "ExpectedPage", "expected_pages", "measure", "read_expected", "run"]

PAGES = Path(__file__).parent.parent / "tests" / "ingest" / "cleaning" / "scraped"
SUFFIX = ".expected.json"


@dataclass(frozen=True)
class ExpectedPage:
    """A page with the articles read off it and those wanted; ``gone`` must not be in any."""

    raw: str
    articles: Sequence[Article]
    wanted: Sequence[dict[str, Any]]
    gone: Sequence[str]


def expected_pages() -> list[Path]:
    """The pages that have an expectation beside them, in order."""
    return [
        path.with_name(path.name.removesuffix(SUFFIX)) for path in sorted(PAGES.glob(f"*{SUFFIX}"))
    ]


def read_expected(path: Path) -> ExpectedPage:
    """Read and clean one page. Raises ``InputError`` if no article is in it."""
    expected = json.loads(path.with_name(path.name + SUFFIX).read_text("utf-8"))
    page: Page = next(read_pages(SourceFile(path, path.stat().st_size)))
    if fetched := expected.get("fetched"):
        page = replace(page, fetched=datetime.fromisoformat(fetched))
    return ExpectedPage(page.raw, articles_of(page), expected["articles"], expected["gone"])


def run(workplace: Workplace) -> list[Table]:
    """What is kept of the test pages; the workplace's data have no part in it."""
    return [_table()]


def _table() -> Table:
    columns = ("", "pages", "precision", "recall", "pages/s")
    rows = [[name, *map(row.get, columns[1:])] for name, row in measure().items()]
    return Table("Sentences kept of the test pages", columns, rows)


def measure() -> dict[str, dict[str, float]]:
    """Precision and recall of kept sentences: all pages, and the HTML ones beside trafilatura."""
    paths = expected_pages()
    web = [path for path in paths if path.suffix == ".html"]
    began = time.process_time()
    for path in paths:
        read_expected(path)
    seconds = time.process_time() - began
    return {
        "newsdesk, all pages": {**_scores(paths, _newsdesk), "pages/s": len(paths) / seconds},
        "newsdesk, HTML": _scores(web, _newsdesk),
        "trafilatura, HTML": _scores(web, _trafilatura),
    }


def _newsdesk(page: ExpectedPage) -> str:
    return "\n".join(article.text for article in page.articles)


def _trafilatura(page: ExpectedPage) -> str:
    import trafilatura

    return trafilatura.extract(page.raw, include_comments=False) or ""


def _scores(paths: Iterable[Path], method: Callable[[ExpectedPage], str]) -> dict[str, float]:
    right = kept = wanted = pages = 0
    for path in paths:
        page = read_expected(path)
        found = _sentences(method(page)) - _titles(page)
        own = _sentences("\n".join(line for article in page.wanted for line in article["text"]))
        right += (found & own).total()
        kept += found.total()
        wanted += own.total()
        pages += 1
    return {"pages": pages, "precision": right / max(kept, 1), "recall": right / max(wanted, 1)}


def _titles(page: ExpectedPage) -> Counter[str]:
    """A title in the text is neither right nor wrong."""
    return Counter(article["title"] for article in page.wanted)


def _sentences(text: str) -> Counter[str]:
    return Counter(text[start:end] for start, end in sentence_spans(text))


if __name__ == "__main__":
    print(as_markdown(_table()))
