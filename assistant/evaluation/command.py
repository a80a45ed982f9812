"""The command ``newsdesk eval``: its options, and what it says at the end."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import click

from ..assistant import Assistant
from ..datamodels import Answerer
from ..errors import InputError, NewsdeskError, SettingsError
from .fulfilling import Request, complaints, fulfil, in_words, propose
from .progress import progress_bar
from .summarising import Price

__all__ = ["evaluate"]

FAILED, IN_PART = 1, 3  # as for every other command

A_PATH = click.Path(path_type=Path)


@click.command(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.argument("questions", required=False, type=A_PATH)
@click.option("--out", required=True, type=A_PATH, help="The folder of the run.")
@click.option("--baseline", type=A_PATH, metavar="DIR", help="Compare with the run in this folder.")
@click.option(
    "--fail-under",
    "bounds",
    multiple=True,
    metavar="MEASURE=X",
    help="Exit with 1 if a measure is worse than X; may be repeated.",
)
@click.option("--only", multiple=True, metavar="type=T", help="Ask only such questions.")
@click.option("--limit", type=click.IntRange(1), metavar="N", help="Ask only the first N.")
@click.option(
    "--workers",
    default=2,
    show_default=True,
    type=click.IntRange(1, 64),
    metavar="N",
    help="Ask N questions at a time.",
)
@click.option(
    "--seed", default=0, show_default=True, help="Of the intervals and tests, and of --draft."
)
@click.option("--skip-bad", is_flag=True, help="Leave out lines that are bad; exit with 3.")
@click.option(
    "--answerer",
    type=click.Choice(["quotes", "llm"]),
    help="The articles' own sentences, or a language model's. [default: llm if a key is set]",
)
@click.option(
    "--price",
    nargs=2,
    type=click.FloatRange(0),
    metavar="READ WRITTEN",
    help="What a million tokens cost that a language model reads, and that it writes.",
)
@click.option("--judge", metavar="MODEL", help="Report a model's opinion too, in no figure.")
@click.option(
    "--draft",
    "drafts",
    type=click.IntRange(1),
    metavar="N",
    help="Instead, write N proposed questions about the library to the file --out.",
)
@click.option(
    "--index",
    type=click.Path(path_type=Path, file_okay=False),
    envvar="NEWSDESK_INDEX",
    default=Path("library"),
    show_default=True,
    show_envvar=True,
    help="The library's folder.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the summary as JSON, for machines.")
def evaluate(
    questions: Path | None,
    out: Path,
    baseline: Path | None,
    bounds: Sequence[str],
    only: Sequence[str],
    limit: int | None,
    workers: int,
    seed: int,
    skip_bad: bool,
    answerer: Answerer | None,
    price: tuple[float, float] | None,
    judge: str | None,
    drafts: int | None,
    index: Path,
    as_json: bool,
) -> None:
    """Measure the answers to a file of questions (.jsonl or .csv).

    Writes results.jsonl, results.csv, summary.json and report.html to --out. A run that was
    broken off goes on where it stopped. docs/evaluation.md explains the file and the measures.
    """
    if (questions is None) == (drafts is None):
        raise click.UsageError("Give a file of QUESTIONS, or --draft N to have some proposed.")
    if questions is None:
        with _desk(index) as desk:
            click.echo(propose(desk, out, drafts or 0, seed))
        return
    request = Request(
        questions=questions,
        out=out,
        baseline=baseline,
        bounds=tuple(bounds),
        only=tuple(only),
        limit=limit,
        workers=workers,
        seed=seed,
        skip_bad=skip_bad,
        answerer=answerer,
        price=Price(*price) if price else None,
        judge=judge,
    )
    with _desk(index) as desk, progress_bar("Asking questions", hidden=as_json) as show:
        finished = fulfil(desk, request, show)
    if as_json:
        click.echo(finished.summary.model_dump_json(indent=2))
    else:
        click.echo("\n".join(in_words(finished, out)))
    for complaint in complaints(finished):
        click.secho(complaint, fg="red", err=True)
    if finished.missed:
        sys.exit(FAILED)
    if finished.bad or finished.broke_off:
        sys.exit(IN_PART)


@contextmanager
def _desk(index: Path) -> Iterator[Assistant]:
    try:
        with Assistant.open(index) as desk:
            yield desk
    except (InputError, SettingsError) as error:
        raise click.UsageError(str(error)) from error
    except NewsdeskError as error:
        raise click.ClickException(str(error)) from error
