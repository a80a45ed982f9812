"""The Assistant: the one way in which chat, command line, Python and evaluation ask."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from .answering.answering import Answering
from .answering.asides import aside, of_the_world
from .answering.briefing import brief
from .answering.checking import Checking
from .answering.material import Material
from .answering.stopwatch import Stopwatch
from .answering.suggesting import examples
from .answering.verdicts import verdict, verdict_by_text
from .asking.languages import ENGLISH
from .asking.requesting import Day, History, Outlets, to_count, to_request, to_requests
from .asking.understanding import Query, Understanding
from .datamodels import (
    Answer,
    Answerer,
    Answers,
    Article,
    Briefing,
    Coverage,
    Evidence,
    Piece,
    Request,
    Source,
    Verdict,
    Version,
)
from .errors import LibraryError
from .finding.ranking import search
from .finding.relating import related
from .finding.retrieval import retrieve
from .library import Library, Shelf
from .models.checker import Checker, MiniLMChecker
from .models.embedder import Embedder, as_embedder
from .models.endpoint import chosen_endpoint
from .models.reader import MiniLMReader, Reader
from .settings import Settings, load_settings

if TYPE_CHECKING:
    from llama_index.core.base.embeddings.base import BaseEmbedding
    from llama_index.core.llms import LLM
    from llama_index.core.query_engine import CustomQueryEngine
    from llama_index.core.retrievers import BaseRetriever

__all__ = ["Assistant"]

CHECKED_PASSAGES = 8  # that a sentence is held against: what an answer is written from
MOST_FOUND = 1_000  # passages that a search gives; each index is asked for twice as many


class Assistant:
    """Answers questions over one library. May be shared between threads; close it when done.

    Days are ``date`` objects or ISO text ("2025-03-13") and inclusive; ``as_of`` gives the
    answer as it stood on that day. ``outlets`` are names as ``outlets()`` lists them, in any
    case; one may stand alone. ``history`` is the conversation so far, oldest turn first. A
    ``Request`` says all that in one noun, and takes the place of question and filters.

    All methods raise ``LibraryError`` if the desk is closed or the library cannot be read any
    more; those that search
    raise ``InputError`` for a question or filter that cannot be used.
    """

    def __init__(
        self,
        library: Library,
        settings: Settings,
        llm: LLM | None = None,
        reader: Reader | None = None,
    ) -> None:
        self.settings = settings
        self._opened: Library | None = library
        self._understanding = Understanding()
        self._llm = llm
        self._reader = reader
        self._examples: dict[tuple[int, int], tuple[str, ...]] = {}

    @classmethod
    def open(
        cls,
        index: str | Path | None = None,
        settings: Settings | None = None,
        embed_model: Embedder | BaseEmbedding | None = None,
        llm: LLM | None = None,
        reader: Reader | None = None,
    ) -> Self:
        """Open the library in the folder ``index`` (default: ``NEWSDESK_INDEX``, "library").

        ``embed_model`` and ``llm`` plug in LlamaIndex models in place of the shipped embedder
        and the configured endpoint, ``reader`` another model in place of the shipped reader
        (which the settings can leave out). Raises ``LibraryMissing`` if there is no library,
        ``EmbedderMismatch`` if another embedding model made it.
        """
        settings = settings or load_settings(index=index)
        if settings.reader:
            reader = reader or MiniLMReader(settings.threads)
        library = Library.open(index, settings, as_embedder(embed_model))
        try:
            library.prepare()
        except BaseException:
            library.close()
            raise
        return cls(library, settings, llm, reader)

    def close(self) -> None:
        """Let go of the library's files; may be called again."""
        opened, self._opened = self._opened, None
        if opened:
            opened.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    # -- asking ----------------------------------------------------------------------------

    def ask(
        self,
        question: str | Request,
        *,
        after: Day = None,
        before: Day = None,
        as_of: Day = None,
        outlets: Outlets = None,
        history: History = None,
        answerer: Answerer | None = None,
    ) -> Answer:
        """The answer to a question; ``abstained`` is set if the articles do not hold one."""
        request = to_request(
            question,
            after=after,
            before=before,
            as_of=as_of,
            outlets=outlets,
            history=history,
            answerer=answerer,
        )
        return next(event for event in self.stream(request) if isinstance(event, Answer))

    def stream(
        self,
        question: str | Request,
        *,
        after: Day = None,
        before: Day = None,
        as_of: Day = None,
        outlets: Outlets = None,
        history: History = None,
        answerer: Answerer | None = None,
    ) -> Iterator[Piece | Answer]:
        """The answer's sentences, each checked, as they come; the whole ``Answer`` at the end.

        Closing the iterator stops the work, a language model's too.
        """
        stopwatch = Stopwatch()
        request = to_request(
            question,
            after=after,
            before=before,
            as_of=as_of,
            outlets=outlets,
            history=history,
            answerer=answerer,
        )
        query = self._query(request)
        endpoint = chosen_endpoint(self.settings, self._llm, request.answerer)
        stopwatch.lap("understand")
        examples, is_written = self.example_questions, endpoint is not None
        if answer := aside(self.library, query, examples, stopwatch, is_written):
            return iter((Piece(text=answer.text), answer))
        return Answering(
            self.library,
            self.settings,
            of_the_world(query),
            endpoint,
            self._reader if query.understood.language == ENGLISH else None,
            lambda: self.checker,
            stopwatch,
        ).run()

    def ask_many(self, questions: Iterable[str | Request], *, workers: int = 4) -> Answers:
        """The answers to several questions, in their order, ``workers`` of them at a time.

        A ``Request`` says a question with its filters. One that cannot be used is named by its
        place, from 1, before any is answered. ``newsdesk eval`` keeps what it has if it breaks off.
        """
        requests = list(to_requests(questions))
        with ThreadPoolExecutor(workers) as pool:
            return Answers(pool.map(self.ask, requests))

    def search(
        self,
        words: str | Request,
        k: int = 10,
        *,
        after: Day = None,
        before: Day = None,
        outlets: Outlets = None,
    ) -> list[Evidence]:
        """The ``k`` passages that fit the words best, at most two of one story.

        There are fewer if no more were found. ``k`` is from 1 to 1,000.
        """
        count = to_count(k, MOST_FOUND)
        request = to_request(words, after=after, before=before, outlets=outlets)
        query = self._query(request)
        return list(search(self.library, query, count, self._reader).evidence)

    def brief(
        self,
        topic: str | Request,
        *,
        after: Day = None,
        before: Day = None,
        as_of: Day = None,
        outlets: Outlets = None,
    ) -> Briefing:
        """What the articles tell of a topic: what happened, what is disputed, who says what, what
        is not known, a timeline; without sentences if they tell nothing of it."""
        stopwatch = Stopwatch()
        request = to_request(topic, after=after, before=before, as_of=as_of, outlets=outlets)
        query = self._query(request)
        stopwatch.lap("understand")
        findings = retrieve(self.library, query, self.settings.passages)
        stopwatch.lap("retrieve")
        return brief(Material(self.library, self.settings, query, findings, None), stopwatch)

    def related(self, article_id: str, count: int = 5) -> list[Source]:
        """The articles nearest to one in what they tell, the nearest first; none that carries the
        same words. Raises ``ArticleNotFound``.
        """
        return related(self.library, self.article(article_id), count)

    def check(
        self,
        sentence: str | Request,
        *,
        text: str | None = None,
        after: Day = None,
        before: Day = None,
        as_of: Day = None,
        outlets: Outlets = None,
    ) -> Verdict:
        """Whether the library's articles carry a sentence, contradict it or do not state it.

        With ``text`` it is held against that text alone, as by ``check_text``, which needs no
        library. Raises ``InputError`` if there is nothing to check, or no text to check it against.
        """
        request = to_request(sentence, after=after, before=before, as_of=as_of, outlets=outlets)
        if text is not None:
            return verdict_by_text(request.question, text, self.checker)
        query = self._query(request)
        found = search(self.library, query, CHECKED_PASSAGES, self._reader).evidence
        return verdict(query.question, found, Checking(self.checker, self.library.words.idf))

    # -- the library -----------------------------------------------------------------------

    @property
    def library(self) -> Library:
        """The library itself, for what measures it; close the assistant, not this."""
        if self._opened is None:
            raise LibraryError("This desk is closed. Open the library anew: Assistant.open(…).")
        return self._opened

    @cached_property
    def checker(self) -> Checker:
        """What checks sentences against passages; opened when it is first asked for."""
        return MiniLMChecker()

    @property
    def version(self) -> int:
        """The library's version number; it grows with each change of what can be found."""
        return self.library.catalogue.version

    @property
    def reader(self) -> Reader | None:
        """What reads the evidence; ``None`` if the search alone decides."""
        return self._reader

    def article(self, article_id: str, revision: int | None = None) -> Article:
        """The whole article, as it stands or as it stood at a ``revision`` that was cited.

        Raises ``ArticleNotFound``.
        """
        return Shelf(self.library.catalogue).article(article_id, revision)

    def versions(self, article_id: str) -> list[Version]:
        """The versions in which an article was read, the one that stands last.

        Raises ``ArticleNotFound``.
        """
        return Shelf(self.library.catalogue).versions(article_id)

    def articles(self, after_id: str = "") -> Iterator[Source]:
        """All articles, without their texts, ordered by id; or those after one of them."""
        return Shelf(self.library.catalogue).articles(after_id)

    def coverage(self) -> Coverage:
        """How much the library holds, and the days it spans."""
        return self.library.coverage()

    def outlets(self) -> list[str]:
        """The outlets in the library, the most frequent first."""
        return self.library.catalogue.outlets()

    def example_questions(self, count: int = 4) -> list[str]:
        """Questions that the library can answer, made from what its newest articles tell.

        They are made once for each version of the library.
        """
        version = self.version
        if (version, count) not in self._examples:
            made = examples(self.library, self._reader, count)
            self._examples = {(version, count): made}
        return list(self._examples[version, count])

    # -- LlamaIndex ------------------------------------------------------------------------

    def as_retriever(self, k: int = 10) -> BaseRetriever:
        """A LlamaIndex retriever over ``search``: its nodes carry passage, article and span."""
        from .interop import NewsdeskRetriever

        return NewsdeskRetriever(self, k)

    def as_query_engine(self) -> CustomQueryEngine:
        """A LlamaIndex query engine over ``ask``: checked text, cited passages as nodes."""
        from .interop import NewsdeskQueryEngine

        return NewsdeskQueryEngine(desk=self)

    def _query(self, request: Request) -> Query:
        return self._understanding.query(request, self.library)
