"""Into the library: entries come one by one, are compared with what is there, go in batches."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Literal

from assistant.datamodels import Article
from assistant.errors import InputError
from assistant.library import Entry, Library, MarkedPage, MarkedPlace

from .duplicates import ALIKE, Likeness
from .repeats import settle, without
from .reporting import Progress

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Intake"]

BATCH_PASSAGES = 400  # each write to Chroma costs tens of ms whatever its size
BATCH_CHARACTERS = 20_000_000


class Intake:
    """Takes entries in and counts what became of them; holds a batch of them at most.

    ``seen`` are the ids of all articles that this run met, changed or not.
    """

    def __init__(self, library: Library, tell: Callable[[Progress], None]) -> None:
        self._library = library
        self._tell = tell
        self._progress = Progress()
        self.counts = dict.fromkeys(
            ("added", "updated", "unchanged", "copies", "undated", "removed"), 0
        )
        self.seen: set[str] = set()
        self._batch: dict[str, Entry] = {}
        self._vectors: dict[str, NDArray[np.float32]] = {}
        self._places: list[MarkedPlace] = []
        self._pages: list[MarkedPage] = []
        self._repeats = cache(library.repeated_lines.lines)

    def keep(self, ids: Sequence[str]) -> None:
        """Count articles that stand as they are."""
        self.seen.update(ids)
        self.counts["unchanged"] += len(ids)

    def add(self, entry: Entry, vectors: Mapping[str, NDArray[np.float32]]) -> None:
        """Take an article in, unless it is there as it is; ``vectors`` are those known already.

        Raises ``InputError`` if its id already stands for something else.
        """
        article_id = entry.article.id
        waiting = self._batch.get(article_id)
        held = waiting.identity if waiting else self._library.ledger.identity(article_id)
        if held and entry.identity not in ("", held):
            raise InputError(
                f"it would get the id {article_id}, which stands for {held}. Give it an `id` or a"
                " `url` of its own."
            )
        self.seen.add(article_id)
        stored = self._library.ledger.fingerprints([article_id]).get(article_id)
        if entry.fingerprint == (waiting.fingerprint if waiting else stored):
            self.counts["unchanged"] += 1
            return
        if waiting and entry.fingerprint == stored:  # the last of two with one id stands
            del self._batch[article_id]
            return
        self.counts["updated" if stored or waiting else "added"] += 1
        self.counts["undated"] += entry.article.published is None
        if wording := self._wording_of_copy(entry):
            self.counts["copies"] += 1
            entry = replace(entry, wording=wording)
        entry = without(entry, self._repeats(entry.article.outlet), self._library.embedder)
        self._batch[article_id] = entry
        self._vectors.update({text: vectors[text] for text in entry.texts if text in vectors})
        self.report(passages=self._progress.passages + len(entry.spans))
        passages = sum(len(entry.spans) for entry in self._batch.values())
        characters = sum(len(entry.article.text) for entry in self._batch.values())
        if passages >= BATCH_PASSAGES or characters >= BATCH_CHARACTERS:
            self.flush()

    def held(self, article_id: str) -> Article | None:
        """The article that stands under this id, or is about to."""
        waiting = self._batch.get(article_id)
        return waiting.article if waiting else self._library.catalogue.article(article_id)

    def holds_any(self, ids: Sequence[str]) -> bool:
        """Whether one of these articles waits in the batch, to become something else."""
        return not self._batch.keys().isdisjoint(ids)

    def note(self, read: MarkedPlace | MarkedPage) -> None:
        """Have a path, address or page noted as read once what it held is in the library."""
        if isinstance(read, MarkedPlace):
            self._places.append(read)
        else:
            self._pages.append(read)

    def flush(self) -> None:
        """Put the batch into the library, then note what was read."""
        self._library.put(list(self._batch.values()), self._vectors, self._stored)
        self._batch.clear()
        self._vectors.clear()
        self._library.marks.note(self._places, self._pages)
        self._places.clear()
        self._pages.clear()
        self.report()

    def finish(self, gone: Sequence[str]) -> None:
        """Remove what is gone, and take out the lines that repeat in what is now there."""
        self._library.remove(gone)
        self.counts["removed"] = len(gone)
        settle(self._library, BATCH_PASSAGES)

    def report(self, **reached: int) -> None:
        """Tell how far the run has come."""
        articles = self.counts["added"] + self.counts["updated"] + self.counts["unchanged"]
        self._progress = replace(self._progress, articles=articles, **reached)
        self._tell(self._progress)

    def _stored(self, step: Literal["embedded", "written"], passages: int) -> None:
        before = self._progress
        if step == "embedded":
            self.report(embedded=before.embedded + passages)
        else:
            self.report(written=before.written + passages)

    def _wording_of_copy(self, entry: Entry) -> str | None:
        """The wording of the article that this one is most like, if it is like any."""
        article_id, bands = entry.article.id, set(entry.bands)
        known = {
            (each.wording, each.signature)
            for each in self._library.ledger.likely_copies(entry.bands, article_id)
        } | {
            (other.wording, other.signature)
            for other_id, other in self._batch.items()
            if other_id != article_id and not bands.isdisjoint(other.bands)
        }
        wordings = [wording for wording, _ in known]
        shares = Likeness(entry.signature).resemblance([signature for _, signature in known])
        best, wording = max(zip(shares, wordings, strict=True), default=(0.0, None))
        return wording if best >= ALIKE else None
