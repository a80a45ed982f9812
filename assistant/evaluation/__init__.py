"""Measures how well questions are answered, by Newsdesk or by any other system.

from assistant.evaluation import evaluate, read_questions

run = evaluate(read_questions("questions.jsonl").checked().questions, desk)
run.summary.figures["recall@5"], run.frame()
"""

from typing import TYPE_CHECKING, Any

from .adapters import query_engine
from .comparing import Comparison, compare, read_baseline
from .datamodels import Figure, Manifest, Outcome, Question, Result, Summary
from .questions import BadQuestions, read_questions

if TYPE_CHECKING:
    from .evaluation import Evaluation, evaluate

__all__ = [
    "BadQuestions",
    "Comparison",
    "Evaluation",
    "Figure",
    "Manifest",
    "Outcome",
    "Question",
    "Result",
    "Summary",
    "compare",
    "evaluate",
    "query_engine",
    "read_baseline",
    "read_questions",
]


def __getattr__(name: str) -> Any:
    # These two bring the Assistant along, and with it Chroma and onnxruntime.
    if name in ("Evaluation", "evaluate"):
        from . import evaluation

        return getattr(evaluation, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
