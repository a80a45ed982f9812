"""The door to Chroma: a client of its folder or its server, and its errors in our words."""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import chromadb
import httpx
from chromadb.api import ClientAPI
from chromadb.api.client import Client
from chromadb.auth import UserIdentity
from chromadb.config import Settings
from chromadb.errors import ChromaError

from ..errors import IndexDamaged, LibraryError

__all__ = ["Door"]

_SPELLINGS = itertools.count()


class Door:
    """Where Chroma is, and how many seconds a server there may take to answer."""

    def __init__(self, place: Path | str, patience: float) -> None:
        self._place = place
        self._patience = patience

    def open(self) -> ClientAPI:
        """A client of the folder or the server."""
        settings = Settings(anonymized_telemetry=False)
        if isinstance(self._place, Path):
            # Clients of one path share one store, which stays open, and stale, until the last of
            # them closes it; one that failed to open stays, too. So each has its own spelling.
            path = os.path.join(self._place, *["."] * (next(_SPELLINGS) % 500))
            return chromadb.PersistentClient(path, settings)
        url = urlsplit(self._place)
        settings.chroma_api_impl = "chromadb.api.fastapi.FastAPI"
        settings.chroma_server_host = url.hostname or "localhost"
        settings.chroma_server_http_port = url.port or (443 if url.scheme == "https" else 8000)
        settings.chroma_server_ssl_enabled = url.scheme == "https"
        return _Visitor(self._patience, settings)

    def close(self, client: ClientAPI) -> None:
        """Close a client. Chroma leaves its HTTP sessions open, and has no public way to them."""
        client.close()  # type: ignore[attr-defined]
        for session in _sessions(client):
            session.close()

    @contextmanager
    def errors(self) -> Iterator[None]:
        """Whatever Chroma raises inside comes out as an error of ours that says what to do.

        That is ``IndexDamaged`` for a folder, ``LibraryError`` for a server.
        """
        try:
            yield
        except (ChromaError, httpx.HTTPError, OSError, RuntimeError, ValueError) as error:
            if isinstance(self._place, Path):
                raise IndexDamaged(
                    f"The vectors in {self._place} cannot be used: {error}. `newsdesk verify"
                    " --repair` makes them anew from the catalogue."
                ) from error
            raise LibraryError(self._said_of_server(error)) from error

    def _said_of_server(self, error: BaseException) -> str:
        server = f"The Chroma server at {self._place}"
        causes = list(_causes(error))
        if any(isinstance(cause, httpx.TimeoutException) for cause in causes):
            return (
                f"{server} has not answered for {self._patience:g} seconds. It may be overloaded,"
                " or something else listens there; see to it and try again."
            )
        if any(isinstance(cause, httpx.TransportError) for cause in causes):
            return (
                f"{server} cannot be reached: {error} Start it, or set NEWSDESK_CHROMA_URL to"
                " where it runs."
            )
        return f"{server} refused: {error}"


class _Visitor(Client):
    """A client of a server that waits for an answer only so long; Chroma's own waits for ever.

    It has its sessions once its constructor first asks the server something.
    """

    def __init__(self, patience: float, settings: Settings) -> None:
        self._patience = patience
        super().__init__(settings=settings)

    def get_user_identity(self) -> UserIdentity:
        self._hurry()
        return super().get_user_identity()

    def _validate_tenant_database(self, tenant: str, database: str) -> None:
        self._hurry()
        super()._validate_tenant_database(tenant, database)

    def _hurry(self) -> None:
        for session in _sessions(self):
            session.timeout = httpx.Timeout(self._patience)


def _sessions(client: ClientAPI) -> Iterator[httpx.Client]:
    for each in (client, getattr(client, "_admin_client", None)):
        session = getattr(getattr(each, "_server", None), "_session", None)
        if session is not None:
            yield session


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """The error and what it came of: Chroma makes plain ``ValueError`` of what it meets."""
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
