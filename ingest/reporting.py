"""What a run tells: how far it has come, and in the end what it did."""

from __future__ import annotations

from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict

__all__ = ["IngestReport", "Progress"]


class IngestReport(BaseModel):
    """What one run of ``ingest`` did.

    ``added``, ``updated``, ``unchanged`` and ``removed`` count articles; of those added or
    updated, ``copies`` carry the same words as another one and ``undated`` have no known date;
    ``failed`` names what could not be read, with the reason; ``notices`` tell what to know
    about what could; ``articles`` and ``passages`` are what the library holds afterwards.
    """

    model_config = ConfigDict(frozen=True)

    added: int = 0
    updated: int = 0
    unchanged: int = 0
    copies: int = 0
    undated: int = 0
    removed: int = 0
    failed: tuple[tuple[str, str], ...] = ()
    notices: tuple[tuple[str, str], ...] = ()
    articles: int = 0
    passages: int = 0
    seconds: float = 0.0


@dataclass(frozen=True)
class Progress:
    """How far a run has come, stage by stage.

    ``done`` of ``total`` bytes of the files are read (``total`` is 0 where only the web is);
    they held ``articles``, unchanged ones among them. The others were cleaned and split into
    ``passages``, of which so many are ``embedded`` and so many ``written``.
    """

    done: int = 0
    total: int = 0
    articles: int = 0
    passages: int = 0
    embedded: int = 0
    written: int = 0
