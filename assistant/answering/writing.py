"""The ``llm`` answerer: a language model writes, and nothing it writes is taken on trust.

The model's text is cut into sentences as it arrives. Each is judged against the passages before
anyone sees it, and cites the words that carry it, whatever marker the model put there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from prompts import fill

from ..asking.understanding import Query
from ..datamodels import Evidence, Kind, TimeFrame, Turn
from ..errors import EndpointError
from ..models.endpoint import Endpoint
from ..text.quantities import moments
from .checking import Checking, Judgement
from .citations import Draft
from .markers import without_markers
from .passages import passages_shown, plain
from .statements import Statement, statements

__all__ = ["LENGTHS", "NO_ANSWER", "write"]

NO_ANSWER = "NO ANSWER"
HISTORY_TURNS = 4
HISTORY_CHARACTERS = 1_000
# How long an answer may be, and how much it may be written from, by its form; a fact's is 1.
LENGTHS: Mapping[Kind, int] = {
    "list": 2,
    "comparison": 2,
    "disagreement": 2,
    "change": 2,
    "timeline": 3,
    "summary": 3,
}


def write(
    endpoint: Endpoint,
    query: Query,
    evidence: Sequence[Evidence],
    checking: Checking,
    tokens: int,
) -> Iterator[Draft]:
    """The model's sentences, judged. Yields nothing if it says that there is no answer.

    ``tokens`` is what a short answer may take (``LENGTHS``). Raises ``EndpointError``, also if the
    model says nothing at all.
    """
    kind = query.understood.kind
    numbers = _numbers(evidence)
    names = {numbers[item.article.id]: item.article.name for item in evidence}
    turns = [*_trimmed(query.history), _task(query.question, evidence, numbers)]
    reply = endpoint.write(
        fill("answer", form=fill(f"forms/{kind.replace('/', '-')}"), time=_time(query.time_frame)),
        turns,
        tokens * LENGTHS.get(kind, 1),
    )
    position = -1
    try:
        for position, statement in enumerate(statements(reply, names)):
            if statement.text.upper().strip("\"'").startswith(NO_ANSWER):
                return
            half = not statement.whole and (
                endpoint.out_of_tokens or not (statement.item or position == 0)
            )
            if not half and not _is_reference(statement.text, evidence):
                yield from _draft(statement, evidence, numbers, checking)
    finally:
        # Closing reaches the server: nobody pays for words that nobody reads.
        getattr(reply, "close", lambda: None)()
    if position < 0:
        raise EndpointError(_nothing_said(endpoint))


def _nothing_said(endpoint: Endpoint) -> str:
    if endpoint.out_of_tokens:
        return "The language model met its limit of tokens before it had said anything."
    return "The language model said nothing."


def _draft(
    statement: Statement,
    evidence: Sequence[Evidence],
    numbers: Mapping[str, int],
    checking: Checking,
) -> Iterator[Draft]:
    """A statement, judged; none if it only says that the passages are silent."""
    cited = [item for item in evidence if numbers[item.article.id] in statement.numbers]
    text = _labelled(statement, evidence)
    judgement = _judgement(text, cited, evidence, checking)
    if not statement.refusal or judgement.support == "supported":
        yield Draft(text, judgement.grounds, judgement.support, item=statement.item)


def _judgement(
    text: str,
    cited: Sequence[Evidence],
    evidence: Sequence[Evidence],
    checking: Checking,
) -> Judgement:
    """Against what the sentence cites; failing that, against all that the model was shown."""
    judgement = checking.judge(text, cited)
    if judgement.support == "supported":
        return judgement
    wider = checking.judge(text, evidence)
    return max(judgement, wider, key=lambda each: each.chances.supported)


def _labelled(statement: Statement, evidence: Sequence[Evidence]) -> str:
    """A statement with the day or the outlet that it stands under, which belong to what it says.

    Other headings are a model's own words, which nobody has checked.
    """
    rest = statement.label
    for moment in reversed(moments(rest)):
        rest = rest[: moment.start] + rest[moment.end :]
    for name in {item.article.name for item in evidence}:
        rest = re.sub(re.escape(name), "", rest, flags=re.I)
    if re.search(r"\w", rest) or not statement.label or statement.label in statement.text:
        return statement.text
    return f"{statement.label}: {statement.text}"


def _is_reference(text: str, evidence: Sequence[Evidence]) -> bool:
    """Whether a line only names an article, as those of a list of sources do."""
    said = set(re.findall(r"\w+", text.lower()))
    for article in {item.article.id: item.article for item in evidence}.values():
        name = set(re.findall(r"\w+", article.name.lower()))
        day = (
            f"{article.published:%d %B %Y %-d %b} {article.published}" if article.published else ""
        )
        head = f"{article.title} {day} {' '.join(article.authors)} {article.url or ''} by"
        if name <= said <= name | set(re.findall(r"\w+", head.lower())):
            return True
    return False


def _numbers(evidence: Sequence[Evidence]) -> dict[str, int]:
    articles = dict.fromkeys(item.article.id for item in evidence)
    return {article_id: number for number, article_id in enumerate(articles, start=1)}


def _task(question: str, evidence: Sequence[Evidence], numbers: Mapping[str, int]) -> Turn:
    shown = passages_shown((numbers[item.article.id], item) for item in evidence)
    return Turn(role="user", content=f"{shown}\n\nQuestion: {plain(question)}")


def _time(time_frame: TimeFrame) -> str:
    if time_frame.as_of:
        return f"Answer as of {time_frame.as_of}: what happened later is not known yet."
    return ""


def _trimmed(history: Sequence[Turn]) -> list[Turn]:
    """The last turns without their markers, whose numbers belong to other answers."""
    return [
        Turn(role=turn.role, content=without_markers(turn.content, {})[:HISTORY_CHARACTERS])
        for turn in history[-HISTORY_TURNS:]
    ]
