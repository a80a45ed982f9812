"""A briefing: what happened, what is disputed, who says what, what is not known, a timeline.

All of it is the articles' own words, found by one wide search. Each sentence is told once.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from ..datamodels import Briefing, Disagreement, Drawn, Stated
from ..finding.abstaining import confidence
from .citations import Composer
from .fitting import is_view
from .material import Material
from .quoting import Candidate, drafted, repeats, widest
from .stopwatch import Stopwatch
from .summaries import central
from .timeline import MOST as MOST_EVENTS
from .timeline import events
from .timeline import told as timed
from .widening import dangles
from .wording import coverage_in_words, date_span

__all__ = ["DISPUTED", "HAPPENED", "SAID", "TIMELINE", "UNKNOWN", "brief"]

HAPPENED, DISPUTED, SAID = "What happened", "What is disputed", "Who says what"
UNKNOWN, TIMELINE = "What is not known", "Timeline"
MOST_HAPPENED, MOST_DISPUTED, MOST_SAID, MOST_UNKNOWN = 6, 4, 5, 3
PER_STORY = 2  # sentences of what happened
ABOUT = 0.5  # the least share of the topic that a sentence has, of what the best has

_DISPUTES = re.compile(
    r"\b(?:disput\w+|den(?:y|ies|ied)|contest\w*|contradict\w*|rejects?|rejected|disagree\w*"
    r"|quarrel\w*|at odds|differ(?:s|ed|ences?)?|overstat\w+|understat\w+|accus\w+|critici[sz]\w+"
    r"|on the other hand|contrast\w*|clash\w*|oppos\w+|owes (?:far )?less|controvers\w+|violat\w+"
    r"|skeptical|sceptical|sticking point|disparity)\b",
    re.I,
)
_UNKNOWN = re.compile(
    r"\b(?:not (?:yet )?known|unknown|unclear|uncertain\w*|remains? to be seen|yet to be|would not"
    r" (?:say|be drawn)|did not (?:say|comment|disclose)|declined? to (?:say|comment)|declined to"
    r"|no (?:details|specifics|date|decision|clear answer|agreement|certainty)|not (?:been )?"
    r"(?:said|disclosed|decided|published|proven|confirmed)"
    r"|open question|may have no|refused to say|could promise nothing|pending|confidential"
    r"|waiting (?:on|for))\b",
    re.I,
)
_SPEAKER = re.compile(r"[A-Z][\w’'-]+(?:\s+[A-Z][\w’'-]+)+")
_QUOTED = re.compile(r"[“\"«][^”\"»]{12,}")


def brief(material: Material, stopwatch: Stopwatch) -> Briefing:
    """The briefing on the topic that the material was found for."""
    composer = Composer()
    silent = confidence(replace(material.findings, spans=None)) < material.settings.abstain_below
    sections = () if silent else tuple(_sections(material, composer))
    stopwatch.lap("choose")
    sources = tuple(composer.sources)
    days = sorted(source.published for source in sources if source.published)
    span = (days[0], days[-1]) if days else None
    values = tuple(composer.values)
    topic = material.query.question
    title = topic[0].upper() + topic[1:] + (f", {date_span(*span)}" if span else "")
    return Briefing(
        topic=topic,
        title=title,
        text=_text(title, composer, sections, material),
        sections=sections,
        sentences=tuple(composer.sentences),
        citations=tuple(composer.citations),
        sources=sources,
        disagreements=_disagreements(values),
        span=span,
        time_frame=material.query.time_frame,
        drawn=_drawn(material, len(sources)) if sources else Drawn(matched=0, grouped=0, used=0),
        coverage=material.library.coverage(),
        timings=stopwatch.timings,
    )


def _sections(material: Material, composer: Composer) -> Iterator[tuple[str, int]]:
    about = _about(material)
    taken: list[Candidate] = []
    chosen: dict[str, Callable[[], list[Candidate]]] = {
        HAPPENED: lambda: central(material, about, MOST_HAPPENED, PER_STORY),
        DISPUTED: lambda: _matching(_DISPUTES, about, taken, MOST_DISPUTED),
        SAID: lambda: _speakers(about, taken),
        UNKNOWN: lambda: _matching(_UNKNOWN, about, taken, MOST_UNKNOWN),
    }
    for heading, choose in chosen.items():
        told_before = len(taken)
        for each in choose():
            taken.append(widest(each, material.wide) if dangles(each.text) else each)
            composer.add(drafted(taken[-1], None, label=heading))
        if len(taken) > told_before:
            yield heading, len(taken) - told_before
    dated = [event for event in events(material, MOST_EVENTS) if event.when]
    for draft in timed(dated, material):
        composer.add(draft)
    if dated:
        yield TIMELINE, len(dated)


def _about(material: Material) -> list[Candidate]:
    """The quotable sentences on the topic, those that were found best first."""
    quotable = [each for each in material.wide if each.quotable and not each.text.endswith("?")]
    shares = {each: material.about(each) for each in quotable}
    least = ABOUT * max(shares.values(), default=0.0)
    kept = [each for each in quotable if shares[each] >= least]
    return sorted(kept, key=lambda each: -shares[each] - each.signs.rank)


def _matching(
    signs: re.Pattern[str], about: Sequence[Candidate], taken: Sequence[Candidate], most: int
) -> list[Candidate]:
    """Sentences with such a sign that are not told yet, from different stories first."""
    chosen: list[Candidate] = []
    for again in (False, True):
        for each in about:
            if len(chosen) == most:
                return chosen
            stories = {other.story for other in chosen}
            fits = (again or each.story not in stories) and signs.search(each.text)
            if fits and not any(repeats(each, other) for other in (*taken, *chosen)):
                chosen.append(each)
    return chosen


def _speakers(about: Sequence[Candidate], taken: Sequence[Candidate]) -> list[Candidate]:
    """What people and bodies that are named say in their own words, one sentence each."""
    chosen: dict[str, Candidate] = {}
    for each in about:
        name = _SPEAKER.search(re.sub(r"[“\"«][^”\"»]*[”\"»]", "", each.text))
        if not (name and is_view(each.text) and _QUOTED.search(each.text)):
            continue
        told = (*taken, *chosen.values())
        surname = name[0].split()[-1]
        if surname not in chosen and not any(repeats(each, other) for other in told):
            chosen[surname] = each
        if len(chosen) == MOST_SAID:
            break
    return list(chosen.values())


def _text(
    title: str, composer: Composer, sections: Sequence[tuple[str, int]], material: Material
) -> str:
    """The briefing as it is read; what the library holds, if it tells nothing of the topic."""
    if not sections:
        coverage = coverage_in_words(material.library.coverage())
        return f"The articles tell nothing of this. {coverage}"
    heading = f"**{TIMELINE}**\n\n" if sections[-1][0] == TIMELINE else ""
    timeline = f"**{composer.sentences[-sections[-1][1]].label}**\n" if heading else ""
    body = composer.text.replace(timeline, heading + timeline, 1) if timeline else composer.text
    return f"# {title}\n\n{body}"


def _disagreements(values: Sequence[Stated]) -> tuple[Disagreement, ...]:
    return (Disagreement(values=tuple(values)),) if len(values) > 1 else ()


def _drawn(material: Material, used: int) -> Drawn:
    evidence = material.wide_evidence
    return Drawn(
        matched=len({item.article.id for item in evidence}),
        grouped=len({material.stories.get(item.passage.id, item.article.id) for item in evidence}),
        used=used,
    )
