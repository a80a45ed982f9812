"""A language model's answer on its way to the reader: what of it may be shown, and what stands in
the place of the rest."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property

from ..asking.understanding import Query
from ..datamodels import Evidence
from ..errors import EndpointError
from ..models.endpoint import Endpoint
from ..settings import Settings
from .checking import Checking
from .citations import Draft, Ground
from .second_opinion import opinions
from .writing import write

__all__ = ["Written"]


class Written:
    """The sentences of one answer; ``drafts`` may be called once.

    What has no support gives way to the one of ``quotes`` (those that answer, best first) that it
    was made of. ``said``: some sentence of the model was good; ``withheld`` counts those that were
    not, ``broken`` is what ended the answer before its end. Nobody takes back what a reader has
    seen: it was checked.
    """

    def __init__(
        self,
        endpoint: Endpoint,
        query: Query,
        evidence: Sequence[Evidence],
        checking: Checking,
        quotes: Callable[[], Iterator[Draft]],
        settings: Settings,
    ) -> None:
        self._endpoint = endpoint
        self._query = query
        self._evidence = evidence
        self._checking = checking
        self._make_quotes = quotes
        self._settings = settings
        self._unchecked: EndpointError | None = None
        self._replaced = 0
        self._cut = False
        self.said = False
        self.withheld = 0
        self.broken: EndpointError | None = None

    def drafts(self) -> Iterator[Draft]:
        """What may be shown, in its order; the quotes last, since what a sentence got wrong a later
        one may tell right."""
        shown: list[Draft] = []
        refused: list[Draft] = []
        for draft in self._judged():
            if draft.support != "unsupported" or self._settings.show_unsupported:
                shown.append(draft)
                self.said = True
                yield draft
            else:
                refused.append(draft)
                self.withheld += 1
        # Where the model said nothing good or broke off, quotes are chosen for themselves.
        for draft in refused if self.said and not self.broken else ():
            if quote := self._instead(draft, shown):
                shown.append(quote)
                self._replaced += 1
                yield quote

    def _judged(self) -> Iterator[Draft]:
        return self._written() if self._settings.check == "local" else self._second_opinion()

    def _written(self) -> Iterator[Draft]:
        """The sentences, judged by the local checker, up to where the model broke off."""
        try:
            yield from write(
                self._endpoint,
                self._query,
                self._evidence,
                self._checking,
                self._settings.answer_tokens,
            )
            self._cut = self._endpoint.out_of_tokens
        except EndpointError as error:
            self.broken = error

    def _second_opinion(self) -> Iterator[Draft]:
        """The sentences, held until the model has marked them all in one go."""
        drafts = list(self._written())
        both = self._settings.check == "both"
        # What shares no word with any passage, or leads elsewhere, has nothing to be marked by.
        asked = [draft for draft in drafts if draft.grounds and not (both and _is_refused(draft))]
        try:
            found = opinions(self._endpoint, asked) if asked and not self.broken else []
        except EndpointError as error:
            self._unchecked, found = error, []
        stances = dict(zip(map(id, asked), found, strict=False))
        for draft in drafts:
            stance = stances.get(id(draft))
            if stance == "supported":
                yield draft if both else replace(draft, support="supported")
            else:
                yield replace(draft, support="unsupported") if stance else draft

    def _instead(self, refused: Draft, shown: Sequence[Draft]) -> Draft | None:
        """The quote that says right what a refused sentence says wrong, unless it is told."""
        told = [ground for draft in shown for ground in draft.grounds]
        for quote in self._quotes:
            ground = quote.grounds[0]
            if _meets(ground, refused.grounds) and not _meets(ground, told):
                return quote
        return None

    @cached_property
    def _quotes(self) -> list[Draft]:
        return list(self._make_quotes())

    @property
    def notices(self) -> list[str]:
        """What became of the answer, each in one line."""
        notices = []
        if self.broken:
            follow = "The articles' own words follow what it had said by then."
            instead = "These are the articles' own words instead."
            notices.append(f"{self.broken} {follow if self.said else instead}")
        elif self._cut and self.said:
            notices.append(
                "The language model met its limit of tokens: its answer may lack its end."
            )
        if self._unchecked:
            notices.append(f"{self._unchecked} Newsdesk's own checker stands in.")
        if self.withheld and self.said:
            notices.append(self._what_was_withheld())
        elif self.withheld and not self.broken:
            notices.append(
                "Nothing that the language model wrote had support in the articles. These are the"
                " articles' own words instead."
            )
        return notices

    def _what_was_withheld(self) -> str:
        left = self.withheld - self._replaced
        had = (
            f"{self._sentences(self.withheld)} of the language model had no support in the articles"
        )
        if not left:
            return f"{had} and gave way to the articles' own words."
        was = "was" if left == 1 else "were"
        if not self._replaced:
            return f"{had} and {was} left out."
        replaced = f"{self._replaced} gave way to the articles' own words"
        return f"{had}: {replaced}, {left} {was} left out."

    @staticmethod
    def _sentences(count: int) -> str:
        return f"{count} {'sentence' if count == 1 else 'sentences'}"


def _is_refused(draft: Draft) -> bool:
    return draft.support == "unsupported"


def _meets(ground: Ground, others: Sequence[Ground]) -> bool:
    """Whether a ground shares words with one of others."""
    article = ground.evidence.article.id
    return any(
        other.evidence.article.id == article
        and ground.start < other.end
        and other.start < ground.end
        for other in others
    )
