"""The ingestion job: from files and the web to articles that can be found."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from assistant.errors import InputError
from assistant.library import Library, MarkedPage, MarkedPlace, Remembered
from assistant.models.embedder import Embedder
from assistant.settings import Settings

from .intake import Intake
from .naming import Naming
from .pages.sources import (
    Page,
    SourceFile,
    find_files,
    fingerprint,
    is_address,
    place_of,
    read_pages,
)
from .preparing import mark_of
from .reporting import IngestReport, Progress
from .workers import Result, Workers, workers_for

if TYPE_CHECKING:
    from .pages.fetching import Fetcher
    from .pages.web import Visit, Web

__all__ = ["ingest"]

AHEAD_CHARACTERS = 20_000_000  # of pages that wait for their turn


def ingest(
    places: Sequence[str | Path] | str | Path,
    index: str | Path | None = None,
    prune: bool = False,
    settings: Settings | None = None,
    embedder: Embedder | None = None,
    progress: Callable[[Progress], None] = lambda progress: None,
    fetcher: Fetcher | None = None,
    limit: int | None = None,
    workers: int | Literal["ray"] | None = None,
) -> IngestReport:
    """Read articles from files, folders and the web into the library at ``index``.

    A place is a path or an http(s) address: of a page, or of a feed or sitemap, of which the
    first ``limit`` pages (100) are read. ``fetcher`` fetches them; one of your own may allow
    hosts with private addresses.

    What did not change is skipped, what changed supersedes what was there. With ``prune``,
    articles whose file lay in these places and is gone, or no longer holds them, are removed,
    and so are those of an address that now answers 404 or 410; other pages of the web stay.
    One bad file, line or page never stops the rest: it is named in the report's ``failed``. A run
    that is broken off at any moment is completed by the next.

    ``workers`` is how many processes clean and split (all processors up to four; a few pages
    are never worth a process), or "ray" for a Ray cluster, which embeds as well. The library is
    the same whoever does the work.

    Raises ``LibraryBusy`` if another process is writing, ``EmbedderMismatch`` if the library
    was made with another embedding model, ``InputError`` if the workers cannot be had.
    """
    places = [places] if isinstance(places, str | Path) else list(places)
    with (
        Library.open(index, settings, embedder, writing=True) as library,
        closing(workers_for(workers, library.embedder)) as crew,
    ):
        return _Run(library, crew, progress).over(places, prune, fetcher, limit)


@dataclass
class _Source:
    """A path or address that is being read, and what came of it so far."""

    origin: str
    mark: str = ""
    remembered: Remembered | None = None
    bytes: int = 0
    known: Sequence[str] | None = None  # its articles, if it is as it was
    ids: set[str] = field(default_factory=set)
    failed: bool = False


@dataclass(frozen=True)
class _Step:
    """A page of a source, its preparation perhaps under way; without a page, the source's end."""

    source: _Source
    page: Page | None = None
    result: Result | None = None


class _Run:
    """One run over some places, with its counts."""

    def __init__(
        self, library: Library, workers: Workers, progress: Callable[[Progress], None]
    ) -> None:
        self._library = library
        self._workers = workers
        self._intake = Intake(library, progress)
        self._naming = Naming(self._intake.held)
        self._began = time.perf_counter()
        self._failed: list[tuple[str, str]] = []
        self._unread: set[Path] = set()  # files and folders that failed, whole or in part
        self._gone: dict[str, str] = {}  # addresses that say so, by the name of their failure
        self._notices: list[tuple[str, str]] = []

    def over(
        self,
        places: Sequence[str | Path],
        prune: bool,
        fetcher: Fetcher | None,
        limit: int | None,
    ) -> IngestReport:
        addresses = [str(place).strip() for place in places if is_address(place)]
        paths = [place for place in places if not is_address(place)]
        files = find_files(paths)
        self._intake.report(total=sum(file.bytes for file in files))
        self._read(files)
        if addresses:
            self._browse(addresses, fetcher, limit)
        self._intake.flush()
        self._intake.finish(self._gone_from(paths) if prune else [])
        coverage = self._library.catalogue.coverage()
        return IngestReport(
            **self._intake.counts,
            failed=tuple(self._failed),
            notices=tuple(self._notices),
            articles=coverage.articles,
            passages=coverage.passages,
            seconds=round(time.perf_counter() - self._began, 3),
        )

    # -- files -----------------------------------------------------------------------------

    def _read(self, files: Iterable[SourceFile]) -> None:
        done = 0
        for step in self._ahead(self._steps(files)):
            if step.page is not None:
                self._take(step.source, step.page, step.result)
                self._intake.report(done=done + step.page.offset)
            else:
                self._end(step.source)
                done += step.source.bytes
                self._intake.report(done=done)

    def _steps(self, files: Iterable[SourceFile]) -> Iterator[_Step]:
        for file in files:
            source = _Source(file.origin, bytes=file.bytes)
            for page in self._pages_of(file, source):
                yield _Step(source, page, self._begin(page))
            yield _Step(source)

    def _pages_of(self, file: SourceFile, source: _Source) -> Iterator[Page]:
        try:
            if file.problem:
                raise InputError(file.problem)
            digest = fingerprint(file)
        except InputError as error:
            yield Page(file.origin, file.origin, "text", problem=str(error))
            return
        source.mark = mark_of(digest)
        source.known = self._library.marks.read_before(file.origin, source.mark)
        if source.known is None:
            yield from read_pages(file, digest)

    def _begin(self, page: Page) -> Result | None:
        """Have a page prepared ahead of its turn, if it has to be and if anybody can."""
        ahead = self._workers.ahead and not page.problem and self._known(page) is None
        return self._workers.submit(page) if ahead else None

    def _ahead(self, steps: Iterator[_Step]) -> Iterator[_Step]:
        """The same steps; so many are drawn in advance as the workers can have under way."""
        waiting: deque[_Step] = deque()
        characters = 0
        for step in steps:
            waiting.append(step)
            characters += len(step.page.raw) if step.page else 0
            while len(waiting) > self._workers.ahead or characters > AHEAD_CHARACTERS:
                first = waiting.popleft()
                characters -= len(first.page.raw) if first.page else 0
                yield first
        yield from waiting

    def _known(self, page: Page) -> list[str] | None:
        """The articles of a page, if it is one of many and brought them before."""
        return self._library.marks.page_before(mark_of(page.mark)) if page.mark else None

    def _take(self, source: _Source, page: Page, result: Result | None = None) -> None:
        """Take in the articles of a page, when its turn has come."""
        if page.notice:
            self._notices.append((page.name, page.notice))
        if page.problem:
            self._fail(source, page.name, page.problem)
            return
        known = self._known(page)
        if known is not None and not self._intake.holds_any(known):
            self._intake.keep(known)
            source.ids.update(known)
            return
        prepared = (result or self._workers.submit(page))()
        if prepared.problem:
            self._fail(source, page.name, prepared.problem)
            return
        entries = self._naming.named(prepared.entries)
        ids = [entry.article.id for entry in entries]
        source.ids.update(ids)
        for entry in entries:
            try:
                self._intake.add(entry, prepared.vectors)
            except InputError as error:
                self._fail(source, page.name, str(error))
                return
        if page.mark:
            self._intake.note(MarkedPage(mark_of(page.mark), ids))

    def _end(self, source: _Source) -> None:
        if source.known is not None:
            self._intake.keep(source.known)
        elif not source.failed:
            ids = sorted(source.ids)
            self._intake.note(MarkedPlace(source.origin, source.mark, ids, source.remembered))

    def _fail(self, source: _Source, name: str, reason: str) -> None:
        source.failed = True
        self._failed.append((name, reason))
        self._unread.add(Path(source.origin))

    # -- the web ---------------------------------------------------------------------------

    def _browse(self, addresses: Sequence[str], fetcher: Fetcher | None, limit: int | None) -> None:
        from .pages.fetching import Fetcher
        from .pages.web import LIMIT, Web

        web = Web(fetcher or Fetcher(), self._recall, LIMIT if limit is None else limit)
        for address in dict.fromkeys(addresses):
            self._browse_one(web, address)

    def _browse_one(self, web: Web, address: str) -> None:
        failures = len(self._failed)
        ids: list[str] = []
        for visit in web.visit(address):
            if visit.notice:
                self._notices.append((visit.name, visit.notice))
            if not visit.listing:
                ids += self._visited(visit)
            elif visit.remembered and len(self._failed) == failures:
                # Only if every page of it is in: what failed today is tried again tomorrow.
                noted = visit.remembered._replace(mark=mark_of(visit.remembered.mark))
                self._intake.note(MarkedPlace(address, noted.mark, sorted(set(ids)), noted))
            self._intake.report()

    def _visited(self, visit: Visit) -> Sequence[str]:
        source = _Source(visit.origin)
        if visit.problem:
            if visit.gone:
                self._gone[visit.name] = visit.origin
            self._fail(source, visit.name, visit.problem)
        elif visit.unchanged:
            known = self._library.marks.remembered(visit.origin)
            ids = self._library.marks.read_before(visit.origin, known.mark) if known else None
            self._intake.keep(ids or [])
            return ids or []
        elif visit.page and visit.remembered:
            noted = visit.remembered._replace(mark=mark_of(visit.remembered.mark))
            return self._fetched(replace(source, mark=noted.mark, remembered=noted), visit.page)
        return []

    def _fetched(self, source: _Source, page: Page) -> Sequence[str]:
        marks = self._library.marks
        source.known = marks.read_before(source.origin, source.mark)
        if source.known is None:
            self._take(source, page)
        elif source.remembered != marks.remembered(source.origin):
            known = source.known
            self._intake.note(MarkedPlace(source.origin, source.mark, known, source.remembered))
        self._end(source)
        return sorted(source.ids) if source.known is None else source.known

    def _recall(self, address: str) -> Remembered | None:
        """What to ask with, if this recipe read the address and its articles are still here."""
        known = self._library.marks.remembered(address)
        if known is None or not known.mark.startswith(mark_of("")):
            return None
        return known if self._library.marks.read_before(address, known.mark) else None

    # -- what is gone ----------------------------------------------------------------------

    def _gone_from(self, places: Sequence[str | Path]) -> list[str]:
        """The articles whose file is not there any more, or whose address says that it is gone."""
        below, seen = self._library.ledger.below, self._intake.seen
        gone = {
            article_id
            for place in places
            for origin, article_id in below(str(place_of(place)))
            if article_id not in seen and not self._could_not_be_read(origin)
        }
        for name, address in self._gone.items():
            held = {held_id for origin, held_id in below(address) if origin == address}
            if held:  # what is wanted gone is no failure
                gone |= held - seen
                self._failed = [failure for failure in self._failed if failure[0] != name]
        return sorted(gone)

    def _could_not_be_read(self, origin: str) -> bool:
        """Whether this file, or a folder above it, failed this time: then it is not gone."""
        path = Path(origin)
        return not self._unread.isdisjoint((path, *path.parents))
