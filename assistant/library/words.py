"""The words: a tantivy index that ranks passages by BM25.

BM25 as in Robertson & Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond"
(2009), with tantivy's k1 = 1.2 and b = 0.75.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import tantivy

from ..datamodels import Article, Passage
from ..errors import IndexDamaged, LibraryBusy
from ..text.characters import shown, without_surrogates
from .scope import Scope, day_number, indexed_text

__all__ = ["STOPWORDS", "Words", "stems"]

ANALYZER = "newsdesk_english"
SHORT_WORD, LONG_WORD = 4, 8  # letters: what may be misspelt how often
WRITER_HEAP = 64_000_000  # bytes; tantivy's minimum is 15 MB a thread

# A number with its thousands parted by commas, points, apostrophes or spaces; by commas also as in
# India, "12,50,000".
_PARTED = re.compile(
    r"(?<![\w.,])\d{1,3}(?:([.,'’ \u00a0\u2009\u202f])\d{3}(?:\1\d{3})*|(?:,\d\d)+,\d{3})"
    r"(?!\w|[.,]\d)"
)
_NO_DIGIT = re.compile(r"\D")

# Words that carry no topic. They stay in the index, for phrases, and are left out of queries.
STOPWORDS = frozenset(
    "a about after all also am an and any are as at be because been before being between both"
    " but by can could did do does doing for from had has have having he her hers him his how i"
    " if in into is it its itself just me more most my no nor not of off on once only or other"
    " our out over own same she should so some such than that the their theirs them then there"
    " these they this those through to too under until up very was we were what when where which"
    " while who whom whose why will with would you your".split()
)


@cache
def _analyzer() -> tantivy.TextAnalyzer:
    return (
        tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
        .filter(tantivy.Filter.remove_long(60))
        .filter(tantivy.Filter.lowercase())
        .filter(tantivy.Filter.ascii_fold())
        .filter(tantivy.Filter.stemmer("english"))
        .build()
    )


@cache
def _stem_stopwords() -> frozenset[str]:
    return frozenset(stem for word in STOPWORDS for stem in _analyzer().analyze(word)) | {"s", "t"}


def stems(text: str) -> list[str]:
    """The content words of a text as the index knows them: folded, stemmed, no stopwords.

    A number whose thousands are parted is there in one piece, too: "1,250,000" as "1250000".
    """
    words = _analyzer().analyze(_searchable(without_surrogates(text)))
    return [stem for stem in words if stem not in _stem_stopwords()]


def _searchable(text: str) -> str:
    """The text with its words as they are seen, and with parted numbers in one piece beside it."""
    return _PARTED.sub(lambda found: f"{found[0]} {_NO_DIGIT.sub('', found[0])}", shown(text))


class Words:
    """Adds, removes and finds passages by their words."""

    def __init__(self, folder: Path) -> None:
        """Open the index in the folder, or make it. Raises ``IndexDamaged``, as all of it does."""
        self._folder = folder
        self._schema = _schema()
        with self._errors("opened"):
            folder.mkdir(parents=True, exist_ok=True)
            self._index = tantivy.Index(self._schema, path=str(folder))
            self._index.register_tokenizer(ANALYZER, _analyzer())
        self.refresh()

    def refresh(self) -> None:
        """See what was committed since, by this or another process."""
        with self._errors("read"):
            self._index.reload()
            self._searcher = self._index.searcher()

    def count(self) -> int:
        """How many passages the index holds."""
        return int(self._searcher.num_docs)

    # -- finding ---------------------------------------------------------------------------

    def matching(
        self, terms: Mapping[str, float], limit: int, scope: Scope = Scope()
    ) -> list[tuple[str, float]]:
        """The passages that match these weighted ``stems`` best: ids and scores, best first."""
        searcher = self._searcher  # one state of the index throughout, though it be refreshed
        if not terms or not searcher.num_docs:
            return []
        wanted = tantivy.Query.boolean_query(
            [
                (
                    tantivy.Occur.Should,
                    tantivy.Query.boost_query(
                        tantivy.Query.term_query(self._schema, "text", term), weight
                    ),
                )
                for term, weight in terms.items()
            ]
        )
        query = tantivy.Query.boolean_query(
            [(tantivy.Occur.Must, wanted), *self._scope_clauses(scope)]
        )
        with self._errors("searched"):
            hits = searcher.search(query, limit, count=False).hits
            return [
                (str(searcher.doc(address).get_first("passage")), float(score))
                for score, address in hits
            ]

    def resembling(self, terms: Iterable[str], doubtful: Iterable[str], limit: int) -> list[str]:
        """The ids of passages that hold most of these stems, and words that are spelt much like the
        ``doubtful`` ones: within one letter, or two of a long word; best first.

        Levenshtein automata over the index's words find those (Schulz & Mihov 2002), so that it
        takes no list of them.
        """
        searcher = self._searcher
        queries = [tantivy.Query.term_query(self._schema, "text", term) for term in terms]
        for word in doubtful:
            likely = {*stems(word), word, word[:-1] if len(word) > SHORT_WORD else word}
            queries += [
                tantivy.Query.fuzzy_term_query(
                    self._schema, "text", each, 2 if len(word) > LONG_WORD else 1, True
                )
                for each in sorted(likely)
            ]
        if not queries or not searcher.num_docs:
            return []
        wanted = tantivy.Query.boolean_query([(tantivy.Occur.Should, each) for each in queries])
        with self._errors("searched"):
            hits = searcher.search(wanted, limit, count=False).hits
            return [str(searcher.doc(address).get_first("passage")) for _, address in hits]

    def holding(self, terms: Iterable[str], limit: int, scope: Scope = Scope()) -> list[str]:
        """The ids of passages that hold all of these stems, best first."""
        wanted = [
            (tantivy.Occur.Must, tantivy.Query.term_query(self._schema, "text", term))
            for term in terms
        ]
        searcher = self._searcher
        if not wanted or not searcher.num_docs:
            return []
        query = tantivy.Query.boolean_query([*wanted, *self._scope_clauses(scope)])
        with self._errors("searched"):
            hits = searcher.search(query, limit, count=False).hits
            return [str(searcher.doc(address).get_first("passage")) for _, address in hits]

    def knows(self, term: str) -> bool:
        """Whether any passage has this stem."""
        with self._errors("searched"):
            return int(self._searcher.doc_freq("text", term)) > 0

    def idf(self, term: str) -> float:
        """The inverse document frequency of a stem in passage texts, as BM25 weighs it."""
        searcher = self._searcher
        with self._errors("searched"):
            n, df = int(searcher.num_docs), searcher.doc_freq("text", term)
        return math.log1p((n - df + 0.5) / (df + 0.5)) if n else 0.0

    def ids(self) -> set[str]:
        """The ids of all passages in the index."""
        searcher = self._searcher
        everything, count = tantivy.Query.all_query(), max(1, int(searcher.num_docs))
        with self._errors("read"):
            hits = searcher.search(everything, count, count=False).hits
            return {str(searcher.doc(address).get_first("passage")) for _, address in hits}

    def held(self, passage_ids: Iterable[str]) -> set[str]:
        """Those of these passages that the index holds."""
        return self.ids().intersection(passage_ids)

    # -- writing ---------------------------------------------------------------------------

    def write(
        self,
        added: Sequence[tuple[Article, Sequence[Passage]]] = (),
        removed: Sequence[str] = (),
    ) -> None:
        """Add these articles' passages, and remove those of these revisions, at one stroke.

        ``removed`` names revisions as ``article:revision``; adding what is there replaces it.
        """
        with self._writer() as writer:
            for key in [*removed, *(f"{article.id}:{article.revision}" for article, _ in added)]:
                writer.delete_documents_by_term("revision", key)
            for article, passages in added:
                for passage in passages:
                    writer.add_document(_document(article, passage))

    def clear(self) -> None:
        """Remove everything, whether the catalogue knows of it or not."""
        with self._writer() as writer:
            writer.delete_all_documents()

    # -- inside ----------------------------------------------------------------------------

    @contextmanager
    def _writer(self) -> Iterator[tantivy.IndexWriter]:
        """What is written inside is there when it is left, or nothing of it."""
        with self._errors("written"):
            writer = self._index.writer(WRITER_HEAP, 1)
            yield writer
            writer.commit()
            writer.wait_merging_threads()
        self.refresh()

    @contextmanager
    def _errors(self, done: str) -> Iterator[None]:
        """tantivy's errors, most of which are a ``ValueError``, come out as ``IndexDamaged``."""
        try:
            yield
        except (OSError, RuntimeError, ValueError) as error:
            if "LockBusy" in str(error):
                raise LibraryBusy(
                    f"Another process is writing the word index in {self._folder}. Try again when"
                    " it is done."
                ) from error
            raise IndexDamaged(
                f"The word index in {self._folder} cannot be {done}: {error}. `newsdesk verify"
                " --repair` makes it anew from the catalogue."
            ) from error

    def _scope_clauses(self, scope: Scope) -> list[tuple[tantivy.Occur, tantivy.Query]]:
        queries = []
        if scope.first or scope.last:
            low, high = scope.first, scope.last
            queries.append(
                tantivy.Query.range_query(
                    self._schema,
                    "published",
                    tantivy.FieldType.Integer,
                    day_number(low) if low else None,
                    day_number(high) if high else None,
                )
            )
        if scope.outlets:
            queries.append(
                tantivy.Query.term_set_query(self._schema, "outlet", list(scope.outlets))
            )
        # A constant score of nothing: filters choose, they do not rank.
        return [
            (tantivy.Occur.Must, tantivy.Query.const_score_query(query, 0.0)) for query in queries
        ]


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("passage", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("revision", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("outlet", tokenizer_name="raw", index_option="basic")
    builder.add_integer_field("published", indexed=True, fast=True)
    builder.add_text_field("text", tokenizer_name=ANALYZER, index_option="freq")
    return builder.build()


def _document(article: Article, passage: Passage) -> tantivy.Document:
    document = tantivy.Document()
    document.add_text("passage", passage.id)
    document.add_text("revision", f"{article.id}:{article.revision}")
    document.add_text("text", _searchable(indexed_text(article.title, passage.text)))
    if article.outlet:
        document.add_text("outlet", article.outlet)
    if article.published:
        document.add_integer("published", day_number(article.published))
    return document
