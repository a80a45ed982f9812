"""Which form an answer has: for each kind of question, what chooses its sentences."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import combinations

from ..asking.kinds import kind_of
from ..asking.naming import names_in
from ..datamodels import Kind, Question
from .citations import Draft
from .comparing import compared
from .listing import items
from .material import Material
from .parts import parts_of, told
from .profiles import profile
from .quoting import drafted
from .summaries import latest, summary
from .timeline import timeline
from .values import Value, changed, differing, given

__all__ = ["OF_A_SUBJECT", "chosen"]

Form = Callable[[Material], Iterator[Draft]]

FORMS: Mapping[Kind, Form] = {
    "list": items,
    "who": profile,
    "comparison": compared,
    "disagreement": differing,
    "change": changed,
    "timeline": timeline,
    "summary": summary,
    "latest": latest,
}
OF_A_SUBJECT: frozenset[Kind] = frozenset(
    ("who", "list", "comparison", "disagreement", "change", "timeline", "summary", "latest")
)
"""Kinds that ask for what there is on a subject, so that no single passage answers them."""


OF_SEVERAL: frozenset[Kind] = frozenset(
    ("comparison", "disagreement", "change", "timeline", "summary")
)
"""Kinds that set several things side by side, so that their parts are not answered apart."""


def chosen(material: Material) -> Iterator[Draft]:
    """The sentences that answer, in the form that the question asks for; where the evidence has
    nothing for that form, what answers best."""
    wanted = material.query.understood
    if len(wanted.parts) > 1 and wanted.kind not in OF_SEVERAL:
        yield from told(parts_of(material, _part, chosen))
        return
    form = FORMS.get(kind_answered(wanted), quotes)
    drafts = form(material)
    first = next(drafts, None)
    if first is None:
        yield from quotes(material) if form is not quotes else ()
        return
    yield first
    yield from drafts


def kind_answered(wanted: Question) -> Kind:
    """The kind whose form an answer has: what several outlets say is set side by side."""
    sole = wanted.kind not in FORMS and wanted.kind not in ("library", "talk")
    return "comparison" if sole and len(wanted.outlets) > 1 else wanted.kind


def _part(text: str) -> Question:
    names = names_in(text)
    return Question(asked=text, text=text, kind=kind_of(text, names), names=names)


def quotes(material: Material) -> Iterator[Draft]:
    """The sentences of different stories that answer best; the words that answer are marked in the
    first, where the reader is sure of them."""
    settings = material.settings
    best = material.best(settings.quotes)
    values = [given(each, material) for each in best]
    differ = _differ([value for value in values if value])
    for number, (each, value) in enumerate(zip(best, values, strict=True)):
        marked = settings.short_answer_from if number == 0 else None
        draft = drafted(each, material.spans, marked)
        yield replace(draft, value=value.words) if value and differ else draft


def _differ(values: Sequence[Value]) -> bool:
    """Whether several values are given, no two of which are the same."""
    pairs = combinations(values, 2)
    return len(values) > 1 and not any(one.same(other) for one, other in pairs)
