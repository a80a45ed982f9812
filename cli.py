"""The ``newsdesk`` command. Heavy imports wait inside each command, so that help is instant."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TextIO

import click

if TYPE_CHECKING:
    from pydantic import BaseModel

    from assistant import Assistant
    from assistant.models.embedder import Embedder
    from ingest import IngestReport

DONE, FAILED, IN_PART = 0, 1, 3  # 2, wrong usage, is click's own
STOPPED = 130  # by Ctrl-C, as shells have it


class Workers(click.ParamType):  # type: ignore[type-arg]  # generic in some versions only
    """A number of processes, or the word ray."""

    name = "workers"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if value == "ray" or isinstance(value, int):
            return value
        if not (value.isdecimal() and int(value)):
            self.fail(f"{value!r} is neither a number of processes nor ray.", param, ctx)
        return int(value)


index_option = click.option(
    "--index",
    type=click.Path(path_type=Path, file_okay=False),
    envvar="NEWSDESK_INDEX",
    default=Path("library"),
    show_default=True,
    show_envvar=True,
    help="The library's folder.",
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON for machines.")
after_option = click.option("--after", metavar="DAY", help="Only articles of this day or later.")
before_option = click.option("--before", metavar="DAY", help="Only articles of this day or before.")
outlet_option = click.option(
    "--outlet", "outlets", multiple=True, help="Only articles of this outlet; may be repeated."
)


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="newsdesk")
def main() -> None:
    """Ask questions of news articles; every sentence of the answer comes with its source.

    \b
    newsdesk ingest articles/            read articles into ./library
    newsdesk ask "Who …?"                get a cited answer
    newsdesk serve                       open the chat window

    Days are written like 2025-03-13. Exit status: 0 done, 1 failed, 2 wrong usage, 3 done in
    part (what failed is named), 130 stopped by Ctrl-C.
    """


@main.command()
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
    prune: bool,
    watch: bool,
    every: float,
    limit: int,
    allowed_hosts: Sequence[str],
    workers: int | Literal["ray"] | None,
    index: Path,
    as_json: bool,
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
    with _errors_for_people(), _resumable():
        from ingest import ingest as run
        from ingest.bars import progress_bars
        from ingest.pages.fetching import Fetcher

        def read(due: Sequence[str | Path], embedder: Embedder | None = None) -> IngestReport:
            with progress_bars(hidden=as_json or watch) as progress:
                return run(
                    due,
                    index,
                    prune,
                    embedder=embedder,
                    progress=progress,
                    fetcher=Fetcher(allowed_hosts),
                    limit=limit,
                    workers=workers,
                )

        if watch:
            _keep_reading(read, wanted, every, prune, index, as_json)
            return
        report = read(wanted)
    _tell(report, index, as_json)
    if report.failed:
        nothing_read = not (report.added or report.updated or report.unchanged)
        sys.exit(FAILED if nothing_read else IN_PART)


def _keep_reading(
    read: Callable[[Sequence[str | Path], Embedder], IngestReport],
    places: Sequence[str],
    every: float,
    prune: bool,
    index: Path,
    as_json: bool,
) -> None:
    from assistant.models.embedder import MiniLM
    from assistant.settings import load_settings
    from ingest.watching import watch

    embedder = MiniLM(threads=load_settings(index=index).threads)  # once for all rounds

    def tell(report: IngestReport) -> None:
        if as_json:
            click.echo(report.model_dump_json())  # one line each, for who reads along
        else:
            _tell(report, index, as_json)

    try:
        watch(lambda due: read(due, embedder), places, tell, every, prune)
    except KeyboardInterrupt:  # the way in which a watch ends
        click.echo("Stopped.", err=True)


def _tell(report: IngestReport, index: Path, as_json: bool) -> None:
    if as_json:
        _print_json(report)
        return
    click.echo(
        f"{report.added:,} added, {report.updated:,} updated, {report.unchanged:,} unchanged,"
        f" {report.removed:,} removed; {report.copies:,} of them copies of another,"
        f" {report.undated:,} of them undated; {len(report.failed):,} failed. The library at"
        f" {index} holds {report.articles:,} articles in {report.passages:,} passages."
        f" ({report.seconds:.1f} s)"
    )
    for place, notice in report.notices:
        click.secho(f"note: {place}: {notice}", fg="yellow", err=True)
    for place, reason in report.failed:
        click.secho(f"failed: {place}: {reason}", fg="red", err=True)


@main.command()
@click.argument("question")
@after_option
@before_option
@click.option("--as-of", metavar="DAY", help="The answer as it stood on this day.")
@outlet_option
@click.option(
    "--answerer",
    type=click.Choice(["quotes", "llm"]),
    help="The articles' own sentences, or a language model's. [default: llm if a key is set]",
)
@index_option
@json_option
def ask(
    question: str,
    after: str | None,
    before: str | None,
    as_of: str | None,
    outlets: Sequence[str],
    answerer: str | None,
    index: Path,
    as_json: bool,
) -> None:
    """Answer a question from the articles, with its sources."""
    from assistant import Answer

    with _desk(index) as desk:
        events = desk.stream(
            question,
            after=after,
            before=before,
            as_of=as_of,
            outlets=outlets,
            answerer=answerer,  # type: ignore[arg-type]
        )
        answer = next(event for event in events if isinstance(event, Answer))
    if as_json:
        _print_json(answer)
    else:
        from assistant.ui.terminal import print_answer

        print_answer(answer)


@main.command()
@click.argument("words")
@click.option("-k", default=10, show_default=True, type=click.IntRange(1, 200), help="How many.")
@after_option
@before_option
@outlet_option
@index_option
@json_option
def search(
    words: str,
    k: int,
    after: str | None,
    before: str | None,
    outlets: Sequence[str],
    index: Path,
    as_json: bool,
) -> None:
    """Find the passages that fit the words best."""
    with _desk(index) as desk:
        found = desk.search(words, k, after=after, before=before, outlets=outlets)
    if as_json:
        _print_json_list(found)
        return
    from assistant.ui.terminal import headline

    for number, evidence in enumerate(found, start=1):
        click.secho(f"{number}. {headline(evidence.article)}", bold=True)
        click.echo(f"   {evidence.passage.text.strip()}\n")
    if not found:
        click.echo("Nothing was found.")


@main.command("eval", add_help_option=False, context_settings={"ignore_unknown_options": True})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def evaluate(arguments: Sequence[str]) -> None:
    """Measure the answers to a file of questions."""
    # Its many options stand beside what they do; loading them here would slow every command.
    from assistant.evaluation.command import evaluate as run

    run.main(list(arguments), prog_name="newsdesk eval")


@main.group()
def articles() -> None:
    """List, show or remove articles of the library."""


@articles.command("list")
@index_option
@json_option
def list_articles(index: Path, as_json: bool) -> None:
    """List all articles: id, date, outlet, title."""
    with _desk(index) as desk:
        sources = list(desk.articles())
    if as_json:
        _print_json_list(sources)
        return
    for source in sources:
        day = source.published.isoformat() if source.published else "date unknown"
        click.echo(f"{source.id}\t{day}\t{source.outlet or 'outlet unknown'}\t{source.title}")


@articles.command("show")
@click.argument("article_id", metavar="ID")
@click.option(
    "--revision", type=click.IntRange(1), metavar="N", help="Show it as it stood at revision N."
)
@click.option("--raw", is_flag=True, help="Print the page as it was read, before it was cleaned.")
@index_option
@json_option
def show_article(
    article_id: str, revision: int | None, raw: bool, index: Path, as_json: bool
) -> None:
    """Show one article with its whole text, and the versions that it was read in."""
    if raw and as_json:
        raise click.UsageError("--raw prints the page as it was; it cannot be JSON as well.")
    if raw:
        click.echo(_raw(index, article_id, revision))
        return
    with _desk(index) as desk:
        article = desk.article(article_id, revision)
        versions = desk.versions(article_id)
    if as_json:
        _print_json(article)
        return
    from assistant.ui.terminal import headline

    click.secho(headline(article), bold=True)
    if article.superseded:
        click.secho(f"Superseded: a newer version was read {article.superseded:%Y-%m-%d %H:%M}.",
                    fg="yellow")  # fmt: skip
    for label, value in (
        ("By", ", ".join(article.authors)),
        ("Also carried by", ", ".join(article.also_carried_by)),
        ("Updated", article.updated and article.updated.isoformat()),
        ("Found on the page of", article.page),
        ("Not sure of", ", ".join(each.field for each in article.provenance if not each.sure)),
        ("URL", article.url),
        ("Read from", article.origin),
    ):
        if value:
            click.echo(f"{label}: {value}")
    if len(versions) > 1:
        for version in versions:
            until = f" to {version.superseded:%Y-%m-%d %H:%M}" if version.superseded else ""
            click.echo(f"Revision {version.revision}: read {version.read:%Y-%m-%d %H:%M}{until}")
    click.echo(f"\n{article.text}")


@articles.command("remove")
@click.argument("article_ids", nargs=-1, required=True, metavar="ID…")
@index_option
@json_option
def remove_articles(article_ids: Sequence[str], index: Path, as_json: bool) -> None:
    """Remove articles from the library."""
    from assistant.library import Library

    with _errors_for_people(), Library.open(index, writing=True, create=False) as library:
        library.remove(article_ids)
    if as_json:
        click.echo(f'{{"removed": {len(article_ids)}}}')
    else:
        click.echo(f"{len(article_ids)} removed.")


@main.command()
@click.option("--repair", is_flag=True, help="Make the indexes anew where they disagree.")
@index_option
@json_option
def verify(repair: bool, index: Path, as_json: bool) -> None:
    """Check that catalogue, vectors and words agree; exit status 1 if they do not."""
    from assistant import library as stores

    with (
        _errors_for_people(),
        stores.Library.open(index, writing=repair, create=False) as library,
    ):
        found = stores.verify(library)
        if repair and not found.sound:
            click.echo("Making the indexes anew from the catalogue …", err=True)
            found = stores.repair(library)
    if as_json:
        _print_json(found)
    elif found.sound:
        done = "was repaired and is" if found.repaired else "is"
        click.echo(f"The library at {index} {done} sound: {found.passages:,} passages.")
    else:
        wrong = ", ".join(f"{name}: {count:,}" for name, count in found.faults.items())
        click.echo(f"The library at {index} is not sound. {wrong.replace('_', ' ').capitalize()}.")
        click.echo("Run `newsdesk verify --repair` to make the indexes anew.")
    if not found.sound:
        sys.exit(FAILED)


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", type=click.IntRange(1, 65535), help="[default: 7860 or the next free one]")
@click.option("--open", "open_browser", is_flag=True, help="Open it in the browser.")
@index_option
def serve(host: str, port: int | None, open_browser: bool, index: Path) -> None:
    """Open the chat window."""
    from app import main as run

    with _errors_for_people():
        run(index=index, host=host, port=port, open_browser=open_browser)


# -- what the commands share ---------------------------------------------------------------


@contextmanager
def _errors_for_people() -> Iterator[None]:
    from assistant.errors import InputError, NewsdeskError, SettingsError

    try:
        yield
    except (InputError, SettingsError) as error:
        raise click.UsageError(str(error)) from error
    except NewsdeskError as error:
        raise click.ClickException(str(error)) from error


def _raw(index: Path, article_id: str, revision: int | None) -> str:
    from assistant.errors import ArticleNotFound
    from assistant.library import Library

    with _errors_for_people(), Library.open(index) as library:
        raw = library.catalogue.raw(article_id, revision)
        if raw is None:
            raise ArticleNotFound(article_id, revision)
        return raw


@contextmanager
def _desk(index: Path) -> Iterator[Assistant]:
    with _errors_for_people():
        from assistant import Assistant

        with Assistant.open(index) as desk:
            yield desk


@contextmanager
def _resumable() -> Iterator[None]:
    """Ctrl-C is no error: what is in stays in, and the next run does the rest."""
    try:
        yield
    except KeyboardInterrupt:
        click.echo(
            "Stopped. What was read is kept; the same command again goes on from here.", err=True
        )
        sys.exit(STOPPED)


def _print_json(model: BaseModel) -> None:
    click.echo(model.model_dump_json(indent=2))


def _print_json_list(models: Sequence[BaseModel]) -> None:
    """A list of models, one JSON array."""
    click.echo("[" + ",\n".join(model.model_dump_json(indent=2) for model in models) + "]")


if __name__ == "__main__":
    main()
