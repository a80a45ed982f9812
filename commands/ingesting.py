"""``newsdesk ingest``: from places to a library, once or for as long as it is watched."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TextIO

import click

from .conduct import FAILED, IN_PART, errors_for_people, resumable
from .options import index_option, json_option
from .printing import print_json, say

if TYPE_CHECKING:
    from assistant.models.embedder import Embedder
    from ingest import IngestReport

__all__ = ["ingest"]


class Workers(click.ParamType):  # type: ignore[type-arg]  # generic in some versions only
    """A number of processes, or the word ray."""

    name = "workers"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if value == "ray" or isinstance(value, int):
            return value
        if not (value.isdecimal() and int(value)):
            self.fail(f"{value!r} is neither a number of processes nor ray.", param, ctx)
        return int(value)


@dataclass(frozen=True)
class Errand:
    """How places are read: all options that a run and a watch have in common."""

    index: Path
    prune: bool
    limit: int
    allowed_hosts: tuple[str, ...]
    workers: int | Literal["ray"] | None

    def read(
        self, places: Sequence[str | Path], hidden: bool, embedder: Embedder | None = None
    ) -> IngestReport:
        """Read these places, with bars unless they are hidden."""
        from ingest import ingest as run
        from ingest.pages.fetching import Fetcher

        from .bars import ingest_bars

        with ingest_bars(hidden) as progress:
            return run(
                places,
                self.index,
                self.prune,
                embedder=embedder,
                progress=progress,
                fetcher=Fetcher(self.allowed_hosts),
                limit=self.limit,
                workers=self.workers,
            )


@click.command()
@click.argument("places", nargs=-1, metavar="PATH|URL|FEED…")
@click.option(
    "--from-list",
    "lists",
    multiple=True,
    type=click.File("r", encoding="utf-8"),
    metavar="FILE",
    help="Read the addresses or paths in FILE too, one a line; # begins a comment, - is stdin.",
)
@click.option(
    "--prune",
    is_flag=True,
    help="Remove articles whose file in PATH… is gone, or whose address answers 404 or 410.",
)
@click.option("--watch", is_flag=True, help="Stay and keep the library up to date until Ctrl-C.")
@click.option(
    "--every",
    default=15.0,
    show_default=True,
    type=click.FloatRange(1),
    metavar="MINUTES",
    help="How often --watch looks at addresses; folders are seen at once.",
)
@click.option(
    "--limit",
    default=100,
    show_default=True,
    type=click.IntRange(1),
    metavar="N",
    help="Read at most N pages of one feed or sitemap.",
)
@click.option(
    "--allow-host",
    "allowed_hosts",
    multiple=True,
    metavar="NAME",
    help="Fetch from this host though its address is private; may be repeated.",
)
@click.option(
    "--workers",
    type=Workers(),
    metavar="N|ray",
    help="Clean and split in N processes, or over a Ray cluster. [default: one a processor, up"
    " to 4]",
)
@index_option
@json_option
def ingest(
    places: Sequence[str],
    lists: Sequence[TextIO],
    watch: bool,
    every: float,
    as_json: bool,
    **options: Any,  # those of an Errand, by its names
) -> None:
    """Read articles from files, folders and the web into the library.

    Reads .txt, .md, .html, .jsonl, .pdf, .docx and .eml; http(s) addresses of pages, RSS and
    Atom feeds, and sitemaps, as robots.txt allows. What did not change since the last time is
    skipped; one bad source does not stop the rest. Ctrl-C stops at any moment; the same command
    goes on from there.
    """
    lines = (line.strip() for file in lists for line in file)
    wanted = [*places, *(line for line in lines if line and not line.startswith("#"))]
    if not wanted:
        raise click.UsageError("Name a PATH, a URL or a FEED, or give a list with --from-list.")
    errand = Errand(**options)
    with errors_for_people(), resumable():
        if watch:
            _keep_reading(errand, wanted, every, as_json)
            return
        report = errand.read(wanted, hidden=as_json)
    if as_json:
        print_json(report)
    else:
        _tell(report, errand.index)
    if report.failed:
        nothing_read = not (report.added or report.updated or report.unchanged)
        sys.exit(FAILED if nothing_read else IN_PART)


def _keep_reading(errand: Errand, places: Sequence[str], every: float, as_json: bool) -> None:
    from assistant.models.embedder import MiniLM
    from assistant.settings import load_settings
    from ingest.watching import watch

    embedder = MiniLM(threads=load_settings(index=errand.index).threads)  # once for all rounds

    def tell(report: IngestReport) -> None:
        if as_json:
            print_json(report, indent=None)  # one line each, for who reads along
        else:
            _tell(report, errand.index)

    def complain(error: Exception, seconds: float) -> None:
        reason = f"{type(error).__name__}: {error}"
        say(f"failed: {reason}; tried again in {seconds:g} seconds", colour="red", err=True)

    try:
        watch(
            lambda due: errand.read(due, hidden=True, embedder=embedder),
            places,
            tell,
            complain,
            every,
            errand.prune,
        )
    except KeyboardInterrupt:  # the way in which a watch ends
        say("Stopped.", err=True)


def _tell(report: IngestReport, index: Path) -> None:
    say(
        f"{report.added:,} added, {report.updated:,} updated, {report.unchanged:,} unchanged,"
        f" {report.removed:,} removed; {report.copies:,} of them copies of another,"
        f" {report.undated:,} of them undated; {len(report.failed):,} failed. The library at"
        f" {index} holds {report.articles:,} articles in {report.passages:,} passages."
        f" ({report.seconds:.1f} s)"
    )
    for place, notice in report.notices:
        say(f"note: {place}: {notice}", colour="yellow", err=True)
    for place, reason in report.failed:
        say(f"failed: {place}: {reason}", colour="red", err=True)
