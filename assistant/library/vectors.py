"""The vectors: a Chroma collection with one row per passage.

Each row has the passage's text and plain metadata, so that any Chroma or LlamaIndex client can
read the collection by itself. Embedded in the index folder, or on a Chroma server.

Chroma's embedded store allows one process at a time: a second one would read, and even write,
from a stale view. So each call to it is made under a file lock, and ``refresh`` opens the store
anew when another process has written. Until then a reader finds what was there when it opened the
store, as it was then: it neither follows what another process writes nor writes itself.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from filelock import FileLock, Timeout

from ..datamodels import Article, Passage
from ..errors import EmbedderMismatch, LibraryBusy, LibraryError
from .scope import Scope, day_number

if TYPE_CHECKING:
    from chromadb.api.models.Collection import Collection
    from numpy.typing import NDArray

    from ..models.embedder import Embedder

__all__ = ["Vectors"]

# Chroma refuses batches above 5,461 and reads with many ids; a page stays well below.
PAGE = 2_000
# On 37,000 news vectors the defaults find .96 of the true 50 nearest; these find .99.
HNSW: Any = {"space": "cosine", "ef_construction": 200, "max_neighbors": 24, "ef_search": 200}
# Longer than any call takes: seconds that another process may use the store, or a server may take
# to answer, before that is an error.
PATIENCE = 60.0


class Vectors:
    """Adds, removes and finds passages by their vectors (unit length, cosine)."""

    def __init__(
        self, place: Path | str, name: str, embedder: Embedder, patience: float = PATIENCE
    ) -> None:
        """Open the collection ``name`` in the folder, or on the server, at ``place``.

        ``patience`` is how many seconds are waited for another process or for the server. Raises
        ``LibraryBusy`` or ``LibraryError`` after that, ``LibraryError`` if Chroma cannot be used,
        ``EmbedderMismatch`` if the collection was made with another embedding model.
        """
        from .chroma import Door

        self._place = place
        self._name = name
        self._embedder = embedder
        self._patience = patience
        self._door = Door(place, patience)
        self._thread_lock = threading.RLock()
        self._file_lock: FileLock | None = None
        if isinstance(place, Path):
            with self._door.errors():
                place.mkdir(parents=True, exist_ok=True)
            self._file_lock = FileLock(place / "in-use.lock")
        with self._use():
            self._connect()

    def close(self) -> None:
        with self._use():
            self._door.close(self._client)

    def refresh(self) -> None:
        """See what another process has written.

        A server shows rows by itself, but not a collection that was dropped and made anew.
        """
        with self._use():
            if isinstance(self._place, Path):
                self._door.close(self._client)
                self._connect()
            else:
                self._collection = self._open()

    def count(self) -> int:
        """How many passages the collection counts; it counts ones it can no longer find too."""
        with self._use():
            return int(self._collection.count())

    # -- finding ---------------------------------------------------------------------------

    def nearest(
        self, vector: NDArray[np.float32], limit: int, scope: Scope = Scope()
    ) -> list[tuple[str, float]]:
        """The passages nearest to a vector: ids and cosines, nearest first."""
        with self._use():
            found = self._collection.query(
                query_embeddings=vector[np.newaxis, :],
                n_results=limit,
                where=_where(scope),
                include=["distances"],
            )
        distances = found["distances"]
        assert distances is not None
        return [
            (passage, 1.0 - float(distance))
            for passage, distance in zip(found["ids"][0], distances[0], strict=True)
        ]

    def stored(self, passage_ids: Sequence[str]) -> dict[str, NDArray[np.float32]]:
        """The vectors of those of these passages that the store can still give."""
        found: dict[str, NDArray[np.float32]] = {}
        for page in _pages_of(len(passage_ids)):
            try:
                with self._use():
                    rows = self._collection.get(ids=list(passage_ids[page]), include=["embeddings"])
            except LibraryError:
                continue  # "Error finding id": the file that held one of them is gone
            vectors = np.asarray(rows["embeddings"], dtype=np.float32)
            found.update(zip(rows["ids"], vectors, strict=True))
        return found

    def ids(self) -> set[str]:
        """The ids of all rows; read page by page."""
        return {passage for page, _ in self._pages(include=()) for passage in page}

    def held(self, passage_ids: Sequence[str]) -> set[str]:
        """Those of these passages that have a row."""
        held: set[str] = set()
        for page in _pages_of(len(passage_ids)):
            with self._use():
                held.update(self._collection.get(ids=list(passage_ids[page]), include=[])["ids"])
        return held

    def unreachable(self, passage_ids: Iterable[str]) -> list[str]:
        """Those of these rows that a search by their own vector does not find.

        A damaged HNSW folder goes unnoticed by Chroma: the counts stay right and queries quietly
        return too little.
        """
        return [passage_id for passage_id in passage_ids if not self._finds_itself(passage_id)]

    def _finds_itself(self, passage_id: str) -> bool:
        try:
            with self._use():
                row = self._collection.get(ids=[passage_id], include=["embeddings"])
                hits = self._collection.query(
                    query_embeddings=np.asarray(row["embeddings"], dtype=np.float32),
                    n_results=min(20, max(1, self._collection.count())),
                    include=["distances"],
                )
        except LibraryError:
            return False  # "Error finding id": the file that held its vector is gone
        distances = hits["distances"]
        assert distances is not None
        # Copies of one story have one vector, and there may be more of them than were asked for.
        return passage_id in hits["ids"][0] or max(distances[0], default=1.0) < 1e-6

    # -- writing ---------------------------------------------------------------------------

    def write(self, rows: Sequence[tuple[Article, Passage]], vectors: NDArray[np.float32]) -> None:
        """Add the passages with their vectors (one row each); what is there is replaced."""
        for page in _pages_of(len(rows)):
            ids = [passage.id for _, passage in rows[page]]
            with self._use():
                # A row that is written over can lose its place in the HNSW graph when Chroma next
                # reads its log: 3 of 50,000 rows; of rows that were removed first, none.
                known = self._collection.get(ids=ids, include=[])["ids"]
                if known:
                    self._collection.delete(ids=known)
                self._collection.add(
                    ids=ids,
                    embeddings=vectors[page],
                    documents=[passage.text for _, passage in rows[page]],
                    metadatas=[_metadata(article, passage) for article, passage in rows[page]],
                )

    def remove(self, passage_ids: Sequence[str]) -> None:
        """Remove these rows; ids that are not there do no harm."""
        for page in _pages_of(len(passage_ids)):
            with self._use():
                self._collection.delete(ids=list(passage_ids[page]))

    def clear(self) -> None:
        """Drop the collection and make an empty one, with a fresh HNSW index."""
        with self._use():
            self._client.delete_collection(self._name)
            self._collection = self._open()

    # -- inside ----------------------------------------------------------------------------

    @contextmanager
    def _use(self) -> Iterator[None]:
        """One caller at a time; Chroma's errors come out as ``LibraryError``."""
        with self._door.errors():
            if not self._thread_lock.acquire(timeout=self._patience):
                raise self._busy("This process")
            try:
                with self._alone():
                    yield
            finally:
                self._thread_lock.release()

    def _alone(self) -> AbstractContextManager[object]:
        """Keeps other processes out of the folder; a server sees to that itself."""
        if self._file_lock is None:
            return nullcontext()
        try:
            return self._file_lock.acquire(timeout=self._patience)
        except Timeout as error:
            raise self._busy("Another process") from error

    def _busy(self, who: str) -> LibraryBusy:
        return LibraryBusy(
            f"{who} has been using the vectors in {self._place} for {self._patience:g} seconds. If"
            " it works, try again when it is done; if it hangs, end it."
        )

    def _connect(self) -> None:
        self._client = self._door.open()
        try:
            self._collection = self._open()
        except BaseException:
            self._door.close(self._client)
            raise

    def _open(self) -> Collection:
        identity: dict[str, Any] = {
            "embedder": self._embedder.name,
            "dimension": self._embedder.dimension,
            "fingerprint": self._embedder.fingerprint,
        }
        collection = self._client.get_or_create_collection(
            self._name,
            embedding_function=None,
            metadata=identity,
            configuration={"hnsw": HNSW},
        )
        stored = collection.metadata or {}
        if any(stored.get(key) != value for key, value in identity.items()):
            raise EmbedderMismatch(
                f"The vectors in {self._place} were made by {stored.get('embedder')}"
                f" ({stored.get('dimension')} dimensions), this is {self._embedder.name}"
                f" ({self._embedder.dimension}). Open the library with the model that made it, or"
                " ingest the articles again into a new folder (--index NEW)."
            )
        return collection

    def _pages(self, include: Sequence[Any]) -> Iterator[tuple[list[str], Any]]:
        offset = 0
        while True:
            with self._use():
                rows = self._collection.get(limit=PAGE, offset=offset, include=list(include))
            if not rows["ids"]:
                return
            yield rows["ids"], rows
            offset += len(rows["ids"])


def _pages_of(size: int) -> Iterator[slice]:
    return (slice(at, min(at + PAGE, size)) for at in range(0, size, PAGE))


def _where(scope: Scope) -> dict[str, Any] | None:
    clauses: list[dict[str, Any]] = []
    if scope.first:
        clauses.append({"published": {"$gte": day_number(scope.first)}})
    if scope.last:
        clauses.append({"published": {"$lte": day_number(scope.last)}})
    if scope.outlets:
        clauses.append({"outlet": {"$in": list(scope.outlets)}})
    return {"$and": clauses} if len(clauses) > 1 else clauses[0] if clauses else None


def _metadata(article: Article, passage: Passage) -> Mapping[str, str | int]:
    """Plain values only: Chroma has no null, so what is unknown is left out."""
    fields: dict[str, Any] = {
        "article": article.id,
        "revision": article.revision,
        "title": article.title,
        "outlet": article.outlet,
        "url": article.url,
        "published": day_number(article.published) if article.published else None,
        "language": article.language,
        "start": passage.start,
        "end": passage.end,
    }
    return {name: value for name, value in fields.items() if value is not None and value != ""}
