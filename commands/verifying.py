"""``newsdesk verify``: whether the three stores agree."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from .conduct import FAILED, errors_for_people
from .options import index_option, json_option
from .printing import print_json, say

__all__ = ["verify"]


@click.command()
@click.option("--repair", is_flag=True, help="Make the indexes anew where they disagree.")
@index_option
@json_option
def verify(repair: bool, index: Path, as_json: bool) -> None:
    """Check that catalogue, vectors and words agree; exit status 1 if they do not."""
    from assistant import library as stores

    with (
        errors_for_people(),
        stores.Library.open(index, writing=repair, create=False, mending=repair) as library,
    ):
        found = stores.verify(library)
        if repair and (library.set_aside or not found.sound):
            say("Making the indexes anew from the catalogue …", err=True)
            found = stores.repair(library)
    if as_json:
        print_json(found)
    elif found.sound:
        done = "was repaired and is" if found.repaired else "is"
        say(f"The library at {index} {done} sound: {found.passages:,} passages.")
    else:
        for reason in found.unreadable:
            say(reason)
        wrong = ", ".join(f"{name}: {count:,}" for name, count in found.faults.items())
        say(f"The library at {index} is not sound. {wrong.replace('_', ' ').capitalize()}.")
        say("Run `newsdesk verify --repair` to make the indexes anew.")
    if not as_json:
        for place in found.set_aside:
            say(f"What was damaged now lies in {place}; nothing needs it any more.")
        if found.changing:
            say("Another process was writing: what it had under way was left out.")
    if not found.sound:
        sys.exit(FAILED)
