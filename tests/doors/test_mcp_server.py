from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import anyio
import httpx
import pytest
from newsroom import REPO
from opened import opened

from assistant import Answer, Article, Assistant
from assistant.doors.mcp_server import create_mcp_server
from assistant.doors.reception import Reception
from assistant.errors import MissingExtra

mcp = pytest.importorskip("mcp")
QUESTION = "How many homes would the barrier protect?"


async def visited(server: Any) -> None:
    """What the reference client finds behind this door, whichever way it came."""
    async with mcp.Client(server) as client:
        tools = {tool.name: tool for tool in (await client.list_tools()).tools}
        assert tools.keys() == {"ask", "search", "article"}
        assert all(tool.annotations.read_only_hint for tool in tools.values())
        assert tools["ask"].input_schema["required"] == ["question"]

        told = await client.call_tool("ask", {"question": QUESTION, "outlets": ["harbour gazette"]})
        answer = Answer.model_validate({**told.structured_content})
        assert answer.citations
        assert {source.outlet for source in answer.sources} == {"Harbour Gazette"}
        assert "[1] Harbour Gazette, " in told.content[0].text

        cited = answer.citations[0]
        named = {"article_id": cited.article.id, "revision": cited.article.revision}
        read = await client.call_tool("article", named)
        article = Article.model_validate(read.structured_content)
        assert article.text[cited.start : cited.end] == cited.quote

        found = await client.call_tool("search", {"words": "boreholes", "k": 3})
        assert len(found.structured_content["passages"]) == 3
        for wrong, named in (
            ({"question": " "}, "The question is empty"),
            ({"question": "Who?", "outlets": ["Harbor Gazete"]}, "Did you mean: Harbour Gazette"),
            ({"question": "Who?", "after": "soon"}, "after must be a day"),
        ):
            refused = await client.call_tool("ask", wrong)
            assert refused.is_error
            assert named in refused.content[0].text
        assert (await client.call_tool("article", {"article_id": "none"})).is_error


def test_the_reference_client_uses_it_over_http(address: str) -> None:
    anyio.run(visited, f"{address}/mcp")


def test_the_reference_client_uses_it_over_stdio(samples_library: Path) -> None:
    from mcp.client.stdio import StdioServerParameters, stdio_client

    command = [str(REPO / "cli.py"), "mcp", "--index", str(samples_library)]
    server = StdioServerParameters(
        command=sys.executable,
        args=command,
        env={"PYTHONPATH": str(REPO), "NEWSDESK_ABSTAIN_BELOW": "0.01"},
    )
    anyio.run(visited, stdio_client(server))


def test_without_the_package_it_is_said_what_to_install(
    sample_desk: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "mcp.server", None)
    with pytest.raises(MissingExtra, match=r'pip install "newsdesk\[mcp\]"'):
        create_mcp_server(Reception(sample_desk))
    with opened(sample_desk) as address:
        reply = httpx.post(f"{address}/mcp", json={})
    assert reply.status_code == 501
    assert "newsdesk[mcp]" in reply.json()["message"]
