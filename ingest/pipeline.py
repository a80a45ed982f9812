"""The ingestion job: from files to articles that can be found."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict

from assistant.datamodels import Article
from assistant.errors import InputError
from assistant.library import Entry, Library, Likely, Reading, ReadPage, Remembered
from assistant.models.embedder import Embedder
from assistant.settings import Settings

from .cleaning import articles_of
from .duplicates import ALIKE, Likeness, likeness
from .sources import Page, SourceFile, find_files, fingerprint, is_address, place_of, read_pages
from .splitting import split

if TYPE_CHECKING:
    from .fetching import Fetcher
    from .web import Visit, Web

__all__ = ["IngestReport", "Progress", "ingest"]

# Raise it when cleaning or splitting changes, so that files read before are read again.
RECIPE = "3"
BATCH_PASSAGES = 400  # each write to Chroma costs tens of ms whatever its size
BATCH_CHARACTERS = 20_000_000


class IngestReport(BaseModel):
    """What one run of ``ingest`` did.

    ``added``, ``updated``, ``unchanged`` and ``removed`` count articles; ``copies`` those added
    or updated that carry the same words as another one; ``failed`` names what could not be
    read, with the reason; ``notices`` tell what to know about what could; ``articles`` and
    ``passages`` are what the library holds afterwards.
    """

    model_config = ConfigDict(frozen=True)

    added: int = 0
    updated: int = 0
    unchanged: int = 0
    copies: int = 0
    removed: int = 0
    failed: tuple[tuple[str, str], ...] = ()
    notices: tuple[tuple[str, str], ...] = ()
    articles: int = 0
    passages: int = 0
    seconds: float = 0.0


@dataclass(frozen=True)
class Progress:
    """How far a run has come: bytes of the files read, and what came of them."""

    done: int
    total: int
    articles: int
    passages: int


def ingest(
    places: Sequence[str | Path] | str | Path,
    index: str | Path | None = None,
    prune: bool = False,
    settings: Settings | None = None,
    embedder: Embedder | None = None,
    progress: Callable[[Progress], None] = lambda progress: None,
    fetcher: Fetcher | None = None,
    limit: int | None = None,
) -> IngestReport:
    """Read articles from files, folders and the web into the library at ``index``.

    A place is a path or an http(s) address: of a page, or of a feed or sitemap, of which the
    first ``limit`` pages (100) are read. ``fetcher`` fetches them; one of your own may allow
    hosts with private addresses.

    What did not change is skipped, what changed replaces what was there. With ``prune``,
    articles whose file lay in these places and is gone, or no longer holds them, are removed;
    what came from the web stays.
    One bad file, line or page never stops the rest: it is named in the report's ``failed``. A run
    that is broken off at any moment is completed by the next.

    Raises ``LibraryBusy`` if another process is writing, ``EmbedderMismatch`` if the library
    was made with another embedding model.
    """
    places = [places] if isinstance(places, str | Path) else list(places)
    with Library.open(index, settings, embedder, writing=True) as library:
        return _Run(library, progress).over(places, prune, fetcher, limit)


class _Run:
    """One run over some places, with its counts."""

    def __init__(self, library: Library, progress: Callable[[Progress], None]) -> None:
        self._library = library
        self._progress = progress
        self._began = time.perf_counter()
        self._counts = dict.fromkeys(("added", "updated", "unchanged", "copies", "removed"), 0)
        self._failed: list[tuple[str, str]] = []
        self._unread: set[Path] = set()  # files and folders that failed, whole or in part
        self._notices: list[tuple[str, str]] = []
        self._seen: set[str] = set()
        self._batch: dict[str, Entry] = {}
        self._readings: list[Reading] = []
        self._pages: list[ReadPage] = []
        self._done = self._offset = self._total = self._passages = 0

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
        self._total = sum(file.bytes for file in files)
        for file in files:
            self._read(file)
        if addresses:
            self._browse(addresses, fetcher, limit)
        self._flush()
        if prune:
            self._prune(paths)
        coverage = self._library.catalogue.coverage()
        return IngestReport(
            **self._counts,
            failed=tuple(self._failed),
            notices=tuple(self._notices),
            articles=coverage.articles,
            passages=coverage.passages,
            seconds=round(time.perf_counter() - self._began, 3),
        )

    def _read(self, file: SourceFile) -> None:
        if file.problem:
            self._fail(file.origin, file.origin, file.problem)
            return
        try:
            digest = fingerprint(file)
        except InputError as error:
            self._fail(file.origin, file.origin, str(error))
            return
        self._take(file.origin, _mark(digest), read_pages(file, digest))
        self._done += file.bytes
        self._offset = 0
        self._report()

    def _take(
        self, origin: str, mark: str, pages: Iterable[Page], remembered: Remembered | None = None
    ) -> list[str]:
        """Take in the pages of one path or address, unless it was read before as it is now."""
        readings = self._library.readings
        if (known := readings.read_before(origin, mark)) is not None:
            self._keep(known)
            if remembered and remembered != readings.remembered(origin):
                self._readings.append(Reading(origin, mark, known, remembered))
            return known
        failures = len(self._failed)
        ids: set[str] = set()
        for page in pages:
            if page.notice:
                self._notices.append((page.name, page.notice))
            ids.update(self._take_page(page))
            self._offset = page.offset
            self._report()
        if len(self._failed) == failures:
            self._readings.append(Reading(origin, mark, sorted(ids), remembered))
        return sorted(ids)

    def _take_page(self, page: Page) -> Sequence[str]:
        """Take in the articles of a page, unless it is one of many and brought them before."""
        mark = _mark(page.mark) if page.mark else ""
        known = self._library.readings.page_before(mark) if mark else None
        if known is not None and self._batch.keys().isdisjoint(known):
            self._keep(known)
            return known
        try:
            articles = articles_of(page)
        except InputError as error:
            self._fail(page.name, page.origin, str(error))
            return []
        for article in articles:
            self._add(_entry(article, page.raw, self._library.embedder))
        ids = [article.id for article in articles]
        if mark:
            self._pages.append(ReadPage(mark, ids))
        return ids

    def _keep(self, ids: Sequence[str]) -> None:
        self._seen.update(ids)
        self._counts["unchanged"] += len(ids)

    def _fail(self, name: str, origin: str, reason: str) -> None:
        self._failed.append((name, reason))
        self._unread.add(Path(origin))

    # -- the web ---------------------------------------------------------------------------

    def _browse(self, addresses: Sequence[str], fetcher: Fetcher | None, limit: int | None) -> None:
        from .fetching import Fetcher
        from .web import LIMIT, Web

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
                noted = visit.remembered._replace(mark=_mark(visit.remembered.mark))
                self._readings.append(Reading(address, noted.mark, sorted(set(ids)), noted))
            self._report()

    def _visited(self, visit: Visit) -> Sequence[str]:
        if visit.problem:
            self._fail(visit.name, visit.origin, visit.problem)
        elif visit.unchanged:
            known = self._library.readings.remembered(visit.origin)
            ids = self._library.readings.read_before(visit.origin, known.mark) if known else None
            self._keep(ids or [])
            return ids or []
        elif visit.page and visit.remembered:
            noted = visit.remembered._replace(mark=_mark(visit.remembered.mark))
            return self._take(visit.origin, noted.mark, [visit.page], noted)
        return []

    def _recall(self, address: str) -> Remembered | None:
        """What to ask with, if this recipe read the address and its articles are still here."""
        known = self._library.readings.remembered(address)
        if known is None or not known.mark.startswith(_mark("")):
            return None
        return known if self._library.readings.read_before(address, known.mark) else None

    def _add(self, entry: Entry) -> None:
        article_id = entry.article.id
        self._seen.add(article_id)
        waiting = self._batch.get(article_id)
        stored = self._library.catalogue.fingerprints([article_id]).get(article_id)
        if entry.fingerprint == (waiting.fingerprint if waiting else stored):
            self._counts["unchanged"] += 1
            return
        if waiting and entry.fingerprint == stored:  # the last of two with one id stands
            del self._batch[article_id]
            return
        self._counts["updated" if stored or waiting else "added"] += 1
        if wording := self._wording_of_copy(entry):
            self._counts["copies"] += 1
            entry = replace(entry, wording=wording)
        self._batch[article_id] = entry
        passages = sum(len(entry.spans) for entry in self._batch.values())
        characters = sum(len(entry.article.text) for entry in self._batch.values())
        if passages >= BATCH_PASSAGES or characters >= BATCH_CHARACTERS:
            self._flush()

    def _wording_of_copy(self, entry: Entry) -> str | None:
        """The wording of the article that this one is most like, if it is like any."""
        article_id = entry.article.id
        known = self._library.catalogue.likely_copies(entry.bands, article_id)
        known += [
            Likely(other_id, other.wording, other.signature)
            for other_id, other in self._batch.items()
            if other_id != article_id and not set(entry.bands).isdisjoint(other.bands)
        ]
        likeness = Likeness(entry.signature)
        scored = [(likeness.resemblance(other.signature), other.wording) for other in known]
        best, wording = max(scored, default=(0.0, None))
        return wording if best >= ALIKE else None

    def _flush(self) -> None:
        entries = list(self._batch.values())
        self._library.put(entries)
        self._passages += sum(len(entry.spans) for entry in entries)
        self._batch.clear()
        self._library.readings.note(self._readings, self._pages)
        self._readings.clear()
        self._pages.clear()
        self._report()

    def _prune(self, places: Sequence[str | Path]) -> None:
        gone = {
            article_id
            for place in places
            for origin, article_id in self._library.catalogue.below(str(place_of(place)))
            if article_id not in self._seen and not self._could_not_be_read(origin)
        }
        self._library.remove(sorted(gone))
        self._counts["removed"] = len(gone)

    def _could_not_be_read(self, origin: str) -> bool:
        """Whether this file, or a folder above it, failed this time: then it is not gone."""
        path = Path(origin)
        return not self._unread.isdisjoint((path, *path.parents))

    def _report(self) -> None:
        articles = self._counts["added"] + self._counts["updated"] + self._counts["unchanged"]
        done = self._done + self._offset
        self._progress(Progress(done, self._total, articles, self._passages))


def _mark(digest: str) -> str:
    return f"{RECIPE}:{digest}"


def _entry(article: Article, raw: str, embedder: Embedder) -> Entry:
    spans = split(article.text, article.title, embedder, article.language)
    content = article.model_dump_json(
        exclude={"revision", "also_carried_by", "origin", "superseded"}
    )
    look = likeness(article.text)
    return Entry(
        article=article,
        spans=spans,
        fingerprint=_digest(f"{content}{spans}".encode()),
        wording=_digest(look.signature),
        signature=look.signature,
        bands=tuple(look.bands),
        raw=raw.encode("utf-8", "replace").decode(),  # JSON can spell half a surrogate pair
    )


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
