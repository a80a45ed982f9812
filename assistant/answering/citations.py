"""Numbers the sources of an answer, and links each citation to the very words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote, urldefrag

from ..datamodels import Citation, Evidence, Piece, Sentence, ShortAnswer, Source, Stated, Support

__all__ = ["Composer", "Draft", "Ground", "link_to_words"]

FRAGMENT_WORDS = 6  # words at either end of a long quote that a browser looks for


@dataclass(frozen=True)
class Ground:
    """Words of a passage that a sentence stands on: ``article.text[start:end]``.

    ``short`` are those among them that answer by themselves.
    """

    evidence: Evidence
    start: int
    end: int
    short: ShortAnswer | None = None

    @property
    def quote(self) -> str:
        passage = self.evidence.passage
        return passage.text[self.start - passage.start : self.end - passage.start]


@dataclass(frozen=True)
class Draft:
    """One sentence on its way into an answer, judged, before its sources have numbers.

    ``text`` is the sentence; ``attribution``, who said it and when, makes it a quote, and ``right``
    is the chance (0 to 1) that the quote answers, if that is known. ``label`` is what it is set
    under, ``value`` the words in it that give the value asked for, where sources differ, and
    ``core`` the sentence of it that answers. ``item`` tells that it begins an item of a list.
    """

    text: str
    grounds: tuple[Ground, ...]
    support: Support
    attribution: str = ""
    right: float | None = None
    label: str = ""
    value: str = ""
    core: str = ""
    item: bool = False


class Composer:
    """Puts drafts together into the sentences, citations and sources of one answer.

    A source gets the next number the first time that it is cited. The pieces that ``add`` gives,
    each with what ``text`` has before it, are the text: whoever shows them, with their labels, has
    shown the answer. ``values`` are those that the drafts give for what is asked.
    """

    def __init__(self) -> None:
        self.sentences: list[Sentence] = []
        self.citations: list[Citation] = []
        self.sources: list[Source] = []
        self.values: list[Stated] = []
        self.text = ""
        self._numbers: dict[str, int] = {}

    def add(self, draft: Draft) -> Piece:
        """Take in the next sentence; returns it as it is to be shown."""
        citations = [self._citation(ground) for ground in draft.grounds]
        numbers = tuple(dict.fromkeys(citation.number for citation in citations))
        markers = "".join(f"[{number}]" for number in numbers)
        quoted = bool(draft.attribution)
        words = f"“{draft.text}” — {draft.attribution}" if quoted else draft.text
        words = f"- {words}" if draft.item else words
        label = draft.label if draft.label != self._label else ""
        piece = Piece(text=f"{words} {markers}".rstrip(), label=label, citations=tuple(citations))
        self.text += self._gap(draft) + piece.text
        if draft.value:
            article = draft.grounds[0].evidence.article
            self.values.append(
                Stated(words=draft.value, sentence=len(self.sentences), article=article)
            )
        self.sentences.append(
            Sentence(
                text=draft.text,
                numbers=numbers,
                support=draft.support,
                quoted=quoted,
                label=draft.label,
                item=draft.item,
            )
        )
        self.citations += citations
        return piece

    @property
    def _label(self) -> str:
        return self.sentences[-1].label if self.sentences else ""

    def _gap(self, draft: Draft) -> str:
        """What stands before the next sentence: a quote is a paragraph of its own, an item a line,
        and under a new label a line in bold."""
        new = draft.label != self._label
        heading = f"**{draft.label}**\n" if draft.label and new else ""
        if not self.sentences:
            return heading
        apart = draft.attribution or self.sentences[-1].quoted or new
        return ("\n\n" if apart else "\n" if draft.item else " ") + heading

    def _citation(self, ground: Ground) -> Citation:
        source = ground.evidence.article
        return Citation(
            number=self._number(source),
            sentence=len(self.sentences),
            quote=ground.quote,
            start=ground.start,
            end=ground.end,
            article=source,
            passage=ground.evidence.passage,
            url=link_to_words(source.url, ground.quote),
            short=ground.short,
        )

    def _number(self, source: Source) -> int:
        if source.id not in self._numbers:
            self.sources.append(source)
            self._numbers[source.id] = len(self.sources)
        return self._numbers[source.id]


def link_to_words(url: str | None, words: str) -> str | None:
    """The URL with a text fragment that opens the page at these words.

    As in the WICG draft "URL Fragment Text Directives": a long quote is named by its first and
    last words. ``None`` without an http(s) address.
    """
    if not url or not url.startswith(("http://", "https://")):
        return None
    parts = words.split()
    if len(parts) <= 2 * FRAGMENT_WORDS:
        directive = _escaped(parts)
    else:
        directive = f"{_escaped(parts[:FRAGMENT_WORDS])},{_escaped(parts[-FRAGMENT_WORDS:])}"
    page, fragment = urldefrag(url)
    return f"{page}#{fragment}:~:text={directive}"


def _escaped(words: Sequence[str]) -> str:
    # The dash is syntax inside a text directive, and is left alone by quote().
    return quote(" ".join(words), safe="").replace("-", "%2D")
