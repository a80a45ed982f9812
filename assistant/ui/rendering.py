"""Turns answers into HTML for the chat; pure functions, and everything they are given is escaped.

Each message is one HTML block. Gradio hands it to a Markdown parser before its sanitiser, so a
message never holds a line break of an article (a blank line would end the block, and Markdown
would take over), nor a bare character that Markdown or TeX could act upon.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from html import escape
from itertools import accumulate, groupby
from typing import Literal, NamedTuple

from ..answering.wording import UNSURE, attribution, carriers, date_span, day_in_words, lead_apart
from ..datamodels import Answer, Citation, Evidence, Passage, Piece, Sentence, Source
from .links import anchor, citation_link, outlet_link, stored_copy
from .wording import count, frame

__all__ = [
    "answer_html",
    "problem_html",
    "progress_html",
    "question_html",
    "text_html",
    "waiting_html",
]

NEAREST = 3  # passages shown below an answer that was withheld
NEAREST_CHARACTERS = 360
TIP_CHARACTERS = 240
ITEM = "- "  # with which an item of a list begins in an answer's text

WEAK = "partly supported"
WEAK_WHY = "The cited passages carry only a part of this sentence."
UNSUPPORTED = "not supported"
UNSUPPORTED_WHY = "No passage of the library carries this sentence."

_MARKERS = re.compile(r"(?:\s*\[\d+\])+\s*$")
_ACTIVE = str.maketrans({mark: f"&#{ord(mark)};" for mark in "[]`$*_~|\\"} | {"\n": " ", "\r": " "})


def text_html(text: str) -> str:
    """Text as HTML that shows exactly that text, to any parser on the way."""
    return escape(text).translate(_ACTIVE)


# -- messages ------------------------------------------------------------------------------


def question_html(question: str) -> str:
    """What the reader asked."""
    return f'<div class="nd-question">{text_html(question)}</div>'


def progress_html(pieces: Sequence[Piece], articles: int, stopped: bool = False) -> str:
    """An answer on its way: what is there so far, and that more is coming (or not)."""
    body = _laid_out(list(map(_piece, pieces)))
    if stopped and pieces:
        state = '<p class="nd-note">Stopped. What you see was checked; the rest is missing.</p>'
    elif stopped:
        state = '<p class="nd-note">Stopped before there was an answer.</p>'
    elif pieces:
        state = '<p class="nd-working">Reading on</p>'
    else:
        state = f'<p class="nd-working">Searching {count(articles, "article")}</p>'
    waiting = "" if stopped else " nd-waiting"
    return f'<div class="nd-answer{waiting}">{body}{state}</div>'


def waiting_html(place: int) -> str:
    """A question in line: 1 is next."""
    state = "Busy: this question is next" if place == 1 else f"Busy: place {place} in line"
    return f'<div class="nd-answer nd-waiting"><p class="nd-working">{state}</p></div>'


def problem_html(message: str) -> str:
    """Why there is no answer, and what to do about it."""
    return f'<div class="nd-answer nd-problem"><p>{text_html(message)}</p></div>'


def answer_html(answer: Answer) -> str:
    """A finished answer with its sources, or what stands near a question without one."""
    if answer.abstained:
        return _abstained(answer)
    caution = _notes(UNSURE) if answer.certainty == "unsure" else ""
    body = _laid_out(list(_sentences(answer) if answer.sentences else _told(answer.text)))
    below = f"{_foot(answer)}{_suggested(answer)}{_sources(answer)}"
    return f'<div class="nd-answer">{caution}{_lead(answer)}{body}{below}</div>'


# -- how sentences are set -----------------------------------------------------------------

Form = Literal["quote", "item", "prose"]


class _Part(NamedTuple):
    """A sentence as HTML, how it is set, and the heading in front of it, if there is one."""

    html: str
    form: Form
    heading: str = ""


def _laid_out(parts: Sequence[_Part]) -> str:
    """Parts as they follow each other: quotes apart, items in lists, prose run together."""
    html, headings = "", accumulate(bool(part.heading) for part in parts)
    together = groupby(zip(headings, parts, strict=True), lambda each: (each[0], each[1].form))
    for (_, form), run in together:
        some = [part for _, part in run]
        heading = some[0].heading
        html += f'<p class="nd-heading">{text_html(heading)}</p>' if heading else ""
        html += _joined([part.html for part in some], form)
    return html


def _joined(sentences: Sequence[str], form: Form) -> str:
    if form == "quote":
        return "".join(sentences)
    if form == "item":
        return f'<ul class="nd-prose">{"".join(f"<li>{each}</li>" for each in sentences)}</ul>'
    return f'<p class="nd-prose">{" ".join(sentences)}</p>'


def _sentences(answer: Answer) -> Iterator[_Part]:
    label = ""
    for at, each in enumerate(answer.sentences):
        form: Form = "quote" if each.quoted else "item" if each.item else "prose"
        heading = each.label if each.label != label else ""
        label = each.label
        yield _Part(_sentence(each, _of(answer.citations, at)), form, heading)


def _piece(piece: Piece) -> _Part:
    """A sentence as it arrives, in the form that it will have in the finished answer."""
    if _is_quote(piece):
        return _Part(_pull_quote(piece.citations), "quote", piece.label)
    told = _MARKERS.sub("", piece.text)
    form: Form = "item" if told.startswith(ITEM) else "prose"
    html = text_html(told.removeprefix(ITEM)) + _markers(piece.citations)
    return _Part(html, form, piece.label)


def _told(text: str) -> Iterator[_Part]:
    """What is said without a source: about the library, or in small talk."""
    for line in filter(None, text.split("\n")):
        form: Form = "item" if line.startswith(ITEM) else "prose"
        yield _Part(text_html(line.removeprefix(ITEM)), form)


def _lead(answer: Answer) -> str:
    said = lead_apart(answer)
    return f'<p class="nd-led">{text_html(said)}</p>' if said else ""


def _suggested(answer: Answer) -> str:
    return _notes(
        f"You could also ask: {' '.join(answer.suggestions)}" if answer.suggestions else ""
    )


# -- sentences -----------------------------------------------------------------------------


def _sentence(sentence: Sentence, citations: Sequence[Citation]) -> str:
    if sentence.quoted and citations:
        return _pull_quote(citations)
    if sentence.support == "unsupported":
        label = f'<span class="nd-label" title="{UNSUPPORTED_WHY}">{UNSUPPORTED}</span>'
        return f"<s>{text_html(sentence.text)}</s> {label}"
    label = f' <span class="nd-label" title="{WEAK_WHY}">{WEAK}</span>'
    return (
        f"{text_html(sentence.text)}{_markers(citations)}"
        f"{label if sentence.support == 'weak' else ''}"
    )


def _is_quote(piece: Piece) -> bool:
    """Whether a piece is an article's own words; it is set in quotation marks then."""
    words = " ".join(piece.citations[0].quote.split()) if piece.citations else ""
    return bool(words) and piece.text.startswith(f"“{words}” — ")


def _pull_quote(citations: Sequence[Citation]) -> str:
    """An article's own words, in its own paragraphs, and who said them when."""
    return (
        f"<blockquote><p>{_quote(citations[0])}{_markers(citations)}</p>"
        f"<footer>{text_html(attribution(citations[0].article))}</footer></blockquote>"
    )


def _quote(citation: Citation) -> str:
    """The quoted words; those that answer by themselves stand out."""
    if citation.short is None:
        return _broken(citation.quote)
    span = (citation.short.start - citation.start, citation.short.end - citation.start)
    return _with_spans(citation.quote, [span], "strong")


def _markers(citations: Iterable[Citation]) -> str:
    """The numbers after a sentence: one a source, each opening the first words cited of it."""
    first = {citation.number: citation for citation in reversed(list(citations))}
    links = [_marker(first[number]) for number in sorted(first)]
    # The word joiner keeps a number on the line of the word that it belongs to.
    return f'&#8288;<sup class="nd-cites">{"".join(links)}</sup>' if links else ""


def _marker(citation: Citation) -> str:
    tip = f"{attribution(citation.article)}: “{_clipped(citation.quote, TIP_CHARACTERS)}”"
    return anchor(citation_link(citation), str(citation.number), "nd-cite", tip)


# -- what stands below an answer -----------------------------------------------------------


def _foot(answer: Answer) -> str:
    weak = any(sentence.support == "weak" for sentence in answer.sentences)
    why = f"{WEAK.capitalize()}: {WEAK_WHY[0].lower()}{WEAK_WHY[1:]}" if weak else ""
    return _notes(_basis(answer), _frame_line(answer), why, *answer.notices)


def _notes(*lines: str) -> str:
    return "".join(f'<p class="nd-note">{text_html(line)}</p>' for line in lines if line)


def _frame_line(answer: Answer) -> str:
    """Which days the answer was kept to, if any: nobody should have to guess."""
    allowed = frame(answer.time_frame)
    return f"Only articles {allowed} were searched." if allowed else ""


def _basis(answer: Answer) -> str:
    """How many sources an answer stands on, and the days that they span."""
    if not answer.citations:
        return ""
    undated = sum(1 for source in answer.sources if source.published is None)
    days = f", {date_span(*answer.span)}" if answer.span else ""
    unknown = f" ({undated} of unknown date)" if undated else ""
    return f"From {count(len(answer.sources), 'source')}{days}{unknown}."


def _sources(answer: Answer) -> str:
    cards = [
        _source_card(number, source, [c for c in answer.citations if c.number == number])
        for number, source in enumerate(answer.sources, start=1)
    ]
    return f'<div class="nd-sources">{"".join(cards)}</div>' if cards else ""


def _source_card(number: int, source: Source, citations: Sequence[Citation]) -> str:
    passages = {citation.passage.id: citation.passage for citation in citations}
    quoted = [
        _passage(passage, [(c.start, c.end) for c in citations if c.passage.id == passage.id])
        for passage in passages.values()
    ]
    links = _card_links(source, citations[0] if citations else None)
    return (
        f'<details class="nd-card"><summary><span class="nd-number">{number}</span>'
        f"{_card_head(source)}</summary>{''.join(quoted)}{links}</details>"
    )


def _card_head(source: Source) -> str:
    title = text_html(source.title or source.id)
    return f'<span class="nd-head"><span class="nd-title">{title}</span>{_meta(source)}</span>'


def _meta(source: Source) -> str:
    known = [source.outlet or "outlet unknown", day_in_words(source.published), *source.authors[:3]]
    line = " · ".join(known)
    if others := carriers(source):
        line += f" · also carried by {others}"
    return f'<span class="nd-meta">{text_html(line)}</span>'


def _card_links(source: Source, citation: Citation | None) -> str:
    """Links to the words cited or, where none are, to the article."""
    words = (citation.start, citation.end) if citation else None
    copy = anchor(stored_copy(source.id, source.revision, words), "Stored copy", "nd-link")
    return _links(outlet_link(citation.url if citation else source.url), copy)


def _links(outlet: str | None, copy: str) -> str:
    there = anchor(outlet, "Open at the outlet", "nd-link") if outlet else ""
    return f'<p class="nd-links">{there}{copy}</p>'


def _passage(passage: Passage, quotes: Iterable[tuple[int, int]]) -> str:
    """A passage with the quoted words marked."""
    spans = [(start - passage.start, end - passage.start) for start, end in quotes]
    return f'<p class="nd-passage">{_with_spans(passage.text, spans, "mark")}</p>'


def _with_spans(text: str, spans: Iterable[tuple[int, int]], tag: str) -> str:
    """Text with these parts inside a tag; overlapping parts share one."""
    html, done = "", 0
    for start, end in sorted(spans):
        start = max(start, done)
        if start < end:
            html += f"{_broken(text[done:start])}<{tag}>{_broken(text[start:end])}</{tag}>"
            done = end
    return html + _broken(text[done:])


def _broken(text: str) -> str:
    """Text in the article's own paragraphs, which may begin and end inside a mark."""
    return '<span class="nd-gap"></span>'.join(
        text_html(line) for line in re.split(r"\s*\n\s*", text)
    )


# -- no answer -----------------------------------------------------------------------------


def _abstained(answer: Answer) -> str:
    nearest = "".join(_evidence_card(item) for item in answer.evidence[:NEAREST])
    cards = f'<div class="nd-sources">{nearest}</div>' if nearest else ""
    return (
        f'<div class="nd-answer nd-abstained"><p class="nd-prose">{text_html(answer.text)}</p>'
        f"{_notes(_frame_line(answer), *answer.notices)}{cards}</div>"
    )


def _evidence_card(item: Evidence) -> str:
    passage = text_html(_clipped(item.passage.text, NEAREST_CHARACTERS))
    span_of_it = (item.passage.start, item.passage.end)
    here = stored_copy(item.article.id, item.article.revision, span_of_it)
    copy = anchor(here, "Stored copy", "nd-link")
    return (
        f'<div class="nd-card">{_card_head(item.article)}<p class="nd-passage">{passage}</p>'
        f"{_links(outlet_link(item.article.url), copy)}</div>"
    )


def _clipped(text: str, characters: int) -> str:
    """At most so many characters, cut between words."""
    words = " ".join(text.split())
    if len(words) <= characters:
        return words
    return words[:characters].rsplit(" ", 1)[0].rstrip(" ,;:.–—") + " …"


def _of(citations: Iterable[Citation], sentence: int) -> list[Citation]:
    return [citation for citation in citations if citation.sentence == sentence]
