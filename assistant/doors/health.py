"""What watches a server asks: whether it runs, and whether it can answer."""

from __future__ import annotations

from fastapi import FastAPI
from fastapi.responses import JSONResponse

from ..errors import NewsdeskError
from .reception import Reception

__all__ = ["add_health"]


def add_health(app: FastAPI, reception: Reception) -> None:
    """``/healthz``: the server runs. ``/readyz``: it also answers; 503 if it does not."""

    @app.get("/healthz")
    async def healthz() -> dict[str, str]:
        return {"status": "ok"}

    @app.get("/readyz")
    def readyz() -> JSONResponse:
        if reception.line.closed:
            return JSONResponse({"status": "stopping"}, 503)
        try:
            articles = reception.desk.coverage().articles
        except NewsdeskError as error:
            return JSONResponse({"status": "library", "message": str(error)}, 503)
        return JSONResponse({"status": "ready", "articles": articles})
