"""A language model's opinion of the answers, kept apart from what was measured.

Its verdicts go into no figure of a run. They are written beside them, with the model and the
prompt that gave them, and what is reported is how far they agree with the measures.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Literal, Protocol

from prompts import fill

from ..datamodels import Noun, Turn
from ..errors import SettingsError
from ..models.endpoint import OpenAICompatible
from ..settings import Settings
from .datamodels import JudgeReport, Outcome, Question
from .files import good_lines, mend_lines
from .running import Counted

__all__ = ["OPINIONS", "Model", "Opinion", "judge", "judge_model", "judge_report", "kappa"]

OPINIONS = "judgements.jsonl"
_TAG = re.compile(r"<(?=[\s/]*(?:question|accepted|answer)\b)", re.I)

Verdict = Literal["right", "wrong", "unclear"]


class Model(Protocol):
    """A language model: what `assistant.models.endpoint` offers."""

    name: str

    def write(self, instructions: str, turns: Sequence[Turn]) -> Iterator[str]:
        """The reply, piece by piece. Raises ``EndpointError``."""


class Opinion(Noun):
    """What the model thinks of one answer; ``unclear`` if it gave neither word asked for."""

    id: str
    model: str
    prompt: str
    verdict: Verdict
    reply: str
    contains: bool


def judge_model(settings: Settings, model: str) -> OpenAICompatible:
    """The model of this name at the configured address. Raises ``SettingsError`` without one."""
    if not (settings.api_key or settings.base_url):
        raise SettingsError(
            "--judge needs OPENAI_API_KEY, or NEWSDESK_BASE_URL for a server of your own."
        )
    return OpenAICompatible(settings.model_copy(update={"model": model}))


def judge(
    folder: Path,
    read: Callable[[], Iterator[Outcome]],
    model: Model,
    progress: Counted = lambda done, total: None,
) -> JudgeReport:
    """Have every answer with accepted wordings judged; goes on where it was broken off.

    ``read`` gives the outcomes, one at a time; they may be more than memory holds.
    Raises ``EndpointError`` if the model fails; what was judged so far stays.
    """
    path = folder / OPINIONS
    prompt = hashlib.sha256(fill("judge").encode()).hexdigest()
    mend_lines(path, Opinion, lambda opinion: (opinion.id, opinion.model, opinion.prompt))
    kept = _kept(path, model.name, prompt)
    done = {each.id for each in kept}
    total = sum(map(_can_be_judged, read()))
    with path.open("a", encoding="utf-8") as lines:
        for outcome in filter(_can_be_judged, read()):
            progress(len(kept), total)
            if outcome.question.id in done:
                continue
            opinion = _opinion(outcome, model, prompt)
            lines.write(opinion.model_dump_json() + "\n")
            lines.flush()
            kept.append(opinion)
    return judge_report(kept, model.name, prompt)


def judge_report(opinions: Sequence[Opinion], model: str, prompt: str) -> JudgeReport:
    """How far the verdicts agree with ``contains``."""
    clear = [each for each in opinions if each.verdict != "unclear"]
    pairs = [(each.verdict == "right", each.contains) for each in clear]
    return JudgeReport(
        model=model,
        prompt=prompt,
        judged=len(opinions),
        right=sum(each.verdict == "right" for each in opinions),
        unclear=len(opinions) - len(clear),
        agreement=sum(a == b for a, b in pairs) / len(pairs) if pairs else None,
        kappa=kappa(pairs),
    )


def kappa(pairs: Sequence[tuple[bool, bool]]) -> float | None:
    """Agreement of two judges beyond that of chance, at most 1 (Cohen 1960).

    ``None`` if chance alone would make them agree always.
    """
    if not pairs:
        return None
    count = len(pairs)
    one, other = sum(a for a, _ in pairs) / count, sum(b for _, b in pairs) / count
    by_chance = one * other + (1 - one) * (1 - other)
    agreed = sum(a == b for a, b in pairs) / count
    return None if by_chance == 1 else (agreed - by_chance) / (1 - by_chance)


def _can_be_judged(outcome: Outcome) -> bool:
    result = outcome.result
    return bool(result and not result.abstained and outcome.question.wanted)


def _kept(path: Path, model: str, prompt: str) -> list[Opinion]:
    """Verdicts of this model by this prompt; others in the file are not its own."""
    if not path.exists():
        return []
    opinions = (opinion for _, opinion in good_lines(path, Opinion))
    return [each for each in opinions if (each.model, each.prompt) == (model, prompt)]


def _opinion(outcome: Outcome, model: Model, prompt: str) -> Opinion:
    assert outcome.result is not None
    task = _task(outcome.question, outcome.result.text)
    reply = "".join(model.write(fill("judge"), [Turn(role="user", content=task)])).strip()
    said = set(re.findall(r"\b(RIGHT|WRONG)\b", reply.upper()))
    verdict: Verdict = "unclear"
    if len(said) == 1:
        verdict = "right" if said == {"RIGHT"} else "wrong"
    return Opinion(
        id=outcome.question.id,
        model=model.name,
        prompt=prompt,
        verdict=verdict,
        reply=reply[:500],
        contains=outcome.measures["contains"] == 1.0,
    )


def _task(question: Question, answer: str) -> str:
    """The question, the accepted answers and the answer, none of which can leave its tag."""
    each = [" or ".join(wordings) for wordings in question.wanted]
    accepted = f"all of these: {'; '.join(each)}" if len(each) > 1 else each[0]
    parts = {"question": question.question, "accepted": accepted, "answer": answer}
    return "\n".join(f"<{name}>{_TAG.sub('‹', text)}</{name}>" for name, text in parts.items())
