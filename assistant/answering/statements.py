"""What a language model states: its reply without the ways in which models write.

Lists, headings, tables, lists of sources, emphasis, links and small talk come off; what is left are
sentences, each with the numbers of the sources that it names.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from .chatter import is_chatter, is_refusal, without_opening
from .cutting import Cut, whole_sentences, without_thoughts
from .markers import numbers_in, with_names, without_markers

__all__ = ["Statement", "statements"]

LABEL_WORDS = 8  # of a line without a full stop; a longer one says something

_STOP = re.compile(r"[.!?…。！？][\"”»’')\]]*\Z")
_ITEM = re.compile(r"\A\s*(?:[-*•–—+▪◦]\s+(?:\[[ xX]\]\s+)?|\(?\d{1,2}[.)]\s+)")
_HEADING = re.compile(r"\A\s*#{1,6}\s+")
_BOLD_LINE = re.compile(r"\s*(?:\*\*|__)([^*_]+)(?:\*\*|__):?\s*\Z")
_RULE = re.compile(r"\s*(?:[-*_=—~]{3,}|`{3,}\w*|~{3,}\w*)\s*\Z")
_REFERENCES = re.compile(
    r"\W*(?:sources?|references?|citations?|footnotes?|bibliography|notes)(?:\s+(?:cited|used))?"
    r"(?:\W*\Z|\**:)",
    re.I,
)
_FOOTNOTE = re.compile(r"\s*\[\^?\d+\]:")
_URL = r"\([^()\s]*(?:\s[^()]*)?\)"
_LINK = re.compile(rf"!\[[^\[\]]*\]{_URL}|\[([^\[\]]+)\]{_URL}")
_TAG = re.compile(
    r"</?(?:b|i|u|em|strong|br|p|ul|ol|li|sup|sub|a|span|div|code|h\d)\b[^<>]*>", re.I
)
_EMPHASIS = re.compile(
    r"\*{2,3}|(?<!\w)\*(?=\S)|(?<=\S)\*(?!\w)|(?<!\w)_{1,3}(?=\S)|(?<=\S)_{1,3}(?!\w)|`+|~~"
)


@dataclass(frozen=True)
class Statement:
    """A sentence of a model's, in plain words.

    ``numbers`` are the sources that its markers name, ``item`` tells that it begins an item of a
    list, ``label`` is the heading that it stands under. ``refusal``: it says that there is no
    answer. ``whole`` is false of a sentence that the model seems not to have finished.
    """

    text: str
    numbers: frozenset[int] = frozenset()
    item: bool = False
    label: str = ""
    refusal: bool = False
    whole: bool = True


def statements(pieces: Iterable[str], names: Mapping[int, str]) -> Iterator[Statement]:
    """The sentences of a reply as they are complete; ``names`` are those of the sources, by the
    numbers that the model was given."""
    unmarked = _Unmarked(names)
    for cut in whole_sentences(without_thoughts(pieces)):
        statement = unmarked.read(cut)
        if statement:
            yield statement


@dataclass
class _Unmarked:
    """Takes a reply sentence by sentence, and remembers where in it the last one ended."""

    names: Mapping[int, str]
    begins_line: bool = True
    in_references: bool = False
    in_footnote: bool = False
    item: bool = False
    label: str = ""
    columns: list[str] | None = field(default=None)

    def read(self, cut: Cut) -> Statement | None:
        begins = self.begins_line
        after = cut.text[len(cut.text.rstrip()) :]
        self.begins_line = "\n" in after or "\r" in after
        row = begins and cut.text.lstrip().startswith("|")
        if not row:
            self.columns = None
        if _RULE.match(cut.text):
            return None
        if begins and self._is_heading(cut):
            self._take_heading(cut.text)
            return None
        if begins:
            self.in_footnote = _FOOTNOTE.match(cut.text) is not None
        if self.in_references or self.in_footnote:
            return None
        text = self._row(cut.text) if row else cut.text
        item = bool(row or (begins and (_ITEM.match(text) or self._is_bare_item(cut))))
        self.item = item or (self.item and not begins)
        return self._statement(_ITEM.sub("", text, count=1) if item else text, item, cut)

    def _is_bare_item(self, cut: Cut) -> bool:
        """Whether a line without a bullet is one of a list: it has no full stop."""
        whole = self.item if cut.last else self.begins_line
        return whole and not _STOP.search(without_markers(cut.text, self.names).strip())

    def _is_heading(self, cut: Cut) -> bool:
        """A line that says what the next ones are about."""
        if _HEADING.match(cut.text) or _REFERENCES.match(_ITEM.sub("", cut.text, count=1)):
            return True
        if cut.last or not self.begins_line or cut.text.lstrip().startswith("|"):
            return False
        words = self._plain(_ITEM.sub("", cut.text, count=1))
        if numbers_in(cut.text, self.names) or _STOP.search(words):
            return False
        bold = _BOLD_LINE.match(cut.text) is not None
        short = len(words.split()) <= LABEL_WORDS and not _ITEM.match(cut.text)
        return bold or words.endswith(":") or short

    def _take_heading(self, text: str) -> None:
        heading = self._plain(_ITEM.sub("", _HEADING.sub("", text), count=1))
        self.in_references = _REFERENCES.match(heading) is not None
        self.label = heading.rstrip(" :")

    def _row(self, text: str) -> str:
        """A row of a table as a sentence: what the first cell names, and the others under their
        columns. The first row names the columns."""
        cells = [self._plain(cell) for cell in text.strip().strip("|").split("|")]
        if self.columns is None:
            self.columns = cells
            return ""
        if not any(cell.strip(":- ") for cell in cells):
            return ""
        numbers = "".join(f"[{number}]" for number in sorted(numbers_in(text, self.names)))
        named = zip(self.columns[1:], cells[1:], strict=False)
        kept = [(name, cell) for name, cell in named if re.search(r"\w", cell)]
        said = [f"{name} {cell}" if len(kept) > 1 and name else cell for name, cell in kept]
        return f"{': '.join(filter(None, (cells[0], '; '.join(said))))} {numbers}"

    def _statement(self, raw: str, item: bool, cut: Cut) -> Statement | None:
        numbers = numbers_in(raw, self.names)
        text = without_opening(self._plain(raw))
        if not re.search(r"\w", text) or (not numbers and is_chatter(text)):
            return None
        marked = without_markers(raw, self.names).rstrip() != raw.rstrip()
        return Statement(
            text,
            numbers,
            item,
            self.label,
            refusal=not numbers and is_refusal(text),
            whole=not cut.last or marked or _STOP.search(text) is not None,
        )

    def _plain(self, text: str) -> str:
        """The words of a text, without markers and markup."""
        text = without_markers(with_names(text, self.names), self.names)
        text = _TAG.sub(" ", _LINK.sub(lambda match: match[1] or "", text))
        text = re.sub(r"^\s*>+\s?", "", _EMPHASIS.sub("", text))
        return re.sub(r"\s+(?=[.,;:!?](?:\s|\Z))", "", " ".join(text.split()))
