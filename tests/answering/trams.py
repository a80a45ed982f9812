"""Invented articles on one story, as several papers tell it, and what is asked of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from assistant.answering.citations import Composer
from assistant.answering.forms import chosen
from assistant.answering.material import Material
from assistant.asking.understanding import understand
from assistant.datamodels import Kind, Request, Sentence
from assistant.finding.ranking import search
from assistant.library import Library
from assistant.models.reader import Reader
from assistant.settings import Settings

WIRE = (
    "Pellwick will build a tram line to the harbour, the town council decided on Tuesday by 14"
    " votes to 9. The tram line is to cost 80 million crowns. Mayor Ottoline Frake called the vote"
    " a good day for the town."
)
TRAMS: tuple[Mapping[str, Any], ...] = (
    {
        "id": "decided",
        "title": "Pellwick to build a tram line",
        "outlet": "Brindle Courier",
        "published": "2024-01-10",
        "text": WIRE,
    },
    {
        "id": "copied",
        "title": "Tram line for Pellwick",
        "outlet": "Aldry Echo",
        "published": "2024-01-10",
        "text": WIRE,
    },
    {
        "id": "dearer",
        "title": "Tram line dearer than the town says",
        "outlet": "Isle News",
        "published": "2024-02-20",
        "text": "The tram line in Pellwick will cost 95 million crowns, an engineer has found."
        " Rufus Tansley, an engineer who has built trams in four towns, said that the first price"
        " was “a wish with a tax on it”. The treasurer, Hedda Lunt, denied this.",
    },
    {
        "id": "stopped",
        "title": "Well stops work on tram line",
        "outlet": "Brindle Courier",
        "published": "2024-05-06",
        "text": "Work on the tram line in Pellwick stopped on Friday. Diggers had found a Roman"
        " well under Mill Street. The museum asked for eight weeks so that the well can be drawn"
        " and lifted. How long it will take in the end is not yet known.",
    },
    {
        "id": "resigned",
        "title": "Treasurer goes as tram line costs rise again",
        "outlet": "Fennimore Post",
        "published": "2024-09-02",
        "text": "The tram line in Pellwick will cost 110 million crowns, the town said on Monday."
        " Treasurer Hedda Lunt resigned the same day. Acting treasurer Bram Oakes said that the"
        " town would borrow the rest. “Nobody asked the ground,” Rufus Tansley told the Post.",
    },
    {
        "id": "column",
        "title": "What trams are for",
        "outlet": "Isle News",
        "text": "A tram is a promise on rails. Pellwick had one before, until the snow of 1963.",
    },
    {
        "id": "otters",
        "title": "Otters in the mill pond",
        "outlet": "Isle News",
        "published": "2024-06-01",
        "text": "Two otters have moved into the mill pond at Lowmere. Children bring them fish.",
    },
)


def asked(
    library: Library, reader: Reader | None, question: str, kind: Kind = "fact", **wanted: Any
) -> Material:
    """What there is for a question, of which this is wanted."""
    query = understand(Request(question=question))
    wanted = {"kind": kind, **wanted}
    query = replace(query, understood=query.understood.model_copy(update=wanted))
    settings = Settings()
    findings = search(library, query, settings.passages, reader)
    return Material(library, settings, query, findings, reader)


def answered(material: Material) -> list[Sentence]:
    """The sentences that answer, in their form."""
    composer = Composer()
    for draft in chosen(material):
        composer.add(draft)
    return composer.sentences
