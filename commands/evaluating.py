"""``newsdesk eval``: its options, and what it says at the end."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from .conduct import FAILED, IN_PART, open_desk
from .options import answerer_option, index_option, json_option
from .printing import print_json, say

__all__ = ["evaluate"]

A_PATH = click.Path(path_type=Path)


@click.command("eval")
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
@answerer_option
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
@index_option
@json_option
def evaluate(
    questions: Path | None,
    drafts: int | None,
    index: Path,
    as_json: bool,
    **options: Any,  # those of a Plan, by its names
) -> None:
    """Measure the answers to a file of questions (.jsonl or .csv).

    Writes results.jsonl, results.csv, summary.json and report.html to --out. A run that was
    broken off goes on where it stopped. docs/evaluation.md explains the file and the measures.
    """
    if (questions is None) == (drafts is None):
        raise click.UsageError("Give a file of QUESTIONS, or --draft N to have some proposed.")
    with open_desk(index) as desk:
        from assistant.evaluation.fulfilling import Plan, complaints, fulfil, in_words, propose

        from .bars import live_bars

        if questions is None:
            say(propose(desk, options["out"], drafts or 0, options["seed"]))
            return
        plan = Plan(questions=questions, **options)
        with live_bars(["Asking questions"], hidden=as_json) as (show,):
            finished = fulfil(desk, plan, show)
    if as_json:
        print_json(finished.summary)
    else:
        say("\n".join(in_words(finished, plan.out)))
    for complaint in complaints(finished):
        say(complaint, colour="red", err=True)
    if finished.missed:
        sys.exit(FAILED)
    if finished.bad or finished.broke_off:
        sys.exit(IN_PART)
