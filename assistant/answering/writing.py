"""The ``llm`` answerer: a language model writes, and nothing it writes is taken on trust.

The model's text is cut into sentences as it arrives. Each is judged against the passages before
anyone sees it, and cites the words that carry it, whatever marker the model put there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, pairwise, takewhile

from prompts import fill

from ..datamodels import Evidence, TimeFrame, Turn
from ..models.endpoint import Endpoint
from ..text.characters import without_surrogates
from ..text.sentences import ends_sentence, sentence_spans
from .checking import Checking, Judgement
from .citations import Draft

__all__ = ["NO_ANSWER", "whole_sentences", "write"]

NO_ANSWER = "NO ANSWER"
HISTORY_TURNS = 4
HISTORY_CHARACTERS = 1_000

# Characters after which a text that goes on without an end is not looked at at every word.
LONG = 1_000

_WORD_BEGINS = re.compile(r"(?<=[\s。！？])\S")
_MARKER = re.compile(r"\s*\[(\d+(?:\s*,\s*\d+)*)\]")
_ONLY_MARKERS = re.compile(r"[\s\[\]\d,.]*")
_LEADING_MARKERS = re.compile(r"(?:\s*\[\d+(?:\s*,\s*\d+)*\]\.?)+")
_MARKUP = re.compile(r"^[\s>#*•–-]+|\*\*|__|`")


def write(
    endpoint: Endpoint,
    question: str,
    history: Sequence[Turn],
    evidence: Sequence[Evidence],
    time_frame: TimeFrame,
    checking: Checking,
) -> Iterator[Draft]:
    """The model's sentences, judged. Yields nothing if it says that there is no answer.

    Raises ``EndpointError``.
    """
    numbers = _numbers(evidence)
    turns = [*_trimmed(history), Turn(role="user", content=_task(question, evidence, numbers))]
    reply = endpoint.write(fill("answer", time=_time(time_frame)), turns)
    try:
        for position, sentence in enumerate(whole_sentences(reply)):
            text = _MARKUP.sub("", _MARKER.sub("", sentence)).strip()
            if text.upper().strip(" .!\"'") == NO_ANSWER:
                return
            # A model that ran out of tokens leaves half a sentence at the end.
            if text and (position == 0 or ends_sentence(text)):
                cited = _cited(sentence, evidence, numbers)
                judgement = _judgement(text, cited, evidence, checking)
                yield Draft(text, judgement.grounds, judgement.support)
    finally:
        # Closing reaches the server: nobody pays for words that nobody reads.
        getattr(reply, "close", lambda: None)()


def whole_sentences(pieces: Iterable[str]) -> Iterator[str]:
    """Sentences as soon as they are complete, each with the markers that follow it.

    However the stream is cut, the same sentences come: what is complete is decided where a word
    begins, from the text up to there, and once it is told it stands. Each is decided from where
    the last one ended, and a text without an end is looked at ever more seldom, so that the work
    grows as the text does.
    """
    rest, read, patience = "", 0, 0
    for piece in pieces:
        rest += without_surrogates(piece)
        while word := _WORD_BEGINS.search(rest, read):
            read = word.end()
            if read < patience:
                continue
            complete = _complete(rest[:read])
            yield from (sentence for sentence in complete if sentence.strip())
            told = sum(map(len, complete))
            rest, read = rest[told:], read - told
            patience = 0 if read < LONG else read + read // 4
        read = len(rest)
    yield from (sentence for sentence in _segments(rest) if sentence.strip())


def _complete(text: str) -> list[str]:
    """The first sentences of a text that ends with the beginning of a word, as far as they stay
    what they are however that word goes on ("Mr. I" would be two, "Mr. Irving" is not), and as
    far as no quotation or bracket is open."""
    *segments, _ = _segments(text)
    ends = set(_ends(_segments(f"{text}x")))
    closed = _first_open(text)
    stay = takewhile(lambda end: end in ends and end <= closed, _ends(segments))
    return segments[: len(list(stay))]


def _ends(segments: Sequence[str]) -> Iterator[int]:
    return accumulate(map(len, segments))


def _first_open(text: str) -> int:
    """Where the first quotation or bracket begins that is not closed yet; else the end."""
    opened: list[int] = []
    straight: int | None = None
    for at, character in enumerate(text):
        if character in "“([«":
            opened.append(at)
        elif character in "”)]»" and opened:
            opened.pop()
        elif character == '"':
            straight = at if straight is None else None
    return min([*opened, len(text) if straight is None else straight, len(text)])


def _segments(text: str) -> list[str]:
    starts = [start for start, _ in sentence_spans(text)]
    edges = [0, *starts[1:], len(text)]
    segments: list[str] = []
    for start, end in pairwise(edges):
        segment = text[start:end]
        if segments and _ONLY_MARKERS.fullmatch(segment):
            segments[-1] += segment
        elif segments and (markers := _LEADING_MARKERS.match(segment)):
            segments[-1] += markers[0]
            segments.append(segment[markers.end() :])
        else:
            segments.append(segment)
    return segments or [""]


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


def _cited(sentence: str, evidence: Sequence[Evidence], numbers: dict[str, int]) -> list[Evidence]:
    """The evidence that the sentence's markers name; a number that was not given names none."""
    named = {int(n) for marker in _MARKER.findall(sentence) for n in marker.split(",")}
    return [item for item in evidence if numbers[item.article.id] in named]


def _numbers(evidence: Sequence[Evidence]) -> dict[str, int]:
    articles = dict.fromkeys(item.article.id for item in evidence)
    return {article_id: number for number, article_id in enumerate(articles, start=1)}


def _task(question: str, evidence: Sequence[Evidence], numbers: dict[str, int]) -> str:
    passages = "\n\n".join(_passage(item, numbers[item.article.id]) for item in evidence)
    return f"{passages}\n\nQuestion: {_plain(question)}"


def _passage(item: Evidence, number: int) -> str:
    article = item.article
    day = article.published.isoformat() if article.published else "date unknown"
    head = _plain(f"{article.name}, {day}: {article.title}")
    return f'<passage source="{number}">\n{head}\n{_plain(item.passage.text)}\n</passage>'


def _plain(text: str) -> str:
    """An article's text cannot close its own passage or open another."""
    return re.sub(r"<(?=[\s/]*passage)", "‹", text, flags=re.I)


def _time(time_frame: TimeFrame) -> str:
    if time_frame.as_of:
        return f"Answer as of {time_frame.as_of}: what happened later is not known yet."
    return ""


def _trimmed(history: Sequence[Turn]) -> list[Turn]:
    """The last turns without their markers, whose numbers belong to other answers."""
    return [
        Turn(role=turn.role, content=_MARKER.sub("", turn.content)[:HISTORY_CHARACTERS])
        for turn in history[-HISTORY_TURNS:]
    ]
