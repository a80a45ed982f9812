"""Measures how well questions are answered, by Newsdesk or by any other system.

from assistant.evaluation import evaluate, read_questions

run = evaluate(read_questions("questions.jsonl").checked().questions, desk)
run.summary.figures["recall@5"], run.frame()
"""

from .adapters import query_engine
from .comparing import Comparison, compare, read_baseline
from .datamodels import Figure, Manifest, Outcome, Question, Result, Summary
from .evaluation import Evaluation, evaluate
from .questions import BadQuestions, read_questions

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
