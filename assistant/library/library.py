"""The library: one folder in which catalogue, vectors and words agree about every article."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from types import MappingProxyType, TracebackType
from typing import Literal, Self

import numpy as np
from numpy.typing import NDArray

from ..datamodels import Article, Coverage, Passage
from ..errors import (
    ArticleNotFound,
    EmbedderMismatch,
    IndexDamaged,
    LibraryError,
    LibraryMissing,
)
from ..models.embedder import Embedder, MiniLM
from ..settings import Settings, load_settings
from .catalogue import Catalogue
from .database import Database, folded
from .entries import Entry, Revision
from .indexes import Deferred, Indexes
from .ledger import Ledger
from .marks import Marks
from .overview import Overview
from .repeated_lines import RepeatedLines
from .scope import indexed_text
from .shelves import Shelves
from .vectors import Vectors
from .words import Words
from .writer_lock import WriterLock

__all__ = ["Library", "existing"]

CATALOGUE = "catalogue.sqlite"
ARTICLES_AT_ONCE = 64  # in one write to the indexes
TEXTS_AT_ONCE = 64  # embedded before progress is told

Vector = NDArray[np.float32]
Tell = Callable[[Literal["embedded", "written"], int], None]


def existing(folder: Path) -> Path:
    """The catalogue of the library in this folder. Raises ``LibraryMissing`` if there is none."""
    catalogue = folder / CATALOGUE
    if not catalogue.exists():
        raise LibraryMissing(
            f"There is no library at {folder}. Make one with"
            f" `newsdesk ingest PATH… --index {folder}`."
        )
    return catalogue


class Library:
    """Opens the three stores, keeps them in step, and sees what other processes write.

    Any number of readers, one writer: ``writing=True`` takes the writer's lock, heals what a
    crash left half done, and raises ``LibraryBusy`` if another process holds it. An index that
    cannot be read raises ``IndexDamaged``; with ``mending`` it is ``set_aside`` for an empty one.
    """

    def __init__(
        self,
        folder: Path,
        embedder: Embedder | None = None,
        chroma_url: str | None = None,
        writing: bool = False,
        create: bool = True,
        threads: int | None = None,
        mending: bool = False,
    ) -> None:
        """Open the library in a folder.

        Without ``embedder`` it is the shipped one, on so many ``threads``. It is made, and the
        vectors are opened, when something is first searched or written, or by ``prepare``.
        """
        if not (writing and create):
            existing(folder)
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise LibraryError(f"{folder} cannot be a folder: {error.strerror}.") from error
        self.folder = folder
        self._writing = writing
        self._embedder = Deferred(lambda: self._checked(embedder or MiniLM(threads=threads)))
        self._writer_lock = WriterLock(folder)
        if writing:
            self._writer_lock.take()
        try:
            self._database = Database(folder / CATALOGUE)
            self.catalogue = Catalogue(self._database)
            self.overview = Overview(self._database)
            self.ledger = Ledger(self._database)
            self.marks = Marks(self._database)
            self.repeated_lines = RepeatedLines(self._database)
            name = f"newsdesk-{(self.catalogue.meta('id') or '')[:8]}"
            self._shelves = Shelves(folder, chroma_url, name, self._embedder, mending)
            self._keep_up()
            if embedder:
                self._embedder()
            if writing:
                self.prepare()
                with suppress(*[IndexDamaged] if mending else []):
                    self._heal()
        except BaseException:
            self._writer_lock.release()
            raise

    @classmethod
    def open(
        cls,
        folder: str | Path | None = None,
        settings: Settings | None = None,
        embedder: Embedder | None = None,
        writing: bool = False,
        create: bool = True,
        mending: bool = False,
    ) -> Self:
        """The library that the settings name, with the shipped embedder unless another is given.

        A writer creates it if need be, unless ``create`` is off. Raises ``LibraryMissing``,
        ``LibraryBusy``, ``EmbedderMismatch`` if another embedding model made it, and
        ``IndexDamaged`` unless a writer opens it for ``mending``; a reader with the shipped
        embedder learns the last two when it first searches.
        """
        settings = settings or load_settings(index=folder)
        place = Path(folder) if folder is not None else settings.index
        url, threads = settings.chroma_url, settings.threads
        return cls(place, embedder, url, writing, create, threads, mending)

    @property
    def embedder(self) -> Embedder:
        """What makes the vectors. Raises ``EmbedderMismatch`` if another model made those here."""
        return self._embedder()

    @property
    def standing(self) -> Indexes:
        """The indexes of the articles as they stand."""
        return self._shelves.standing

    @property
    def past(self) -> Indexes:
        """The indexes of versions that were superseded, found only as of a day."""
        return self._shelves.past

    @property
    def vectors(self) -> Vectors:
        """The passages of the articles as they stand, by their vectors."""
        return self.standing.vectors

    @property
    def words(self) -> Words:
        """The passages of the articles as they stand, by their words."""
        return self.standing.words

    @property
    def holds_past(self) -> bool:
        """Whether a version was ever superseded here, so that ``past`` may hold its passages."""
        return self._shelves.holds_past

    def prepare(self) -> None:
        """Open now what the first search would open, so that it is no slower than the next."""
        self.standing.open()

    def close(self) -> None:
        self._shelves.close()
        self._database.close()
        self._writer_lock.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def refresh(self) -> bool:
        """If the library changed since, reopen the indexes; says whether it did.

        Beside a process that writes, the vectors are reopened every few seconds at most: until
        then they find what was there before, and the words what is new.
        """
        return self._shelves.refresh(self.catalogue.version, self.written_elsewhere)

    def written_elsewhere(self) -> bool:
        """Whether another process is writing to the library."""
        return self._writer_lock.is_held_elsewhere()

    @property
    def set_aside(self) -> tuple[Path, ...]:
        """The damaged indexes that were replaced by empty ones, where they now lie."""
        return tuple(self._shelves.set_aside)

    def coverage(self) -> Coverage:
        """What readers can find."""
        return self.catalogue.coverage()

    def outlets_for(self, names: Sequence[str]) -> list[str]:
        """The outlets that are called so; all there are, to suggest from, if one is unknown."""
        called = self.catalogue.outlets_called(names)
        known = {folded(outlet) for outlet in called}
        return called if known.issuperset(map(folded, names)) else self.catalogue.outlets()

    # -- writing ---------------------------------------------------------------------------

    def put(
        self,
        entries: Sequence[Entry],
        vectors: Mapping[str, Vector] = MappingProxyType({}),
        progress: Tell = lambda step, passages: None,
    ) -> None:
        """Add or replace these articles: catalogue first, then both indexes, then ``ready``.

        ``vectors`` are known ones, by the text that was embedded (``Entry.texts``). Those of
        copies and of what did not change since the revision before are taken from the store;
        only the rest is embedded. ``progress`` is told how many more passages are ``embedded``
        or ``written``. A crash at any point leaves rows that the next writer completes.
        """
        if entries:
            self._complete(self.ledger.begin(entries), vectors, progress)
            self._drop_leaving()

    def remove(self, article_ids: Sequence[str]) -> None:
        """Remove these articles from all three stores; none if one is unknown.

        Raises ``ArticleNotFound``.
        """
        known = self.ledger.fingerprints(article_ids)
        for article_id in article_ids:
            if article_id not in known:
                raise ArticleNotFound(article_id)
        if article_ids:
            self.ledger.leave(article_ids)
            self._drop_leaving()

    def rebuild(self) -> None:
        """Make all indexes and counts anew from the catalogue.

        An index that cannot be emptied is set aside.
        """
        past = self.catalogue.past()
        self._shelves.empty(past=bool(past) or self.holds_past)
        self._index(list(self.catalogue.ready()), self.standing)
        self._index(past, self.past)
        self._heal()
        self.ledger.recount()  # which has readers reopen the indexes, too
        self._keep_up()

    # -- inside ----------------------------------------------------------------------------

    def _keep_up(self) -> None:
        """A writer's own indexes are as new as what it wrote."""
        self._shelves.keep_up(self.catalogue.version)

    def _checked(self, embedder: Embedder) -> Embedder:
        made_by = self.catalogue.meta("embedder")
        this = f"{embedder.name} {embedder.dimension} {embedder.fingerprint}"
        if made_by is None and self._writing:
            self.ledger.set_meta("embedder", this)
        elif made_by not in (None, this):
            raise EmbedderMismatch(
                f"The library at {self.folder} was made with the embedding model"
                f" {made_by.rsplit(' ', 1)[0]}, this is {this.rsplit(' ', 1)[0]}. Open it with the"
                " model that made it, or ingest the articles again into a new folder"
                " (--index NEW)."
            )
        return embedder

    def _heal(self) -> None:
        self._complete(self.ledger.in_state("pending"))
        self._drop_leaving()

    def _complete(
        self,
        revisions: Sequence[Revision],
        vectors: Mapping[str, Vector] = MappingProxyType({}),
        progress: Tell = lambda step, passages: None,
    ) -> None:
        if revisions:
            self._index(revisions, self.standing, vectors, progress)
            self.ledger.finish(revisions)
            self._keep_up()

    def _index(
        self,
        revisions: Sequence[Revision],
        indexes: Indexes,
        vectors: Mapping[str, Vector] = MappingProxyType({}),
        progress: Tell = lambda step, passages: None,
    ) -> None:
        for at in range(0, len(revisions), ARTICLES_AT_ONCE):
            part = revisions[at : at + ARTICLES_AT_ONCE]
            contents = [self.catalogue.contents(revision) for revision in part]
            texts = [text for article, passages in contents for text in _texts(article, passages)]
            known = {**self._stored(self.ledger.kin(part)), **vectors}
            new = self._embed([text for text in texts if text not in known], progress)
            progress("embedded", len(texts) - len(new))
            indexes.write(contents, known | new)
            progress("written", len(texts))

    def _stored(self, revisions: Sequence[Revision]) -> dict[str, Vector]:
        """The vectors, by text, that the store holds of the passages of these revisions."""
        contents = [self.catalogue.contents(revision) for revision in revisions]
        texts = {
            passage.id: text
            for article, passages in contents
            for passage, text in zip(passages, _texts(article, passages), strict=True)
        }
        stored = self.vectors.stored(list(texts))
        return {texts[passage_id]: vector for passage_id, vector in stored.items()}

    def _embed(self, texts: Sequence[str], progress: Tell) -> dict[str, Vector]:
        """The vectors of texts, each embedded once."""
        vectors: dict[str, Vector] = {}
        once = list(dict.fromkeys(texts))
        for at in range(0, len(once), TEXTS_AT_ONCE):
            part = once[at : at + TEXTS_AT_ONCE]
            vectors.update(zip(part, self.embedder.embed(part), strict=True))
            progress("embedded", len(part))
        return vectors

    def _drop_leaving(self) -> None:
        leaving = self.ledger.in_state("leaving")
        if leaving:
            superseded = self.ledger.superseded(leaving)
            self._index(superseded, self.past, self._stored(superseded))
            forsaken = self.ledger.forsaken(leaving)
            if forsaken and self.holds_past:
                self.past.remove(forsaken, self.ledger.passage_ids(forsaken))
            self.standing.remove(leaving, self.ledger.passage_ids(leaving))
            self.ledger.forget(leaving)
            self._keep_up()


def _texts(article: Article, passages: Sequence[Passage]) -> list[str]:
    """What is embedded of passages of an article."""
    return [indexed_text(article.title, passage.text) for passage in passages]
