"""Which version of an article stood on a day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

__all__ = ["Stage", "standing"]


class Stage(NamedTuple):
    """A version of an article, and what tells since when its text stood.

    ``stated`` is the later of the days on which the page says it was published and changed,
    ``read`` the day on which it was read. ``recleaned``: the version after it is the same page,
    cleaned in another way.
    """

    revision: int
    stated: date | None
    read: date
    recleaned: bool = False


def standing(stages: Iterable[Stage], day: date) -> int | None:
    """The revision whose text stood on a day; ``None`` if none is known to have stood then.

    ``stages`` are all versions of one article, in the order in which they were read. A text stands
    since the day that its page states. A page that changed without stating a later day than before
    was changed after it was read last, so its new text stands since it was read. Of texts that
    stand since the same day, or in another order than they were read in, the last that was read
    counts.
    """
    found: int | None = None
    stated: date | None = None
    since: date | None = None
    recleaned = False
    for stage in stages:
        if since is None or not recleaned:
            says_so = stage.stated is not None and (stated is None or stage.stated > stated)
            since = stage.stated if says_so else stage.read
            stated = stage.stated if says_so else stated
        recleaned = stage.recleaned
        if since is not None and since <= day:
            found = stage.revision
    return found
