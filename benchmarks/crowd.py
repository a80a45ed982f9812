"""Many readers asking at once: ``python -m benchmarks.crowd LIBRARY [--people 50] [--minutes 10]``.

Starts ``newsdesk serve`` over a library on loopback, and has people ask it over and over, each a
question of their own, as programs do (server-sent events). Tells how long it takes until the first
sign that one was heard, and until the answer; how many were told that it is busy, which is the only
refusal there should be; whether anybody got another's answer; and the memory of the server, minute
by minute.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

import httpx
from pydantic import TypeAdapter

from assistant import Answer, Source

PAUSE = 5.0  # seconds in which one reads an answer before the next question
MOST_FEEDBACK = 2.0  # seconds after which silence is long
ADDRESS = "http://127.0.0.1:{port}"


@dataclass
class Seen:
    """What all people saw together; times in seconds."""

    heard: list[float] = field(default_factory=list)
    answered: list[float] = field(default_factory=list)
    busy: int = 0
    mixed: int = 0
    refused: list[str] = field(default_factory=list)


async def person(
    http: httpx.AsyncClient, number: int, question: str, until: float, seen: Seen
) -> None:
    """One who asks the same thing until the end, and waits as told when it is busy."""
    # As behind a proxy: to the server, each is somebody else.
    address = {"x-forwarded-for": f"10.0.{number // 250}.{number % 250 + 1}"}
    while time.monotonic() < until:
        wait = await ask(http, address, question, seen)
        await asyncio.sleep(wait)


async def ask(http: httpx.AsyncClient, address: dict[str, str], question: str, seen: Seen) -> float:
    """Ask once; returns after how many seconds to ask again."""
    began = time.monotonic()
    heard = False
    asked = {"question": question, "stream": True}
    async with http.stream("POST", "/api/ask", json=asked, headers=address) as reply:
        if reply.status_code != 200:
            problem = (await reply.aread()).decode()
            if reply.status_code == 429:
                seen.busy += 1
            else:
                seen.refused.append(f"{reply.status_code} {problem[:200]}")
            return float(reply.headers.get("retry-after", PAUSE))
        async for line in reply.aiter_lines():
            if line.startswith("data: ") and not heard:
                heard = True
                seen.heard.append(time.monotonic() - began)
            if line.startswith('data: {"question"'):
                answer = Answer.model_validate_json(line.removeprefix("data: "))
                seen.answered.append(time.monotonic() - began)
                seen.mixed += answer.question != question
    return PAUSE


async def crowd(address: str, people: int, minutes: float, server: int) -> Seen:
    """Have so many people ask for so long."""
    seen = Seen()
    until = time.monotonic() + 60 * minutes
    limits = httpx.Limits(max_connections=people)
    async with httpx.AsyncClient(base_url=address, timeout=120, limits=limits) as http:
        reply = await http.get("/api/articles", params={"limit": 1_000})
        sources = TypeAdapter(list[Source]).validate_python(reply.json()["articles"])
        titles = [source.title or source.id for source in sources]
        questions = (f"What of {titles[n % len(titles)]}, asked by {n}?" for n in range(people))
        async with asyncio.TaskGroup() as group:
            for number, question in enumerate(questions):
                group.create_task(person(http, number, question, until, seen))
            group.create_task(watch(server, until))
    return seen


async def watch(server: int, until: float) -> None:
    """Print the memory of the server once a minute."""
    while time.monotonic() < until:
        print(f"memory {memory(server):,.0f} MB", flush=True)
        await asyncio.sleep(min(60.0, max(1.0, until - time.monotonic())))
    print(f"memory {memory(server):,.0f} MB", flush=True)


def memory(process: int) -> float:
    """Resident memory of a process in MB (Linux)."""
    status = Path(f"/proc/{process}/status").read_text()
    kilobytes = next(line.split()[1] for line in status.splitlines() if line.startswith("VmRSS"))
    return int(kilobytes) / 1024


def told(seen: Seen) -> str:
    """The figures, a line each."""

    def times(name: str, values: list[float]) -> str:
        if len(values) < 2:
            return f"{name}: {values}"
        cuts = statistics.quantiles(values, n=20)
        return f"{name}: p50 {cuts[9]:.2f} s, p95 {cuts[18]:.2f} s, most {max(values):.2f} s"

    late = sum(each > MOST_FEEDBACK for each in seen.heard)
    return "\n".join(
        [
            f"answers {len(seen.answered):,}, told busy {seen.busy:,},"
            f" refused otherwise {len(seen.refused)}, mixed up {seen.mixed}",
            times("first sign", seen.heard) + f"; later than {MOST_FEEDBACK:.0f} s: {late}",
            times("answer", seen.answered),
            *dict.fromkeys(seen.refused),
        ]
    )


def main() -> None:
    """Serve, ask, tell."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("library", type=Path)
    parser.add_argument("--people", type=int, default=50)
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--port", type=int, default=7960)
    given = parser.parse_args()
    command = [sys.executable, "cli.py", "serve", "--index", str(given.library)]
    with subprocess.Popen(
        [*command, "--port", str(given.port)], stdout=subprocess.PIPE, text=True
    ) as server:
        try:
            assert server.stdout is not None
            assert server.stdout.readline(), "the server did not start"
            address = ADDRESS.format(port=given.port)
            print(told(asyncio.run(crowd(address, given.people, given.minutes, server.pid))))
        finally:
            server.terminate()


if __name__ == "__main__":
    main()
