"""Asks the language model itself whether passages carry what it wrote: one call, another prompt,
for all sentences at once.

It is strict, in that a reply is only taken if it marks every sentence once and says nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from prompts import fill

from ..datamodels import Stance, Turn
from ..errors import EndpointError
from ..models.endpoint import Endpoint
from .citations import Draft
from .cutting import without_thoughts
from .passages import passages_shown, plain

__all__ = ["opinions"]

_LINE = re.compile(r"[\s*#>.-]*(\d{1,4})\W+(supported|contradicted|unstated)\W*", re.I)
_STANCES: dict[str, Stance] = {
    "supported": "supported",
    "contradicted": "contradicted",
    "unstated": "unstated",
}


def opinions(endpoint: Endpoint, drafts: Sequence[Draft]) -> list[Stance]:
    """What the model makes of each draft by the passages that it stands on.

    Raises ``EndpointError`` if it cannot be asked, or if its reply is not what was asked for.
    """
    passages = list(dict.fromkeys(ground.evidence for draft in drafts for ground in draft.grounds))
    numbers = {item: number for number, item in enumerate(passages, start=1)}
    sentences = []
    for number, draft in enumerate(drafts, start=1):
        own = dict.fromkeys(numbers[ground.evidence] for ground in draft.grounds)
        sentences.append(
            f"{number}. (passages {', '.join(map(str, own)) or 'none'}) {plain(draft.text)}"
        )
    shown = passages_shown((number, item) for item, number in numbers.items())
    task = Turn(role="user", content="\n".join([shown, "", "Sentences:", *sentences]))
    reply = "".join(without_thoughts(endpoint.write(fill("check"), [task])))
    return _read(reply, len(drafts))


def _read(reply: str, count: int) -> list[Stance]:
    found: dict[int, Stance] = {}
    for line in filter(str.strip, reply.splitlines()):
        match = _LINE.fullmatch(line)
        if not match or int(match[1]) in found:
            raise EndpointError(_NONSENSE)
        found[int(match[1])] = _STANCES[match[2].lower()]
    if found.keys() != set(range(1, count + 1)):
        raise EndpointError(_NONSENSE)
    return [found[number] for number in range(1, count + 1)]


_NONSENSE = "The language model did not check its sentences as it was asked to."
